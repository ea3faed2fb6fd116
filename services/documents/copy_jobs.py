"""Making an electronic copy: read and close, sign outside any transaction, then write in one."""

from dataclasses import dataclass

from auth.actor import record_act
from auth.acts import Act
from auth.models import Agency, Credential
from services.documents.models.copy import DocumentCopy
from services.documents.models.states import CopyState
from services.documents.service.copying import FORMS, parse_pages, subject_of
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
from storage.outbox import publish

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
        copy.mark_made(digest=stored.digest, size=stored.size, page_count=facts.pages, now=job.now)
        for subject in (("document_copy", copy.id), subject_of(copy)):
            record_act(
                session,
                actor=None,
                act=Act.COPY_COMPLETE,
                subject=subject,
                now=job.now,
                digest=stored.digest,
                agency_id=copy.agency_id,
                details={"number": copy.number_and_symbol},
            )
        await publish(
            session,
            type="document.copy_made",
            subject=copy.id,
            now=job.now,
            data={"digest": stored.digest},
        )


async def _read(job: Job) -> CopyTask | None:
    async with job.platform.database.session() as session:
        copy = await session.get_one(DocumentCopy, job.event.subject)
        if copy.state is not CopyState.STARTED:
            return None
        agency = await session.get_one(Agency, copy.agency_id)
        credential = await session.get_one(Credential, copy.credential_id)
        return CopyTask(
            digest=copy.source_digest,
            pages=parse_pages(copy.pages),
            key_label=credential.key_name,
            stamp=CopyStamp(form=FORMS[copy.kind][0], agency=agency.name),
        )


async def _sign(job: Job, task: CopyTask) -> bytes:
    signing = job.platform.signing
    pdf = await job.platform.blobs.get(task.digest)
    if task.pages:
        pdf = await signing.take_pages(pdf, pages=[number - 1 for number in task.pages])
    return await signing.sign_copy(pdf, key=task.key_label, stamp=task.stamp, now=job.now)


async def fail_copy(job: Job, reason: str) -> None:
    """End it without a copy; the number stays, and it can be tried again."""
    async with job.platform.database.session() as session:
        copy = await session.get_one(DocumentCopy, job.event.subject, with_for_update=True)
        if copy.state is CopyState.STARTED:
            copy.mark_failed(reason)
            record_act(
                session,
                actor=None,
                act=Act.COPY_FAIL,
                subject=("document_copy", copy.id),
                now=job.now,
                agency_id=copy.agency_id,
                details={"problem": reason[:300]},
            )
        await session.commit()


async def verify_copy(job: Job) -> None:
    """Examine what was made, so that its page says what a receiver will see."""
    digest: str = job.event.data["digest"]
    found = await verdict_of(job, digest)
    async with job.completing() as session:
        await keep_verdict(session, digest=digest, facts=found, now=job.now)


CONSUMERS = {
    "document.copy_started": [Consumer("documents.make_copy", make_copy, give_up=fail_copy)],
    "document.copy_made": [Consumer("documents.verify_copy", verify_copy)],
}
