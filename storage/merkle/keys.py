"""The key file of a log or of a witness: made at the first start, for its owner's eyes only."""

import contextlib
import os
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from storage.merkle.notes import KeyKind, PrivateKey


class KeyFileRefused(Exception):
    """A key file that others can read, or that holds another kind of key."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"{path}: {reason}")


def load_or_create_key(path: Path, *, name: str, kind: KeyKind) -> PrivateKey:
    """The Ed25519 key in `path`, under `name`. Raises `KeyFileRefused`."""
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _create(path)
    if path.stat().st_mode & 0o077:
        raise KeyFileRefused(path, f"others can read it; chmod 600 {path}")
    key = serialization.load_pem_private_key(path.read_bytes(), password=None)
    if not isinstance(key, Ed25519PrivateKey):
        raise KeyFileRefused(path, "not an Ed25519 key")
    return PrivateKey(name, kind, key)


def _create(path: Path) -> None:
    pem = Ed25519PrivateKey.generate().private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    draft = path.with_suffix(f".{os.getpid()}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(pem)
        file.flush()
        os.fsync(file.fileno())
    # A link is made or refused as a whole: of two processes at once, one makes the key.
    with contextlib.suppress(FileExistsError):
        path.hardlink_to(draft)
    draft.unlink()
