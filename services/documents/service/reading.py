"""Reading a document, the register of outgoing documents, and a document's history."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from auth.actor import Actor
from auth.roles import Permission
from auth.service import get_agency
from services.documents import access
from services.documents.models.document import CANCELLABLE, COMMENTABLE, Document, DocumentFile
from services.documents.models.incoming import Delivery, DeliveryEvent
from services.documents.models.states import DocumentState, FileRole, FileState
from services.documents.repository import deliveries as delivery_rows
from services.documents.repository import documents as rows
from services.documents.repository.sessions import find_agent
from services.documents.schemas.document import DocumentAction, DocumentRead, DocumentRow
from services.documents.schemas.shared import (
    CommentRead,
    DeliveryEventRead,
    DeliveryRead,
    FileRead,
    ReceiverRead,
    SigningRead,
)
from services.documents.service.briefs import incoming_brief
from services.documents.service.reading_attachments import read_attachments
from services.documents.service.requests import read_requests
from services.documents.types import DOCUMENT_TYPES
from services.errors import FileAbsent
from services.people import AgencyRead, officers

A = DocumentAction
S = DocumentState


async def list_register(
    *,
    session: AsyncSession,
    actor: Actor,
    state: DocumentState | None,
    query: str,
    after: tuple[datetime, UUID] | None,
    limit: int,
) -> list[DocumentRow]:
    """One row more than `limit` where there is a next page."""
    conditions = [access.visible_documents(actor), rows.matches(col(Document.folded), query)]
    if state:
        conditions.append(col(Document.state) == state)
    found = await rows.list_documents(session, *conditions, after=after, limit=limit + 1)
    counts = await delivery_rows.count_states(
        session, [document.id for document, _, _ in found if document.state is S.ISSUED]
    )
    return [
        _row(document, drafter, signer, counts.get(document.id, {}))
        for document, drafter, signer in found
    ]


def _row(document: Document, drafter: str, signer: str, states: dict[str, int]) -> DocumentRow:
    not_yet = {"queued", "sent", "sent_on_paper", "arrived", "refused"}
    return DocumentRow(
        **document.model_dump(
            include={"id", "state", "type_code", "issued_on", "abstract", "urgency", "changed_at"}
        ),
        type_name=DOCUMENT_TYPES.get(document.type_code, document.type_code),
        number_and_symbol=document.number_and_symbol,
        drafter_name=drafter,
        signer_name=signer,
        receivers=sum(states.values()),
        registered=sum(count for state, count in states.items() if state not in not_yet),
        refused=states.get("refused", 0),
    )


async def count_register(*, session: AsyncSession, actor: Actor) -> dict[DocumentState, int]:
    counted = await rows.count_by_state(session, access.visible_documents(actor))
    return {DocumentState(state): count for state, count in counted}


async def read_document(*, session: AsyncSession, actor: Actor, document: Document) -> DocumentRead:
    """Everything about a document the actor may see; call it after the door (access.py)."""
    files = await rows.list_files(session, document.id)
    comments = await rows.list_comments(session, document_id=document.id)
    signing = await rows.find_newest_signing(session, document.id)
    main = newest_main(files)
    agent = await find_agent(session, signing) if signing else None
    verdict = await rows.find_verdict(session, main.digest if main else None)
    people = await officers(
        session,
        [
            document.drafter_appointment_id,
            document.reviewer_appointment_id,
            document.signer_appointment_id,
            document.secretary_appointment_id,
            *(comment.appointment_id for comment in comments),
        ],
    )
    receivers = await _receivers(session, document)
    reviewer, secretary = document.reviewer_appointment_id, document.secretary_appointment_id
    return DocumentRead(
        **document.model_dump(exclude={"agency_id", "verdict", "folded"}),
        type_name=DOCUMENT_TYPES.get(document.type_code, document.type_code),
        number_and_symbol=document.number_and_symbol,
        agency=await _agency(session, actor, document.agency_id),
        drafter=people[document.drafter_appointment_id],
        reviewer=people[reviewer] if reviewer else None,
        signer=people[document.signer_appointment_id],
        secretary=people[secretary] if secretary else None,
        reply_to=await incoming_brief(session, document.reply_to_id),
        files=[
            FileRead(**row.model_dump(exclude={"document_id", "position"}))
            for row in files
            if row.role is not FileRole.ATTACHMENT
        ],
        attachments=await read_attachments(session, files),
        receivers=receivers,
        requests=await read_requests(session=session, actor=actor, document=document),
        comments=[
            CommentRead(
                author=people[row.appointment_id],
                **row.model_dump(include={"id", "kind", "text", "page", "at"}),
            )
            for row in comments
        ],
        signing=SigningRead(**signing.model_dump(), agent=agent) if signing else None,
        verdict=verdict.verdict if verdict else None,
        actions=actions_of(
            document,
            actor,
            has_file=main is not None,
            has_receivers=document.kept_only or bool(receivers),
            signing_under_way=bool(signing and signing.ended_at is None),
        ),
    )


async def _agency(session: AsyncSession, actor: Actor, agency_id: UUID) -> AgencyRead:
    """The document's agency; nothing is asked where it is the actor's own, as it is as a rule."""
    if agency_id == actor.agency_id:
        return AgencyRead(id=agency_id, code=actor.agency_code, name=actor.agency_name)
    agency = await get_agency(session, agency_id)
    return AgencyRead(id=agency.id, code=agency.code, name=agency.name)


def newest_main(files: Sequence[DocumentFile]) -> DocumentFile | None:
    """Of a document's files the one that `find_main_file` finds."""
    ready = [row for row in files if row.role is FileRole.MAIN and row.state is FileState.READY]
    return max(ready, key=lambda row: row.revision, default=None)


async def _receivers(session: AsyncSession, document: Document) -> list[ReceiverRead]:
    chosen = await rows.list_receivers(session, document.id)
    # Before the issue there is nothing under way that could be read.
    issued = document.state is S.ISSUED
    sent = await delivery_rows.list_deliveries(session, document.id) if issued else {}
    return [
        ReceiverRead(
            agency=AgencyRead(id=agency.id, code=agency.code, name=agency.name),
            purpose=row.purpose,
            delivery=_delivery(*sent[agency.id]) if agency.id in sent else None,
        )
        for row, agency in chosen
    ]


def _delivery(delivery: Delivery, events: Sequence[DeliveryEvent]) -> DeliveryRead:
    return DeliveryRead(
        id=delivery.id,
        medium=delivery.medium,
        state=events[-1].state,
        at=events[-1].at,
        events=[DeliveryEventRead(**event.model_dump()) for event in events],
    )


def actions_of(
    document: Document,
    actor: Actor,
    *,
    has_file: bool,
    has_receivers: bool,
    signing_under_way: bool,
) -> list[DocumentAction]:
    """What the actor may do with the document now, the main thing first."""
    me, state = actor.appointment_id, document.state
    drafter = document.drafter_appointment_id == me
    reviewer = document.reviewer_appointment_id == me and actor.can(Permission.REVIEW)
    signs = document.next_signer == me
    leads = document.signer_appointment_id == me and document.next_signer is not None
    clerk = actor.can(Permission.ISSUE) and document.agency_id == actor.agency_id
    idle = not signing_under_way
    allowed = {
        A.SIGN: signs and idle,
        A.ISSUE: clerk and state in {S.SIGNED, S.NUMBERED} and idle and has_receivers,
        A.APPROVE: reviewer and state is S.IN_REVIEW,
        A.SUBMIT: drafter and document.is_changeable and has_file,
        A.CHANGE: drafter and document.is_changeable,
        A.COMMENT: state in COMMENTABLE,
        A.RETURN: (reviewer and state is S.IN_REVIEW) or ((signs or leads) and idle),
        A.CANCEL: drafter and state in CANCELLABLE and idle,
    }
    return [action for action, may in allowed.items() if may]


async def current_file(session: AsyncSession, document: Document) -> DocumentFile:
    """The newest PDF of the document. Raises `FileAbsent`."""
    main = await rows.find_main_file(session, document.id)
    if main is None:
        raise FileAbsent("there is no file here yet")
    return main
