"""The table of samples: what is done to which signed file, and what must be said of it."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from enum import StrEnum

from tests.signing.samples.paper import Paper
from tests.signing.samples.scenes import SCENES, Scene


class Expected(StrEnum):
    """What a verification must say."""

    #: Honest: integrity is intact and the outcome is not invalid.
    INTACT = "intact"
    #: An attack on bytes or changes: neither is integrity intact nor the outcome valid.
    ALTERED = "altered"
    #: Signed by the wrong one or in the wrong way: the outcome is not valid.
    REFUSED = "refused"


@dataclass(frozen=True, kw_only=True)
class Sample:
    """One file with what is expected of it."""

    name: str
    expected: Expected
    make: Callable[[], Paper]


SAMPLES: list[Sample] = []

Change = Callable[[Paper], Paper]
Maker = Callable[[], Paper]


def after_signing(
    expected: Expected = Expected.ALTERED, *, scenes: Collection[Scene] = SCENES
) -> Callable[[Change], Change]:
    """Register a change that is made to the signed file of each scene."""

    def register(change: Change) -> Change:
        for scene in scenes:
            add(change, expected, _on(scene, change), suffix=scene.name)
        return change

    return register


def _on(scene: Scene, change: Change) -> Maker:
    return lambda: change(scene.signed())


def whole(expected: Expected) -> Callable[[Maker], Maker]:
    """Register a function that makes a file from nothing."""

    def register(maker: Maker) -> Maker:
        add(maker, expected, maker)
        return maker

    return register


def add(named: Callable[..., Paper], expected: Expected, make: Maker, *, suffix: str = "") -> None:
    """Register one file; its name is the module, the function and the suffix."""
    module = named.__module__.rsplit(".", 1)[-1]
    parts = [module, named.__name__.strip("_"), *([suffix] if suffix else [])]
    SAMPLES.append(Sample(name="/".join(parts), expected=expected, make=make))
