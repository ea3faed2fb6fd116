"""Laying a document on the table of a meeting: the meeting service takes it from there."""

from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from auth.actor import Actor, record_act
from auth.acts import Act
from services.documents import access
from services.documents.repository.documents import find_main_file
from services.documents.schemas.document import MeetingOffer
from services.errors import FileAbsent
from storage.outbox import publish


async def offer_to_meeting(
    *, session: AsyncSession, actor: Actor, document_id: UUID, offer: MeetingOffer, now: datetime
) -> None:
    """Offer the PDF as it is now to an item of a meeting, whose service decides whether to take it.

    Those with a seat there will read it, whatever they may see here.
    """
    document = await access.access_document(session, actor, document_id, for_change=True)
    file = await find_main_file(session, document.id)
    if file is None or file.digest is None:
        raise FileAbsent("there is no PDF here yet")
    record_act(
        session,
        actor=actor,
        act=Act.DOCUMENT_OFFER,
        subject=("document", document.id),
        now=now,
        digest=file.digest,
        details={"meeting": str(offer.meeting_id)},
    )
    await publish(
        session,
        type="document.offered",
        subject=document.id,
        now=now,
        data={
            "meeting_id": str(offer.meeting_id),
            "item_id": str(offer.item_id),
            "by": str(actor.appointment_id),
            "material": {
                "filename": file.filename,
                "digest": file.digest,
                "size": file.size,
                "document_id": str(document.id),
                "number_and_symbol": document.number_and_symbol,
            },
        },
    )
