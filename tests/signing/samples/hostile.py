"""The table of hostile files: what must end in a verdict or a clean error, in time and memory."""

from collections.abc import Callable
from dataclasses import dataclass

from tests.signing.samples.paper import Paper

Maker = Callable[[], Paper]


@dataclass(frozen=True, kw_only=True)
class Hostile:
    """One file; a slow one takes seconds to make or to examine and runs in ``make fuzz``."""

    name: str
    make: Maker
    slow: bool = False


HOSTILE: list[Hostile] = []


def hostile(maker: Maker) -> Maker:
    """Register a file that is quickly made and examined."""
    HOSTILE.append(Hostile(name=_name(maker), make=maker))
    return maker


def slow(maker: Maker) -> Maker:
    """Register a file that takes its time."""
    HOSTILE.append(Hostile(name=_name(maker), make=maker, slow=True))
    return maker


def _name(maker: Maker) -> str:
    return f"{maker.__module__.rsplit('.', 1)[-1]}/{maker.__name__}"
