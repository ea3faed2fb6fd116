"""What charts are drawn of."""

from dataclasses import dataclass
from enum import StrEnum


class Tone(StrEnum):
    """How a status is shown: each with its own shape and colour."""

    GOOD = "good"
    GO = "go"
    RISK = "risk"
    BAD = "bad"
    QUIET = "quiet"


@dataclass(frozen=True, slots=True)
class Point:
    """A value in percent at a place of the axis, and as it is written. None: there is none."""

    label: str
    value: float | None
    said: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A value in percent that a chart points at, with its words: the target."""

    value: float
    said: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """The value of an agency, with its status in a word and a tone; `link`: where it is opened."""

    label: str
    value: float | None
    said: str
    word: str
    tone: Tone
    link: str = ""
    before: Point | None = None
