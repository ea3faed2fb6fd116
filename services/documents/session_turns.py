"""What one of our turns in a signing session needs, read before the work starts."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from services.documents.copy_jobs import read_copy_task
from services.documents.models.copy import DocumentCopy
from services.documents.models.signing_session import SigningSession, SigningStep
from services.documents.models.states import SigningState, StepPurpose
from services.documents.service.sessions import Opened, find_opened
from services.documents.service.signing_tasks import SigningTask, read_task, with_pictures
from services.worker import Job
from signing.models import RoutePlan
from signing.service import AnyStamp


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One step, to be prepared or completed.

    `plan`: the fields that are made first; `pages`: those of an extract.
    """

    row: SigningSession
    step: SigningStep
    stamp: AnyStamp
    plan: RoutePlan | None = None
    pages: Sequence[int] = ()


async def read_turn(job: Job) -> Turn | None:
    """None: what was due is done, or the session is over."""
    async with job.platform.database.session() as session:
        opened = await get_opened(session, job)
        row, signing = opened.row, opened.signing
        due = (row.step, row.stage) == (job.event.data["step"], job.event.data["stage"])
        if signing.state is not SigningState.STARTED or not due:
            return None
        if signing.copy_id is not None:
            copy = await session.get_one(DocumentCopy, signing.copy_id)
            wanted = await read_copy_task(session, copy)
            return Turn(row=row, step=opened.step, stamp=wanted.stamp, pages=wanted.pages)
        task = await read_task(session, signing, now=job.now)
    return _turn_of(opened, await with_pictures(job, task))


def _turn_of(opened: Opened, task: SigningTask) -> Turn:
    row, step = opened.row, opened.step
    match step.purpose:
        case StepPurpose.SECRETARY | StepPurpose.PERSON:
            return Turn(row=row, step=step, stamp=task.person_stamp, plan=task.plan)
        case StepPurpose.NUMBER:
            return Turn(row=row, step=step, stamp=task.number_stamp)
        case StepPurpose.SEAL:
            return Turn(row=row, step=step, stamp=task.seal_stamp)
    return Turn(row=row, step=step, stamp=task.attachment_stamp)


async def get_opened(session: AsyncSession, job: Job, *, for_change: bool = False) -> Opened:
    condition = col(SigningSession.signing_id) == UUID(job.event.data["signing_id"])
    opened = await find_opened(session, condition, for_change=for_change)
    if opened is None:
        raise LookupError(f"no signing session {job.event.data['signing_id']}")
    return opened
