"""The register of copies, and a copy as its agency reads it."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from auth.actor import Actor
from auth.roles import Permission
from services.documents import access
from services.documents.models.copy import DocumentCopy
from services.documents.models.states import CopyState
from services.documents.repository import copies as rows
from services.documents.repository.attachments import list_verdicts
from services.documents.schemas.copy import CopyRead
from services.documents.service.copying import FORMS
from services.documents.service.people import officers

_OWN = {"agency_id", "book_id", "appointment_id", "credential_id", "source_digest"}


async def list_register(
    *,
    session: AsyncSession,
    actor: Actor,
    document_id: UUID | None,
    incoming_id: UUID | None,
    after: tuple[datetime, UUID] | None,
    limit: int,
) -> list[CopyRead]:
    """One row more than `limit` where there is a next page."""
    conditions = [access.visible_copies(actor)]
    if document_id:
        conditions.append(col(DocumentCopy.document_id) == document_id)
    if incoming_id:
        conditions.append(col(DocumentCopy.incoming_id) == incoming_id)
    found = await rows.list_copies(session, *conditions, after=after, limit=limit + 1)
    return await _read(session, actor, found)


async def read_copy(*, session: AsyncSession, actor: Actor, copy: DocumentCopy) -> CopyRead:
    return (await _read(session, actor, [copy]))[0]


async def _read(
    session: AsyncSession, actor: Actor, found: Sequence[DocumentCopy]
) -> list[CopyRead]:
    people = await officers(session, [row.appointment_id for row in found])
    verdicts = await list_verdicts(session, [row.digest for row in found])
    may = actor.can(Permission.COPY)
    return [
        CopyRead(
            **row.model_dump(exclude={*_OWN, "year", "number", "symbol"}),
            form=FORMS[row.kind][0],
            number_and_symbol=row.number_and_symbol,
            maker=people[row.appointment_id],
            verdict=verdict.verdict if (verdict := verdicts.get(row.digest or "")) else None,
            can_retry=may and row.state is CopyState.FAILED and row.agency_id == actor.agency_id,
        )
        for row in found
    ]
