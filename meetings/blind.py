"""Blind signatures on ballot tokens: RSABSSA-SHA384-PSS-Randomized (RFC 9474), the server's side.

The signer sees a blinded number and nothing of the token in it; who has the token proves later,
without saying who it is, that it was signed. One key a vote, so a token is good for that vote.
"""

import secrets
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

KEY_BITS = 2048
PREFIX_BYTES = 32
TOKEN_BYTES = 65  # a P-256 point, uncompressed
CHOICE_SIGNATURE_BYTES = 64  # r and s, as WebCrypto writes them
_PSS = padding.PSS(padding.MGF1(hashes.SHA384()), salt_length=48)
_CONTEXT = b"congvu secret ballot v1\n"


class BlindedRefused(ValueError):
    """The blinded message is not a number of this key (RFC 9474, 4.3)."""


@dataclass(frozen=True, slots=True)
class KeyPair:
    private_der: bytes
    public_pem: str


def make_key() -> KeyPair:
    key = rsa.generate_private_key(public_exponent=65537, key_size=KEY_BITS)
    return KeyPair(
        key.private_bytes(
            serialization.Encoding.DER,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        ),
        key.public_key()
        .public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
        .decode(),
    )


def sign_blinded(private_der: bytes, blinded: bytes) -> bytes:
    """BlindSign (RFC 9474, 4.3). Raises `BlindedRefused`."""
    key = serialization.load_der_private_key(private_der, None)
    if not isinstance(key, rsa.RSAPrivateKey):
        raise TypeError("not an RSA key")
    numbers = key.private_numbers()
    n, e = numbers.public_numbers.n, numbers.public_numbers.e
    length = (n.bit_length() + 7) // 8
    message = int.from_bytes(blinded, "big")
    if len(blinded) != length or not 0 < message < n:
        raise BlindedRefused("out of the range of the key")
    signature = _private_operation(message, numbers)
    if pow(signature, e, n) != message:
        raise ArithmeticError("the private operation failed its check")
    return signature.to_bytes(length, "big")


def _private_operation(message: int, numbers: rsa.RSAPrivateNumbers) -> int:
    """RSASP1, on a number multiplied by a random one, so that its time says nothing of the key."""
    n, e = numbers.public_numbers.n, numbers.public_numbers.e
    mask = secrets.randbelow(n - 2) + 1
    masked = message * pow(mask, e, n) % n
    in_p = pow(masked, numbers.dmp1, numbers.p)
    in_q = pow(masked, numbers.dmq1, numbers.q)
    joined = in_q + numbers.q * ((in_p - in_q) * numbers.iqmp % numbers.p)
    return joined * pow(mask, -1, n) % n


def verify_token(public_pem: str, *, prefix: bytes, token: bytes, signature: bytes) -> bool:
    """Verify (RFC 9474, 4.5): the key of the vote signed this token."""
    key = serialization.load_pem_public_key(public_pem.encode())
    if not isinstance(key, rsa.RSAPublicKey) or len(prefix) != PREFIX_BYTES:
        return False
    try:
        key.verify(signature, prefix + token, _PSS, hashes.SHA384())
    except InvalidSignature:
        return False
    return True


def words_of_choice(vote_id: str, choice: str) -> bytes:
    """What the voter signs with the key whose public half is the token."""
    return _CONTEXT + f"{vote_id}\n{choice}".encode()


def verify_choice(token: bytes, *, words: bytes, signature: bytes) -> bool:
    """Nobody but the holder of the token made or changed this choice (ECDSA P-256, SHA-256)."""
    if len(token) != TOKEN_BYTES or len(signature) != CHOICE_SIGNATURE_BYTES:
        return False
    try:
        key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), token)
        r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
        key.verify(encode_dss_signature(r, s), words, ec.ECDSA(hashes.SHA256()))
    except (InvalidSignature, ValueError):
        return False
    return True
