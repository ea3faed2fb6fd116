"""What a signature is judged against: the file, what is trusted, and what is proven of the past."""

from dataclasses import dataclass
from datetime import datetime

from signing.pades.chains import Chains


@dataclass(frozen=True, kw_only=True)
class Proof:
    """A trusted document time stamp: everything before ``end`` existed at ``time``."""

    end: int
    time: datetime


@dataclass(frozen=True, kw_only=True)
class Background:
    """``stamps`` are the ends of all document time stamps, trusted or not."""

    pdf: bytes
    chains: Chains
    now: datetime
    proofs: tuple[Proof, ...] = ()
    stamps: tuple[int, ...] = ()

    def known_since(self, end: int) -> datetime | None:
        """Return the earliest time at which the first ``end`` bytes are proven to have existed."""
        return min((one.time for one in self.proofs if one.end > end), default=None)

    def is_stamped_after(self, end: int) -> bool:
        """Whether a document time stamp covers the first ``end`` bytes and more."""
        return any(one > end for one in self.stamps)
