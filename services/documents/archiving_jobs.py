"""The jobs behind the long-term levels: the first archiving, and every renewal after it."""

import asyncio
import logging
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy.exc import DBAPIError

from services.documents.models.archive import DocumentArchive
from services.documents.service.archiving import (
    LONG_TERM,
    Archived,
    FileToArchive,
    enter_archived,
    hand_out_due,
    read_file,
)
from services.platform import Platform
from services.worker import Consumer, Job
from signing.errors import NotArchivable, SigningError
from storage.blobs.errors import BlobCorrupt, BlobMissing

log = logging.getLogger(__name__)

EVERY = timedelta(hours=1)


async def archive_document(job: Job) -> None:
    """Bring the document's newest file to the level of its class, or renew it there.

    What the file or the authorities refuse is written down and tried again in its time: it must
    not keep the document from its receivers.
    """
    signing = job.platform.signing
    async with job.platform.database.session() as session:
        found = await read_file(session, job.event.subject, settings=signing.settings)
    done = await _archive(job, found)
    async with job.completing() as session:
        await enter_archived(session, found, done, settings=signing.settings, now=job.now)


async def _archive(job: Job, found: FileToArchive) -> Archived:
    unchanged = Archived(reached=found.reached, digest=found.digest)
    if found.level not in LONG_TERM:
        return unchanged
    try:
        pdf = await job.platform.blobs.get(found.digest)
        done = await job.platform.signing.archive(pdf, level=found.level, now=job.now)
    except (SigningError, BlobMissing, BlobCorrupt) as error:
        return replace(unchanged, problem=_problem(error))
    stored = await job.platform.blobs.put(done.pdf)
    return Archived(
        reached=done.level,
        digest=stored.digest,
        size=stored.size,
        protected_until=done.protected_until,
        authority=done.authority,
    )


def _problem(error: Exception) -> str:
    if isinstance(error, NotArchivable):
        return f"{error.reason}: {error.subject}"[:300]
    return f"{type(error).__name__}: {error}"[:300]


async def note_failure(job: Job, reason: str) -> None:
    """A renewal that was given up comes again in its time; somebody must know until then."""
    async with job.platform.database.session() as session:
        archive = await session.get(DocumentArchive, job.event.subject, with_for_update=True)
        if archive is not None:
            archive.failures += 1
            archive.problem, archive.changed_at = reason[:300], job.now
        await session.commit()


async def keep_archived(platform: Platform) -> None:
    """Hand out what is due, now and then, until cancelled."""
    while True:
        try:
            await hand_out(platform, now=platform.clock.now())
        except (DBAPIError, OSError):
            log.exception("looking for files to renew failed; it is tried again in its turn")
        await asyncio.sleep(EVERY.total_seconds())


async def hand_out(platform: Platform, *, now: datetime) -> int:
    """Give what is due to the workers; how many files."""
    async with platform.database.session() as session:
        handed = await hand_out_due(session, now=now)
        await session.commit()
    return handed


CONSUMERS = {
    "document.archive_due": [
        Consumer("documents.renew_archive", archive_document, give_up=note_failure)
    ],
}
