"""What is done with an outgoing document: review, signature, number and seal, giving it up."""

from uuid import UUID

from fastapi import APIRouter

from services.deps import (
    ActorDep,
    NowDep,
    SessionDep,
    VersionDep,
)
from services.documents.schemas.document import (
    Approval,
    DocumentRead,
    SigningStarted,
    SubmitForReview,
)
from services.documents.schemas.shared import CommentCreate, ReasonGiven
from services.documents.service import (
    drafting,
    issuing,
    reading,
    reviewing,
    signing,
)
from services.idempotency import IdempotencyDep, IdempotentRoute

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
    document_id: UUID, version: VersionDep, session: SessionDep, actor: ActorDep, now: NowDep
) -> SigningStarted:
    return await signing.start_personal_signature(
        session=session, actor=actor, document_id=document_id, expected_version=version, now=now
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
