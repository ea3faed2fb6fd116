"""Number, seal and issue: what the clerk does with a signed document (Decree 30, articles 15-18).

The number is spent in the transaction that starts the sealing, and belongs to the document from
then on: a failed seal is tried again with the same number, so none is lost and none used twice.
"""

from datetime import datetime
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from auth.actor import Actor, record_act
from auth.acts import Act
from auth.errors import NotAllowed
from auth.models import Agency
from auth.roles import Permission
from auth.service import get_seal_credential, vietnam_day
from services.documents import access
from services.documents.errors import FieldRefused, MoveRefused
from services.documents.models.document import Document, Receiver
from services.documents.models.incoming import Delivery, DeliveryEvent, IncomingDocument
from services.documents.models.states import (
    BookDirection,
    DeliveryState,
    DocumentState,
    IncomingState,
    Medium,
    SigningPurpose,
)
from services.documents.repository.numbers import get_book, spend_number
from services.documents.repository.origins import origin_of
from services.documents.schemas.document import SigningStarted
from services.documents.service.completing import complete_by_reply
from services.documents.service.signing import (
    publish_signing,
    require_key_here,
    start_signing,
    started,
)
from storage.outbox import publish
from storage.vietnamese import fold


async def issue(
    *,
    session: AsyncSession,
    actor: Actor,
    document_id: UUID,
    expected_version: int | None,
    now: datetime,
) -> SigningStarted:
    """Give the number and date and start the seal; a job seals, issues and sends.

    A document that has its number already (its seal failed) is only sealed again.
    """
    document = await access_issuable(session, actor, document_id, expected_version)
    credential = await get_seal_credential(session, agency_id=document.agency_id, now=now)
    require_key_here(credential)
    signing = await start_signing(
        session,
        actor=actor,
        subject=document,
        credential=credential,
        purpose=SigningPurpose.NUMBER_AND_SEAL,
        now=now,
    )
    await publish_signing(session, signing, now=now)
    await give_number(session, actor, document, now=now)
    return started(document, signing)


async def access_issuable(
    session: AsyncSession, actor: Actor, document_id: UUID, expected_version: int | None
) -> Document:
    """A document that the actor may number and seal now, locked."""
    document = await access.access_document(session, actor, document_id, for_change=True)
    actor.require(Permission.ISSUE)
    if document.agency_id != actor.agency_id:
        raise NotAllowed("issue")  # a successor cannot seal for an agency that ended
    access.check_version(document, expected_version)
    if document.state not in {DocumentState.SIGNED, DocumentState.NUMBERED}:
        raise MoveRefused("document", document.state, DocumentState.ISSUED)
    if document.state is DocumentState.SIGNED:
        await _require_receivers(session, document)
    return document


async def give_number(
    session: AsyncSession, actor: Actor, document: Document, *, now: datetime
) -> None:
    """Spend a number where there is none yet.

    Last of all: everybody else who issues from this book waits from here to our commit.
    """
    if document.state is DocumentState.SIGNED:
        await _give_number(session, actor, document, now=now)


async def _give_number(
    session: AsyncSession, actor: Actor, document: Document, *, now: datetime
) -> None:
    day = vietnam_day(now)
    book_id = await get_book(session, document.agency_id, BookDirection.OUTGOING)
    number = await spend_number(session, book_id=book_id, year=day.year)
    document.mark_numbered(book_id=book_id, year=day.year, number=number, issued_on=day, now=now)
    document.folded = fold(f"{document.abstract} {document.number_and_symbol}")
    record_act(
        session,
        actor=actor,
        act=Act.NUMBER_SPEND,
        subject=("document", document.id),
        now=now,
        details={"number": document.number_and_symbol},
    )


async def _require_receivers(session: AsyncSession, document: Document) -> None:
    """Somebody gets it, or its author has said that it is only kept (Decree 30, box 9b: Lưu)."""
    if document.kept_only:
        return
    found = await session.exec(select(Receiver).where(Receiver.document_id == document.id).limit(1))
    if found.first() is None:
        raise FieldRefused("receivers", "name at least one receiver before issuing")


async def complete_issue(
    session: AsyncSession, *, document: Document, digest: str, now: datetime
) -> None:
    """In the job's one transaction: sealed, issued, a delivery for every receiver."""
    document.mark_sealed(now=now)
    record_act(
        session,
        actor=None,
        act=Act.DOCUMENT_SEAL,
        subject=("document", document.id),
        now=now,
        digest=digest,
        agency_id=document.agency_id,
    )
    document.mark_issued(now=now)
    record_act(
        session,
        actor=None,
        act=Act.DOCUMENT_ISSUE,
        subject=("document", document.id),
        now=now,
        digest=digest,
        agency_id=document.agency_id,
        details={"number": document.number_and_symbol},
    )
    await _queue_deliveries(session, document, digest=digest, now=now)
    await publish(
        session,
        type="document.issued",
        subject=document.id,
        now=now,
        data={"digest": digest, **await origin_of(session, document)},
    )
    if document.reply_to_id:
        await _complete_answered(session, document.reply_to_id, document, now=now)


async def _queue_deliveries(
    session: AsyncSession, document: Document, *, digest: str, now: datetime
) -> None:
    """An agency outside this system gets paper, and its delivery says so."""
    receivers = await session.exec(
        select(Receiver, Agency.external)
        .join(Agency, col(Agency.id) == Receiver.agency_id)
        .where(Receiver.document_id == document.id)
        .order_by(col(Agency.code))
    )
    for receiver, external in receivers.all():
        delivery = Delivery(
            document_id=document.id,
            agency_id=receiver.agency_id,
            purpose=receiver.purpose,
            medium=Medium.PAPER if external else Medium.ELECTRONIC,
            digest=digest,
        )
        state = DeliveryState.SENT_ON_PAPER if external else DeliveryState.QUEUED
        session.add(delivery)
        session.add(DeliveryEvent(delivery_id=delivery.id, sequence=1, state=state, at=now))


async def _complete_answered(
    session: AsyncSession, incoming_id: UUID, reply: Document, *, now: datetime
) -> None:
    """An issued reply completes what it answers; the sender is told by the same event."""
    incoming = await session.get_one(IncomingDocument, incoming_id, with_for_update=True)
    if incoming.state not in {
        IncomingState.COMPLETED,
        IncomingState.REFUSED,
        IncomingState.ARRIVED,
    }:
        await complete_by_reply(session, incoming=incoming, reply=reply, now=now)
