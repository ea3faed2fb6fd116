"""What happens in the year and what goes wrong, decided from the year alone.

Shares of mistakes are those an office of this size would own up to; they are chosen so that every
reason of every register occurs in a year, not taken from anybody's figures.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from random import Random
from typing import TypeVar

from meetings.calendar import is_working_day, move_working_days
from meetings.models.states import MeetingForm

Kind = TypeVar("Kind")

DISTRICT = "H20.90"
PROVINCE = "H20"  # not on this system: what goes to it goes on paper
COMMUNES = tuple(f"{DISTRICT}.{number:02d}" for number in range(1, 14))
#: After the last letter everything that follows from it has its time until the year is closed.
QUIET_END = timedelta(days=26)
LATE_BY = 3  # working days
FROM_THE_DISTRICT = 0.4
TO_ALL_COMMUNES = 0.25
FILES_A_LETTER = 0.4
MEETINGS_A_MONTH = 6

ON_PAPER_TOO = 0.05
SENT_LATE = 0.06
REGISTERED_LATE, NEVER_REGISTERED, SENT_BACK = 0.06, 0.02, 0.01
NOT_ASSIGNED = 0.04
DONE_LATE, NEVER_DONE = 0.09, 0.04
FILE_WITH_PAPER_STEP, FILE_WITHOUT_DOCUMENT, FILE_WITH_PAPER = 0.10, 0.03, 0.06


class Registered(StrEnum):
    IN_TIME = "in_time"
    LATE = "late"
    NEVER = "never"
    REFUSED = "refused"


class Done(StrEnum):
    IN_TIME = "in_time"
    LATE = "late"
    NEVER = "never"


class FileFault(StrEnum):
    NONE = "none"
    PAPER_STEP = "paper_step"
    NO_DOCUMENT = "no_document"
    PAPER_DOCUMENT = "paper_document"


class MeetingFault(StrEnum):
    NONE = "none"
    ONE_SITE = "one_site"
    NO_COMMUNE_ONLINE = "no_commune_online"


#: How twelve of them go, over and over.
MEETINGS = (
    (MeetingForm.ONLINE, MeetingFault.NONE),
    (MeetingForm.ONLINE, MeetingFault.NONE),
    (MeetingForm.ONLINE, MeetingFault.ONE_SITE),
    (MeetingForm.HYBRID, MeetingFault.NONE),
    (MeetingForm.ONLINE, MeetingFault.NONE),
    (MeetingForm.IN_PERSON, MeetingFault.NONE),
    (MeetingForm.ONLINE, MeetingFault.NONE),
    (MeetingForm.HYBRID, MeetingFault.NONE),
    (MeetingForm.ONLINE, MeetingFault.NONE),
    (MeetingForm.HYBRID, MeetingFault.NO_COMMUNE_ONLINE),
    (MeetingForm.ONLINE, MeetingFault.NONE),
    (MeetingForm.IN_PERSON, MeetingFault.NONE),
)


@dataclass(frozen=True, slots=True)
class Handling:
    """What one receiver makes of a letter; `done` says nothing where it is not `assigned`."""

    receiver: str
    registered: Registered
    assigned: bool
    done: Done

    @property
    def is_registered(self) -> bool:
        return self.registered in {Registered.IN_TIME, Registered.LATE}


@dataclass(frozen=True, slots=True)
class Letter:
    """`subject` and `topic` are numbers that the texts are chosen by."""

    number: int
    sender: str
    day: date
    subject: int
    topic: int
    on_paper_too: bool
    sent_late: bool
    handlings: tuple[Handling, ...]

    @property
    def issued_on(self) -> date:
        return move_working_days(self.day, LATE_BY) if self.sent_late else self.day

    def registered_on(self, handling: Handling) -> date:
        late = handling.registered is Registered.LATE
        return move_working_days(self.issued_on, LATE_BY) if late else self.issued_on


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A work file about one letter of its own agency, opened and closed by who wrote it."""

    number: int
    letter: Letter
    day: date
    topic: int
    fault: FileFault


@dataclass(frozen=True, slots=True)
class HeldMeeting:
    """Called by the district, entered afterwards with those who were there."""

    number: int
    day: date
    topic: int
    form: MeetingForm
    communes: tuple[str, ...]
    fault: MeetingFault


@dataclass(frozen=True, slots=True)
class Year:
    """The reporting year of Decree 09/2019: from 15 December before to 14 December."""

    year: int
    letters: tuple[Letter, ...]
    files: tuple[KeptFile, ...]
    meetings: tuple[HeldMeeting, ...]

    @property
    def begins(self) -> date:
        return date(self.year - 1, 12, 15)

    @property
    def ends(self) -> date:
        """The day that everything is looked at: the year's figures are closed."""
        return date(self.year, 12, 18)


def plan_year(year: int, *, letters: int) -> Year:
    """The same year every time it is asked for."""
    chance = Random(f"congvu {year} {letters}")  # noqa: S311 - a story, not a secret
    empty = Year(year, (), (), ())
    last = date(year, 12, 14) - QUIET_END
    days = [day for day in _days(empty.begins, last) if is_working_day(day)]
    written = tuple(_letter(number, days, chance) for number in range(letters))
    kept = [_file(number, written, chance) for number in range(round(letters * FILES_A_LETTER))]
    held = [_meeting(number, days, chance) for number in range(_meetings(letters))]
    return Year(year, written, tuple(kept), tuple(held))


def _meetings(letters: int) -> int:
    """As many as an office of this size holds; few where only a few letters are asked for."""
    return min(MEETINGS_A_MONTH * 12, max(6, letters // 8))


def _letter(number: int, days: Sequence[date], chance: Random) -> Letter:
    from_district = chance.random() < FROM_THE_DISTRICT
    if not from_district:
        sender, receivers = chance.choice(COMMUNES), [DISTRICT]
    elif chance.random() < TO_ALL_COMMUNES:
        sender, receivers = DISTRICT, list(COMMUNES)
    else:
        sender, receivers = DISTRICT, sorted(chance.sample(COMMUNES, chance.randint(1, 5)))
    return Letter(
        number=number,
        sender=sender,
        day=chance.choice(days),
        subject=chance.randrange(1000),
        topic=chance.randrange(1000),
        on_paper_too=from_district and chance.random() < ON_PAPER_TOO / FROM_THE_DISTRICT,
        sent_late=chance.random() < SENT_LATE,
        handlings=tuple(_handling(receiver, chance) for receiver in receivers),
    )


def _handling(receiver: str, chance: Random) -> Handling:
    registered = _pick(
        chance,
        (Registered.LATE, REGISTERED_LATE),
        (Registered.NEVER, NEVER_REGISTERED),
        (Registered.REFUSED, SENT_BACK),
        otherwise=Registered.IN_TIME,
    )
    assigned = chance.random() >= NOT_ASSIGNED
    done = _pick(chance, (Done.LATE, DONE_LATE), (Done.NEVER, NEVER_DONE), otherwise=Done.IN_TIME)
    return Handling(receiver, registered, assigned=assigned, done=done)


def _file(number: int, letters: Sequence[Letter], chance: Random) -> KeptFile:
    letter = chance.choice(letters)
    day = move_working_days(letter.issued_on, chance.randint(2, 10))
    fault = _pick(
        chance,
        (FileFault.PAPER_STEP, FILE_WITH_PAPER_STEP),
        (FileFault.NO_DOCUMENT, FILE_WITHOUT_DOCUMENT),
        (FileFault.PAPER_DOCUMENT, FILE_WITH_PAPER),
        otherwise=FileFault.NONE,
    )
    return KeptFile(number, letter, day, chance.randrange(1000), fault)


def _meeting(number: int, days: Sequence[date], chance: Random) -> HeldMeeting:
    form, fault = MEETINGS[number % len(MEETINGS)]
    communes = tuple(sorted(chance.sample(COMMUNES, chance.randint(2, len(COMMUNES)))))
    return HeldMeeting(number, chance.choice(days), chance.randrange(1000), form, communes, fault)


def _pick(chance: Random, *shares: tuple[Kind, float], otherwise: Kind) -> Kind:
    drawn = chance.random()
    for kind, share in shares:
        if drawn < share:
            return kind
        drawn -= share
    return otherwise


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]
