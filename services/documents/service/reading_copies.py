"""The register of copies, and a copy as its agency reads it."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from auth.actor import Actor
from auth.models import KeyStoreName
from services.documents import access
from services.documents.models.copy import DocumentCopy
from services.documents.models.signing import Signing
from services.documents.models.states import SigningAgent
from services.documents.repository import copies as rows
from services.documents.repository.attachments import list_verdicts
from services.documents.repository.sessions import list_of_copies
from services.documents.schemas.copy import CopyRead
from services.documents.schemas.shared import SigningRead
from services.documents.service.client_keys import find_seal_place, may_sign_copy
from services.documents.service.copying import FORMS
from services.people import officers

_OWN = {"agency_id", "book_id", "appointment_id", "credential_id", "source_digest"}


async def list_register(  # noqa: PLR0913 - two filters, a page and the day, each named at the call
    *,
    session: AsyncSession,
    actor: Actor,
    document_id: UUID | None,
    incoming_id: UUID | None,
    after: tuple[datetime, UUID] | None,
    limit: int,
    now: datetime,
) -> list[CopyRead]:
    """One row more than `limit` where there is a next page."""
    conditions = [access.visible_copies(actor)]
    if document_id:
        conditions.append(col(DocumentCopy.document_id) == document_id)
    if incoming_id:
        conditions.append(col(DocumentCopy.incoming_id) == incoming_id)
    found = await rows.list_copies(session, *conditions, after=after, limit=limit + 1)
    return await _read(session, actor, found, now=now)


async def read_copy(
    *, session: AsyncSession, actor: Actor, copy: DocumentCopy, now: datetime
) -> CopyRead:
    return (await _read(session, actor, [copy], now=now))[0]


async def _read(
    session: AsyncSession, actor: Actor, found: Sequence[DocumentCopy], *, now: datetime
) -> list[CopyRead]:
    people = await officers(session, [row.appointment_id for row in found])
    verdicts = await list_verdicts(session, [row.digest for row in found])
    under_way = await list_of_copies(session, [row.id for row in found])
    place = None
    if any(may_sign_copy(row, actor) for row in found):
        place = await find_seal_place(session, actor.agency_id, now=now)
    here = place is not KeyStoreName.CLIENT
    return [
        CopyRead(
            **row.model_dump(exclude={*_OWN, "year", "number", "symbol"}),
            form=FORMS[row.kind][0],
            number_and_symbol=row.number_and_symbol,
            maker=people[row.appointment_id],
            verdict=verdict.verdict if (verdict := verdicts.get(row.digest or "")) else None,
            signing=_read_signing(under_way.get(row.id)),
            can_retry=may_sign_copy(row, actor) and here,
            can_sign=may_sign_copy(row, actor) and not here,
        )
        for row in found
    ]


def _read_signing(found: tuple[Signing, SigningAgent] | None) -> SigningRead | None:
    if found is None:
        return None
    signing, agent = found
    return SigningRead(**signing.model_dump(), agent=agent)
