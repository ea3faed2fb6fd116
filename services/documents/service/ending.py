"""How a signing session comes to nothing: its holder gives it up, or its time is over."""

from datetime import datetime
from uuid import UUID

from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from auth.actor import Actor
from services.documents.errors import SigningUnderWay
from services.documents.models.signing import Signing
from services.documents.models.states import SessionStage, SigningState
from services.documents.repository import sessions as rows
from services.documents.schemas.signing_session import SigningSessionRead
from services.documents.service.abandoning import abort_signature, expire_signature
from services.documents.service.sessions import (
    GRACE,
    Opened,
    access_session,
    find_opened,
    get_subject,
    publish_expiry,
    read_session,
    require_open,
    version_of,
)


async def abort_session(
    *, session: AsyncSession, actor: Actor, signing_id: UUID, problem: str, now: datetime
) -> SigningSessionRead:
    """The holder gave it up, or their program failed; what it was for can be signed again."""
    opened = await access_session(session, actor, signing_id, for_change=True)
    require_open(opened, now=now)
    if opened.row.stage is SessionStage.COMPLETING:
        raise SigningUnderWay
    await end_session(session, opened, problem=problem, now=now)
    return read_session(opened)


async def end_session(
    session: AsyncSession, opened: Opened, *, problem: str, now: datetime
) -> None:
    """Nothing that was signed in it counts; the number stays."""
    subject = await get_subject(session, opened.signing, for_change=True)
    await abort_signature(
        session,
        signing=opened.signing,
        subject=subject,
        problem=problem,
        step=opened.reached,
        now=now,
    )
    opened.row.mark_ended(version=version_of(subject))


async def expire_overdue(session: AsyncSession, subject_id: UUID, *, now: datetime) -> None:
    """End the session of a document or copy that its holder let run out, if there is one."""
    condition = rows.of_subject(subject_id) & (col(Signing.state) == SigningState.STARTED)
    opened = await find_opened(session, condition, for_change=True)
    if opened is not None:
        await expire_session(session, opened, now=now)


async def expire_session(session: AsyncSession, opened: Opened, *, now: datetime) -> None:
    row, signing = opened.row, opened.signing
    if signing.state is not SigningState.STARTED or row.stage is SessionStage.COMPLETING:
        return  # what the holder has answered ends by its job
    if row.expires_at > now:
        await publish_expiry(session, row, delay=row.expires_at - now + GRACE, now=now)
        return
    subject = await get_subject(session, signing, for_change=True)
    await expire_signature(session, signing=signing, subject=subject, step=opened.reached, now=now)
    row.mark_ended(version=version_of(subject))
