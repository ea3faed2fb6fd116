"""Chat, signals by hand, and the page the chair shows to all."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from meetings.errors import NotVisible
from meetings.models.agenda import AgendaDocument
from meetings.models.states import EventKind
from meetings.participant import Participant, get_live, lock_attended, lock_led, require_in_room
from meetings.repository import live as rows
from meetings.repository.seats import get_seat
from meetings.service.timeline import record_event


class Audience(StrEnum):
    ALL = "all"
    SECRETARY = "secretary"


class Signal(StrEnum):
    """What a hand can say without the floor; it is shown for a moment and not kept."""

    AGREE = "agree"
    DISAGREE = "disagree"
    APPLAUD = "applaud"
    NOT_HEARD = "not_heard"
    SLOWER = "slower"


async def say(
    *, session: AsyncSession, who: Participant, text: str, to: Audience, now: datetime
) -> int:
    """Write to all, or to the secretary (whom the chair reads along with). The message's seq."""
    meeting = await lock_attended(session, who)
    return record_event(
        session,
        meeting=meeting,
        kind=EventKind.CHAT,
        now=now,
        seat_id=who.seat_id,
        person=who.person,
        details={"text": text, "to": to.value},
    ).seq


async def note(
    *,
    session: AsyncSession,
    who: Participant,
    seat_id: UUID | None,
    person: str,
    text: str,
    now: datetime,
) -> int:
    """The secretary writes down what somebody said, for the minutes. The note's seq."""
    meeting = await lock_led(session, who)
    if seat_id is not None:
        await get_seat(session, meeting.id, seat_id)
    return record_event(
        session,
        meeting=meeting,
        kind=EventKind.REMARK,
        now=now,
        seat_id=seat_id,
        person=person,
        details={"text": text},
    ).seq


async def signal(*, session: AsyncSession, who: Participant, signal: Signal) -> None:
    await require_in_room(session, who)
    await rows.hint(
        session,
        who.meeting_id,
        tell={"type": "signal", "seat_id": str(who.seat_id), "signal": signal.value},
    )


async def show_page(
    *, session: AsyncSession, who: Participant, document_id: UUID | None, page: int | None
) -> None:
    """Turn everybody's document to this page; None: let them read where they like."""
    meeting = await lock_led(session, who)
    live = await get_live(session, meeting.id)
    if document_id is not None:
        document = await session.get(AgendaDocument, document_id)
        if document is None or document.meeting_id != meeting.id:
            raise NotVisible("agenda_document", document_id)
    live.page_document_id, live.page = document_id, (page or 1) if document_id else None
    await rows.hint(session, meeting.id, changed=["page"])
