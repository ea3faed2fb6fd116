"""A meeting as the API shows it, to those who may see it."""

from collections.abc import Callable, Sequence
from datetime import datetime
from uuid import UUID

from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from auth.actor import Actor
from auth.service import vietnam_day
from meetings import access
from meetings.calendar import (
    conclusion_due_day,
    is_longer_than_allowed,
    latest_invitation_day,
    working_days_until,
)
from meetings.models.agenda import DocumentNote
from meetings.models.meeting import Meeting
from meetings.models.place import Place
from meetings.models.seat import Seat
from meetings.models.states import MeetingState
from meetings.repository import agenda, meetings, seats
from meetings.repository.names import announce
from meetings.repository.papers import list_papers
from services.people import OfficerRead, agencies, officers
from services.rooms.schemas.meeting import (
    AgendaDocumentRead,
    AgendaItemRead,
    Asked,
    MeetingCounts,
    MeetingPlaceRead,
    MeetingRead,
    MeetingRow,
    NoteRead,
    NoticeDue,
    PaperRead,
    SeatPersonRead,
    SeatRead,
    WarningRead,
)
from storage.vietnamese import fold


async def list_register(
    *,
    session: AsyncSession,
    actor: Actor,
    asked: Asked,
    after: tuple[datetime, UUID] | None,
    limit: int,
    now: datetime,
) -> list[MeetingRow]:
    conditions = [access.visible_meetings(actor)]
    conditions += [
        col(Meeting.folded).contains(word, autoescape=True) for word in fold(asked.q).split()
    ]
    if asked.state:
        conditions.append(col(Meeting.state) == asked.state)
    if asked.notice_due:
        conditions.append(col(Meeting.state) == MeetingState.CLOSED)
    if asked.waiting:
        conditions.append(access.asked_meetings(actor))
    found = await meetings.list_meetings(session, *conditions, after=after, limit=limit + 1)
    own = await access.list_own_seats(session, actor, [meeting.id for meeting, _, _ in found])
    return [
        MeetingRow(
            **meeting.model_dump(include=set(MeetingRow.model_fields)),
            agency_name=agency_name,
            place=place or meeting.place_text,
            notice_due=read_notice_due(meeting, now=now),
            own_seat_state=own[meeting.id].state if meeting.id in own else None,
        )
        for meeting, agency_name, place in found
    ]


async def count_register(*, session: AsyncSession, actor: Actor) -> MeetingCounts:
    visible = access.visible_meetings(actor)
    waiting = await meetings.count_meetings(session, visible, access.asked_meetings(actor))
    return MeetingCounts(
        states=await meetings.count_meetings(session, visible), waiting=sum(waiting.values())
    )


async def read_meeting(
    *, session: AsyncSession, actor: Actor, meeting: Meeting, now: datetime
) -> MeetingRead:
    await session.flush()  # what was just changed is read with the rest
    chairs = await seats.list_seats(session, meeting.id)
    people = await officers(
        session,
        [
            meeting.drafter_appointment_id,
            meeting.chair_appointment_id,
            meeting.secretary_appointment_id,
        ],
    )
    convening = await agencies(session, [meeting.agency_id])
    places = await _places(session, [meeting.place_id, *(seat.place_id for seat in chairs)])
    own = await access.find_own_seat(session, actor, meeting.id)
    organises = access.may_organise(actor, meeting)
    return MeetingRead(
        **meeting.model_dump(include=set(MeetingRead.model_fields)),
        agency=convening[meeting.agency_id],
        drafter=people[meeting.drafter_appointment_id],
        chair=people[meeting.chair_appointment_id],
        secretary=people[meeting.secretary_appointment_id],
        place=places.get(meeting.place_id),
        latest_invitation_on=latest_invitation_day(meeting.starts_at),
        notice_due=read_notice_due(meeting, now=now),
        papers=[
            PaperRead(**row.model_dump(include=set(PaperRead.model_fields)))
            for row in await list_papers(session, meeting.id)
        ],
        seats=await _seats(
            session,
            meeting,
            chairs,
            places,
            reasons_of=lambda seat: organises or bool(own and seat.id == own.id),
        ),
        agenda=await _agenda(session, meeting),
        warnings=await _warnings(session, meeting, people, now=now),
        own_seat_id=own.id if own else None,
        may_organise=organises,
        may_lead=access.may_lead(actor, meeting),
    )


def read_notice_due(meeting: Meeting, *, now: datetime) -> NoticeDue | None:
    """The countdown to the announcement of the conclusion."""
    if meeting.closed_at is None:
        return None
    due_on = conclusion_due_day(meeting.closed_at)
    ended = meeting.concluded_at
    left = working_days_until(due_on, today=vietnam_day(now))
    return NoticeDue(
        due_on=due_on,
        days_left=None if ended else left,
        is_overdue=vietnam_day(ended or now) > due_on,
    )


async def _places(
    session: AsyncSession, ids: Sequence[UUID | None]
) -> dict[UUID | None, MeetingPlaceRead]:
    found = await meetings.list_places(session, [place for place in ids if place])
    return {row.id: read_place_name(row) for row in found}


def read_place_name(place: Place) -> MeetingPlaceRead:
    return MeetingPlaceRead(id=place.id, name=place.name, agency_id=place.agency_id)


async def _seats(
    session: AsyncSession,
    meeting: Meeting,
    chairs: Sequence[Seat],
    places: dict[UUID | None, MeetingPlaceRead],
    *,
    reasons_of: Callable[[Seat], bool],
) -> list[SeatRead]:
    """`reasons_of`: whose reasons for not coming the reader may see."""
    names = await announce(session, meeting.id, chairs)
    behind: dict[UUID, list[SeatPersonRead]] = {seat.id: [] for seat in chairs}
    for person in await seats.list_people(session, meeting.id):
        behind[person.seat_id].append(
            SeatPersonRead(**person.model_dump(include=set(SeatPersonRead.model_fields)))
        )
    return [
        SeatRead.model_validate(
            {
                **seat.model_dump(),
                "name": names[seat.id].name,
                "office": names[seat.id].office,
                "place": places.get(seat.place_id),
                "people": behind[seat.id],
                **dict.fromkeys(() if reasons_of(seat) else _REASONS),
            }
        )
        for seat in chairs
    ]


async def _agenda(session: AsyncSession, meeting: Meeting) -> list[AgendaItemRead]:
    documents = await agenda.list_documents(session, meeting.id)
    return [
        AgendaItemRead(
            **item.model_dump(include=set(AgendaItemRead.model_fields)),
            documents=[
                AgendaDocumentRead(**row.model_dump(include=set(AgendaDocumentRead.model_fields)))
                for row in documents
                if row.item_id == item.id
            ],
        )
        for item in await agenda.list_items(session, meeting.id)
    ]


async def _warnings(
    session: AsyncSession, meeting: Meeting, people: dict[UUID, OfficerRead], *, now: datetime
) -> list[WarningRead]:
    if not meeting.is_changeable:
        return []
    found = []
    if is_longer_than_allowed(meeting.kind, meeting.starts_at, meeting.ends_at):
        found.append(WarningRead(code="longer-than-allowed", detail=meeting.kind))
    latest = latest_invitation_day(meeting.starts_at)
    if vietnam_day(meeting.invited_at or now) > latest and not meeting.late_reason:
        found.append(WarningRead(code="invitation-late", detail=latest.isoformat()))
    busy = await meetings.list_busy_people(session, meeting)
    unknown = await officers(session, [who for who, _ in busy if who not in people])
    found += [
        WarningRead(code="person-busy", detail=(people | unknown)[who].full_name) for who, _ in busy
    ]
    return found


_REASONS = ("decline_reason", "delegation_reason", "delegation_refusal")


def read_note(note: DocumentNote) -> NoteRead:
    return NoteRead(**note.model_dump(exclude={"person_id"}))
