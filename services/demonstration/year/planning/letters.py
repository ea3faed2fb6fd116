"""Letters between the district and its communes, and what each receiver makes of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from random import Random
from typing import TypeVar

from meetings.calendar import move_working_days

Kind = TypeVar("Kind")

DISTRICT = "H20.90"
PROVINCE = "H20"  # not on this system: what goes to it goes on paper
COMMUNES = tuple(f"{DISTRICT}.{number:02d}" for number in range(1, 14))
LATE_BY = 3  # working days
FROM_THE_DISTRICT = 0.4
TO_ALL_COMMUNES = 0.25

ON_PAPER_TOO = 0.05
SENT_LATE = 0.06
REGISTERED_LATE, NEVER_REGISTERED, SENT_BACK = 0.06, 0.02, 0.01
NOT_ASSIGNED = 0.04
DONE_LATE, NEVER_DONE = 0.09, 0.04


class Registered(StrEnum):
    IN_TIME = "in_time"
    LATE = "late"
    NEVER = "never"
    REFUSED = "refused"


class Done(StrEnum):
    IN_TIME = "in_time"
    LATE = "late"
    NEVER = "never"


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


def plan_letter(number: int, days: Sequence[date], chance: Random) -> Letter:
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
    registered = pick(
        chance,
        (Registered.LATE, REGISTERED_LATE),
        (Registered.NEVER, NEVER_REGISTERED),
        (Registered.REFUSED, SENT_BACK),
        otherwise=Registered.IN_TIME,
    )
    assigned = chance.random() >= NOT_ASSIGNED
    done = pick(chance, (Done.LATE, DONE_LATE), (Done.NEVER, NEVER_DONE), otherwise=Done.IN_TIME)
    return Handling(receiver, registered, assigned=assigned, done=done)


def pick(chance: Random, *shares: tuple[Kind, float], otherwise: Kind) -> Kind:
    """One of them, each as often as its share says."""
    drawn = chance.random()
    for kind, share in shares:
        if drawn < share:
            return kind
        drawn -= share
    return otherwise
