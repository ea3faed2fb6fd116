"""What is done with an outgoing document: review, signature, number and seal, giving it up."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from services.deps import (
    ActorDep,
    NowDep,
    PlatformDep,
    SessionDep,
    VersionDep,
)
from services.documents.schemas.document import (
    Approval,
    DocumentRead,
    SigningStarted,
    SubmitForReview,
)
from services.documents.schemas.place import PlaceChoice, PlaceRead, SignDocument
from services.documents.schemas.shared import CommentCreate
from services.documents.service import (
    drafting,
    issuing,
    placing,
    reading,
    reviewing,
    signing,
)
from services.idempotency import IdempotencyDep, IdempotentRoute
from services.reasons import ReasonGiven

PageQuery = Annotated[int | None, Query(ge=1, le=100_000)]
MillimetresQuery = Annotated[float, Query(ge=0, le=2000, allow_inf_nan=False)]

router = APIRouter(tags=["documents"], route_class=IdempotentRoute)


@router.post("/documents/{document_id}/submit")
async def submit_document(
    document_id: UUID,
    submission: SubmitForReview,
    version: VersionDep,
    session: SessionDep,
    actor: ActorDep,
    now: NowDep,
) -> DocumentRead:
    document = await reviewing.submit_for_review(
        session=session,
        actor=actor,
        document_id=document_id,
        submission=submission,
        expected_version=version,
        now=now,
    )
    return await reading.read_document(session=session, actor=actor, document=document)


@router.post("/documents/{document_id}/comments", status_code=201, dependencies=[IdempotencyDep])
async def comment_document(
    document_id: UUID, comment: CommentCreate, session: SessionDep, actor: ActorDep, now: NowDep
) -> DocumentRead:
    document = await reviewing.add_comment(
        session=session, actor=actor, document_id=document_id, comment=comment, now=now
    )
    return await reading.read_document(session=session, actor=actor, document=document)


@router.post("/documents/{document_id}/return")
async def return_document(
    document_id: UUID,
    given: ReasonGiven,
    version: VersionDep,
    session: SessionDep,
    actor: ActorDep,
    now: NowDep,
) -> DocumentRead:
    document = await reviewing.return_for_changes(
        session=session,
        actor=actor,
        document_id=document_id,
        reason=given.reason,
        expected_version=version,
        now=now,
    )
    return await reading.read_document(session=session, actor=actor, document=document)


@router.post("/documents/{document_id}/approve")
async def approve_document(
    document_id: UUID,
    approval: Approval,
    version: VersionDep,
    session: SessionDep,
    actor: ActorDep,
    now: NowDep,
) -> DocumentRead:
    document = await reviewing.approve(
        session=session,
        actor=actor,
        document_id=document_id,
        text=approval.text,
        expected_version=version,
        now=now,
    )
    return await reading.read_document(session=session, actor=actor, document=document)


@router.post("/documents/{document_id}/sign", status_code=202, dependencies=[IdempotencyDep])
async def sign_document(
    document_id: UUID,
    version: VersionDep,
    platform: PlatformDep,
    session: SessionDep,
    actor: ActorDep,
    now: NowDep,
    wanted: SignDocument | None = None,
) -> SigningStarted:
    place = wanted.place if wanted else None
    await placing.require_on_page(
        platform=platform, session=session, actor=actor, document_id=document_id, chosen=place
    )
    return await signing.start_personal_signature(
        session=session,
        actor=actor,
        document_id=document_id,
        expected_version=version,
        place=place,
        now=now,
    )


@router.get("/documents/{document_id}/signature-place")
async def look_at_place(
    document_id: UUID,
    platform: PlatformDep,
    session: SessionDep,
    actor: ActorDep,
    page: PageQuery = None,
    left: MillimetresQuery = 0,
    bottom: MillimetresQuery = 0,
) -> PlaceRead:
    """Where the leader's signature would stand: found on the page, or with `page` the one asked."""
    chosen = PlaceChoice(page=page, left=left, bottom=bottom) if page else None
    return await placing.look_at_place(
        platform=platform, session=session, actor=actor, document_id=document_id, chosen=chosen
    )


@router.post("/documents/{document_id}/issue", status_code=202, dependencies=[IdempotencyDep])
async def issue_document(
    document_id: UUID, version: VersionDep, session: SessionDep, actor: ActorDep, now: NowDep
) -> SigningStarted:
    return await issuing.issue(
        session=session, actor=actor, document_id=document_id, expected_version=version, now=now
    )


@router.post("/documents/{document_id}/cancel")
async def cancel_document(
    document_id: UUID,
    given: ReasonGiven,
    version: VersionDep,
    session: SessionDep,
    actor: ActorDep,
    now: NowDep,
) -> DocumentRead:
    document = await drafting.cancel_draft(
        session=session,
        actor=actor,
        document_id=document_id,
        reason=given.reason,
        expected_version=version,
        now=now,
    )
    return await reading.read_document(session=session, actor=actor, document=document)
