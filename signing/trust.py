"""What a verification trusts: anchors, intermediate certificates and revocation lists."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from signing.demo_ca import DemoAuthority
from signing.settings import SigningSettings

#: Folders with more files than this are a mistake, such as a whole home directory.
MOST_FILES = 500
PEM = b"-----BEGIN"


@dataclass(frozen=True, kw_only=True)
class TrustMaterial:
    """DER objects; ``answers`` are OCSP responses.

    Without a list or an answer from its issuer, a certificate's revocation cannot be checked.
    """

    anchors: tuple[bytes, ...]
    intermediates: tuple[bytes, ...] = ()
    revocation_lists: tuple[bytes, ...] = ()
    answers: tuple[bytes, ...] = ()

    def __add__(self, other: "TrustMaterial") -> "TrustMaterial":
        """Everything of both."""
        return TrustMaterial(
            anchors=self.anchors + other.anchors,
            intermediates=self.intermediates + other.intermediates,
            revocation_lists=self.revocation_lists + other.revocation_lists,
            answers=self.answers + other.answers,
        )


def trust_of(settings: SigningSettings, *, now: datetime) -> TrustMaterial:
    """Return the configured folder and, outside production, the demonstration authority."""
    trust = TrustMaterial(anchors=())
    if settings.trust_dir is not None:
        trust += trust_in_folder(settings.trust_dir)
    demo = DemoAuthority(settings.key_dir)
    if not settings.is_production and demo.exists:
        trust += TrustMaterial(
            anchors=demo.trust_anchors(),
            intermediates=demo.intermediates(),
            revocation_lists=demo.revocation_lists(now=now),
        )
    return trust


def trust_in_folder(folder: Path) -> TrustMaterial:
    """Anchors from ``*.pem`` and ``*.crt``, revocation lists from ``*.crl``, PEM or DER."""
    files = sorted(folder.iterdir())[:MOST_FILES] if folder.is_dir() else []
    anchors = [
        one for path in files if path.suffix in {".pem", ".crt"} for one in _certificates(path)
    ]
    lists = [_revocation_list(path) for path in files if path.suffix == ".crl"]
    return TrustMaterial(anchors=tuple(anchors), revocation_lists=tuple(lists))


def _certificates(path: Path) -> list[bytes]:
    data = path.read_bytes()
    if PEM not in data:
        return [x509.load_der_x509_certificate(data).public_bytes(Encoding.DER)]
    return [one.public_bytes(Encoding.DER) for one in x509.load_pem_x509_certificates(data)]


def _revocation_list(path: Path) -> bytes:
    data = path.read_bytes()
    load = x509.load_pem_x509_crl if PEM in data else x509.load_der_x509_crl
    return load(data).public_bytes(Encoding.DER)
