"""Timing many calls, from one client or from several at once, bounded in number and time."""

import asyncio
import math
import time
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import TypeVar

T = TypeVar("T")
P95 = 0.95
# A run that takes longer is broken, not slow.
LIMIT_SECONDS = 120.0


@dataclass(frozen=True, slots=True)
class Timings:
    """Seconds of each call, and from the first call's start to the last one's end."""

    seconds: Sequence[float]
    elapsed: float

    @property
    def p95_ms(self) -> float:
        return 1000 * percentile(self.seconds, P95)

    @property
    def median_ms(self) -> float:
        return 1000 * median(self.seconds)

    @property
    def per_second(self) -> float:
        return len(self.seconds) / self.elapsed


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that `share` of the values do not exceed (nearest rank)."""
    ordered = sorted(values)
    return ordered[max(math.ceil(share * len(ordered)) - 1, 0)]


async def time_calls(
    items: Iterable[T], call: Callable[[T], Awaitable[object]], *, clients: int = 1
) -> Timings:
    """Call for every item; each of `clients` takes the next one as soon as it is free."""
    waiting = iter(items)
    seconds: list[float] = []

    async def work() -> None:
        for item in waiting:
            begun = time.perf_counter()
            await call(item)
            seconds.append(time.perf_counter() - begun)

    begun = time.perf_counter()
    async with asyncio.timeout(LIMIT_SECONDS):
        await asyncio.gather(*(work() for _ in range(clients)))
    return Timings(seconds, time.perf_counter() - begun)


async def wait_until(
    met: Callable[[], Awaitable[bool]], *, every: float, within: float = LIMIT_SECONDS
) -> None:
    """Ask again every `every` seconds until it is met; TimeoutError after `within`."""
    async with asyncio.timeout(within):
        while not await met():  # noqa: ASYNC110 - the other side is another process
            await asyncio.sleep(every)
