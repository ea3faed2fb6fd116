"""The first months of the demonstration: documents really signed, issued and handled.

Nothing here writes a row by itself: every step is a use case, every PDF is signed by the chain, so
that the registers, the journal and the figures are those of an office that has worked.
"""

import asyncio
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from uuid import UUID

from auth.service import vietnam_day
from services.demonstration.acting import Stage, agency_ids
from services.demonstration.beside import attach_figures, make_extract
from services.demonstration.flow import (
    CLERK,
    DRAFTER,
    REVIEWER,
    approve,
    enter_draft,
    issue,
    office_time,
    sign,
    submit,
)
from services.demonstration.meetings import hold_meetings
from services.demonstration.receiving import keep_files, receive
from services.documents.administrative import typeset_administrative
from services.documents.models.states import Urgency
from services.documents.samples import SampleDocument, sample_documents
from services.documents.schemas.document import (
    DocumentCreate,
    ReceiverChoice,
    ReceiverGroupSave,
)
from services.documents.service import groups
from services.platform import Platform

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
    await hold_meetings(platform, now=now)


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


async def _play(platform: Platform, part: Part, *, now: datetime) -> None:
    """Every step up to the one the part has come to, in the course of a morning."""

    def stage_at(at: time) -> Stage:
        return Stage(platform, office_time(now, days_ago=part.days_ago, at=at))

    sample = sample_documents()[part.sample]
    document_id, reviewer_id = await _draft(stage_at(time(7, 45)), sample)
    if part.beside:
        await attach_figures(stage_at(time(7, 48)), DRAFTER, document_id)
    await submit(stage_at(time(7, 50)), document_id, reviewer_id)
    if part.until == "review":
        return
    await approve(stage_at(time(8, 20)), document_id)
    if part.until == "approval":
        return
    await sign(stage_at(time(9, 5)), SIGNERS[sample.signer_position], document_id)
    if part.until == "signature":
        return
    issued = stage_at(time(9, 40))
    await issue(issued, document_id)
    await receive(platform, part.registered_by, document_id, now=issued.now)
    if part.beside:
        await make_extract(stage_at(time(14, 10)), CLERK, document_id)


async def _draft(stage: Stage, sample: SampleDocument) -> tuple[UUID, UUID]:
    pdf = await asyncio.to_thread(typeset_administrative, sample.document, now=stage.now)
    async with stage.acting(SIGNERS[sample.signer_position]) as (_, signer):
        signer_id = signer.appointment_id
    async with stage.acting(REVIEWER) as (session, reviewer):
        reviewer_id = reviewer.appointment_id
        receivers = await agency_ids(session, sample.receiver_codes or ("H20",))
    draft = DocumentCreate(
        type_code=sample.type_code,
        abstract=sample.abstract,
        urgency=Urgency(sample.urgency),
        signer_appointment_id=signer_id,
        receivers=[ReceiverChoice(agency_id=agency) for agency in receivers],
        due_date=vietnam_day(stage.now) + timedelta(days=14),
    )
    filename = f"{sample.slug}.pdf"
    document_id = await enter_draft(stage, DRAFTER, pdf=pdf, filename=filename, draft=draft)
    return document_id, reviewer_id
