"""Making an electronic copy: read and close, sign outside any transaction, then write in one."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel.ext.asyncio.session import AsyncSession

from auth.models import Agency, Credential
from services.documents.models.copy import DocumentCopy
from services.documents.models.states import CopyState
from services.documents.service.copying import FORMS, parse_pages
from services.documents.service.making_copies import complete_copy, fail_copy
from services.documents.service.signing_tasks import key_name_of
from services.documents.verdicts import keep_verdict, verdict_of
from services.worker import Consumer, GiveUp, Job
from signing.errors import (
    KeyUnavailable,
    SigningBusy,
    SigningError,
    SigningStopped,
    SigningTimeout,
    TimeStampUnavailable,
    WorkerCrashed,
)
from signing.models import CopyStamp
from storage.blobs.errors import BlobCorrupt, BlobMissing

_PASSING = (
    KeyUnavailable,
    SigningBusy,
    SigningStopped,
    SigningTimeout,
    TimeStampUnavailable,
    WorkerCrashed,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyTask:
    """What the copy needs, read before the work starts."""

    digest: str
    pages: list[int]
    key_label: str
    stamp: CopyStamp


async def make_copy(job: Job) -> None:
    """Sign the original's bytes, or the pages taken out of it, as the agency that copies."""
    task = await _read(job)
    if task is None:
        return
    try:
        signed = await _sign(job, task)
        facts = await job.platform.signing.inspect(signed)
    except _PASSING:
        raise
    except (SigningError, BlobMissing, BlobCorrupt) as error:
        raise GiveUp(f"{type(error).__name__}: {error}") from error
    stored = await job.platform.blobs.put(signed)
    async with job.completing() as session:
        copy = await session.get_one(DocumentCopy, job.event.subject, with_for_update=True)
        await complete_copy(session, copy=copy, file=stored, page_count=facts.pages, now=job.now)


async def _read(job: Job) -> CopyTask | None:
    async with job.platform.database.session() as session:
        copy = await session.get_one(DocumentCopy, job.event.subject)
        if copy.state is not CopyState.STARTED:
            return None
        return await read_copy_task(session, copy)


async def read_copy_task(session: AsyncSession, copy: DocumentCopy) -> CopyTask:
    agency = await session.get_one(Agency, copy.agency_id)
    credential = await session.get_one(Credential, copy.credential_id)
    return CopyTask(
        digest=copy.source_digest,
        pages=parse_pages(copy.pages),
        key_label=key_name_of(credential),
        stamp=CopyStamp(form=FORMS[copy.kind][0], agency=agency.name),
    )


async def _sign(job: Job, task: CopyTask) -> bytes:
    signing = job.platform.signing
    pdf = await read_pages(job, task.digest, task.pages)
    return await signing.sign_copy(pdf, key=task.key_label, stamp=task.stamp, now=job.now)


async def read_pages(job: Job, digest: str, pages: Sequence[int]) -> bytes:
    """The file, or of an extract its pages (1 = first) taken out of it."""
    pdf = await job.platform.blobs.get(digest)
    if not pages:
        return pdf
    return await job.platform.signing.take_pages(pdf, pages=[number - 1 for number in pages])


async def give_up_copy(job: Job, reason: str) -> None:
    async with job.platform.database.session() as session:
        copy = await session.get_one(DocumentCopy, job.event.subject, with_for_update=True)
        if copy.state is CopyState.STARTED:
            fail_copy(session, copy=copy, problem=reason, now=job.now)
        await session.commit()


async def verify_copy(job: Job) -> None:
    """Examine what was made, so that its page says what a receiver will see."""
    digest: str = job.event.data["digest"]
    found = await verdict_of(job, digest)
    async with job.completing() as session:
        await keep_verdict(session, digest=digest, facts=found, now=job.now)


CONSUMERS = {
    "document.copy_started": [Consumer("documents.make_copy", make_copy, give_up=give_up_copy)],
    "document.copy_made": [Consumer("documents.verify_copy", verify_copy)],
}
