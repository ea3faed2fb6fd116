"""The documents of an agenda item: added, taken away, read by those with a seat; and notes."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from auth.actor import Actor, record_act
from auth.acts import Act
from meetings.access import access_content, access_unfinished, brings
from meetings.errors import FieldRefused, NotVisible
from meetings.models.agenda import AgendaDocument, AgendaItem, DocumentNote
from meetings.models.meeting import Meeting
from meetings.repository.agenda import list_documents
from meetings.shapes import Material, MaterialChange, NotePlan

MOST_DOCUMENTS = 50


async def add_document(
    *,
    session: AsyncSession,
    actor: Actor,
    meeting_id: UUID,
    item_id: UUID,
    material: Material,
    now: datetime,
) -> Meeting:
    """Put a PDF that was looked at and stored beside an item."""
    meeting = await access_unfinished(session, actor, meeting_id)
    await enter_document(session, meeting, item_id, material, by=actor.appointment_id, now=now)
    record_act(
        session,
        actor=actor,
        act=Act.MEETING_DOCUMENT_ADD,
        subject=("meeting", meeting.id),
        now=now,
        digest=material.digest,
    )
    return meeting


async def take_offer(
    session: AsyncSession,
    *,
    meeting_id: UUID,
    item_id: UUID,
    by: UUID,
    material: Material,
    now: datetime,
) -> None:
    """Lay a document of the document service beside an item, brought by who organises or sits.

    What cannot be taken leaves a trace in the journal; it is nobody's failure.
    """
    meeting = await session.get(Meeting, meeting_id, with_for_update=True)
    if meeting is None:
        return
    act, reason = Act.MEETING_DOCUMENT_ADD, ""
    try:
        if not meeting.is_unfinished:
            raise FieldRefused("meeting_id", f"the meeting is {meeting.state}")  # noqa: TRY301
        if not await brings(session, meeting, by):
            raise FieldRefused("meeting_id", "neither organises nor has a seat")  # noqa: TRY301
        await enter_document(session, meeting, item_id, material, by=by, now=now)
    except (FieldRefused, NotVisible) as error:
        act, reason = Act.MEETING_DOCUMENT_REFUSE, str(error)
    record_act(
        session,
        actor=None,
        act=act,
        subject=("meeting", meeting.id),
        now=now,
        digest=material.digest,
        agency_id=meeting.agency_id,
        details={"by": str(by), **({"reason": reason} if reason else {})},
    )


async def enter_document(
    session: AsyncSession,
    meeting: Meeting,
    item_id: UUID,
    material: Material,
    *,
    by: UUID,
    now: datetime,
) -> None:
    """The same bytes are beside an item once; who offers them again changes nothing."""
    item = await session.get(AgendaItem, item_id)
    if item is None or item.meeting_id != meeting.id:
        raise NotVisible("agenda_item", item_id)
    known = await list_documents(session, meeting.id)
    if any(row.item_id == item.id and row.digest == material.digest for row in known):
        return
    if len(known) >= MOST_DOCUMENTS:
        raise FieldRefused("documents", f"at most {MOST_DOCUMENTS}")
    session.add(
        AgendaDocument(
            **material.model_dump(),
            meeting_id=meeting.id,
            item_id=item.id,
            offered_by_id=by,
            added_at=now,
        )
    )
    meeting.touch(now=now)


async def change_document(
    *,
    session: AsyncSession,
    actor: Actor,
    meeting_id: UUID,
    document_id: UUID,
    change: MaterialChange,
    now: datetime,
) -> Meeting:
    """Open a document to guests, or close it to them."""
    meeting = await access_unfinished(session, actor, meeting_id)
    document = await get_document(session, meeting.id, document_id)
    document.sqlmodel_update(change.model_dump())
    meeting.touch(now=now)
    record_act(
        session,
        actor=actor,
        act=Act.MEETING_DOCUMENT_CHANGE,
        subject=("meeting", meeting.id),
        now=now,
        digest=document.digest,
        details=change.model_dump(),
    )
    return meeting


async def remove_document(
    *, session: AsyncSession, actor: Actor, meeting_id: UUID, document_id: UUID, now: datetime
) -> Meeting:
    meeting = await access_unfinished(session, actor, meeting_id)
    document = await get_document(session, meeting.id, document_id)
    await session.delete(document)
    meeting.touch(now=now)
    record_act(
        session,
        actor=actor,
        act=Act.MEETING_DOCUMENT_REMOVE,
        subject=("meeting", meeting.id),
        now=now,
        digest=document.digest,
    )
    return meeting


async def open_document(
    *, session: AsyncSession, actor: Actor, meeting_id: UUID, document_id: UUID, now: datetime
) -> AgendaDocument:
    """For those with a seat and those who organise; each reading is journalled."""
    meeting = await access_content(session, actor, meeting_id)
    document = await get_document(session, meeting.id, document_id)
    record_act(
        session,
        actor=actor,
        act=Act.MEETING_DOCUMENT_READ,
        subject=("meeting", meeting.id),
        now=now,
        digest=document.digest,
        details={"document": str(document.id)},
    )
    return document


async def get_document(
    session: AsyncSession, meeting_id: UUID, document_id: UUID
) -> AgendaDocument:
    document = await session.get(AgendaDocument, document_id)
    if document is None or document.meeting_id != meeting_id:
        raise NotVisible("agenda_document", document_id)
    return document


async def write_note(
    *, session: AsyncSession, actor: Actor, meeting_id: UUID, plan: NotePlan, now: datetime
) -> DocumentNote:
    """A note for oneself; nobody else reads it, whoever organises."""
    meeting = await access_content(session, actor, meeting_id)
    item = await session.get(AgendaItem, plan.item_id)
    if item is None or item.meeting_id != meeting.id:
        raise NotVisible("agenda_item", plan.item_id)
    if plan.document_id:
        document = await get_document(session, meeting.id, plan.document_id)
        if document.item_id != item.id:
            raise FieldRefused("document_id", "not a document of this item")
    note = DocumentNote(**plan.model_dump(), person_id=actor.person_id, at=now)
    session.add(note)
    return note


async def list_notes(
    *, session: AsyncSession, actor: Actor, meeting_id: UUID
) -> Sequence[DocumentNote]:
    meeting = await access_content(session, actor, meeting_id)
    rows = await session.exec(
        select(DocumentNote)
        .join(AgendaItem, col(AgendaItem.id) == DocumentNote.item_id)
        .where(AgendaItem.meeting_id == meeting.id, DocumentNote.person_id == actor.person_id)
        .order_by(col(DocumentNote.id))
    )
    return rows.all()


async def delete_note(
    *, session: AsyncSession, actor: Actor, meeting_id: UUID, note_id: UUID
) -> None:
    own = await list_notes(session=session, actor=actor, meeting_id=meeting_id)
    note = next((row for row in own if row.id == note_id), None)
    if note is None:
        raise NotVisible("note", note_id)
    await session.delete(note)
