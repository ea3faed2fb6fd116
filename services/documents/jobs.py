"""What follows from a document's transactions: signatures, delivery, verification.

Each job reads and closes, works on the PDF outside any transaction, then writes in one.
"""

from uuid import UUID

from services.documents.archiving_jobs import archive_document
from services.documents.attachment_jobs import (
    SealedAttachment,
    enter_sealed,
    seal_attachments,
    verify_attachment,
)
from services.documents.conversion_jobs import convert_upload, fail_conversion, forget_secret
from services.documents.models.document import Document
from services.documents.models.signing import Signing
from services.documents.models.states import SigningState
from services.documents.service.abandoning import abort_signature
from services.documents.service.delivering import deliver_all, enter_verdict, seals_of_sender
from services.documents.service.finishing import finish_signature, lock_signing
from services.documents.service.signing_tasks import SigningTask, read_task, with_pictures
from services.documents.verdicts import keep_verdict, require_seal_of, verdict_of
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
from storage.blobs.errors import BlobCorrupt, BlobMissing

# These may go better the next time; what is wrong with the file or the key cannot.
PASSING = (
    KeyUnavailable,
    SigningBusy,
    SigningStopped,
    SigningTimeout,
    TimeStampUnavailable,
    WorkerCrashed,
)


async def make_signature(job: Job) -> None:
    """Sign as an official, or number and seal as the agency; then complete."""
    signing_id = UUID(job.event.data["signing_id"])
    async with job.platform.database.session() as session:
        signing = await session.get_one(Signing, signing_id)
        if signing.state is not SigningState.STARTED:
            return
        task = await read_task(session, signing, now=job.now)
    try:
        task = await with_pictures(job, task)
        signed = await _sign(job, task)
        beside = await _sign_beside(job, task)
    except PASSING:
        raise
    except (SigningError, BlobMissing, BlobCorrupt) as error:
        raise GiveUp(f"{type(error).__name__}: {error}") from error
    stored = await job.platform.blobs.put(signed)
    async with job.completing() as session:
        signing, document = await lock_signing(session, signing_id)
        enter_sealed(session, document, beside, now=job.now)
        await finish_signature(
            session,
            signing=signing,
            document=document,
            digest=stored.digest,
            size=stored.size,
            now=job.now,
        )


async def abort_signing(job: Job, reason: str) -> None:
    async with job.platform.database.session() as session:
        signing, document = await lock_signing(session, UUID(job.event.data["signing_id"]))
        if signing.state is SigningState.STARTED:
            await abort_signature(
                session, signing=signing, subject=document, problem=reason, now=job.now
            )
        await session.commit()


async def _sign(job: Job, task: SigningTask) -> bytes:
    signing = job.platform.signing
    level = signing.settings.level_of(task.type_code)
    pdf = await job.platform.blobs.get(task.digest)
    if task.plan is not None:
        pdf = await signing.prepare(pdf, task.plan)
    if task.purpose.is_personal:
        return await signing.sign_person(
            pdf, key=task.key_label, stamp=task.person_stamp, now=job.now, level=level
        )
    return await signing.number_and_seal(
        pdf,
        key=task.key_label,
        number=task.number_stamp,
        seal=task.seal_stamp,
        now=job.now,
        level=level,
    )


async def _sign_beside(job: Job, task: SigningTask) -> list[SealedAttachment]:
    """Officials sign the document alone; the agency every file that goes with it."""
    if task.purpose.is_personal:
        return []
    return await seal_attachments(
        job, task.attachments, key_label=task.key_label, stamp=task.attachment_stamp
    )


async def deliver(job: Job) -> None:
    """Sent and arrived for every receiver on this system."""
    async with job.completing() as session:
        document = await session.get_one(Document, job.event.subject)
        await deliver_all(session, document=document, now=job.now)


async def verify_file(job: Job) -> None:
    """Examine what was signed, and what arrived before anybody may accept it (Decision 28, 9.1)."""
    digest: str = job.event.data["digest"]
    async with job.platform.database.session() as session:
        seals = await seals_of_sender(session, digest)
    found = require_seal_of(await verdict_of(job, digest), seals)
    async with job.completing() as session:
        await keep_verdict(session, digest=digest, facts=found, now=job.now)
        await enter_verdict(session, digest=digest, outcome=found["outcome"], now=job.now)


CONSUMERS = {
    "document.file_uploaded": [
        Consumer("documents.convert_upload", convert_upload, give_up=fail_conversion)
    ],
    "document.secret_found": [Consumer("documents.forget_secret", forget_secret)],
    "document.signing_started": [
        Consumer("documents.make_signature", make_signature, give_up=abort_signing)
    ],
    "document.signed": [Consumer("documents.verify_signed", verify_file)],
    # In this order: the receivers get the file with everything in it that proves it.
    "document.issued": [
        Consumer("documents.archive", archive_document),
        Consumer("documents.deliver", deliver),
    ],
    "document.arrived": [Consumer("documents.verify_arrival", verify_file)],
    "document.attachment_arrived": [Consumer("documents.verify_attachment", verify_attachment)],
}
