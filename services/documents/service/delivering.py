"""Delivery to agencies on this system, and the states their work reports back to the sender."""

from datetime import datetime
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from auth.actor import record_act
from auth.acts import Act
from auth.models import Agency, Credential
from services.documents.models.document import Document
from services.documents.models.incoming import Delivery, DeliveryEvent, IncomingDocument
from services.documents.models.states import EXCHANGE_CODES, DeliveryState, Medium
from services.documents.repository.attachments import list_attachments
from services.documents.repository.deliveries import list_electronic, next_sequence
from services.documents.repository.documents import find_main_file
from storage.outbox import publish
from storage.vietnamese import fold


async def deliver_all(session: AsyncSession, *, document: Document, now: datetime) -> None:
    """Put the document on the desk of every receiver on this system: sent and arrived [01]."""
    sender = await session.get_one(Agency, document.agency_id)
    main = await find_main_file(session, document.id)
    if main is None or main.digest is None:
        raise LookupError(f"document {document.id} has lost its file")
    # Nothing is asked between the receivers, so that all their rows are written together.
    for delivery, sequence in await list_electronic(session, document.id):
        incoming = _arrival(document, delivery, sender, pages=main.pages, now=now)
        session.add(incoming)
        session.add(_step(delivery, DeliveryState.SENT, sequence=sequence + 1, now=now))
        session.add(_step(delivery, DeliveryState.ARRIVED, sequence=sequence + 2, now=now))
        _record_delivery(session, document, delivery, incoming, now=now)
    await publish(
        session, type="document.arrived", subject=document.id, now=now, data={"digest": main.digest}
    )
    for file in await list_attachments(session, document.id):
        await publish(
            session,
            type="document.attachment_arrived",
            subject=document.id,
            now=now,
            data={"digest": file.digest},
        )


def _record_delivery(
    session: AsyncSession,
    document: Document,
    delivery: Delivery,
    incoming: IncomingDocument,
    *,
    now: datetime,
) -> None:
    record_act(
        session,
        actor=None,
        act=Act.DELIVERY_SEND,
        subject=("delivery", delivery.id),
        now=now,
        digest=delivery.digest,
        agency_id=document.agency_id,
        details={"document": str(document.id)},
    )
    record_act(
        session,
        actor=None,
        act=Act.DELIVERY_ARRIVE,
        now=now,
        digest=delivery.digest,
        subject=("incoming_document", incoming.id),
        agency_id=delivery.agency_id,
    )


def _arrival(
    document: Document, delivery: Delivery, sender: Agency, *, pages: int | None, now: datetime
) -> IncomingDocument:
    number = document.number_and_symbol
    if number is None or document.issued_on is None:
        raise LookupError(f"document {document.id} was issued without a number")
    return IncomingDocument(
        agency_id=delivery.agency_id,
        delivery_id=delivery.id,
        sender_agency_id=sender.id,
        sender_name=sender.name,
        medium=Medium.ELECTRONIC,
        purpose=delivery.purpose,
        digest=delivery.digest,
        pages=pages,
        number_and_symbol=number,
        issued_on=document.issued_on,
        type_code=document.type_code,
        abstract=document.abstract,
        urgency=document.urgency,
        due_date=document.due_date,
        arrived_at=now,
        folded=fold(f"{document.abstract} {number} {sender.name}"),
    )


async def report(
    session: AsyncSession,
    delivery: Delivery,
    state: DeliveryState,
    *,
    now: datetime,
    reason: str | None = None,
) -> None:
    """Append a step to a delivery's history, with its code in the national exchange."""
    # The next sequence is read after pending rows are written (autoflush).
    sequence = await next_sequence(session, delivery.id)
    session.add(_step(delivery, state, sequence=sequence, now=now, reason=reason))


def _step(
    delivery: Delivery,
    state: DeliveryState,
    *,
    sequence: int,
    now: datetime,
    reason: str | None = None,
) -> DeliveryEvent:
    return DeliveryEvent(
        delivery_id=delivery.id,
        sequence=sequence,
        state=state,
        at=now,
        code=EXCHANGE_CODES.get(state),
        reason=reason,
    )


async def report_to_sender(
    session: AsyncSession,
    incoming: IncomingDocument,
    state: DeliveryState,
    *,
    now: datetime,
    reason: str | None = None,
) -> None:
    """Tell the sender what became of the document here. Paper has nobody to tell."""
    if incoming.delivery_id is not None:
        delivery = await session.get_one(Delivery, incoming.delivery_id)
        await report(session, delivery, state, now=now, reason=reason)


async def enter_verdict(session: AsyncSession, *, digest: str, outcome: str, now: datetime) -> None:
    """Give every arrival of these bytes the verdict that was found."""
    arrivals = await session.exec(
        select(IncomingDocument)
        .where(
            IncomingDocument.digest == digest,
            col(IncomingDocument.verdict).is_distinct_from(outcome),
        )
        .with_for_update()
    )
    for incoming in arrivals.all():
        incoming.verdict = outcome
        incoming.version += 1
        record_act(
            session,
            actor=None,
            act=Act.DELIVERY_VERIFY,
            now=now,
            digest=digest,
            subject=("incoming_document", incoming.id),
            agency_id=incoming.agency_id,
            details={"outcome": outcome},
        )


async def find_arrival(
    session: AsyncSession, *, document_id: UUID, agency_id: UUID
) -> IncomingDocument | None:
    """What a document became at one of its receivers."""
    rows = await session.exec(
        select(IncomingDocument)
        .join(Delivery, col(Delivery.id) == IncomingDocument.delivery_id)
        .where(Delivery.document_id == document_id, Delivery.agency_id == agency_id)
    )
    return rows.one_or_none()


async def seals_of_sender(session: AsyncSession, digest: str) -> frozenset[str] | None:
    """The fingerprints of all seal certificates of the agency on this system that sent these bytes.

    None where nobody on this system sent them: the scan of a paper.
    """
    rows = await session.exec(
        select(IncomingDocument.sender_agency_id, Credential.fingerprint)
        .join(
            Credential,
            col(Credential.agency_id) == IncomingDocument.sender_agency_id,
            isouter=True,
        )
        .where(
            IncomingDocument.digest == digest,
            col(IncomingDocument.sender_agency_id).is_not(None),
        )
    )
    found = rows.all()
    return frozenset(fingerprint for _, fingerprint in found if fingerprint) if found else None
