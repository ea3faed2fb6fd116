"""Review: submit, comment, return for changes, approve."""

from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from auth.actor import Actor, record_act
from auth.acts import Act
from auth.errors import NotAllowed
from auth.repository import find_officer_of
from auth.roles import GRANTS, Permission, Role
from auth.service import vietnam_day
from services.documents import access
from services.documents.errors import FieldRefused, MoveRefused, SigningUnderWay
from services.documents.models.document import COMMENTABLE, RETURNABLE, Comment, Document
from services.documents.models.states import CommentKind, DocumentState
from services.documents.repository.documents import find_main_file, is_signing, list_files
from services.documents.schemas.document import SubmitForReview
from services.documents.schemas.shared import CommentCreate
from services.documents.service.attaching import require_all_ready
from services.documents.service.drafting import access_changeable
from services.documents.service.restoring import restore_unsigned


async def submit_for_review(
    *,
    session: AsyncSession,
    actor: Actor,
    document_id: UUID,
    submission: SubmitForReview,
    expected_version: int | None,
    now: datetime,
) -> Document:
    """Hand the draft to a reviewer of the agency; it needs its PDF by now."""
    document = await access_changeable(session, actor, document_id, expected_version)
    reviewer = await find_officer_of(
        session, submission.reviewer_appointment_id, actor.agency_id, day=vietnam_day(now)
    )
    if reviewer is None or not any(
        Permission.REVIEW in GRANTS[Role(role)] for role in reviewer.roles
    ):
        raise FieldRefused("reviewer_appointment_id", "not a reviewer of this agency")
    await _require_file(session, document)
    await require_all_ready(session, document)
    document.mark_submitted(submission.reviewer_appointment_id, now=now)
    if submission.text:
        _say(session, actor, document, CommentKind.SUBMISSION, submission.text, now)
    record_act(
        session, actor=actor, act=Act.DRAFT_SUBMIT, subject=("document", document.id), now=now
    )
    return document


async def add_comment(
    *,
    session: AsyncSession,
    actor: Actor,
    document_id: UUID,
    comment: CommentCreate,
    now: datetime,
) -> Document:
    """A remark on the draft or on one of its pages, before it is signed."""
    document = await access.access_document(session, actor, document_id, for_change=True)
    if document.state not in COMMENTABLE:
        raise MoveRefused("document", document.state, "commented")
    main = await find_main_file(session, document.id)
    if comment.page and (main is None or comment.page > (main.pages or 0)):
        raise FieldRefused("page", "the document has no such page")
    _say(session, actor, document, CommentKind.COMMENT, comment.text, now, page=comment.page)
    record_act(
        session, actor=actor, act=Act.DRAFT_COMMENT, subject=("document", document.id), now=now
    )
    return document


async def return_for_changes(
    *,
    session: AsyncSession,
    actor: Actor,
    document_id: UUID,
    reason: str,
    expected_version: int | None,
    now: datetime,
) -> Document:
    """Back to its author, by the reviewer, its leader, or the secretary who was to sign next."""
    document = await access.access_document(session, actor, document_id, for_change=True)
    turn = {document.next_signer, document.signer_appointment_id}
    if document.state is DocumentState.IN_REVIEW:
        turn = {document.reviewer_appointment_id}
    if document.state in RETURNABLE and actor.appointment_id not in turn:
        raise NotAllowed("return")
    access.check_version(document, expected_version)
    if await is_signing(session, document.id):
        raise SigningUnderWay
    if document.state is DocumentState.SIGNED_BY_SECRETARY:
        await restore_unsigned(session, document, now=now)
    document.mark_returned(now=now)
    _say(session, actor, document, CommentKind.RETURN, reason, now)
    record_act(
        session,
        actor=actor,
        act=Act.DRAFT_RETURN,
        subject=("document", document.id),
        now=now,
        details={"reason": reason},
    )
    return document


async def approve(
    *,
    session: AsyncSession,
    actor: Actor,
    document_id: UUID,
    text: str,
    expected_version: int | None,
    now: datetime,
) -> Document:
    """The reviewer's word that the draft may go to its signer."""
    document = await access.access_document(session, actor, document_id, for_change=True)
    actor.require(Permission.REVIEW)
    if document.reviewer_appointment_id != actor.appointment_id:
        raise NotAllowed("approve")
    access.check_version(document, expected_version)
    document.mark_approved(now=now)
    if text:
        _say(session, actor, document, CommentKind.APPROVAL, text, now)
    record_act(
        session, actor=actor, act=Act.DRAFT_APPROVE, subject=("document", document.id), now=now
    )
    return document


async def _require_file(session: AsyncSession, document: Document) -> None:
    if await find_main_file(session, document.id) is None:
        converting = await list_files(session, document.id)
        raise FieldRefused("file", "still being converted" if converting else "no file yet")


def _say(  # noqa: PLR0913, PLR0917 - a comment's own facts
    session: AsyncSession,
    actor: Actor,
    document: Document,
    kind: CommentKind,
    text: str,
    now: datetime,
    page: int | None = None,
) -> None:
    session.add(
        Comment(
            document_id=document.id,
            appointment_id=actor.appointment_id,
            kind=kind,
            text=text,
            page=page,
            at=now,
        )
    )
