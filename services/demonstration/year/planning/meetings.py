"""Meetings of the district with its communes, called online or not, and what goes wrong."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from random import Random

from meetings.models.states import MeetingForm
from services.demonstration.year.planning.letters import COMMUNES


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
class HeldMeeting:
    """Called by the district, entered afterwards with those who were there."""

    number: int
    day: date
    topic: int
    form: MeetingForm
    communes: tuple[str, ...]
    fault: MeetingFault


def plan_meeting(number: int, days: Sequence[date], chance: Random) -> HeldMeeting:
    form, fault = MEETINGS[number % len(MEETINGS)]
    communes = tuple(sorted(chance.sample(COMMUNES, chance.randint(2, len(COMMUNES)))))
    return HeldMeeting(number, chance.choice(days), chance.randrange(1000), form, communes, fault)
