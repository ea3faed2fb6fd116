"""Work files about the letters, kept as they should be or not."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from random import Random

from meetings.calendar import move_working_days
from services.demonstration.year.planning.letters import Letter, pick

FILE_WITH_PAPER_STEP, FILE_WITHOUT_DOCUMENT, FILE_WITH_PAPER = 0.10, 0.03, 0.06


class FileFault(StrEnum):
    NONE = "none"
    PAPER_STEP = "paper_step"
    NO_DOCUMENT = "no_document"
    PAPER_DOCUMENT = "paper_document"


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A work file about one letter of its own agency, opened and closed by who wrote it."""

    number: int
    letter: Letter
    day: date
    topic: int
    fault: FileFault


def plan_file(number: int, letters: Sequence[Letter], chance: Random) -> KeptFile:
    letter = chance.choice(letters)
    day = move_working_days(letter.issued_on, chance.randint(2, 10))
    fault = pick(
        chance,
        (FileFault.PAPER_STEP, FILE_WITH_PAPER_STEP),
        (FileFault.NO_DOCUMENT, FILE_WITHOUT_DOCUMENT),
        (FileFault.PAPER_DOCUMENT, FILE_WITH_PAPER),
        otherwise=FileFault.NONE,
    )
    return KeptFile(number, letter, day, chance.randrange(1000), fault)
