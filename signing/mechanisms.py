"""How a key outside this program signs: mechanisms by their names in RFC 7518, 3.1."""

from collections.abc import Sequence
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import (
    decode_dss_signature,
    encode_dss_signature,
)
from cryptography.x509 import Certificate

from signing.errors import CertificateRefused, ValueRefused

#: Shorter ones are no longer accepted for signatures (SOG-IS agreed mechanisms 1.3).
SMALLEST_RSA = 2048
DER_SEQUENCE = 0x30


@dataclass(frozen=True)
class Mechanism:
    """``digest`` and ``cms`` are the names pyHanko and asn1crypto use."""

    name: str
    digest: str
    cms: str
    hash: type[hashes.HashAlgorithm]


MECHANISMS = {
    one.name: one
    for one in (
        Mechanism("ES256", "sha256", "sha256_ecdsa", hashes.SHA256),
        Mechanism("ES384", "sha384", "sha384_ecdsa", hashes.SHA384),
        Mechanism("ES512", "sha512", "sha512_ecdsa", hashes.SHA512),
        Mechanism("RS256", "sha256", "sha256_rsa", hashes.SHA256),
        Mechanism("RS384", "sha384", "sha384_rsa", hashes.SHA384),
        Mechanism("RS512", "sha512", "sha512_rsa", hashes.SHA512),
    )
}
_RSA = ("RS256", "RS384", "RS512")
#: For each curve first the digest of its own strength, then what cards offer besides.
_CURVES = {
    "secp256r1": ("ES256", "ES384", "ES512"),
    "secp384r1": ("ES384", "ES512", "ES256"),
    "secp521r1": ("ES512", "ES384", "ES256"),
}


def choose_mechanism(certificate: Certificate, offered: Sequence[str]) -> Mechanism:
    """The best mechanism for the certificate's key among those its holder offers; none: any.

    Raises:
        CertificateRefused: the key is of no kind we sign with, or nothing is in common.
    """
    able = _able(certificate)
    for name in able:
        if not offered or name in offered:
            return MECHANISMS[name]
    raise CertificateRefused("no_common_algorithm" if able else "unsupported_key")


def _able(certificate: Certificate) -> tuple[str, ...]:
    public = certificate.public_key()
    if isinstance(public, rsa.RSAPublicKey) and public.key_size >= SMALLEST_RSA:
        return _RSA
    if isinstance(public, ec.EllipticCurvePublicKey):
        return _CURVES.get(public.curve.name, ())
    return ()


def check_value(
    certificate: Certificate, mechanism: Mechanism, *, signed: bytes, value: bytes
) -> bytes:
    """Return the value as CMS wants it: for ECDSA in DER, whichever way it came.

    Web eID, and PKCS#11 below it, give r and s side by side.

    Raises:
        ValueRefused: the certificate's key has not made it over ``signed``.
    """
    public = certificate.public_key()
    try:
        if isinstance(public, rsa.RSAPublicKey):
            public.verify(value, signed, padding.PKCS1v15(), mechanism.hash())
            return value
        if isinstance(public, ec.EllipticCurvePublicKey):
            encoded = _as_der(value, octets=(public.curve.key_size + 7) // 8)
            public.verify(encoded, signed, ec.ECDSA(mechanism.hash()))
            return encoded
    except (InvalidSignature, ValueError) as error:
        raise ValueRefused from error
    raise ValueRefused


def _as_der(value: bytes, *, octets: int) -> bytes:
    if len(value) == 2 * octets:
        r, s = (int.from_bytes(half) for half in (value[:octets], value[octets:]))
    else:
        r, s = decode_dss_signature(value)
    return encode_dss_signature(r, s)
