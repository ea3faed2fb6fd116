"""The addresses that a certificate names for its revocation data and its issuer."""

from cryptography import x509
from cryptography.x509.oid import AuthorityInformationAccessOID

#: A real certificate names two or three; a hostile one may name thousands.
MOST = 4


def list_addresses(certificate: bytes) -> tuple[str, ...]:
    """Where its revocation list lies (RFC 5280, 4.2.1.13); none if that cannot be read."""
    try:
        points = _extensions(certificate).get_extension_for_class(x509.CRLDistributionPoints)
    except (ValueError, x509.ExtensionNotFound, x509.DuplicateExtension):
        return ()
    names = [name for point in points.value for name in point.full_name or ()]
    return _uris(names)


def answer_addresses(certificate: bytes) -> tuple[str, ...]:
    """Where OCSP answers for it (RFC 5280, 4.2.2.1)."""
    return _access(certificate, AuthorityInformationAccessOID.OCSP)


def issuer_addresses(certificate: bytes) -> tuple[str, ...]:
    """Where its issuer's certificate lies (RFC 5280, 4.2.2.1)."""
    return _access(certificate, AuthorityInformationAccessOID.CA_ISSUERS)


def _access(certificate: bytes, method: x509.ObjectIdentifier) -> tuple[str, ...]:
    try:
        found = _extensions(certificate).get_extension_for_class(x509.AuthorityInformationAccess)
    except (ValueError, x509.ExtensionNotFound, x509.DuplicateExtension):
        return ()
    return _uris([one.access_location for one in found.value if one.access_method == method])


def _extensions(certificate: bytes) -> x509.Extensions:
    return x509.load_der_x509_certificate(certificate).extensions


def _uris(names: list[x509.GeneralName]) -> tuple[str, ...]:
    uris = [name.value for name in names if isinstance(name, x509.UniformResourceIdentifier)]
    return tuple(dict.fromkeys(uris))[:MOST]
