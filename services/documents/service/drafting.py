"""Drafting: a new document, its facts, its receivers, and giving it up."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from auth.actor import Actor, record_act
from auth.acts import Act
from auth.errors import NotAllowed
from auth.models import Agency, Department
from auth.repository import find_officer_of, in_force
from auth.roles import Permission, Role
from auth.service import vietnam_day
from services.documents import access
from services.documents.errors import FieldRefused, MoveRefused
from services.documents.models.document import Comment, Document, Receiver
from services.documents.models.states import CommentKind, DocumentState
from services.documents.repository import documents as rows
from services.documents.repository.origins import origin_of
from services.documents.schemas.document import DocumentCreate, DocumentUpdate, ReceiverChoice
from services.documents.types import MINUTES, symbol_of
from services.secrecy import refuse_secrets
from storage.outbox import publish
from storage.vietnamese import fold

_NEEDED = ("type_code", "abstract", "urgency", "note", "kept_only", "signer_appointment_id")


async def create_draft(
    *, session: AsyncSession, actor: Actor, draft: DocumentCreate, now: datetime
) -> Document:
    """A draft of the actor's department, to be signed by a leader of the actor's agency."""
    actor.require(Permission.DRAFT)
    refuse_secrets(actor, draft.secrecy, noun="document", now=now)
    if draft.reply_to_id:
        await access.access_incoming(session, actor, draft.reply_to_id)
    document = await enter_draft(
        session,
        draft=draft,
        department=await session.get_one(Department, actor.department_id),
        drafter_appointment_id=actor.appointment_id,
        now=now,
    )
    record_act(
        session, actor=actor, act=Act.DRAFT_CREATE, subject=("document", document.id), now=now
    )
    return document


async def enter_draft(
    session: AsyncSession,
    *,
    draft: DocumentCreate,
    department: Department,
    drafter_appointment_id: UUID,
    now: datetime,
) -> Document:
    """The row and its receivers, to be signed by a leader of the department's agency."""
    agency_id = department.agency_id
    await _require_signer(session, agency_id, draft.signer_appointment_id, now=now)
    document = Document(
        **draft.model_dump(exclude={"secrecy", "receivers"}),
        agency_id=agency_id,
        department_id=department.id,
        drafter_appointment_id=drafter_appointment_id,
        symbol=await _symbol(session, agency_id, department.id, draft.type_code),
        folded=fold(draft.abstract),
        created_at=now,
        changed_at=now,
    )
    await _require_secretary(session, document, now=now)
    session.add(document)
    await session.flush()  # receivers refer to the document's row
    if document.kept_only and draft.receivers:
        raise FieldRefused("receivers", "a document that is only kept has none")
    await _set_receivers(session, document, draft.receivers, now=now)
    return document


async def change_draft(
    *,
    session: AsyncSession,
    actor: Actor,
    document_id: UUID,
    change: DocumentUpdate,
    expected_version: int | None,
    now: datetime,
) -> Document:
    """Change the facts or receivers of one's own draft."""
    document = await access_changeable(session, actor, document_id, expected_version)
    refuse_secrets(actor, change.secrecy, noun="document", now=now)
    fields = change.model_dump(exclude_unset=True, exclude={"secrecy", "receivers"})
    for name in _NEEDED:
        if name in fields and fields[name] is None:
            raise FieldRefused(name, "cannot be empty")
    if change.signer_appointment_id:
        await _require_signer(session, document.agency_id, change.signer_appointment_id, now=now)
    document.sqlmodel_update(fields)
    await _require_secretary(session, document, now=now)
    document.folded = fold(document.abstract)
    document.symbol = await _symbol(
        session, document.agency_id, document.department_id, document.type_code
    )
    if change.receivers is not None:
        await _set_receivers(session, document, change.receivers, now=now)
    if document.kept_only and await rows.list_receivers(session, document.id):
        raise FieldRefused("receivers", "a document that is only kept has none")
    document.touch(now=now)
    record_act(
        session,
        actor=actor,
        act=Act.DRAFT_CHANGE,
        subject=("document", document.id),
        now=now,
        details={"fields": sorted(change.model_fields_set)},
    )
    return document


async def cancel_draft(
    *,
    session: AsyncSession,
    actor: Actor,
    document_id: UUID,
    reason: str,
    expected_version: int | None,
    now: datetime,
) -> Document:
    """Give a document up before it is signed; it stays in the list as cancelled."""
    document = await access.access_document(session, actor, document_id, for_change=True)
    if document.drafter_appointment_id != actor.appointment_id:
        raise NotAllowed("cancel")
    access.check_version(document, expected_version)
    if await rows.is_signing(session, document.id):
        raise MoveRefused("document", "being signed", DocumentState.CANCELLED)
    document.mark_cancelled(now=now)
    origin = await origin_of(session, document)
    if origin:
        await publish(session, type="document.cancelled", subject=document.id, now=now, data=origin)
    session.add(
        Comment(
            document_id=document.id,
            appointment_id=actor.appointment_id,
            kind=CommentKind.REFUSAL,
            text=reason,
            at=now,
        )
    )
    record_act(
        session,
        actor=actor,
        act=Act.DRAFT_CANCEL,
        subject=("document", document.id),
        now=now,
        details={"reason": reason},
    )
    return document


async def access_changeable(
    session: AsyncSession, actor: Actor, document_id: UUID, expected_version: int | None
) -> Document:
    """One's own draft, locked. Another's is `NotAllowed`, a later state `MoveRefused`."""
    document = await access.access_document(session, actor, document_id, for_change=True)
    if document.drafter_appointment_id != actor.appointment_id:
        raise NotAllowed("change")
    if not document.is_changeable:
        raise MoveRefused("document", document.state, "changed")
    access.check_version(document, expected_version)
    return document


async def _require_signer(
    session: AsyncSession, agency_id: UUID, appointment_id: UUID, *, now: datetime
) -> None:
    signer = await find_officer_of(session, appointment_id, agency_id, day=vietnam_day(now))
    if signer is None or Role.LEADER not in signer.roles:
        raise FieldRefused("signer_appointment_id", "not a leader of this agency")


async def _require_secretary(session: AsyncSession, document: Document, *, now: datetime) -> None:
    """Minutes alone are signed by two (Decree 30/2020, appendix III, form 1.9)."""
    secretary, field = document.secretary_appointment_id, "secretary_appointment_id"
    if secretary is None:
        return
    if document.type_code != MINUTES:
        raise FieldRefused(field, "only minutes (BB) are signed by a secretary")
    if secretary == document.signer_appointment_id:
        raise FieldRefused(field, "signs as chair")
    if not await find_officer_of(session, secretary, document.agency_id, day=vietnam_day(now)):
        raise FieldRefused(field, "not an official of this agency")


async def _symbol(
    session: AsyncSession, agency_id: UUID, department_id: UUID, type_code: str
) -> str:
    agency = await session.get_one(Agency, agency_id)
    department = await session.get_one(Department, department_id)
    return symbol_of(type_code, agency=agency.abbreviation, department=department.abbreviation)


async def _set_receivers(
    session: AsyncSession, document: Document, chosen: Sequence[ReceiverChoice], *, now: datetime
) -> None:
    """Replace the list; a receiver must be an agency in force, another one, and named once."""
    ids = [choice.agency_id for choice in chosen]
    if len(set(ids)) != len(ids):
        raise FieldRefused("receivers", "an agency is named twice")
    if document.agency_id in ids:
        raise FieldRefused("receivers", "the agency cannot be its own receiver")
    known = await session.exec(
        select(Agency.id).where(col(Agency.id).in_(ids), in_force(Agency, vietnam_day(now)))
    )
    missing = set(ids) - set(known.all())
    if missing:
        raise FieldRefused("receivers", f"not an agency in force: {min(map(str, missing))}")
    await session.exec(delete(Receiver).where(col(Receiver.document_id) == document.id))
    session.add_all(
        Receiver(document_id=document.id, agency_id=choice.agency_id, purpose=choice.purpose)
        for choice in chosen
    )
