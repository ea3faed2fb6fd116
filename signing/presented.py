"""A certificate whose key lies elsewhere: may it sign now, by which mechanism, with which chain."""

from collections.abc import Sequence
from datetime import datetime

from cryptography import x509

from signing.chains import chain_among
from signing.errors import CertificateRefused
from signing.mechanisms import Mechanism, choose_mechanism
from signing.trust import TrustMaterial


def load_certificate(der: bytes) -> x509.Certificate:
    """Parse DER; raises CertificateRefused."""
    try:
        return x509.load_der_x509_certificate(der)
    except ValueError as error:
        raise CertificateRefused("unreadable") from error


def require_usable(
    certificate: x509.Certificate,
    *,
    offered: Sequence[str],
    trust: TrustMaterial,
    now: datetime,
) -> Mechanism:
    """Conditions of Decree 68/2024, articles 29 and 31, as far as they can be known beforehand.

    The chain and its revocation are judged when the signed file is verified; here what is
    known without asking anybody is refused before a person types a PIN.

    Raises:
        CertificateRefused: with the reason.
    """
    if now < certificate.not_valid_before_utc:
        raise CertificateRefused("not_yet_valid")
    if now > certificate.not_valid_after_utc:
        raise CertificateRefused("expired")
    _require_key_usage(certificate)
    if _is_revoked(certificate, trust, now=now):
        raise CertificateRefused("revoked")
    return choose_mechanism(certificate, offered)


def _require_key_usage(certificate: x509.Certificate) -> None:
    try:
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        return
    except (ValueError, x509.DuplicateExtension) as error:
        raise CertificateRefused("unreadable") from error
    if not (usage.digital_signature or usage.content_commitment):
        raise CertificateRefused("key_usage")


def _is_revoked(certificate: x509.Certificate, trust: TrustMaterial, *, now: datetime) -> bool:
    for encoded in trust.revocation_lists:
        known = x509.load_der_x509_crl(encoded)
        if known.issuer != certificate.issuer:
            continue
        entry = known.get_revoked_certificate_by_serial_number(certificate.serial_number)
        if entry is not None and entry.revocation_date_utc <= now:
            return True
    return False


def chain_above(certificate: x509.Certificate, trust: TrustMaterial) -> tuple[bytes, ...]:
    """The certificates above it that we know, without the root: agents give the lowest alone."""
    return chain_among(certificate, trust.intermediates + trust.anchors)
