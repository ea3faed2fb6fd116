"""What all rooms of an engine share: where it is reached, and what leaves it together."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from aiortc.rtcdtlstransport import RTCCertificate

from meetings.media.forwarding.sources import Bursts


@dataclass(frozen=True, slots=True, kw_only=True)
class Premises:
    candidates: Sequence[tuple[str, int]]
    certificate: RTCCertificate = field(default_factory=RTCCertificate.generateCertificate)
    bursts: Bursts = field(default_factory=Bursts)
