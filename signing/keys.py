"""The port for keys, and its software adapter for the trial.

An adapter for tokens, HSMs or remote signing implements :class:`SigningKey` and
:class:`KeyStore`; nothing else of the package sees where a private key lies.
"""

import contextlib
import os
import re
from pathlib import Path
from typing import Protocol

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from signing.errors import KeyMissing, KeyRefused
from signing.settings import SigningSettings

_LABEL = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@:-]{0,119}")


class SigningKey(Protocol):
    """A private key that signs, and the certificates that go with it (DER)."""

    @property
    def certificate(self) -> bytes:
        """The certificate of the key."""
        ...

    @property
    def chain(self) -> tuple[bytes, ...]:
        """The certificates above it, without the root."""
        ...

    def sign(self, data: bytes) -> bytes:
        """Return the ECDSA signature (DER) over SHA-256 of ``data``."""
        ...


class KeyStore(Protocol):
    """Finds keys by label."""

    def load(self, label: str) -> SigningKey:
        """Return the key with this label.

        Raises:
            KeyMissing: there is none.
            KeyRefused: it may not be used here.
        """
        ...


class SoftwareKey:
    """An EC P-256 key in memory, parsed once."""

    def __init__(
        self, private: ec.EllipticCurvePrivateKey, certificates: list[x509.Certificate]
    ) -> None:
        self._private = private
        encoded = [one.public_bytes(serialization.Encoding.DER) for one in certificates]
        self.certificate = encoded[0]
        self.chain = tuple(encoded[1:])

    def sign(self, data: bytes) -> bytes:
        """Sign with SHA-256."""
        return self._private.sign(data, ec.ECDSA(hashes.SHA256()))


class SoftwareKeyStore:
    """PKCS#8 files in a folder, readable by their owner alone; refused in production.

    ``<label>.key.pem`` holds the key, ``<label>.crt.pem`` the certificate and its chain.
    """

    def __init__(self, directory: Path, *, production: bool = False) -> None:
        self._directory = directory
        self._production = production
        self._loaded: dict[str, tuple[int, SoftwareKey]] = {}

    def load(self, label: str) -> SoftwareKey:
        """Return the key with this label; parsed again only when its certificate changed."""
        if self._production:
            raise KeyRefused(label, "software_key_in_production")
        path = certificate_path(self._directory, label)
        try:
            stamp = path.stat().st_mtime_ns
            known = self._loaded.get(label)
            if known is None or known[0] != stamp:
                known = stamp, self._read(label)
                self._loaded[label] = known
        except FileNotFoundError as error:
            raise KeyMissing(label) from error
        return known[1]

    def _read(self, label: str) -> SoftwareKey:
        try:
            private = read_private_key(key_path(self._directory, label))
            path = certificate_path(self._directory, label)
            certificates = x509.load_pem_x509_certificates(path.read_bytes())
        except ValueError as error:
            raise KeyRefused(label, "unreadable_key") from error
        if private.public_key() != certificates[0].public_key():
            raise KeyRefused(label, "certificate_of_another_key")
        return SoftwareKey(private, certificates)


def open_key_store(settings: SigningSettings) -> KeyStore:
    """Return the key store that the settings ask for."""
    return SoftwareKeyStore(settings.key_dir, production=settings.is_production)


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


def read_private_key(path: Path) -> ec.EllipticCurvePrivateKey:
    """Parse a PKCS#8 file; ValueError when it holds no EC key."""
    private = serialization.load_pem_private_key(path.read_bytes(), password=None)
    if not isinstance(private, ec.EllipticCurvePrivateKey):
        raise ValueError(path.name)  # noqa: TRY004 - the file is wrong, not the caller
    return private


def write_private_key(path: Path, private: ec.EllipticCurvePrivateKey) -> None:
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
