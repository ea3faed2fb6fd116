"""Whether a signature value fits its data and its certificate: RSA, PSS, DSA, ECDSA, EdDSA."""

import contextlib
from collections.abc import Iterator

from asn1crypto import algos, keys  # type: ignore[import-untyped]
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed448, ed25519, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed, encode_dss_signature

_HASHES: dict[str, type[hashes.HashAlgorithm]] = {
    "md5": hashes.MD5,
    "sha1": hashes.SHA1,
    "sha224": hashes.SHA224,
    "sha256": hashes.SHA256,
    "sha384": hashes.SHA384,
    "sha512": hashes.SHA512,
    "sha3_224": hashes.SHA3_224,
    "sha3_256": hashes.SHA3_256,
    "sha3_384": hashes.SHA3_384,
    "sha3_512": hashes.SHA3_512,
}
#: Identifiers that asn1crypto has no name for: RSA with SHA-3 (NIST), plain ECDSA (BSI TR-03111).
_BY_IDENTIFIER = {
    "2.16.840.1.101.3.4.3.13": "sha3_224",
    "2.16.840.1.101.3.4.3.14": "sha3_256",
    "2.16.840.1.101.3.4.3.15": "sha3_384",
    "2.16.840.1.101.3.4.3.16": "sha3_512",
    "2.16.840.1.101.3.4.3.9": "sha3_224",
    "2.16.840.1.101.3.4.3.10": "sha3_256",
    "2.16.840.1.101.3.4.3.11": "sha3_384",
    "2.16.840.1.101.3.4.3.12": "sha3_512",
    "0.4.0.127.0.7.1.1.4.1.1": "sha1",
    "0.4.0.127.0.7.1.1.4.1.2": "sha224",
    "0.4.0.127.0.7.1.1.4.1.3": "sha256",
    "0.4.0.127.0.7.1.1.4.1.4": "sha384",
    "0.4.0.127.0.7.1.1.4.1.5": "sha512",
}


class UnsupportedSignature(Exception):
    """The algorithm or its parameters are not known here; the text names it."""


def fits(
    value: bytes,
    data: bytes,
    *,
    public_key: keys.PublicKeyInfo,
    algorithm: algos.SignedDigestAlgorithm,
    digest: str,
    prehashed: bool = False,
) -> bool:
    """Whether ``value`` is a signature over ``data``.

    ``digest`` is the message's digest algorithm: some signers name one hash there and
    another in the signature algorithm, so both are tried; the value tells which it was.
    With ``prehashed`` the data is their digest already, by that algorithm.

    Raises:
        UnsupportedSignature: this cannot be told.
    """
    tried = False
    names = [digest] if prehashed else dict.fromkeys(_candidates(algorithm, digest))
    for name in names:
        if name not in _HASHES:
            continue
        tried = True
        try:
            chosen = _HASHES[name]()
            _check(value, data, public_key, algorithm, Prehashed(chosen) if prehashed else chosen)
        except InvalidSignature:
            continue
        except (UnsupportedAlgorithm, ValueError, TypeError) as error:
            raise UnsupportedSignature(str(error)) from error
        return True
    if not tried:
        raise UnsupportedSignature(algorithm["algorithm"].dotted)
    return False


def _candidates(algorithm: algos.SignedDigestAlgorithm, digest: str) -> Iterator[str]:
    identifier = algorithm["algorithm"].dotted
    if identifier in _BY_IDENTIFIER:
        yield _BY_IDENTIFIER[identifier]
    with contextlib.suppress(ValueError):  # plain RSA names no hash
        yield str(algorithm.hash_algo)
    yield digest


def _check(
    value: bytes,
    data: bytes,
    public_key: keys.PublicKeyInfo,
    algorithm: algos.SignedDigestAlgorithm,
    chosen: hashes.HashAlgorithm | Prehashed,
) -> None:
    key = _load(public_key)
    match key:
        case rsa.RSAPublicKey():
            key.verify(value, data, _padding(algorithm), chosen)
        case ec.EllipticCurvePublicKey():
            key.verify(_as_der(value, algorithm, key), data, ec.ECDSA(chosen))
        case dsa.DSAPublicKey():
            key.verify(value, data, chosen)
        case ed25519.Ed25519PublicKey() | ed448.Ed448PublicKey():
            key.verify(value, data)
        case _:
            raise UnsupportedSignature(type(key).__name__)


def _load(public_key: keys.PublicKeyInfo) -> object:
    if public_key.algorithm == "rsassa_pss":
        # A key limited to PSS is an RSA key all the same.
        plain = public_key.copy()
        plain["algorithm"] = {"algorithm": "rsa"}
        public_key = plain
    try:
        return serialization.load_der_public_key(public_key.dump())
    except (UnsupportedAlgorithm, ValueError) as error:
        raise UnsupportedSignature("public_key") from error


def _padding(algorithm: algos.SignedDigestAlgorithm) -> padding.AsymmetricPadding:
    if algorithm["algorithm"].native != "rsassa_pss":
        return padding.PKCS1v15()
    parameters = algorithm["parameters"]
    mask = parameters["mask_gen_algorithm"]["parameters"]["algorithm"].native
    return padding.PSS(
        mgf=padding.MGF1(_HASHES[mask]()), salt_length=int(parameters["salt_length"].native)
    )


def _as_der(
    value: bytes, algorithm: algos.SignedDigestAlgorithm, key: ec.EllipticCurvePublicKey
) -> bytes:
    """Plain ECDSA puts r and s side by side (BSI TR-03111, 5.2.1)."""
    half = (key.curve.key_size + 7) // 8
    if not algorithm["algorithm"].dotted.startswith("0.4.0.127.0.7.1.1.4.1"):
        return value
    if len(value) != 2 * half:
        raise InvalidSignature
    return encode_dss_signature(int.from_bytes(value[:half]), int.from_bytes(value[half:]))
