"""Opinions, minutes, conclusions, mail and guest links as the API shows them."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from auth.actor import Actor
from auth.repository import list_agencies_by_id
from meetings.access import find_own_seat, may_organise
from meetings.models.meeting import Meeting
from meetings.models.opinion import OpinionAnswer, OpinionSlip
from meetings.models.outcome import MinutesVersion
from meetings.outcome_shapes import MinutesContent
from meetings.repository.names import Announced, announce, place_of
from meetings.repository.outcome import list_answers, list_conclusions, list_slips
from meetings.repository.papers import get_agency_name, list_mail
from meetings.repository.seats import list_seats
from meetings.service.guests import find_guest
from services.people import officers
from services.rooms.schemas.outcome import (
    AnswerRead,
    ConclusionRead,
    GuestMeetingRead,
    MailRead,
    MinutesRead,
    SlipRead,
)


async def read_slips(
    *, session: AsyncSession, actor: Actor, meeting: Meeting, now: datetime
) -> list[SlipRead]:
    await session.flush()  # the answer just given is read with the others
    seats = await list_seats(session, meeting.id)
    names = await announce(session, meeting.id, seats)
    answers = await list_answers(session, meeting.id)
    sees_all = may_organise(actor, meeting)
    own = await find_own_seat(session, actor, meeting.id)
    shown = [row for row in answers if sees_all or (own and row.seat_id == own.id)]
    return [
        SlipRead(
            **slip.model_dump(exclude={"meeting_id", "asked_by_id"}),
            is_over=now > slip.deadline,
            answers=[_answer(row, names[row.seat_id]) for row in shown if row.slip_id == slip.id],
            counts=_counts(slip, answers) if sees_all else None,
            seats_asked=len(seats),
        )
        for slip in await list_slips(session, meeting.id)
    ]


def _answer(row: OpinionAnswer, named: Announced) -> AnswerRead:
    return AnswerRead(
        **row.model_dump(include={"seat_id", "choice", "text", "late", "answered_at"}),
        name=named.name,
    )


def _counts(slip: OpinionSlip, answers: Sequence[OpinionAnswer]) -> dict[str, int]:
    """Answers in time, by choice."""
    given = Counter(
        row.choice for row in answers if row.slip_id == slip.id and row.choice and not row.late
    )
    return {choice: given[choice] for choice in slip.choices}


async def read_conclusions(*, session: AsyncSession, meeting: Meeting) -> list[ConclusionRead]:
    await session.flush()  # what was just entered is read
    rows = await list_conclusions(session, meeting.id)
    agencies = await list_agencies_by_id(session, [row.agency_id for row in rows if row.agency_id])
    names = {agency.id: agency.name for agency in agencies}
    return [
        ConclusionRead(
            **row.model_dump(exclude={"meeting_id"}),
            agency_name=names[row.agency_id] if row.agency_id else None,
        )
        for row in rows
    ]


async def read_version(
    *, session: AsyncSession, content: MinutesContent, saved: MinutesVersion | None
) -> MinutesRead:
    people = await officers(session, [saved.saved_by_id] if saved else [])
    return MinutesRead(
        version=saved.version if saved else 0,
        content=content,
        saved_by=people[saved.saved_by_id] if saved else None,
        saved_at=saved.saved_at if saved else None,
    )


async def read_mail(*, session: AsyncSession, meeting: Meeting) -> list[MailRead]:
    return [
        MailRead(**row.model_dump(include=set(MailRead.model_fields)))
        for row in await list_mail(session, meeting.id)
    ]


async def read_guest_meeting(
    *, session: AsyncSession, secret: str, now: datetime
) -> GuestMeetingRead:
    meeting, seat, link = await find_guest(session, secret, now=now)
    names = await announce(session, meeting.id, [seat])
    return GuestMeetingRead(
        **meeting.model_dump(include={"title", "form", "starts_at", "ends_at", "state"}),
        meeting_id=meeting.id,
        seat_id=seat.id,
        agency_name=await get_agency_name(session, meeting.agency_id),
        place=await place_of(session, meeting),
        guest_name=names[seat.id].name,
        is_admitted=link.admitted_at is not None,
        expires_at=link.expires_at,
    )
