"""Building and describing X.509 certificates and revocation lists; pure, no files."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509 import ocsp
from cryptography.x509.oid import AuthorityInformationAccessOID, ExtendedKeyUsageOID, NameOID

from signing.models import CertificateInfo

#: X.520 upper bounds: longer names are cut, since a certificate cannot hold them.
LONGEST_NAME = 64
NO_CA = x509.BasicConstraints(ca=False, path_length=None)


@dataclass(frozen=True, kw_only=True)
class Addresses:
    """Where a certificate says its issuer serves; an empty one is left out."""

    crl: str = ""
    ocsp: str = ""
    issuer: str = ""


@dataclass(frozen=True)
class Authority:
    """A certificate that may issue, with its key."""

    private: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
    certificate: x509.Certificate


def subject(*, common_name: str, organisation: str) -> x509.Name:
    """C=VN, O, CN."""
    parts = [x509.NameAttribute(NameOID.COUNTRY_NAME, "VN")]
    if organisation:
        name = organisation[:LONGEST_NAME]
        parts.append(x509.NameAttribute(NameOID.ORGANIZATION_NAME, name))
    parts.append(x509.NameAttribute(NameOID.COMMON_NAME, common_name[:LONGEST_NAME]))
    return x509.Name(parts)


def issue_leaf(
    authority: Authority,
    *,
    public: ec.EllipticCurvePublicKey | rsa.RSAPublicKey,
    subject: x509.Name,
    email: str,
    valid: tuple[datetime, datetime],
    addresses: Addresses | None = None,
) -> x509.Certificate:
    """Make a certificate for signing documents."""
    builder = _builder(authority.certificate, public=public, subject=subject, valid=valid)
    builder = _with_addresses(builder, addresses)
    builder = builder.add_extension(
        x509.BasicConstraints(ca=False, path_length=None), critical=True
    )
    builder = builder.add_extension(_key_usage(signs_documents=True), critical=True)
    if email and email.isascii():
        names = x509.SubjectAlternativeName([x509.RFC822Name(email)])
        builder = builder.add_extension(names, critical=False)
    return builder.sign(authority.private, hashes.SHA256())


def issue_authority(
    parent: Authority | None,
    *,
    private: ec.EllipticCurvePrivateKey,
    subject: x509.Name,
    valid: tuple[datetime, datetime],
    purpose: x509.ObjectIdentifier | None,
    addresses: Addresses | None = None,
) -> x509.Certificate:
    """Make a root (no parent), an issuing CA, or with ``purpose`` an end entity.

    End entities are a time-stamp authority, or an OCSP responder whose own revocation
    nobody asks about (RFC 6960, 4.2.2.2.1).
    """
    issuer = parent.certificate if parent else None
    builder = _builder(issuer, public=private.public_key(), subject=subject, valid=valid)
    builder = _with_addresses(builder, addresses)
    if purpose is None:
        length = 0 if parent else 1
        builder = builder.add_extension(
            x509.BasicConstraints(ca=True, path_length=length), critical=True
        )
        builder = builder.add_extension(_key_usage(signs_documents=False), critical=True)
    else:
        builder = builder.add_extension(
            x509.BasicConstraints(ca=False, path_length=None), critical=True
        )
        builder = builder.add_extension(_key_usage(signs_documents=True), critical=True)
        # RFC 3161, 2.3: one purpose, critical.
        builder = builder.add_extension(x509.ExtendedKeyUsage([purpose]), critical=True)
        if purpose == ExtendedKeyUsageOID.OCSP_SIGNING:
            builder = builder.add_extension(x509.OCSPNoCheck(), critical=False)
    return builder.sign(parent.private if parent else private, hashes.SHA256())


def _builder(
    issuer: x509.Certificate | None,
    *,
    public: ec.EllipticCurvePublicKey | rsa.RSAPublicKey,
    subject: x509.Name,
    valid: tuple[datetime, datetime],
) -> x509.CertificateBuilder:
    issuer_public = issuer.public_key() if issuer else public
    assert isinstance(issuer_public, ec.EllipticCurvePublicKey)  # noqa: S101 - narrows the type
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.subject if issuer else subject)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(valid[0])
        .not_valid_after(valid[1])
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_public), critical=False
        )
    )


def _with_addresses(
    builder: x509.CertificateBuilder, addresses: Addresses | None
) -> x509.CertificateBuilder:
    if addresses is None:
        return builder
    if addresses.crl:
        point = x509.DistributionPoint([_uri(addresses.crl)], None, None, None)
        builder = builder.add_extension(x509.CRLDistributionPoints([point]), critical=False)
    access = [
        x509.AccessDescription(method, _uri(address))
        for method, address in (
            (AuthorityInformationAccessOID.OCSP, addresses.ocsp),
            (AuthorityInformationAccessOID.CA_ISSUERS, addresses.issuer),
        )
        if address
    ]
    if access:
        builder = builder.add_extension(x509.AuthorityInformationAccess(access), critical=False)
    return builder


def _uri(address: str) -> x509.UniformResourceIdentifier:
    return x509.UniformResourceIdentifier(address)


def _key_usage(*, signs_documents: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=signs_documents,
        content_commitment=signs_documents,
        key_cert_sign=not signs_documents,
        crl_sign=not signs_documents,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def make_crl(
    authority: Authority,
    *,
    revoked: Mapping[int, tuple[datetime, x509.ReasonFlags]],
    valid: tuple[datetime, datetime],
) -> bytes:
    """Make a revocation list (DER): serial number to time and reason."""
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(authority.certificate.subject)
        .last_update(valid[0])
        .next_update(valid[1])
        .add_extension(x509.CRLNumber(int(valid[0].timestamp())), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(authority.private.public_key()),
            critical=False,
        )
    )
    for serial, (at, reason) in revoked.items():
        entry = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(at)
        if reason is not x509.ReasonFlags.unspecified:
            entry = entry.add_extension(x509.CRLReason(reason), critical=False)
        builder = builder.add_revoked_certificate(entry.build())
    signed = builder.sign(authority.private, hashes.SHA256())
    return signed.public_bytes(serialization.Encoding.DER)


def answer_status(
    responder: Authority,
    *,
    certificate: x509.Certificate,
    issuer: x509.Certificate,
    revoked: tuple[datetime, x509.ReasonFlags] | None,
    valid: tuple[datetime, datetime],
) -> bytes:
    """Make an OCSP response (DER) about one certificate of ``issuer``."""
    status = ocsp.OCSPCertStatus.REVOKED if revoked else ocsp.OCSPCertStatus.GOOD
    builder = (
        ocsp.OCSPResponseBuilder()
        .add_response(
            cert=certificate,
            issuer=issuer,
            algorithm=hashes.SHA1(),  # noqa: S303 - names the issuer (RFC 6960, 4.1.1), protects nothing
            cert_status=status,
            this_update=valid[0],
            next_update=valid[1],
            revocation_time=revoked[0] if revoked else None,
            revocation_reason=revoked[1] if revoked else None,
        )
        .responder_id(ocsp.OCSPResponderEncoding.HASH, responder.certificate)
        .certificates([responder.certificate])
    )
    signed = builder.sign(responder.private, hashes.SHA256())
    return signed.public_bytes(serialization.Encoding.DER)


def to_pem(certificate: x509.Certificate) -> bytes:
    """Return the certificate as PEM."""
    return certificate.public_bytes(serialization.Encoding.PEM)


def describe(certificate: x509.Certificate) -> CertificateInfo:
    """Return the certificate in words."""
    return CertificateInfo(
        pem=to_pem(certificate).decode(),
        serial=f"{certificate.serial_number:x}",
        fingerprint=certificate.fingerprint(hashes.SHA256()).hex(),
        valid_from=certificate.not_valid_before_utc,
        valid_to=certificate.not_valid_after_utc,
        subject=certificate.subject.rfc4514_string(),
    )
