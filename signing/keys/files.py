"""Keys and certificates as files: where they lie, and that writing one is all or nothing."""

import contextlib
import os
import re
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from signing.errors import KeyRefused

_LABEL = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@:-]{0,119}")

PrivateKey = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


def key_path(directory: Path, label: str) -> Path:
    """Where the private key with this label lies."""
    return directory / f"{checked_label(label)}.key.pem"


def certificate_path(directory: Path, label: str) -> Path:
    """Where the certificate and chain with this label lie."""
    return directory / f"{checked_label(label)}.crt.pem"


def checked_label(label: str) -> str:
    """Return the label, if it can safely name a file.

    Raises:
        KeyRefused: it holds something else than letters, digits and ``._@:-``.
    """
    if _LABEL.fullmatch(label) is None:
        raise KeyRefused(label, "bad_label")
    return label


def read_private_key(path: Path) -> PrivateKey:
    """Parse a PKCS#8 file; ValueError when it holds neither an EC nor an RSA key."""
    private = serialization.load_pem_private_key(path.read_bytes(), password=None)
    if not isinstance(private, ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey):
        raise ValueError(path.name)  # noqa: TRY004 - the file is wrong, not the caller
    return private


def write_private_key(path: Path, private: PrivateKey) -> None:
    """Write PKCS#8, mode 0600, all or nothing."""
    encoded = private.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    write_atomically(path, encoded, mode=0o600)


def write_atomically(path: Path, data: bytes, *, mode: int = 0o644) -> None:
    """Replace the file in one step; a crash leaves the old one or the new one."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except BaseException:
        with contextlib.suppress(FileNotFoundError):
            temporary.unlink()
        raise
