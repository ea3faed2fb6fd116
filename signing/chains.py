"""Putting the certificates above another in order, as far as they are known."""

from collections.abc import Iterable

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.serialization import Encoding

LONGEST_CHAIN = 5


def chain_among(certificate: x509.Certificate, known: Iterable[bytes]) -> tuple[bytes, ...]:
    """Return those of ``known`` (DER) that are above the certificate, without the root."""
    candidates = [x509.load_der_x509_certificate(one) for one in known]
    chain: list[bytes] = []
    current = certificate
    while len(chain) < LONGEST_CHAIN:
        issuer = next((one for one in candidates if _issued(one, current)), None)
        if issuer is None or issuer.issuer == issuer.subject:
            break
        chain.append(issuer.public_bytes(Encoding.DER))
        current = issuer
    return tuple(chain)


def _issued(issuer: x509.Certificate, certificate: x509.Certificate) -> bool:
    try:
        certificate.verify_directly_issued_by(issuer)
    except (ValueError, TypeError, InvalidSignature):
        return False
    return True
