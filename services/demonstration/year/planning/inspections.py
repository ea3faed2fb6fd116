"""Inspections of communes by the district, and what each was made on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import TypeAlias

from meetings.calendar import move_working_days
from meetings.models.states import MeetingForm
from services.demonstration.year.planning.letters import COMMUNES, DISTRICT, Letter, pick
from services.demonstration.year.planning.meetings import HeldMeeting, MeetingFault
from services.inspections.models import InspectionForm

TAKES = 3  # working days
ON_SITE, VIDEO, CITES_NOTHING = 0.25, 0.25, 0.15

Made: TypeAlias = tuple[Sequence[Letter], Sequence[HeldMeeting]]


@dataclass(frozen=True, slots=True)
class MadeInspection:
    """`cited`: what it was made on, there before it began."""

    number: int
    begins: date
    commune: str
    form: InspectionForm
    cited: Letter | HeldMeeting | None

    @property
    def concluded(self) -> date:
        return move_working_days(self.begins, TAKES)


def plan_inspection(
    number: int, days: Sequence[date], made: Made, chance: Random
) -> MadeInspection:
    """Of letters of either side, or a meeting over the line; both lack early in the year."""
    begins, commune = chance.choice(days), chance.choice(COMMUNES)
    form = pick(
        chance,
        (InspectionForm.ON_SITE, ON_SITE),
        (InspectionForm.VIDEO, VIDEO),
        otherwise=InspectionForm.DOCUMENTS,
    )
    found: Sequence[Letter | HeldMeeting] = ()
    if form is InspectionForm.VIDEO:
        found = [meeting for meeting in made[1] if _is_over_the_line(meeting, before=begins)]
    elif form is InspectionForm.DOCUMENTS:
        found = [
            letter
            for letter in made[0]
            if letter.sender in {DISTRICT, commune} and letter.issued_on < begins
        ]
    cites = chance.random() >= CITES_NOTHING
    cited = chance.choice(found) if found and cites else None
    return MadeInspection(number, begins, commune, form, cited)


def _is_over_the_line(meeting: HeldMeeting, *, before: date) -> bool:
    is_sound = meeting.fault is MeetingFault.NONE and meeting.form is not MeetingForm.IN_PERSON
    return is_sound and meeting.day < before - timedelta(days=1)
