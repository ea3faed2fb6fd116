"""The signing program started for a test, with a certificate for its key."""

import base64
import hashlib
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_public_key,
)
from cryptography.x509.oid import NameOID

from tests.agents.certificates import issue

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Agent:
    """A running program; `certificate` is the official's, `pin` trusts its TLS key alone."""

    folder: Path
    port: int
    certificate: x509.Certificate
    pin: str

    def behave(self, how: str) -> None:
        """`cancel`, `cancel-after-2`, `removed`, `own-field`, or nothing for as it should."""
        (self.folder / "behaviour").write_text(how)


@contextmanager
def running_agent(
    folder: Path, key_dir: Path, *, kind: str, name: str, now: datetime
) -> Iterator[Agent]:
    folder.mkdir()
    pin = _make_tls(folder)
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.agents.program", str(folder), "--kind", kind],
        stdout=subprocess.PIPE,
        cwd=ROOT,
        text=True,
    )
    try:
        assert process.stdout is not None
        told = json.loads(process.stdout.readline())
        public = load_pem_public_key(told["public_key"].encode())
        assert isinstance(public, ec.EllipticCurvePublicKey | rsa.RSAPublicKey)
        certificate = issue(key_dir, public, name=name, now=now)
        (folder / "certificate.der").write_bytes(certificate.public_bytes(Encoding.DER))
        issuing = x509.load_pem_x509_certificate((key_dir / "ca/issuing.crt.pem").read_bytes())
        (folder / "chain.der").write_bytes(issuing.public_bytes(Encoding.DER))
        yield Agent(folder, told["port"], certificate, pin)
    finally:
        process.terminate()
        process.communicate(timeout=20)


def _make_tls(folder: Path) -> str:
    """A certificate for 127.0.0.1 that nobody else trusts; the digest of its key, base64."""
    private = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    address = x509.SubjectAlternativeName([x509.IPAddress(IPv4Address("127.0.0.1"))])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(private.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=2))
        .add_extension(address, critical=False)
        .sign(private, hashes.SHA256())
    )
    (folder / "tls.crt").write_bytes(made.public_bytes(Encoding.PEM))
    (folder / "tls.key").write_bytes(
        private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    )
    key = private.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return base64.b64encode(hashlib.sha256(key).digest()).decode()
