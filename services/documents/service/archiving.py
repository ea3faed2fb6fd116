"""Keeping issued documents provable: what was reached, what is due, what an office must see to.

The first archiving comes before the delivery, so that receivers get the file with everything in
it; where it cannot be had at once the document goes out all the same, and a job goes on trying.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import func, or_
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from auth.actor import Actor, record_act
from auth.acts import Act
from auth.roles import Permission
from services.documents.models.archive import DocumentArchive
from services.documents.models.document import Document, DocumentFile
from services.documents.models.incoming import Delivery, DeliveryEvent
from services.documents.models.states import DeliveryState, DocumentState, FileRole, FileState
from services.documents.repository.documents import find_main_file, next_revision
from services.documents.schemas.archive import ArchiveAlarm, ArchiveOverview
from signing.settings import SigningSettings
from signing.verdicts import Level
from storage.outbox import publish

LONG_TERM = frozenset({Level.B_LT, Level.B_LTA})
#: One process at a time looks for what is due; the others find the lock taken and go on.
_LOCK = 0x0C06_0003
#: How long a file that was handed to a job is not handed to another.
HANDED = timedelta(days=1)
FIRST_RETRY = timedelta(hours=1)
LAST_RETRY = timedelta(days=1)
#: A failure is an alarm when the same thing failed this often.
ALARMING = 3
MOST_DUE = 500
MOST_ALARMS = 100


class FileChanged(Exception):
    """Another file became the document's newest while this one was worked on; tried again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileToArchive:
    """The newest file of a document, the level its type asks for and the one it has."""

    document_id: UUID
    digest: str
    level: Level
    reached: Level


@dataclass(frozen=True, slots=True, kw_only=True)
class Archived:
    """What an attempt came to: a new file with its dates, or a problem and the old file."""

    reached: Level
    digest: str
    size: int = 0
    protected_until: datetime | None = None
    authority: str = ""
    problem: str | None = None


async def read_file(
    session: AsyncSession, document_id: UUID, *, settings: SigningSettings
) -> FileToArchive:
    document = await session.get_one(Document, document_id)
    level = settings.level_of(document.type_code)
    archive = await session.get(DocumentArchive, document_id)
    signed_at = Level.B_B if level is Level.B_B else Level.B_T
    return FileToArchive(
        document_id=document_id,
        digest=(await _newest_file(session, document_id))[1],
        level=level,
        reached=archive.reached if archive else signed_at,
    )


async def _newest_file(session: AsyncSession, document_id: UUID) -> tuple[DocumentFile, str]:
    found = await find_main_file(session, document_id)
    if found is None or found.digest is None:
        raise LookupError(f"document {document_id} has lost its file")
    return found, found.digest


async def enter_archived(
    session: AsyncSession,
    worked_on: FileToArchive,
    done: Archived,
    *,
    settings: SigningSettings,
    now: datetime,
) -> None:
    """Write down the attempt; a new file is a new revision and goes to who has not got one yet.

    Raises:
        FileChanged: what was worked on is not the document's newest file any more.
    """
    document = await session.get_one(Document, worked_on.document_id, with_for_update=True)
    before, digest = await _newest_file(session, document.id)
    if digest != worked_on.digest:
        raise FileChanged(document.id)
    archive = await session.get(DocumentArchive, document.id)
    if archive is None:
        archive = DocumentArchive(
            document_id=document.id, reached=done.reached, digest=digest, changed_at=now
        )
        session.add(archive)
    archive.changed_at, archive.problem = now, done.problem
    if done.problem is not None:
        archive.failures += 1
        archive.look_at = now + min(FIRST_RETRY * 2.0 ** min(archive.failures - 1, 9), LAST_RETRY)
        return
    archive.failures, archive.reached, archive.digest = 0, done.reached, done.digest
    archive.protected_until, archive.authority = done.protected_until, done.authority[:300]
    archive.look_at = done.protected_until and done.protected_until - settings.renew_before
    if done.digest != digest:
        await _enter_file(session, document, before, done, now=now)


async def _enter_file(
    session: AsyncSession,
    document: Document,
    before: DocumentFile,
    done: Archived,
    *,
    now: datetime,
) -> None:
    session.add(
        DocumentFile(
            document_id=document.id,
            role=FileRole.MAIN,
            revision=await next_revision(session, document.id, FileRole.MAIN),
            filename=before.filename,
            media_type=before.media_type,
            digest=done.digest,
            size=done.size,
            pages=before.pages,
            state=FileState.READY,
            added_at=now,
        )
    )
    for delivery in await _not_sent(session, document.id):
        delivery.digest = done.digest
    until = done.protected_until
    record_act(
        session,
        actor=None,
        act=Act.ARCHIVE_COMPLETE,
        subject=("document", document.id),
        now=now,
        digest=done.digest,
        agency_id=document.agency_id,
        details={
            "level": done.reached,
            "from": before.digest,
            "protected_until": until and until.isoformat(),
            "authority": done.authority,
        },
    )


async def _not_sent(session: AsyncSession, document_id: UUID) -> Sequence[Delivery]:
    """Those that are queued and nothing else: what was sent stays what it was."""
    further = select(DeliveryEvent.delivery_id).where(
        DeliveryEvent.state != DeliveryState.QUEUED,
        col(DeliveryEvent.delivery_id) == col(Delivery.id),
    )
    rows = await session.exec(
        select(Delivery).where(Delivery.document_id == document_id, ~further.exists())
    )
    return rows.all()


async def hand_out_due(session: AsyncSession, *, now: datetime) -> int:
    """Give what is due to jobs; how many. 0 as well where another process is at it."""
    if not (await session.exec(select(func.pg_try_advisory_xact_lock(_LOCK)))).one():
        return 0
    rows = await session.exec(
        select(DocumentArchive)
        .where(col(DocumentArchive.look_at) <= now)
        .order_by(col(DocumentArchive.look_at))
        .limit(MOST_DUE)
        .with_for_update(skip_locked=True)
    )
    due = rows.all()
    for archive in due:
        archive.look_at = now + HANDED
        await publish(session, type="document.archive_due", subject=archive.document_id, now=now)
    return len(due)


async def overview(
    *, session: AsyncSession, actor: Actor, settings: SigningSettings, now: datetime
) -> ArchiveOverview:
    """What the administrator sees: counts, and what has to be seen to, the most pressing first."""
    actor.require(Permission.MANAGE_JOBS)
    counted = await session.exec(
        select(DocumentArchive.reached, func.count()).group_by(col(DocumentArchive.reached))
    )
    first = await session.exec(select(func.min(DocumentArchive.protected_until)))
    alarms = await list_alarms(session, settings=settings, now=now)
    return ArchiveOverview(
        levels=dict(counted.all()),
        first_end=first.one(),
        alarms=[_alarm(one, settings.level_of(of.type_code), of) for one, of in alarms],
    )


async def list_alarms(
    session: AsyncSession, *, settings: SigningSettings, now: datetime
) -> Sequence[tuple[DocumentArchive, Document]]:
    """Files that failed again and again, or whose time stamp ends soon and is not renewed."""
    rows = await session.exec(
        select(DocumentArchive, Document)
        .join(Document, col(Document.id) == DocumentArchive.document_id)
        .where(
            Document.state == DocumentState.ISSUED,
            or_(
                col(DocumentArchive.failures) >= ALARMING,
                col(DocumentArchive.protected_until) < now + settings.alarm_before,
            ),
        )
        .order_by(col(DocumentArchive.protected_until).asc().nulls_first(), col(Document.id))
        .limit(MOST_ALARMS)
    )
    return rows.all()


def _alarm(archive: DocumentArchive, level: Level, document: Document) -> ArchiveAlarm:
    return ArchiveAlarm(
        document_id=document.id,
        number_and_symbol=document.number_and_symbol,
        abstract=document.abstract,
        level=level,
        reached=archive.reached,
        protected_until=archive.protected_until,
        failures=archive.failures,
        problem=archive.problem,
    )
