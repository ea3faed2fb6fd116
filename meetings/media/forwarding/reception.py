"""How well a publisher's stream arrives: loss, jitter, and what to ask for again."""

from collections.abc import Iterator

from meetings.media.forwarding import rtcp
from meetings.media.forwarding.packets import HALF

#: A larger gap is not repaired packet by packet.
LARGEST_GAP = 128
TRIES = 8
FIRST_WAIT, NEXT_WAIT = 0.01, 0.06


class Reception:
    """Statistics of RFC 3550, appendix A, of one SSRC."""

    __slots__ = ("_base", "_before", "_clock", "_jitter", "_transit", "arrived", "highest", "sent")

    def __init__(self, clock_rate: int) -> None:
        self._clock = clock_rate
        self._base = -1
        self._jitter = 0.0
        self._transit: float | None = None
        self._before = (0, 0)
        #: Extended by the number of times it began anew; -1 before the first packet.
        self.highest = -1
        self.arrived = 0
        #: NTP of the last sender report, and when it came.
        self.sent: tuple[int, float] = (0, 0.0)

    def take(self, seq: int, timestamp: int, now: float) -> int:
        """Count a packet; return how far it is ahead of the highest one (1: the next)."""
        self.arrived += 1
        if self.highest < 0:
            self._base = self.highest = seq
            ahead = 1
        else:
            ahead = (seq - self.highest) & 0xFFFF
            if ahead >= HALF:
                ahead -= 0x10000
            if ahead > 0:
                self.highest += ahead
        transit = now * self._clock - timestamp
        if self._transit is not None:
            moved = abs(transit - self._transit)
            if moved < self._clock * 10:
                self._jitter += (moved - self._jitter) / 16
        self._transit = transit
        return ahead

    @property
    def lost(self) -> int:
        return max(self.highest - self._base + 1 - self.arrived, 0) if self.highest >= 0 else 0

    def report(self, ssrc: int, now: float) -> tuple[rtcp.Reception, float]:
        """What to tell the publisher, and the share that was lost since the last report."""
        expected = self.highest - self._base + 1 if self.highest >= 0 else 0
        due, came = expected - self._before[0], self.arrived - self._before[1]
        self._before = (expected, self.arrived)
        share = max(due - came, 0) / due if due > 0 else 0.0
        ntp, at = self.sent
        told = rtcp.Reception(
            ssrc=ssrc,
            fraction=min(int(share * 256), 255),
            lost=self.lost,
            highest=max(self.highest, 0),
            jitter=int(self._jitter),
            last_sent=ntp >> 16 & 0xFFFFFFFF,
            delay=int((now - at) * 65536) if ntp else 0,
        )
        return told, share


class Missing:
    """Sequence numbers that were skipped and may still come, if asked for."""

    __slots__ = ("_due",)

    def __init__(self) -> None:
        self._due: dict[int, tuple[float, int]] = {}

    def __len__(self) -> int:
        return len(self._due)

    def skip(self, seq: int, gap: int, now: float) -> bool:
        """Note the `gap` numbers before `seq`; False where they are too many to repair."""
        if gap + len(self._due) > LARGEST_GAP:
            self._due.clear()
            return False
        for back in range(gap, 0, -1):
            self._due[(seq - back) & 0xFFFF] = (now + FIRST_WAIT, 0)
        return True

    def came(self, seq: int) -> None:
        self._due.pop(seq, None)

    def take_due(self, now: float) -> Iterator[int]:
        """Those to ask for now; each is given up after some tries."""
        for seq, (at, tries) in list(self._due.items()):
            if at > now:
                continue
            if tries == TRIES:
                del self._due[seq]
                continue
            self._due[seq] = (now + NEXT_WAIT, tries + 1)
            yield seq
