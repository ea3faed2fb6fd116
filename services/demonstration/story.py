"""The first months of the demonstration: documents really signed, issued and handled.

Nothing here writes a row by itself: every step is a use case, every PDF is signed by the chain, so
that the registers, the journal and the figures are those of an office that has worked.
"""

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from uuid import UUID

from auth.service import VIETNAM, vietnam_day
from services.demonstration.acting import Stage, agency_ids
from services.demonstration.beside import attach_figures, make_extract
from services.demonstration.receiving import keep_files, receive
from services.documents.administrative import typeset_administrative
from services.documents.models.states import Urgency
from services.documents.samples import SampleDocument, sample_documents
from services.documents.schemas.document import (
    DocumentCreate,
    ReceiverChoice,
    ReceiverGroupSave,
    SubmitForReview,
)
from services.documents.service import (
    drafting,
    groups,
    issuing,
    reviewing,
    signing,
    uploading,
)
from services.platform import Platform

FRIDAY = 4
DRAFTER = "chuyenvien.huyen"
REVIEWER = "chanhvanphong.huyen"
CLERK = "vanthu.huyen"
SIGNERS = {"Phó Chủ tịch": "phochutich.huyen", "Chánh Văn phòng": "chanhvanphong.huyen"}


@dataclass(frozen=True, slots=True)
class Part:
    """One document of the story: how long ago it began and how far it has come."""

    sample: int
    days_ago: int
    until: str  # review | approval | signature | issue
    registered_by: tuple[str, ...] = ()
    beside: bool = False  # an attachment, and once it is issued a copy


# In the order of the samples file: 0 and 1 letters, 2 the year's plan, 3 the quarter's report,
# 4 an invitation, 5 the conclusions of a meeting.
PARTS = (
    Part(2, 86, "issue", ("myhoa", "thanhmy", "phudien", "myquy", "truongxuan", "hungthanh")),
    Part(
        0,
        47,
        "issue",
        ("myhoa", "thanhmy", "mydong", "tankieu", "langbien", "thitran"),
        beside=True,
    ),
    Part(5, 11, "issue", ("myhoa", "langbien", "thitran", "myan", "thanhloi")),
    Part(1, 6, "issue", ("docbinhkieu", "tankieu")),
    Part(3, 5, "signature"),
    Part(4, 4, "approval"),
    Part(0, 3, "approval", beside=True),
    Part(1, 3, "review"),
)


async def tell_story(platform: Platform, *, now: datetime) -> None:
    """Let the office work through the months before `now`."""
    started = now - timedelta(days=PARTS[0].days_ago + 1)
    await _save_group(Stage(platform, started))
    for part in PARTS:
        await _play(platform, part, now=now)
    await keep_files(platform, now=now)


async def _save_group(stage: Stage) -> None:
    async with stage.acting(DRAFTER) as (session, actor):
        communes = await agency_ids(session, tuple(f"H20.90.{n:02d}" for n in range(1, 14)))
        saved = ReceiverGroupSave(name="Ủy ban nhân dân các xã, thị trấn", agency_ids=communes)
        await groups.save_group(
            session=session,
            actor=actor,
            group_id=None,
            saved=saved,
            expected_version=None,
            now=stage.now,
        )


def office_time(now: datetime, *, days_ago: int, at: time) -> datetime:
    """`at` o'clock in Vietnam so many days ago, on the Friday before where that was a weekend."""
    day = vietnam_day(now) - timedelta(days=days_ago)
    day -= timedelta(days=max(0, day.weekday() - FRIDAY))
    return datetime.combine(day, at, VIETNAM).astimezone(UTC)


async def _play(platform: Platform, part: Part, *, now: datetime) -> None:
    """Every step up to the one the part has come to, in the course of a morning."""

    def stage_at(at: time) -> Stage:
        return Stage(platform, office_time(now, days_ago=part.days_ago, at=at))

    sample = sample_documents()[part.sample]
    document_id, reviewer_id = await _draft(stage_at(time(7, 45)), sample)
    if part.beside:
        await attach_figures(stage_at(time(7, 48)), DRAFTER, document_id)
    await _submit(stage_at(time(7, 50)), document_id, reviewer_id)
    if part.until == "review":
        return
    await _approve(stage_at(time(8, 20)), document_id)
    if part.until == "approval":
        return
    await _sign(stage_at(time(9, 5)), SIGNERS[sample.signer_position], document_id)
    if part.until == "signature":
        return
    issued = stage_at(time(9, 40))
    await _issue(issued, document_id)
    await receive(platform, part.registered_by, document_id, now=issued.now)
    if part.beside:
        await make_extract(stage_at(time(14, 10)), CLERK, document_id)


async def _approve(stage: Stage, document_id: UUID) -> None:
    async with stage.acting(REVIEWER) as (session, actor):
        await reviewing.approve(
            session=session,
            actor=actor,
            document_id=document_id,
            text="Nhất trí, kính trình lãnh đạo ký.",
            expected_version=None,
            now=stage.now,
        )


async def _sign(stage: Stage, signer: str, document_id: UUID) -> None:
    async with stage.acting(signer) as (session, actor):
        await signing.start_personal_signature(
            session=session,
            actor=actor,
            document_id=document_id,
            expected_version=None,
            now=stage.now,
        )
    await stage.work()


async def _issue(stage: Stage, document_id: UUID) -> None:
    async with stage.acting(CLERK) as (session, actor):
        await issuing.issue(
            session=session,
            actor=actor,
            document_id=document_id,
            expected_version=None,
            now=stage.now,
        )
    await stage.work()


async def _draft(stage: Stage, sample: SampleDocument) -> tuple[UUID, UUID]:
    pdf = await asyncio.to_thread(typeset_administrative, sample.document, now=stage.now)
    async with stage.acting(DRAFTER) as (session, drafter):
        upload = await uploading.take_in(
            blobs=stage.platform.blobs,
            signing=stage.platform.signing,
            actor=drafter,
            data=pdf,
            filename=f"{sample.slug}.pdf",
            now=stage.now,
        )
    async with stage.acting(SIGNERS[sample.signer_position]) as (_, signer):
        signer_id = signer.appointment_id
    async with stage.acting(REVIEWER) as (_, reviewer):
        reviewer_id = reviewer.appointment_id
    async with stage.acting(DRAFTER) as (session, drafter):
        receivers = await agency_ids(session, sample.receiver_codes or ("H20",))
        draft = DocumentCreate(
            type_code=sample.type_code,
            abstract=sample.abstract,
            urgency=Urgency(sample.urgency),
            signer_appointment_id=signer_id,
            receivers=[ReceiverChoice(agency_id=agency) for agency in receivers],
            due_date=vietnam_day(stage.now) + timedelta(days=14),
        )
        document = await drafting.create_draft(
            session=session, actor=drafter, draft=draft, now=stage.now
        )
        await uploading.attach_file(
            session=session,
            actor=drafter,
            document_id=document.id,
            upload=upload,
            expected_version=None,
            now=stage.now,
        )
        return document.id, reviewer_id


async def _submit(stage: Stage, document_id: UUID, reviewer_id: UUID) -> None:
    async with stage.acting(DRAFTER) as (session, actor):
        await reviewing.submit_for_review(
            session=session,
            actor=actor,
            document_id=document_id,
            submission=SubmitForReview(
                reviewer_appointment_id=reviewer_id, text="Kính trình Chánh Văn phòng xem xét."
            ),
            expected_version=None,
            now=stage.now,
        )
