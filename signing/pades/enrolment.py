"""A certificate that somebody wants to register: may it be, and what could not be made sure."""

from datetime import datetime
from hashlib import sha256
from typing import Any

from asn1crypto import x509 as asn1_x509  # type: ignore[import-untyped]
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509.oid import NameOID

from signing.certificates import describe
from signing.errors import CertificateRefused
from signing.models import PresentedCertificate
from signing.pades import loop
from signing.pades.chains import Chains
from signing.pades.evidence import Sources
from signing.pades.validation_data import ValidationData
from signing.presented import require_usable
from signing.revocation.client import read_certificates

#: What is wrong for good; anything else is told, for a person to decide (Decree 68/2024, 31).
_REFUSED = {
    "certificate_revoked": "revoked",
    "issuer_revoked": "revoked",
    "key_usage": "key_usage",
    "weak_algorithm": "weak_algorithm",
    "certificate_expired_when_signed": "expired",
    "certificate_not_yet_valid": "not_yet_valid",
}


def judge_upload(data: bytes, *, sources: Sources, now: datetime) -> PresentedCertificate:
    """Describe the certificate in a file of PEM, DER or PKCS#7; others in it help the chain.

    Raises:
        CertificateRefused: with the reason.
    """
    certificate, others = _chosen(data)
    require_usable(certificate, offered=(), trust=sources.trust, now=now)
    embedded = ValidationData(certificates=tuple(map(_as_asn1, others)))
    chains = Chains(sources.trust, embedded, fetchers=sources.fetchers)
    chain = loop.run(chains.judge(_as_asn1(certificate), moment=now, is_proven=True))
    for problem in chain.problems:
        if problem in _REFUSED:
            raise CertificateRefused(_REFUSED[problem])
    return _presented(certificate, findings=chain.problems)


def _chosen(data: bytes) -> tuple[x509.Certificate, list[x509.Certificate]]:
    """The one certificate that belongs to a holder, and the issuers beside it."""
    if b"PRIVATE KEY" in data:
        raise CertificateRefused("private_key")
    try:
        found = [x509.load_der_x509_certificate(one) for one in read_certificates(data)]
        own = [one for one in found if not _is_authority(one)]
    except (ValueError, x509.DuplicateExtension) as error:
        raise CertificateRefused("unreadable") from error
    if len(own) > 1:
        raise CertificateRefused("several")
    if not own:
        raise CertificateRefused("key_usage")
    return own[0], [one for one in found if one is not own[0]]


def _is_authority(certificate: x509.Certificate) -> bool:
    try:
        return certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    except x509.ExtensionNotFound:
        return False


def _as_asn1(certificate: x509.Certificate) -> Any:
    return asn1_x509.Certificate.load(certificate.public_bytes(Encoding.DER))


def _presented(certificate: x509.Certificate, *, findings: tuple[str, ...]) -> PresentedCertificate:
    public = certificate.public_key()
    encoded = public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    told = describe(certificate)
    return PresentedCertificate(
        pem=told.pem,
        serial=told.serial,
        fingerprint=told.fingerprint,
        valid_from=told.valid_from,
        valid_to=told.valid_to,
        subject=told.subject,
        der=certificate.public_bytes(Encoding.DER),
        issuer=certificate.issuer.rfc4514_string(),
        key_kind=_kind(public),
        key_digest=sha256(encoded).hexdigest(),
        common_name=_named(certificate, NameOID.COMMON_NAME),
        organisation=_named(certificate, NameOID.ORGANIZATION_NAME),
        emails=_emails(certificate),
        findings=findings,
    )


def _kind(public: object) -> str:
    if isinstance(public, rsa.RSAPublicKey):
        return f"RSA {public.key_size}"
    if isinstance(public, ec.EllipticCurvePublicKey):
        return f"ECDSA {public.curve.name}"
    return type(public).__name__


def _named(certificate: x509.Certificate, name: x509.ObjectIdentifier) -> str:
    return ", ".join(str(one.value) for one in certificate.subject.get_attributes_for_oid(name))


def _emails(certificate: x509.Certificate) -> tuple[str, ...]:
    found = [_named(certificate, NameOID.EMAIL_ADDRESS)]
    try:
        names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        found += names.get_values_for_type(x509.RFC822Name)
    except x509.ExtensionNotFound:
        pass
    return tuple(dict.fromkeys(one for one in found if one))
