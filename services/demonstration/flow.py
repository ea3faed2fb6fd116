"""The steps of the document flow that the demonstration's people take, as they are."""

from datetime import UTC, datetime, time, timedelta
from uuid import UUID

from auth.service import VIETNAM, vietnam_day
from services.demonstration.acting import Stage
from services.documents.schemas.document import DocumentCreate, SubmitForReview
from services.documents.service import drafting, issuing, reviewing, signing, uploading

FRIDAY = 4
DRAFTER = "chuyenvien.huyen"
REVIEWER = "chanhvanphong.huyen"
CLERK = "vanthu.huyen"


def office_time(now: datetime, *, days_ago: int, at: time) -> datetime:
    """`at` o'clock in Vietnam so many days ago, on the Friday before where that was a weekend."""
    day = vietnam_day(now) - timedelta(days=days_ago)
    day -= timedelta(days=max(0, day.weekday() - FRIDAY))
    return datetime.combine(day, at, VIETNAM).astimezone(UTC)


async def enter_draft(
    stage: Stage, drafter: str, *, pdf: bytes, filename: str, draft: DocumentCreate
) -> UUID:
    async with stage.acting(drafter) as (session, actor):
        upload = await uploading.take_in(
            blobs=stage.platform.blobs,
            signing=stage.platform.signing,
            actor=actor,
            data=pdf,
            filename=filename,
            now=stage.now,
        )
    async with stage.acting(drafter) as (session, actor):
        document = await drafting.create_draft(
            session=session, actor=actor, draft=draft, now=stage.now
        )
        await uploading.attach_file(
            session=session,
            actor=actor,
            document_id=document.id,
            upload=upload,
            expected_version=None,
            now=stage.now,
        )
        return document.id


async def submit(
    stage: Stage, document_id: UUID, reviewer_id: UUID, *, drafter: str = DRAFTER
) -> None:
    async with stage.acting(drafter) as (session, actor):
        await reviewing.submit_for_review(
            session=session,
            actor=actor,
            document_id=document_id,
            submission=SubmitForReview(
                reviewer_appointment_id=reviewer_id, text="Kính trình xem xét, cho ý kiến."
            ),
            expected_version=None,
            now=stage.now,
        )


async def approve(stage: Stage, document_id: UUID, *, reviewer: str = REVIEWER) -> None:
    async with stage.acting(reviewer) as (session, actor):
        await reviewing.approve(
            session=session,
            actor=actor,
            document_id=document_id,
            text="Nhất trí, trình ký.",
            expected_version=None,
            now=stage.now,
        )


async def sign(stage: Stage, signer: str, document_id: UUID) -> None:
    async with stage.acting(signer) as (session, actor):
        await signing.start_personal_signature(
            session=session,
            actor=actor,
            document_id=document_id,
            expected_version=None,
            now=stage.now,
        )
    await stage.work()


async def issue(stage: Stage, document_id: UUID, *, clerk: str = CLERK) -> None:
    async with stage.acting(clerk) as (session, actor):
        await issuing.issue(
            session=session,
            actor=actor,
            document_id=document_id,
            expected_version=None,
            now=stage.now,
        )
    await stage.work()
