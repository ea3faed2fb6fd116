"""A signature that comes to nothing: what was to be signed stays as it was, and can be again."""

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from auth.actor import record_act
from auth.acts import Act
from services.documents.models.copy import DocumentCopy
from services.documents.models.document import Document
from services.documents.models.signing import Signing


async def abort_signature(
    session: AsyncSession,
    *,
    signing: Signing,
    subject: Document | DocumentCopy,
    problem: str,
    step: str = "",
    now: datetime,
) -> None:
    """End it for a reason; `step` says how far it had come: 3/5."""
    signing.mark_aborted(problem, now=now)
    _leave(subject, problem, now=now)
    _record(session, Act.SIGNATURE_ABORT, signing, subject, now=now, problem=problem, step=step)


async def expire_signature(
    session: AsyncSession,
    *,
    signing: Signing,
    subject: Document | DocumentCopy,
    step: str,
    now: datetime,
) -> None:
    """End it because its time is over."""
    signing.mark_expired(now=now)
    _leave(subject, "expired", now=now)
    _record(session, Act.SIGNATURE_EXPIRE, signing, subject, now=now, step=step)


def _leave(subject: Document | DocumentCopy, problem: str, *, now: datetime) -> None:
    if isinstance(subject, Document):
        subject.touch(now=now)
    else:
        subject.mark_waiting(problem)


def _record(
    session: AsyncSession,
    act: Act,
    signing: Signing,
    subject: Document | DocumentCopy,
    *,
    now: datetime,
    **facts: str,
) -> None:
    said = {"purpose": signing.purpose.value, "by": str(signing.appointment_id), **facts}
    record_act(
        session,
        actor=None,
        act=act,
        subject=signing.subject,
        now=now,
        agency_id=subject.agency_id,
        details={name: value for name, value in said.items() if value},
    )
