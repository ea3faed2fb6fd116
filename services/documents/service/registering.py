"""The clerk's desk for what comes in: register, refuse, present (Decree 30, art. 20-23)."""

from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from auth.actor import Actor, record_act
from auth.acts import Act
from auth.roles import Permission
from auth.service import vietnam_day
from services.documents import access
from services.documents.errors import FieldRefused, SignaturesNotValid
from services.documents.models.document import Comment
from services.documents.models.incoming import IncomingDocument
from services.documents.models.states import (
    BookDirection,
    CommentKind,
    DeliveryState,
    Medium,
    ReceiverPurpose,
)
from services.documents.repository.numbers import get_book, spend_number
from services.documents.schemas.incoming import PaperCreate
from services.documents.service.delivering import report_to_sender
from services.documents.service.reading_attachments import VALID, read_arrived, worst_outcome
from services.documents.service.uploading import Upload
from services.documents.types import DOCUMENT_TYPES
from services.secrecy import refuse_secrets
from storage.outbox import publish
from storage.vietnamese import fold


async def register(
    *,
    session: AsyncSession,
    actor: Actor,
    incoming_id: UUID,
    expected_version: int | None,
    now: datetime,
) -> IncomingDocument:
    """Give the next arrival number, once the signatures were found valid (Decision 28, 9.1)."""
    incoming = await access.access_incoming(session, actor, incoming_id, for_change=True)
    actor.require(Permission.REGISTER)
    access.check_version(incoming, expected_version)
    if incoming.medium is Medium.ELECTRONIC and incoming.verdict != VALID:
        raise SignaturesNotValid(incoming.verdict)
    beside = await worst_outcome(session, incoming)
    if beside != VALID:
        raise SignaturesNotValid(beside)
    await _give_arrival_number(session, actor, incoming, now=now)
    await report_to_sender(session, incoming, DeliveryState.REGISTERED, now=now)
    return incoming


async def refuse(
    *,
    session: AsyncSession,
    actor: Actor,
    incoming_id: UUID,
    reason: str,
    expected_version: int | None,
    now: datetime,
) -> IncomingDocument:
    """Send it back; the sender reads the reason (Decision 28, articles 5.4 and 9.1)."""
    incoming = await access.access_incoming(session, actor, incoming_id, for_change=True)
    actor.require(Permission.REGISTER)
    access.check_version(incoming, expected_version)
    incoming.mark_refused()
    session.add(
        Comment(
            incoming_id=incoming.id,
            appointment_id=actor.appointment_id,
            kind=CommentKind.REFUSAL,
            text=reason,
            at=now,
        )
    )
    await report_to_sender(session, incoming, DeliveryState.REFUSED, now=now, reason=reason)
    record_act(
        session,
        actor=actor,
        act=Act.INCOMING_REFUSE,
        now=now,
        digest=incoming.digest,
        subject=("incoming_document", incoming.id),
        details={"reason": reason},
    )
    return incoming


async def register_paper(
    *, session: AsyncSession, actor: Actor, paper: PaperCreate, now: datetime
) -> IncomingDocument:
    """Enter a document that came on paper; one series of numbers serves paper and electronic."""
    actor.require(Permission.REGISTER)
    refuse_secrets(actor, paper.secrecy, noun="incoming_document", now=now)
    if paper.type_code not in DOCUMENT_TYPES:
        raise FieldRefused("type_code", "not a document type of Decree 30/2020, article 7")
    if paper.issued_on > vietnam_day(now):
        raise FieldRefused("issued_on", "lies in the future")
    incoming = IncomingDocument(
        **paper.model_dump(exclude={"secrecy"}),
        agency_id=actor.agency_id,
        medium=Medium.PAPER,
        purpose=ReceiverPurpose.ACTING,
        arrived_at=now,
        folded=fold(f"{paper.abstract} {paper.number_and_symbol} {paper.sender_name}"),
    )
    session.add(incoming)
    await _give_arrival_number(session, actor, incoming, now=now)
    return incoming


async def may_attach_scan(session: AsyncSession, actor: Actor, incoming_id: UUID) -> None:
    """Refuse before the bytes are taken in what would be refused after."""
    incoming = await access.access_incoming(session, actor, incoming_id)
    actor.require(Permission.REGISTER)
    _require_paper(incoming)


def _require_paper(incoming: IncomingDocument) -> None:
    if incoming.medium is not Medium.PAPER:
        raise FieldRefused("file", "an electronic document keeps the file it came with")


async def attach_scan(
    *,
    session: AsyncSession,
    actor: Actor,
    incoming_id: UUID,
    upload: Upload,
    expected_version: int | None,
    now: datetime,
) -> IncomingDocument:
    """Add the scan of a paper document; it stays a paper document in every figure."""
    incoming = await access.access_incoming(session, actor, incoming_id, for_change=True)
    actor.require(Permission.REGISTER)
    access.check_version(incoming, expected_version)
    _require_paper(incoming)
    if upload.facts is None:
        raise FieldRefused("file", "a scan is a PDF")
    incoming.digest = upload.digest
    incoming.pages = upload.facts.pages
    incoming.version += 1
    record_act(
        session,
        actor=actor,
        act=Act.DRAFT_UPLOAD,
        now=now,
        digest=upload.digest,
        subject=("incoming_document", incoming.id),
    )
    return incoming


async def present(
    *,
    session: AsyncSession,
    actor: Actor,
    incoming_id: UUID,
    expected_version: int | None,
    now: datetime,
) -> IncomingDocument:
    """Lay a registered document before the leaders (trình)."""
    incoming = await access.access_incoming(session, actor, incoming_id, for_change=True)
    actor.require(Permission.REGISTER)
    access.check_version(incoming, expected_version)
    incoming.mark_presented()
    record_act(
        session,
        actor=actor,
        act=Act.INCOMING_PRESENT,
        now=now,
        subject=("incoming_document", incoming.id),
    )
    return incoming


async def verify_again(
    *, session: AsyncSession, actor: Actor, incoming_id: UUID, now: datetime
) -> IncomingDocument:
    """Ask for another verification, for instance after an undetermined one; a job makes it."""
    incoming = await access.access_incoming(session, actor, incoming_id)
    actor.require(Permission.REGISTER)
    if incoming.digest is None:
        raise FieldRefused("file", "there is no file to verify")
    await publish(
        session,
        type="document.arrived",
        subject=incoming.id,
        now=now,
        data={"digest": incoming.digest},
    )
    for file in await read_arrived(session, incoming):
        await publish(
            session,
            type="document.attachment_arrived",
            subject=incoming.id,
            now=now,
            data={"digest": file.digest},
        )
    return incoming


async def _give_arrival_number(
    session: AsyncSession, actor: Actor, incoming: IncomingDocument, *, now: datetime
) -> None:
    year = vietnam_day(now).year
    # An arrival of an agency that ended is entered in its successor's book.
    book_id = await get_book(session, actor.agency_id, BookDirection.INCOMING)
    number = await spend_number(session, book_id=book_id, year=year)
    incoming.mark_registered(book_id=book_id, year=year, number=number, now=now)
    record_act(
        session,
        actor=actor,
        act=Act.INCOMING_REGISTER,
        now=now,
        digest=incoming.digest,
        subject=("incoming_document", incoming.id),
        details={"arrival_number": number, "medium": incoming.medium},
    )
