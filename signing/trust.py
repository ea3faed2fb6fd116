"""What a verification trusts: anchors, intermediate certificates and revocation lists."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from signing.demo_ca import DemoAuthority
from signing.revocation.client import read_certificates
from signing.settings import SigningSettings
from signing.trust_folder import read_trust_folder
from signing.trusted_lists.services import Service


@dataclass(frozen=True, kw_only=True)
class TrustMaterial:
    """DER objects; ``answers`` are OCSP responses, ``services`` come from trusted lists.

    Without a list or an answer from its issuer, a certificate's revocation cannot be checked.
    """

    anchors: tuple[bytes, ...]
    intermediates: tuple[bytes, ...] = ()
    revocation_lists: tuple[bytes, ...] = ()
    answers: tuple[bytes, ...] = ()
    services: tuple[Service, ...] = ()

    def anchors_at(self, moment: datetime) -> tuple[bytes, ...]:
        """The anchors, and what trusted lists approved at this moment."""
        approved = [
            certificate
            for one in self.services
            if any(since <= moment and (end is None or moment < end) for since, end in one.approved)
            for certificate in one.certificates
        ]
        return tuple(dict.fromkeys((*self.anchors, *approved)))

    def __add__(self, other: "TrustMaterial") -> "TrustMaterial":
        """Everything of both."""
        return TrustMaterial(
            anchors=self.anchors + other.anchors,
            intermediates=self.intermediates + other.intermediates,
            revocation_lists=self.revocation_lists + other.revocation_lists,
            answers=self.answers + other.answers,
            services=self.services + other.services,
        )


def trust_of(settings: SigningSettings, *, now: datetime) -> TrustMaterial:
    """Return the configured folder and, outside production, the demonstration authority."""
    trust = TrustMaterial(anchors=())
    if settings.trust_dir is not None:
        trust += trust_in_folder(settings.trust_dir, now=now)
    for path in settings.trust_files:
        trust += TrustMaterial(anchors=read_certificates(path.read_bytes()))
    demo = DemoAuthority(settings.key_dir)
    if not settings.is_production and demo.exists:
        trust += TrustMaterial(
            anchors=demo.trust_anchors(),
            intermediates=demo.intermediates(),
            revocation_lists=demo.revocation_lists(now=now),
        )
    return trust


def trust_in_folder(folder: Path, *, now: datetime) -> TrustMaterial:
    """What :mod:`signing.trust_folder` reads there; unusable files are left out."""
    found = read_trust_folder(folder, now=now)
    return TrustMaterial(
        anchors=found.roots,
        intermediates=found.intermediates,
        revocation_lists=found.revocation_lists,
        services=tuple(one for listed in found.trusted_lists for one in listed.services),
    )
