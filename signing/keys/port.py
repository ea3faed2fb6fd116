"""The port for keys: nothing else of the package sees where a private key lies."""

from dataclasses import dataclass
from typing import Protocol

from cryptography import x509

from signing.errors import CertificateRefused, KeyRefused
from signing.mechanisms import Mechanism, choose_mechanism


class SigningKey(Protocol):
    """A private key that signs, and the certificates that go with it (DER).

    The certificates and the mechanism are known before anything is signed; a key is used by one
    thread at a time.
    """

    @property
    def certificate(self) -> bytes:
        """The certificate of the key."""
        ...

    @property
    def chain(self) -> tuple[bytes, ...]:
        """The certificates above it, without the root; may be empty where its holder has none."""
        ...

    @property
    def mechanism(self) -> Mechanism:
        """How it signs: RSA by PKCS#1 v1.5, or ECDSA with the digest of the curve's strength."""
        ...

    def sign(self, data: bytes) -> bytes:
        """Return the signature over ``data`` as CMS wants it: ECDSA in DER.

        Raises:
            KeyRefused: the key may not be used, or no longer.
            KeyUnavailable: what holds it does not answer; nothing was signed.
        """
        ...


class KeyStore(Protocol):
    """Finds keys by label."""

    def load(self, label: str) -> SigningKey:
        """Return the key with this label.

        Raises:
            KeyMissing: there is none.
            KeyRefused: it may not be used here.
            KeyUnavailable: what holds it does not answer.
        """
        ...


@dataclass(frozen=True)
class ChainedKey:
    """A key whose holder knows its lowest certificate alone, with the ones above it."""

    key: SigningKey
    chain: tuple[bytes, ...]

    @property
    def certificate(self) -> bytes:
        """The certificate of the key."""
        return self.key.certificate

    @property
    def mechanism(self) -> Mechanism:
        """That of the key."""
        return self.key.mechanism

    def sign(self, data: bytes) -> bytes:
        """Sign with the key."""
        return self.key.sign(data)


def mechanism_of(label: str, certificate: x509.Certificate) -> Mechanism:
    """Return how the key of this certificate signs.

    Raises:
        KeyRefused: its kind or length is none we sign with.
    """
    try:
        return choose_mechanism(certificate, ())
    except CertificateRefused as error:
        raise KeyRefused(label, error.reason) from error
