"""The year as its people live it: every step a use case at its hour, in the order of the hours.

Nothing is written beside the use cases, and every letter is signed by the chain, so that numbers,
journal and figures are those of an office that has worked.
"""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from functools import partial
from uuid import UUID

from auth.service import vietnam_day
from meetings.calendar import move_working_days
from services.demonstration.acting import Stage
from services.demonstration.year import inspecting, reporting
from services.demonstration.year.agenda import Agenda
from services.demonstration.year.corresponding import Correspondence
from services.demonstration.year.expecting import DEADLINE
from services.demonstration.year.filing import keep_file, take_in_paper
from services.demonstration.year.holding import enter_meeting, plan_meeting
from services.demonstration.year.offices import at, office_of
from services.demonstration.year.planning.files import FileFault, KeptFile
from services.demonstration.year.planning.inspections import MadeInspection
from services.demonstration.year.planning.letters import Letter
from services.demonstration.year.planning.meetings import HeldMeeting
from services.demonstration.year.planning.rounds import (
    CLOSED_AFTER,
    JUDGED_AFTER,
    AskedReport,
    Round,
)
from services.demonstration.year.planning.year import Year
from services.inspections.models import EvidenceNoun
from services.platform import Platform

_FIRST_HOUR = timedelta(hours=7, minutes=30)
_HOURS_A_DAY = 420  # minutes in which letters are begun
_INVITED_BEFORE = timedelta(days=5)


async def play_year(platform: Platform, year: Year, *, told: Callable[[date], None]) -> None:
    """Live through the year; `told` is called as each of its months begins."""
    playing = _Playing(year)
    month: date | None = None
    while following := playing.agenda.next():
        moment, step = following
        stage = Stage(platform, moment)
        if month != (month := vietnam_day(moment).replace(day=1)):
            told(month)
        await step(stage)
    await Stage(platform, at(year.ends, time(7, 0))).work()


class _Playing:
    def __init__(self, year: Year) -> None:
        self.agenda = Agenda()
        self._letters = Correspondence(self.agenda)
        for letter in year.letters:
            self.agenda.then(_begun(letter), partial(self._letters.write, letter))
        for file in year.files:
            self.agenda.then(at(file.day, time(15, 30)), partial(self._keep, file))
        for meeting in year.meetings:
            invited = at(meeting.day - _INVITED_BEFORE, time(8, 5))
            self.agenda.then(invited, partial(self._plan, meeting))
        for asked in year.rounds:
            self.agenda.then(at(asked.opens, time(8, 20)), partial(self._open, asked))
        for inspection in year.inspections:
            self.agenda.then(at(inspection.begins, time(7, 45)), partial(self._inspect, inspection))

    async def _plan(self, meeting: HeldMeeting, stage: Stage) -> None:
        meeting_id = await plan_meeting(meeting, stage)
        self.agenda.meetings[meeting.number] = meeting_id
        self.agenda.then(at(meeting.day, time(16, 30)), partial(enter_meeting, meeting, meeting_id))

    async def _open(self, asked: Round, stage: Stage) -> None:
        period_id = await reporting.open_round(stage, asked)
        for report in asked.reports:
            for letter in report.letters:
                step = partial(self._report, asked, report, letter, period_id)
                self.agenda.then(_begun(letter), step)
        chased = at(move_working_days(asked.due_on, 1), time(8, 30))
        self.agenda.then(chased, partial(reporting.chase, period_id=period_id))
        closed = at(move_working_days(asked.due_on, CLOSED_AFTER), time(16, 0))
        self.agenda.then(closed, partial(reporting.close_round, period_id=period_id))

    async def _report(
        self, asked: Round, report: AskedReport, letter: Letter, period_id: UUID, stage: Stage
    ) -> None:
        document_id = await reporting.answer(stage, asked, report, period_id)
        self._letters.pass_on(letter, document_id, now=stage.now)
        judged = at(move_working_days(letter.day, JUDGED_AFTER), time(14, 15))
        self.agenda.then(judged, partial(reporting.judge, report=report, period_id=period_id))

    async def _inspect(self, inspection: MadeInspection, stage: Stage) -> None:
        inspection_id = await inspecting.plan_inspection(stage, inspection)
        step = partial(
            inspecting.conclude_inspection,
            planned=inspection,
            inspection_id=inspection_id,
            cited=self._cited(inspection),
        )
        self.agenda.then(at(inspection.concluded, time(16, 15)), step)

    def _cited(self, inspection: MadeInspection) -> tuple[EvidenceNoun, UUID] | None:
        match inspection.cited:
            case Letter(number=number):
                return EvidenceNoun.DOCUMENT, self.agenda.documents[number]
            case HeldMeeting(number=number):
                return EvidenceNoun.MEETING, self.agenda.meetings[number]
            case None:
                return None

    async def _keep(self, file: KeptFile, stage: Stage) -> None:
        office = office_of(file.letter.sender)
        document_id = self.agenda.documents[file.letter.number]
        incoming_id = None
        if file.fault is FileFault.PAPER_DOCUMENT:
            incoming_id = await take_in_paper(stage, office, deadline=file.day + DEADLINE)
        await keep_file(stage, office, file, document_id=document_id, paper_id=incoming_id)


def _begun(letter: Letter) -> datetime:
    """Spread over the working hours, never two letters of an agency in one minute by chance."""
    minutes = letter.number * 37 % _HOURS_A_DAY
    return at(letter.day, time(0, 0)) + _FIRST_HOUR + timedelta(minutes=minutes)
