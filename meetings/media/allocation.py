"""What of a view is sent over a line: the important first, never more than it carries. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

#: Kept free for voices, and for what pictures vary by.
AUDIO_BPS = 150_000
#: A line is overused when it says that it carries less than this share of what is sent, and
#: packets are lost or wait: what a browser estimates falls as well when its machine is busy.
OVERUSED = 0.85
STRAINED_LOSS, STRAINED_SECONDS = 0.02, 0.15
#: Beyond it pictures go whatever a browser estimates; below, repairs make up for it.
LOSSY = 0.15
FIRST_PAUSE, LONGEST_PAUSE = 4.0, 64.0
#: Between one rung that went well and the next one.
STEP_PAUSE = 2.0
#: A way that has become longer is found to be so in some minutes.
_FORGETTING = 0.01
#: Seconds after which what a browser says of its line is no longer believed.
STALE_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Rung:
    """One more picture, or a better one: `choice` of the view in `variant`, at this rate."""

    choice: int
    variant: int
    bps: int


def build_ladder(variants: Sequence[Sequence[int]]) -> list[Rung]:
    """Order what can be sent: `variants` has the rates of each choice, the smaller first.

    The first choice comes whole, then the others small, then the others large.
    """
    firsts = [Rung(0, at, bps) for at, bps in enumerate(variants[0])] if variants else []
    rest = range(1, len(variants))
    small = [Rung(one, 0, variants[one][0]) for one in rest if variants[one]]
    large = [Rung(one, at, bps) for one in rest for at, bps in enumerate(variants[one]) if at > 0]
    return [*firsts, *small, *large]


def granted(ladder: Sequence[Rung], height: int) -> dict[int, int]:
    """Return the variant of each choice that is sent when the line carries `height` rungs."""
    return {rung.choice: rung.variant for rung in ladder[:height]}


def cost(ladder: Sequence[Rung], height: int) -> int:
    best = {rung.choice: rung.bps for rung in ladder[:height]}
    return sum(best.values())


def fitting(ladder: Sequence[Rung], bps: int) -> int:
    """Return the height of what fits into `bps`."""
    height = 0
    while height < len(ladder) and cost(ladder, height + 1) <= bps:
        height += 1
    return height


class Climber:
    """How high on its ladder a line is; a step up that fails is tried again later and later."""

    def __init__(self) -> None:
        self._cap: int | None = None  # None: as high as there is
        self._pause = FIRST_PAUSE
        self._next_try = 0.0
        self._climbed_at = 0.0
        self._estimate: tuple[int, float] | None = None
        self._lossy = 0
        self._loss = 0.0
        #: Seconds of a round trip: of the empty line, and the quickest since the last step.
        self._shortest: float | None = None
        self._trip: float | None = None

    def height(self, ladder: Sequence[Rung]) -> int:
        return len(ladder) if self._cap is None else min(self._cap, len(ladder))

    def take_estimate(self, bps: int, now: float) -> None:
        self._estimate = (bps, now)

    def take_loss(self, share: float) -> None:
        self._loss = share
        self._lossy = self._lossy + 1 if share >= LOSSY else 0

    def take_trip(self, seconds: float) -> None:
        self._trip = seconds if self._trip is None else min(self._trip, seconds)

    def step(self, ladder: Sequence[Rung], *, sent_bps: int, now: float) -> None:
        """Once a second: go down at once when overused, up a rung after a while without."""
        estimate = self._known(now)
        height = self.height(ladder)
        is_strained = self._is_strained()
        if height and self._is_overused(estimate, sent_bps, is_strained=is_strained):
            carries = min(estimate or sent_bps, sent_bps)
            arrived = int((1 - self._loss) * sent_bps)
            budget = carries if estimate and estimate < sent_bps else arrived
            self._fall(min(fitting(ladder, max(budget - AUDIO_BPS, 0)), height - 1), now)
        elif height < len(ladder) and now >= self._next_try:
            self._climb(ladder, height, estimate, now)
        elif height == len(ladder):
            self._cap = None
        if now - self._climbed_at > 2 * self._pause:
            self._pause = max(self._pause / 2, FIRST_PAUSE)
            self._climbed_at = now

    def _known(self, now: float) -> int | None:
        if self._estimate is None or now - self._estimate[1] > STALE_SECONDS:
            return None
        return self._estimate[0]

    def _is_strained(self) -> bool:
        trip, self._trip = self._trip, None
        if trip is None:
            return self._loss >= STRAINED_LOSS
        shortest = trip if self._shortest is None else min(self._shortest, trip)
        self._shortest = shortest + _FORGETTING * (trip - shortest)
        return self._loss >= STRAINED_LOSS or trip - shortest >= STRAINED_SECONDS

    def _is_overused(self, estimate: int | None, sent_bps: int, *, is_strained: bool) -> bool:
        if self._lossy > 1:
            return True
        if not is_strained:
            return False
        # What a browser says of a line that hardly anything was sent over is noise.
        return estimate is not None and sent_bps > AUDIO_BPS and estimate < OVERUSED * sent_bps

    def _fall(self, height: int, now: float) -> None:
        self._cap, self._lossy = height, 0
        self._next_try = now + self._pause
        self._pause = min(2 * self._pause, LONGEST_PAUSE)
        self._climbed_at = now

    def _climb(self, ladder: Sequence[Rung], height: int, estimate: int | None, now: float) -> None:
        known = fitting(ladder, int(estimate / 1.1) - AUDIO_BPS) if estimate else 0
        self._cap = max(height + 1, min(known, len(ladder)))
        self._next_try = now + STEP_PAUSE
        self._climbed_at = now
