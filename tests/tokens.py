"""A SoftHSM2 token with keys and certificates, made in a process of its own."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pkcs11
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from pkcs11 import Attribute, ObjectClass
from pkcs11.util.ec import decode_ec_private_key
from pkcs11.util.rsa import decode_rsa_private_key

from signing.keys.files import PrivateKey

MODULE = Path("/usr/lib/softhsm/libsofthsm2.so")
TOKEN = "van-phong"
PIN = "73914626"


@dataclass(frozen=True)
class SoftToken:
    """``conf`` is what SOFTHSM2_CONF names."""

    conf: Path

    @classmethod
    def make(cls, folder: Path, *, label: str = TOKEN) -> "SoftToken":
        conf = folder / "softhsm2.conf"
        (folder / "tokens").mkdir(parents=True, exist_ok=True)
        conf.write_text(f"directories.tokendir = {folder}/tokens\nlog.level = ERROR\n")
        words = ["softhsm2-util", "--init-token", "--free", "--label", label]
        words += ["--pin", PIN, "--so-pin", "0000"]
        environment = os.environ | {"SOFTHSM2_CONF": str(conf)}
        subprocess.run(words, env=environment, check=True, capture_output=True)
        return cls(conf)

    def put(
        self,
        label: str,
        *,
        private: PrivateKey | None = None,
        certificates: tuple[bytes, ...] = (),
        identifier: str = "",
    ) -> None:
        """Store a key and certificates (DER) under one label and id; each part may be absent."""
        order = {
            "label": label,
            "id": identifier,
            "key": "" if private is None else _traditional(private).hex(),
            "rsa": isinstance(private, rsa.RSAPrivateKey),
            "certificates": [one.hex() for one in certificates],
        }
        subprocess.run(
            [sys.executable, "-m", "tests.tokens"],
            env=os.environ | {"SOFTHSM2_CONF": str(self.conf)},
            input=json.dumps(order).encode(),
            check=True,
        )


def _traditional(private: PrivateKey) -> bytes:
    return private.private_bytes(
        serialization.Encoding.DER,
        serialization.PrivateFormat.TraditionalOpenSSL,
        serialization.NoEncryption(),
    )


def store(order: dict[str, str], certificates: list[str]) -> None:
    """Write what standard input asks for."""
    named = {
        Attribute.LABEL: order["label"],
        Attribute.ID: bytes.fromhex(order["id"]),
        Attribute.TOKEN: True,
    }
    token = pkcs11.lib(str(MODULE)).get_token(token_label=TOKEN)
    with token.open(rw=True, user_pin=PIN) as session:
        if order["key"]:
            decode = decode_rsa_private_key if order["rsa"] else decode_ec_private_key
            made = decode(bytes.fromhex(order["key"]))
            session.create_object(made | named | {Attribute.SENSITIVE: True, Attribute.SIGN: True})
        for one in certificates:
            session.create_object(
                named
                | {
                    Attribute.CLASS: ObjectClass.CERTIFICATE,
                    Attribute.CERTIFICATE_TYPE: pkcs11.CertificateType.X_509,
                    Attribute.SUBJECT: b"",
                    Attribute.VALUE: bytes.fromhex(one),
                }
            )


if __name__ == "__main__":
    asked = json.load(sys.stdin)
    store(asked, asked["certificates"])
