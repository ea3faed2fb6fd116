"""Our turns in a signing session: prepare for the holder's key, complete with its answer.

Each reads and closes, works on the PDF outside any transaction, then writes in one.
"""

from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from services.documents.attachment_jobs import SealedAttachment, enter_sealed
from services.documents.copy_jobs import read_pages
from services.documents.jobs import PASSING
from services.documents.models.copy import DocumentCopy
from services.documents.models.document import Document, DocumentFile
from services.documents.models.signing_session import SigningSession, SigningStep
from services.documents.models.states import (
    SessionStage,
    SigningAgent,
    SigningState,
    StepPurpose,
)
from services.documents.service.ending import end_session, expire_session
from services.documents.service.finishing import finish_copy, finish_signature
from services.documents.service.sessions import (
    Opened,
    find_opened,
    get_subject,
    lifetime_of,
    publish_step,
    version_of,
)
from services.documents.service.signing_plans import is_as_planned, plan_steps
from services.documents.session_turns import Turn, get_opened, read_turn
from services.worker import Consumer, Job
from signing.errors import AdditionRefused, CertificateRefused, NoRoom, SigningError
from signing.models import AttachmentStamp, CopyStamp, PreparedSignature
from signing.verdicts import Outcome
from storage.blobs.errors import BlobCorrupt, BlobMissing
from storage.blobs.port import BlobInfo

_FAILED = "signing-failed"


class Refused(Exception):
    """The session cannot be completed; `problem` is a machine code."""

    def __init__(self, problem: str) -> None:
        super().__init__(problem)
        self.problem = problem


async def take_turn(job: Job) -> None:
    """Prepare this step, or complete it; what is wrong with the answer ends the session."""
    turn = await read_turn(job)
    if turn is None:
        return
    try:
        if turn.row.stage is SessionStage.PREPARING:
            await _prepare(job, turn)
        else:
            await _complete(job, turn)
    except PASSING:
        raise
    except Refused as refusal:
        await _abort(job, refusal.problem)
    except NoRoom:
        await _abort(job, "no-room")
    except CertificateRefused as error:
        await _abort(job, f"certificate-{error.reason.replace('_', '-')}")
    except AdditionRefused as error:
        await _abort(job, f"addition-{error.reason.replace('_', '-')}")
    except (SigningError, BlobMissing, BlobCorrupt):
        await _abort(job, _FAILED)


async def _prepare(job: Job, turn: Turn) -> None:
    signing, row, stamp = job.platform.signing, turn.row, turn.stamp
    pdf, field = await read_pages(job, row.file_digest, turn.pages), turn.step.field
    if turn.plan is not None:
        pdf = await signing.prepare(pdf, turn.plan)
    prepared: PreparedSignature | None = None
    if row.agent is SigningAgent.WEB_EID:
        prepared = await signing.prepare_deferred(
            pdf,
            stamp=stamp,
            certificate=row.certificate or b"",
            offered=row.algorithms,
            now=job.now,
        )
        pdf = prepared.pdf
    elif isinstance(stamp, AttachmentStamp | CopyStamp):
        made = await signing.make_corner(pdf, stamp=stamp, now=job.now)
        pdf, field = made.pdf, made.field
    stored = await job.platform.blobs.put(pdf)
    async with job.completing() as session:
        opened = await get_opened(session, job, for_change=True)
        opened.row.mark_waiting(file_digest=stored.digest)
        opened.step.field = field
        if prepared is not None:
            opened.row.keep(prepared)


async def _complete(job: Job, turn: Turn) -> None:
    """One signature more; with the last one all of them are entered, in one transaction."""
    signed = await _signed(job, turn)
    pages = 0
    if turn.step.purpose is StepPurpose.COPY:
        pages = (await job.platform.signing.inspect(signed)).pages
    stored = await job.platform.blobs.put(signed)
    async with job.completing() as session:
        opened = await get_opened(session, job, for_change=True)
        subject = await get_subject(session, opened.signing, for_change=True)
        plan = await plan_steps(session, subject, opened.signing.purpose)
        if not is_as_planned(opened.steps, plan):
            raise Refused("document-changed")
        opened.step.mark_signed(digest=stored.digest, size=stored.size)
        if opened.next_step is not None:
            await _go_on(session, job, opened, opened.next_step)
        elif isinstance(subject, DocumentCopy):
            await _finish_copy(session, job, opened, subject, stored, pages=pages)
        else:
            await _finish(session, job, opened, subject)


async def _go_on(session: AsyncSession, job: Job, opened: Opened, following: SigningStep) -> None:
    lifetime = lifetime_of(opened.row.agent, job.platform.settings)
    opened.row.mark_next_step(file_digest=opened.file_of(following), lifetime=lifetime, now=job.now)
    await publish_step(session, opened.row, opened.signing, now=job.now)


async def _finish(session: AsyncSession, job: Job, opened: Opened, document: Document) -> None:
    *_, main = [one for one in opened.steps if one.attachment_id is None]
    beside = [
        SealedAttachment(
            before=await session.get_one(DocumentFile, one.attachment_id),
            digest=one.signed_digest or "",
            size=one.signed_size or 0,
        )
        for one in opened.steps
        if one.attachment_id is not None
    ]
    enter_sealed(session, document, beside, now=job.now)
    await finish_signature(
        session,
        signing=opened.signing,
        document=document,
        digest=main.signed_digest or "",
        size=main.signed_size or 0,
        now=job.now,
    )
    opened.row.mark_ended(version=document.version)


async def _finish_copy(
    session: AsyncSession,
    job: Job,
    opened: Opened,
    copy: DocumentCopy,
    stored: BlobInfo,
    *,
    pages: int,
) -> None:
    await finish_copy(
        session,
        signing=opened.signing,
        copy=copy,
        file=stored,
        page_count=pages,
        now=job.now,
    )
    opened.row.mark_ended(version=version_of(copy))


async def _signed(job: Job, turn: Turn) -> bytes:
    row, blobs = turn.row, job.platform.blobs
    base = await blobs.get(row.file_digest)
    if row.agent is SigningAgent.WEB_EID:
        return await job.platform.signing.complete_deferred(
            row.kept(base),
            certificate=row.certificate or b"",
            value=row.value or b"",
            now=job.now,
        )
    signed = await blobs.get(row.answer_digest or "")
    await _examine(job, turn, base=base, signed=signed)
    return signed


async def _examine(job: Job, turn: Turn, *, base: bytes, signed: bytes) -> None:
    """Ours with one signature more, by the expected certificate, in the expected field."""
    signing = job.platform.signing
    added = await signing.find_addition(
        base,
        signed,
        field=turn.step.field or "",
        may_make_field=turn.step.purpose is StepPurpose.PERSON,
    )
    if added.fingerprint != turn.row.fingerprint:
        raise Refused("certificate-not-registered")
    verdict = await signing.verify(signed, now=job.now)
    if verdict.outcome in {Outcome.INVALID, Outcome.UNSIGNED}:
        raise Refused(f"verdict-{verdict.reason.replace('_', '-')}")


async def _abort(job: Job, problem: str) -> None:
    async with job.completing() as session:
        await _end(session, job, problem)


async def give_up_turn(job: Job, reason: str) -> None:
    """After the last attempt: nothing is left waiting for a job that will not come."""
    del reason  # it stands with the dead event; the session's reader gets a code
    async with job.platform.database.session() as session:
        await _end(session, job, _FAILED)
        await session.commit()


async def _end(session: AsyncSession, job: Job, problem: str) -> None:
    opened = await get_opened(session, job, for_change=True)
    if opened.signing.state is SigningState.STARTED:
        await end_session(session, opened, problem=problem, now=job.now)


async def expire(job: Job) -> None:
    """The session's time is over, if it still waits for its holder."""
    async with job.completing() as session:
        condition = col(SigningSession.signing_id) == job.event.subject
        opened = await find_opened(session, condition, for_change=True)
        if opened is not None:
            await expire_session(session, opened, now=job.now)


CONSUMERS = {
    "document.signing_step_due": [Consumer("documents.take_turn", take_turn, give_up=give_up_turn)],
    "document.signing_session_opened": [Consumer("documents.expire_session", expire)],
}
