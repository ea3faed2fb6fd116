"""Queries about signing sessions."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from auth.models import Credential, KeyStoreName
from services.documents.models.signing import Signing
from services.documents.models.signing_session import SigningSession, SigningStep
from services.documents.models.states import SigningAgent, SigningState


async def list_client_credentials(
    session: AsyncSession, holder: ColumnElement[bool], *, now: datetime
) -> Sequence[Credential]:
    """Certificates in force whose keys lie with the holder, the newest first."""
    rows = await session.exec(
        select(Credential)
        .where(
            holder,
            Credential.key_store == KeyStoreName.CLIENT,
            Credential.valid_from <= now,
            Credential.valid_to >= now,
            col(Credential.revoked_at).is_(None),
        )
        .order_by(col(Credential.valid_from).desc(), col(Credential.id).desc())
    )
    return rows.all()


async def find_session(
    session: AsyncSession, condition: ColumnElement[bool], *, for_change: bool = False
) -> tuple[SigningSession, Signing] | None:
    query = (
        select(SigningSession, Signing)
        .join(Signing, col(Signing.id) == SigningSession.signing_id)
        .where(condition)
    )
    if for_change:
        query = query.with_for_update(of=(SigningSession, Signing))
    found = (await session.exec(query)).one_or_none()
    return None if found is None else (found[0], found[1])


def of_subject(subject_id: UUID) -> ColumnElement[bool]:
    """Signatures of a document or a copy; no id is both."""
    return (col(Signing.document_id) == subject_id) | (col(Signing.copy_id) == subject_id)


async def list_steps(session: AsyncSession, signing_id: UUID) -> Sequence[SigningStep]:
    """In their order."""
    rows = await session.exec(
        select(SigningStep)
        .where(SigningStep.signing_id == signing_id)
        .order_by(col(SigningStep.position))
    )
    return rows.all()


async def find_agent(session: AsyncSession, signing: Signing) -> SigningAgent | None:
    """What reaches the key of a signature under way; None: this system itself, or it is over."""
    if signing.state is not SigningState.STARTED:
        return None
    row = await session.get(SigningSession, signing.id)
    return row.agent if row else None


async def list_of_copies(
    session: AsyncSession, copy_ids: Iterable[UUID]
) -> dict[UUID, tuple[Signing, SigningAgent]]:
    """The signatures of copies that are under way, by copy."""
    rows = await session.exec(
        select(Signing, SigningSession.agent)
        .join(SigningSession, col(SigningSession.signing_id) == Signing.id)
        .where(col(Signing.copy_id).in_(list(copy_ids)), col(Signing.state) == SigningState.STARTED)
    )
    return {
        signing.copy_id: (signing, SigningAgent(agent))
        for signing, agent in rows.all()
        if signing.copy_id
    }
