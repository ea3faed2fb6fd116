"""Our turns in a signing session: prepare for the holder's key, complete with its answer.

Each reads and closes, works on the PDF outside any transaction, then writes in one.
"""

from dataclasses import dataclass
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.documents.jobs import PASSING, SigningTask, read_task, with_pictures
from services.documents.models.document import Document
from services.documents.models.signing import Signing
from services.documents.models.signing_session import SigningSession
from services.documents.models.states import (
    SessionStage,
    SigningAgent,
    SigningPurpose,
    SigningState,
)
from services.documents.service.answering import field_of
from services.documents.service.finishing import finish_signature, lock_signing
from services.documents.service.sessions import (
    Opened,
    expire_session,
    is_of_current_file,
    lifetime_of,
    publish_step,
)
from services.documents.service.signing import abort_signature
from services.worker import Consumer, Job
from signing.errors import AdditionRefused, CertificateRefused, SigningError
from signing.models import NumberStamp, PersonStamp, PreparedSignature, SealStamp
from signing.verdicts import Outcome
from storage.blobs.errors import BlobCorrupt, BlobMissing

_FAILED = "signing-failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """What one of our turns needs, read before the work starts."""

    row: SigningSession
    task: SigningTask

    @property
    def stamp(self) -> PersonStamp | NumberStamp | SealStamp:
        if self.task.purpose is SigningPurpose.PERSON:
            return self.task.person_stamp
        return self.task.number_stamp if self.row.step == 1 else self.task.seal_stamp


class Refused(Exception):
    """The session cannot be completed; `problem` is a machine code."""

    def __init__(self, problem: str) -> None:
        super().__init__(problem)
        self.problem = problem


async def take_turn(job: Job) -> None:
    """Prepare this step, or complete it; what is wrong with the answer ends the session."""
    turn = await _read(job)
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
    except CertificateRefused as error:
        await _abort(job, f"certificate-{error.reason.replace('_', '-')}")
    except AdditionRefused as error:
        await _abort(job, f"addition-{error.reason.replace('_', '-')}")
    except (SigningError, BlobMissing, BlobCorrupt):
        await _abort(job, _FAILED)


async def _read(job: Job) -> Turn | None:
    async with job.platform.database.session() as session:
        row = await session.get_one(SigningSession, _signing_id(job))
        signing = await session.get_one(Signing, row.signing_id)
        due = (row.step, row.stage) == (job.event.data["step"], job.event.data["stage"])
        if signing.state is not SigningState.STARTED or not due:
            return None
        task = await read_task(session, signing, now=job.now)
    return Turn(row=row, task=await with_pictures(job, task))


async def _prepare(job: Job, turn: Turn) -> None:
    signing, row = job.platform.signing, turn.row
    pdf = await job.platform.blobs.get(row.file_digest)
    if turn.task.purpose is SigningPurpose.PERSON and not row.prepared:
        pdf = await signing.prepare(pdf, turn.task.plan)
    prepared: PreparedSignature | None = None
    if row.agent is SigningAgent.WEB_EID:
        prepared = await signing.prepare_deferred(
            pdf,
            stamp=turn.stamp,
            certificate=row.certificate or b"",
            offered=row.algorithms,
            now=job.now,
        )
        pdf = prepared.pdf
    stored = await job.platform.blobs.put(pdf)
    async with job.completing() as session:
        found = await _lock(session, job)
        found.row.mark_waiting(file_digest=stored.digest)
        if prepared is not None:
            found.row.keep(prepared)


async def _complete(job: Job, turn: Turn) -> None:
    signed = await _signed(job, turn)
    stored = await job.platform.blobs.put(signed)
    async with job.completing() as session:
        found, document = await _lock_all(session, job)
        if found.row.step < found.row.steps:
            lifetime = lifetime_of(found.row.agent, job.platform.settings)
            found.row.mark_next_step(file_digest=stored.digest, lifetime=lifetime, now=job.now)
            await publish_step(session, found.row, found.signing, now=job.now)
            return
        if not await is_of_current_file(session, found):
            raise Refused("document-changed")
        await finish_signature(
            session,
            signing=found.signing,
            document=document,
            digest=stored.digest,
            size=stored.size,
            now=job.now,
        )
        found.row.mark_ended(version=document.version)


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
    signing, row = job.platform.signing, turn.row
    field = field_of(turn.task.purpose, row.step)
    added = await signing.find_addition(base, signed, field=field)
    if added.fingerprint != row.fingerprint:
        raise Refused("certificate-not-registered")
    verdict = await signing.verify(signed, now=job.now)
    if verdict.outcome in {Outcome.INVALID, Outcome.UNSIGNED}:
        raise Refused(f"verdict-{verdict.reason.replace('_', '-')}")


async def _abort(job: Job, problem: str) -> None:
    async with job.completing() as session:
        found, document = await _lock_all(session, job)
        if found.signing.state is SigningState.STARTED:
            await abort_signature(
                session, signing=found.signing, document=document, problem=problem, now=job.now
            )
            found.row.mark_ended(version=document.version)


async def give_up_turn(job: Job, reason: str) -> None:
    """After the last attempt: nothing is left waiting for a job that will not come."""
    del reason  # it stands with the dead event; the session's reader gets a code
    async with job.platform.database.session() as session:
        found, document = await _lock_all(session, job)
        if found.signing.state is SigningState.STARTED:
            await abort_signature(
                session, signing=found.signing, document=document, problem=_FAILED, now=job.now
            )
            found.row.mark_ended(version=document.version)
        await session.commit()


async def expire(job: Job) -> None:
    """The session's time is over, if it still waits for its holder."""
    async with job.completing() as session:
        row = await session.get(SigningSession, job.event.subject, with_for_update=True)
        if row is not None:
            signing = await session.get_one(Signing, row.signing_id, with_for_update=True)
            await expire_session(session, Opened(row, signing), now=job.now)


def _signing_id(job: Job) -> UUID:
    return UUID(job.event.data["signing_id"])


async def _lock(session: AsyncSession, job: Job) -> Opened:
    row = await session.get_one(SigningSession, _signing_id(job), with_for_update=True)
    signing = await session.get_one(Signing, row.signing_id, with_for_update=True)
    return Opened(row, signing)


async def _lock_all(session: AsyncSession, job: Job) -> tuple[Opened, Document]:
    row = await session.get_one(SigningSession, _signing_id(job), with_for_update=True)
    signing, document = await lock_signing(session, row.signing_id)
    return Opened(row, signing), document


CONSUMERS = {
    "document.signing_step_due": [Consumer("documents.take_turn", take_turn, give_up=give_up_turn)],
    "document.signing_session_opened": [Consumer("documents.expire_session", expire)],
}
