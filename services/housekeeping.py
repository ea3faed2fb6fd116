"""Throwing away what nobody needs any more: kept answers, marks of done work, old sign-ins.

Documents, deliveries and the journal are never touched here.
"""

from datetime import datetime, timedelta

from sqlalchemy import delete, func
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from auth.models import SignInFailure, SignInSession
from storage.idempotency import KeptAnswer
from storage.outbox import InboxEntry

EVERY = timedelta(hours=1)
KEEP_ANSWERS = timedelta(days=7)
# Longer than any event is tried again (services/worker.py), and than a partner repeats a message.
KEEP_INBOX = timedelta(days=60)
KEEP_FAILURES = timedelta(days=7)
KEEP_SESSIONS = timedelta(days=90)
# One process at a time does it; the others find the lock taken and go on.
_LOCK = 0x0C06_0002


async def tidy_up(session: AsyncSession, *, now: datetime) -> int:
    """Delete what is past its time; how many rows go. 0 as well where another process is at it."""
    if not (await session.exec(select(func.pg_try_advisory_xact_lock(_LOCK)))).one():
        return 0
    statements = (
        delete(KeptAnswer).where(col(KeptAnswer.at) < now - KEEP_ANSWERS),
        delete(InboxEntry).where(col(InboxEntry.done_at) < func.now() - KEEP_INBOX),
        delete(SignInFailure).where(col(SignInFailure.at) < now - KEEP_FAILURES),
        delete(SignInSession).where(col(SignInSession.expires_at) < now - KEEP_SESSIONS),
    )
    return sum([(await session.exec(statement)).rowcount for statement in statements])
