"""What lies on the table for guests: what was opened to them, once they are let in."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from auth.actor import record_act
from auth.acts import Act
from meetings.errors import NotVisible
from meetings.live_errors import InLobby
from meetings.models.agenda import AgendaDocument, AgendaItem
from meetings.models.meeting import Meeting
from meetings.participant import require_in_room
from meetings.service.admitting import access_guest
from meetings.service.guests import find_guest


async def list_guest_documents(
    *, session: AsyncSession, secret: str, now: datetime
) -> Sequence[AgendaDocument]:
    """In the order of the agenda. `InLobby` for a guest whom nobody has let in yet."""
    meeting = await _admit(session, secret, now=now)
    rows = await session.exec(
        select(AgendaDocument)
        .join(AgendaItem, col(AgendaItem.id) == AgendaDocument.item_id)
        .where(AgendaDocument.meeting_id == meeting.id, col(AgendaDocument.for_guests))
        .order_by(col(AgendaItem.position), col(AgendaDocument.id))
    )
    return rows.all()


async def open_guest_document(
    *, session: AsyncSession, secret: str, document_id: UUID, now: datetime
) -> AgendaDocument:
    """One of them; each reading is journalled with the guest's seat."""
    listed = await list_guest_documents(session=session, secret=secret, now=now)
    document = next((row for row in listed if row.id == document_id), None)
    if document is None:
        raise NotVisible("agenda_document", document_id)
    meeting, seat, _ = await find_guest(session, secret, now=now)
    record_act(
        session,
        actor=None,
        act=Act.MEETING_DOCUMENT_READ,
        subject=("meeting", meeting.id),
        now=now,
        digest=document.digest,
        agency_id=meeting.agency_id,
        details={"document": str(document.id), "guest_seat": str(seat.id)},
    )
    return document


async def _admit(session: AsyncSession, secret: str, *, now: datetime) -> Meeting:
    meeting, _, link = await find_guest(session, secret, now=now)
    if link.admitted_at is None:
        raise InLobby
    who = await access_guest(session=session, meeting_id=meeting.id, secret=secret, now=now)
    await require_in_room(session, who)
    return meeting
