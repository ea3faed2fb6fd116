"""A token as an official carries it: a private key in SoftHSM that never leaves it (PKCS#11)."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pkcs11
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import load_der_public_key
from pkcs11.util.ec import encode_ec_public_key, encode_named_curve_parameters

MODULE = "/usr/lib/softhsm/libsofthsm2.so"
PIN = "246810"
LABEL = "official"
_CURVES = {"P-256": "secp256r1", "P-384": "secp384r1"}
# DigestInfo of RFC 8017, 9.2 (notes), before the digest itself.
_DIGEST_INFO = {
    "SHA-256": bytes.fromhex("3031300d060960864801650304020105000420"),
    "SHA-384": bytes.fromhex("3041300d060960864801650304020205000430"),
    "SHA-512": bytes.fromhex("3051300d060960864801650304020305000440"),
}
PublicKey = ec.EllipticCurvePublicKey | rsa.RSAPublicKey


def initialise(folder: Path) -> None:
    """An empty token in `folder`, for this process alone: SoftHSM reads its place once."""
    tokens = folder / "tokens"
    tokens.mkdir(parents=True)
    path = folder / "softhsm2.conf"
    path.write_text(f"directories.tokendir = {tokens}\nobjectstore.backend = file\n")
    os.environ["SOFTHSM2_CONF"] = str(path)
    words = ["--init-token", "--free", "--label", LABEL, "--pin", PIN, "--so-pin", PIN]
    subprocess.run(["softhsm2-util", *words], check=True, capture_output=True)


class Token:
    """The token while it is logged in; `kind` is P-256, P-384 or RSA."""

    def __init__(self, session: pkcs11.Session, kind: str) -> None:
        self.session = session
        self.kind = kind

    def generate(self) -> PublicKey:
        if self.kind == "RSA":
            public, _ = self.session.generate_keypair(
                pkcs11.KeyType.RSA, 2048, label=LABEL, id=b"1", store=True
            )
            exponent, modulus = (
                int.from_bytes(public[name])
                for name in (pkcs11.Attribute.PUBLIC_EXPONENT, pkcs11.Attribute.MODULUS)
            )
            return rsa.RSAPublicNumbers(exponent, modulus).public_key()
        curve = encode_named_curve_parameters(_CURVES[self.kind])
        parameters = self.session.create_domain_parameters(
            pkcs11.KeyType.EC, {pkcs11.Attribute.EC_PARAMS: curve}, local=True
        )
        public, _ = parameters.generate_keypair(label=LABEL, id=b"1", store=True)
        loaded = load_der_public_key(encode_ec_public_key(public))
        assert isinstance(loaded, ec.EllipticCurvePublicKey)
        return loaded

    @property
    def algorithms(self) -> list[dict[str, str]]:
        """What the key can, in the words of Web eID."""
        crypto, padding = ("RSA", "PKCS1.5") if self.kind == "RSA" else ("ECC", "NONE")
        return [
            {"cryptoAlgorithm": crypto, "paddingScheme": padding, "hashFunction": name}
            for name in _DIGEST_INFO
        ]

    def sign_digest(self, digest: bytes, function: str) -> bytes:
        """As Web eID's programs do: RSA PKCS#1 v1.5, or r and s side by side."""
        key = self.session.get_key(pkcs11.ObjectClass.PRIVATE_KEY, label=LABEL)
        assert isinstance(key, pkcs11.SignMixin)
        if self.kind == "RSA":
            data = _DIGEST_INFO[function] + digest
            return bytes(key.sign(data, mechanism=pkcs11.Mechanism.RSA_PKCS))
        return bytes(key.sign(digest, mechanism=pkcs11.Mechanism.ECDSA))


@contextmanager
def open_token(kind: str) -> Iterator[Token]:
    token = pkcs11.lib(MODULE).get_token(token_label=LABEL)
    with token.open(rw=True, user_pin=PIN) as session:
        yield Token(session, kind)
