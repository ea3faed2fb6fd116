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
from auth.repository import in_force
from auth.roles import Permission, Role
from auth.service import vietnam_day
from services.documents import access
from services.documents.errors import FieldRefused, MoveRefused
from services.documents.models.document import Comment, Document, Receiver
from services.documents.models.states import CommentKind, DocumentState, Secrecy
from services.documents.repository.documents import is_signing
from services.documents.repository.officers import find_officer_of
from services.documents.schemas.document import DocumentCreate, DocumentUpdate, ReceiverChoice
from services.documents.types import symbol_of
from services.secrecy import state_secret
from storage.vietnamese import fold


async def create_draft(
    *, session: AsyncSession, actor: Actor, draft: DocumentCreate, now: datetime
) -> Document:
    """A draft of the actor's department, to be signed by a leader of the actor's agency."""
    actor.require(Permission.DRAFT)
    refuse_secrets(actor, draft.secrecy, noun="document", now=now)
    await _require_signer(session, actor, draft.signer_appointment_id, now=now)
    if draft.reply_to_id:
        await access.access_incoming(session, actor, draft.reply_to_id)
    document = Document(
        **draft.model_dump(exclude={"secrecy", "receivers"}),
        agency_id=actor.agency_id,
        department_id=actor.department_id,
        drafter_appointment_id=actor.appointment_id,
        symbol=await _symbol(session, actor.agency_id, actor.department_id, draft.type_code),
        folded=fold(draft.abstract),
        created_at=now,
        changed_at=now,
    )
    session.add(document)
    await session.flush()  # receivers refer to the document's row
    await _set_receivers(session, document, draft.receivers, now=now)
    record_act(
        session, actor=actor, act=Act.DRAFT_CREATE, subject=("document", document.id), now=now
    )
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
    for name in ("type_code", "abstract", "urgency", "note", "signer_appointment_id"):
        if name in fields and fields[name] is None:
            raise FieldRefused(name, "cannot be empty")
    if change.signer_appointment_id:
        await _require_signer(session, actor, change.signer_appointment_id, now=now)
    document.sqlmodel_update(fields)
    document.folded = fold(document.abstract)
    document.symbol = await _symbol(
        session, document.agency_id, document.department_id, document.type_code
    )
    if change.receivers is not None:
        await _set_receivers(session, document, change.receivers, now=now)
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
    if await is_signing(session, document.id):
        raise MoveRefused("document", "being signed", DocumentState.CANCELLED)
    document.mark_cancelled(now=now)
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


def refuse_secrets(actor: Actor, secrecy: Secrecy, *, noun: str, now: datetime) -> None:
    """Raise for anything marked Mật or above; the attempt is journalled without content."""
    if secrecy is not Secrecy.NONE:
        raise state_secret(actor, secrecy, noun=noun, now=now)


async def _require_signer(
    session: AsyncSession, actor: Actor, appointment_id: UUID, *, now: datetime
) -> None:
    signer = await find_officer_of(session, appointment_id, actor.agency_id, day=vietnam_day(now))
    if signer is None or Role.LEADER not in signer.roles:
        raise FieldRefused("signer_appointment_id", "not a leader of this agency")


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
