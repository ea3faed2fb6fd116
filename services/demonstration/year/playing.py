"""The year as its people live it: every step a use case at its hour, in the order of the hours.

Nothing is written beside the use cases, and every letter is signed by the chain, so that numbers,
journal and figures are those of an office that has worked.
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import date, datetime, time, timedelta
from functools import partial
from heapq import heappop, heappush
from itertools import count
from typing import TypeAlias
from uuid import UUID

from auth.service import vietnam_day
from meetings.calendar import move_working_days
from services.demonstration import flow, handling
from services.demonstration.acting import Stage, agency_ids
from services.demonstration.year.expecting import DEADLINE
from services.demonstration.year.filing import keep_file, take_in_paper
from services.demonstration.year.holding import enter_meeting, plan_meeting
from services.demonstration.year.offices import at, office_of, texts, write_letter
from services.demonstration.year.planning import (
    PROVINCE,
    Done,
    FileFault,
    Handling,
    HeldMeeting,
    KeptFile,
    Letter,
    Registered,
    Year,
)
from services.documents.administrative import typeset_administrative
from services.documents.schemas.document import DocumentCreate, ReceiverChoice
from services.documents.service import registering
from services.platform import Platform

Step: TypeAlias = Callable[[Stage], Awaitable[None]]

_FIRST_HOUR = timedelta(hours=7, minutes=30)
_HOURS_A_DAY = 420  # minutes in which letters are begun
_LATE_AT = time(8, 45)
_INVITED_BEFORE = timedelta(days=5)
_TO_REVIEW, _TO_APPROVE, _TO_SIGN, _TO_ISSUE, _TO_REGISTER, _TO_ASSIGN = (
    timedelta(minutes=minutes) for minutes in (6, 25, 50, 65, 95, 110)
)


async def play_year(platform: Platform, year: Year, *, told: Callable[[date], None]) -> None:
    """Live through the year; `told` is called as each of its months begins."""
    playing = _Playing(year)
    month: date | None = None
    while playing.steps:
        moment, _, step = heappop(playing.steps)
        stage = Stage(platform, moment)
        if month != (month := vietnam_day(moment).replace(day=1)):
            told(month)
        await step(stage)
    await Stage(platform, at(year.ends, time(7, 0))).work()


class _Playing:
    def __init__(self, year: Year) -> None:
        self.steps: list[tuple[datetime, int, Step]] = []
        self._numbers = count()
        self._documents: dict[int, UUID] = {}
        for letter in year.letters:
            self._then(_begun(letter), partial(self._write, letter))
        for file in year.files:
            self._then(at(file.day, time(15, 30)), partial(self._keep, file))
        for meeting in year.meetings:
            self._then(at(meeting.day - _INVITED_BEFORE, time(8, 5)), partial(self._plan, meeting))

    def _then(self, moment: datetime, step: Step) -> None:
        heappush(self.steps, (moment, next(self._numbers), step))

    async def _plan(self, meeting: HeldMeeting, stage: Stage) -> None:
        meeting_id = await plan_meeting(meeting, stage)
        self._then(at(meeting.day, time(16, 30)), partial(enter_meeting, meeting, meeting_id))

    async def _write(self, letter: Letter, stage: Stage) -> None:
        office = office_of(letter.sender)
        async with stage.acting(office.leader) as (session, signer):
            codes = tuple(row.receiver for row in letter.handlings)
            receivers = await agency_ids(session, (*codes, PROVINCE)[: _reached(letter)])
        code, document = write_letter(letter, signer)
        pdf = await asyncio.to_thread(typeset_administrative, document, now=stage.now)
        draft = DocumentCreate(
            type_code=code,
            abstract=document.one_line_abstract,
            signer_appointment_id=signer.appointment_id,
            receivers=[ReceiverChoice(agency_id=agency) for agency in receivers],
        )
        filename = f"van-ban-{letter.number + 1:04d}.pdf"
        document_id = await flow.enter_draft(
            stage, office.official, pdf=pdf, filename=filename, draft=draft
        )
        self._documents[letter.number] = document_id
        late = letter.issued_on != letter.day
        issued = at(letter.issued_on, _LATE_AT) if late else stage.now + _TO_ISSUE
        self._then(stage.now + _TO_REVIEW, partial(self._submit, letter))
        self._then(stage.now + _TO_APPROVE, partial(self._approve, letter))
        self._then(stage.now + _TO_SIGN, partial(self._sign, letter))
        self._then(issued, partial(self._issue, letter))

    async def _submit(self, letter: Letter, stage: Stage) -> None:
        office = office_of(letter.sender)
        async with stage.acting(office.reviewer) as (_, reviewer):
            reviewer_id = reviewer.appointment_id
        document_id = self._documents[letter.number]
        await flow.submit(stage, document_id, reviewer_id, drafter=office.official)

    async def _approve(self, letter: Letter, stage: Stage) -> None:
        reviewer = office_of(letter.sender).reviewer
        await flow.approve(stage, self._documents[letter.number], reviewer=reviewer)

    async def _sign(self, letter: Letter, stage: Stage) -> None:
        leader = office_of(letter.sender).leader
        await flow.sign(stage, leader, self._documents[letter.number])

    async def _issue(self, letter: Letter, stage: Stage) -> None:
        document_id = self._documents[letter.number]
        await flow.issue(stage, document_id, clerk=office_of(letter.sender).clerk)
        for one in letter.handlings:
            registered = stage.now + (_TO_REGISTER - _TO_ISSUE)
            if one.registered is Registered.LATE:
                registered = at(letter.registered_on(one), _LATE_AT)
            if one.registered is Registered.REFUSED:
                self._then(registered, partial(self._refuse, one, document_id))
            elif one.is_registered:
                self._then(registered, partial(self._register, one, document_id))

    async def _refuse(self, one: Handling, document_id: UUID, stage: Stage) -> None:
        clerk = office_of(one.receiver).clerk
        incoming_id = await self._arrival(stage, clerk, document_id)
        async with stage.acting(clerk) as (session, actor):
            await registering.refuse(
                session=session,
                actor=actor,
                incoming_id=incoming_id,
                reason=texts()["refusal"],
                expected_version=None,
                now=stage.now,
            )

    async def _register(self, one: Handling, document_id: UUID, stage: Stage) -> None:
        clerk = office_of(one.receiver).clerk
        incoming_id = await self._arrival(stage, clerk, document_id)
        await handling.register(stage, clerk, incoming_id)
        if one.assigned:
            moment = stage.now + (_TO_ASSIGN - _TO_REGISTER)
            self._then(moment, partial(self._assign, one, incoming_id))

    async def _arrival(self, stage: Stage, clerk: str, document_id: UUID) -> UUID:
        incoming_id = await handling.find_arrival(stage, clerk, document_id)
        if incoming_id is None:
            raise LookupError(f"document {document_id} has not arrived at {clerk}")
        return incoming_id

    async def _assign(self, one: Handling, incoming_id: UUID, stage: Stage) -> None:
        office = office_of(one.receiver)
        today = vietnam_day(stage.now)
        deadline = today + DEADLINE
        await handling.assign(
            stage,
            office.leader,
            office.official,
            incoming_id,
            deadline=deadline,
            instruction=texts()["instruction"],
        )
        if one.done is Done.IN_TIME:
            done = at(min(move_working_days(today, 4), deadline), time(14, 30))
        elif one.done is Done.LATE:
            done = at(move_working_days(deadline, 2), time(10, 15))
        else:
            return
        step = partial(handling.complete, text=texts()["done"])
        self._then(done, lambda then: step(then, office.official, incoming_id))

    async def _keep(self, file: KeptFile, stage: Stage) -> None:
        office = office_of(file.letter.sender)
        document_id = self._documents[file.letter.number]
        incoming_id = None
        if file.fault is FileFault.PAPER_DOCUMENT:
            incoming_id = await take_in_paper(stage, office, deadline=file.day + DEADLINE)
        await keep_file(stage, office, file, document_id=document_id, paper_id=incoming_id)


def _reached(letter: Letter) -> int:
    """How many receivers it has; the province, which it reaches on paper, is the last one."""
    return len(letter.handlings) + letter.on_paper_too


def _begun(letter: Letter) -> datetime:
    """Spread over the working hours, never two letters of an agency in one minute by chance."""
    minutes = letter.number * 37 % _HOURS_A_DAY
    return at(letter.day, time(0, 0)) + _FIRST_HOUR + timedelta(minutes=minutes)
