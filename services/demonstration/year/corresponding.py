"""Letters as they are written, signed, sent, received and dealt with."""

import asyncio
from datetime import date, datetime, time, timedelta
from functools import partial
from uuid import UUID

from auth.service import vietnam_day
from meetings.calendar import move_working_days
from services.demonstration import flow, handling
from services.demonstration.acting import Stage, agency_ids
from services.demonstration.year.agenda import Agenda
from services.demonstration.year.expecting import DEADLINE
from services.demonstration.year.offices import Office, at, office_of, texts, write_letter
from services.demonstration.year.planning.letters import (
    PROVINCE,
    Done,
    Handling,
    Letter,
    Registered,
)
from services.documents.administrative import typeset_administrative
from services.documents.schemas.document import DocumentCreate, ReceiverChoice
from services.documents.service import registering

ISSUED_AFTER = timedelta(minutes=65)
_LATE_AT = time(8, 45)
_TO_REVIEW, _TO_APPROVE, _TO_SIGN, _TO_REGISTER, _TO_ASSIGN = (
    timedelta(minutes=minutes) for minutes in (6, 25, 50, 95, 110)
)


class Correspondence:
    def __init__(self, agenda: Agenda) -> None:
        self._agenda = agenda

    async def write(self, letter: Letter, stage: Stage) -> None:
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
        self.pass_on(letter, document_id, now=stage.now)

    def pass_on(self, letter: Letter, document_id: UUID, *, now: datetime) -> None:
        """From the draft to its receivers, each step at its hour."""
        self._agenda.documents[letter.number] = document_id
        late = letter.issued_on != letter.day
        issued = at(letter.issued_on, _LATE_AT) if late else now + ISSUED_AFTER
        self._agenda.then(now + _TO_REVIEW, partial(self._submit, letter))
        self._agenda.then(now + _TO_APPROVE, partial(self._approve, letter))
        self._agenda.then(now + _TO_SIGN, partial(self._sign, letter))
        self._agenda.then(issued, partial(self._issue, letter))

    async def _submit(self, letter: Letter, stage: Stage) -> None:
        office = office_of(letter.sender)
        async with stage.acting(office.reviewer) as (_, reviewer):
            reviewer_id = reviewer.appointment_id
        document_id = self._agenda.documents[letter.number]
        await flow.submit(stage, document_id, reviewer_id, drafter=office.official)

    async def _approve(self, letter: Letter, stage: Stage) -> None:
        reviewer = office_of(letter.sender).reviewer
        await flow.approve(stage, self._agenda.documents[letter.number], reviewer=reviewer)

    async def _sign(self, letter: Letter, stage: Stage) -> None:
        leader = office_of(letter.sender).leader
        await flow.sign(stage, leader, self._agenda.documents[letter.number])

    async def _issue(self, letter: Letter, stage: Stage) -> None:
        document_id = self._agenda.documents[letter.number]
        await flow.issue(stage, document_id, clerk=office_of(letter.sender).clerk)
        for one in letter.handlings:
            registered = stage.now + (_TO_REGISTER - ISSUED_AFTER)
            if one.registered is Registered.LATE:
                registered = at(letter.registered_on(one), _LATE_AT)
            if one.registered is Registered.REFUSED:
                self._agenda.then(registered, partial(self._refuse, one, document_id))
            elif one.is_registered:
                self._agenda.then(registered, partial(self._register, one, document_id))

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
            self._agenda.then(moment, partial(self._assign, one, incoming_id))

    async def _arrival(self, stage: Stage, clerk: str, document_id: UUID) -> UUID:
        incoming_id = await handling.find_arrival(stage, clerk, document_id)
        if incoming_id is None:
            raise LookupError(f"document {document_id} has not arrived at {clerk}")
        return incoming_id

    async def _assign(self, one: Handling, incoming_id: UUID, stage: Stage) -> None:
        office = office_of(one.receiver)
        today = vietnam_day(stage.now)
        deadline = today + DEADLINE
        await assign_official(stage, office, incoming_id, deadline=deadline)
        if one.done is Done.IN_TIME:
            done = at(min(move_working_days(today, 4), deadline), time(14, 30))
        elif one.done is Done.LATE:
            done = at(move_working_days(deadline, 2), time(10, 15))
        else:
            return
        step = partial(handling.complete, text=texts()["done"])
        self._agenda.then(done, lambda then: step(then, office.official, incoming_id))


async def assign_official(
    stage: Stage, office: Office, incoming_id: UUID, *, deadline: date
) -> None:
    await handling.assign(
        stage,
        office.leader,
        office.official,
        incoming_id,
        deadline=deadline,
        instruction=texts()["instruction"],
    )


def _reached(letter: Letter) -> int:
    """How many receivers it has; the province, which it reaches on paper, is the last one."""
    return len(letter.handlings) + letter.on_paper_too
