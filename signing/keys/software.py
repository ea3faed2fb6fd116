"""The adapter of the trial: keys in files, refused in production."""

from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding

from signing.errors import KeyMissing, KeyRefused
from signing.keys.files import PrivateKey, certificate_path, key_path, read_private_key
from signing.keys.port import mechanism_of


class SoftwareKey:
    """A key in memory, parsed once.

    Raises:
        KeyRefused: its kind or length is none we sign with.
    """

    def __init__(
        self, private: PrivateKey, certificates: list[x509.Certificate], *, label: str = ""
    ) -> None:
        self._private = private
        self.mechanism = mechanism_of(label, certificates[0])
        encoded = [one.public_bytes(serialization.Encoding.DER) for one in certificates]
        self.certificate = encoded[0]
        self.chain = tuple(encoded[1:])

    def sign(self, data: bytes) -> bytes:
        """Sign by the key's mechanism."""
        digest = self.mechanism.hash()
        if isinstance(self._private, ec.EllipticCurvePrivateKey):
            return self._private.sign(data, ec.ECDSA(digest))
        return self._private.sign(data, padding.PKCS1v15(), digest)


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
        return SoftwareKey(private, certificates, label=label)
