"""Many signatures with one confirmation: each is begun, made and ended in its own right."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from auth.actor import Actor, record_act
from auth.acts import Act
from auth.errors import CredentialMissing, NotAllowed
from auth.models import Credential
from auth.roles import Permission
from auth.service import get_personal_credential
from services.documents import access
from services.documents.errors import (
    KeyElsewhere,
    MoveRefused,
    NotVisible,
    SigningUnderWay,
    VersionConflict,
)
from services.documents.models.document import Document
from services.documents.models.signing import Signing
from services.documents.models.signing_batch import BatchRefusal, SigningBatch, SigningBatchItem
from services.documents.repository import signing_batches as repository
from services.documents.repository.documents import is_signing
from services.documents.schemas.signing_batch import (
    MOST_DOCUMENTS,
    BatchDocument,
    BatchItemRead,
    BatchItemState,
    DocumentsToSign,
    DocumentToSign,
    SigningBatchRead,
)
from services.documents.service.signing import (
    access_signable,
    publish_signing,
    require_key_here,
    start_signing,
)
from services.documents.service.signing_plans import next_purpose
from services.documents.types import DOCUMENT_TYPES
from services.people import OfficerRead, officers

# What one document refuses; anything else is no document's fault and ends the whole request.
REFUSALS: dict[type[Exception], BatchRefusal] = {
    NotVisible: BatchRefusal.NOT_FOUND,
    NotAllowed: BatchRefusal.NOT_ALLOWED,
    VersionConflict: BatchRefusal.CHANGED,
    MoveRefused: BatchRefusal.MOVE_REFUSED,
    SigningUnderWay: BatchRefusal.UNDER_WAY,
    KeyElsewhere: BatchRefusal.KEY_ELSEWHERE,
    CredentialMissing: BatchRefusal.CREDENTIAL_MISSING,
}


async def list_documents_to_sign(*, session: AsyncSession, actor: Actor) -> DocumentsToSign:
    """What waits for the actor's signature, with what a leader has to know of each."""
    actor.require(Permission.SIGN)
    rows = await repository.list_waiting(session, actor.appointment_id, limit=MOST_DOCUMENTS)
    ids = [row.id for row in rows]
    pages = await repository.count_pages(session, ids)
    attachments = await repository.count_attachments(session, ids)
    named = [row.drafter_appointment_id for row in rows]
    people = await officers(session, [*named, *(row.reviewer_appointment_id for row in rows)])
    return DocumentsToSign(
        total=await repository.count_waiting(session, actor.appointment_id),
        items=[
            DocumentToSign(
                **row.model_dump(include={"id", "version", "abstract", "urgency", "changed_at"}),
                type_name=DOCUMENT_TYPES[row.type_code],
                pages=pages.get(row.id),
                attachments=attachments.get(row.id, 0),
                drafter=people[row.drafter_appointment_id],
                approved_by=_person(people, row.reviewer_appointment_id),
            )
            for row in rows
        ],
    )


def _person(people: dict[UUID, OfficerRead], appointment_id: UUID | None) -> OfficerRead | None:
    return people[appointment_id] if appointment_id else None


async def confirm_signing_batch(
    *, session: AsyncSession, actor: Actor, documents: Sequence[BatchDocument], now: datetime
) -> SigningBatchRead:
    """Begin a signature of each document that lets it; name what the others refuse."""
    actor.require(Permission.SIGN)
    batch = SigningBatch(appointment_id=actor.appointment_id, confirmed_at=now)
    session.add(batch)
    await session.flush()  # its items refer to it
    credential = await _credential(session, actor, now)
    places = {one.id: place for place, one in enumerate(documents, start=1)}
    # In one order, whoever confirms: two batches that share documents wait and do not lock up.
    for one in sorted(documents, key=lambda one: one.id):
        begun = await _begin(session, actor, one, credential, now)
        session.add(
            SigningBatchItem(
                batch_id=batch.id,
                position=places[one.id],
                document_id=one.id,
                document_version=one.version,
                signing_id=begun.id if isinstance(begun, Signing) else None,
                refusal=begun if isinstance(begun, BatchRefusal) else None,
            )
        )
    await session.flush()  # what follows reads them
    read = await _read(session, actor, batch)
    record_act(
        session,
        actor=actor,
        act=Act.SIGNING_BATCH_CONFIRM,
        subject=("signing_batch", batch.id),
        now=now,
        digest=confirmed_digest(documents),
        details={"documents": len(documents), "refused": read.counts[BatchItemState.REFUSED]},
    )
    return read


def confirmed_digest(documents: Sequence[BatchDocument]) -> str:
    """SHA-256 over what was confirmed: a line `id version` for each document, in their order."""
    lines = "".join(f"{one.id} {one.version}\n" for one in documents)
    return hashlib.sha256(lines.encode()).hexdigest()


async def _credential(
    session: AsyncSession, actor: Actor, now: datetime
) -> Credential | CredentialMissing:
    """The same for every document; that there is none is said of each."""
    try:
        return await get_personal_credential(session, appointment_id=actor.appointment_id, now=now)
    except CredentialMissing as error:
        return error


async def _begin(
    session: AsyncSession,
    actor: Actor,
    one: BatchDocument,
    credential: Credential | CredentialMissing,
    now: datetime,
) -> Signing | BatchRefusal:
    try:
        # A savepoint: what one document began before it refused is undone, and nothing else.
        async with session.begin_nested():
            return await _start(session, actor, one, credential, now)
    except tuple(REFUSALS) as error:
        return REFUSALS[type(error)]


async def _start(
    session: AsyncSession,
    actor: Actor,
    one: BatchDocument,
    credential: Credential | CredentialMissing,
    now: datetime,
) -> Signing:
    try:
        document = await access_signable(session, actor, one.id, one.version)
    except VersionConflict:
        # That it is being signed says more than that it changed, which that made it do.
        if await is_signing(session, one.id):
            raise SigningUnderWay from None
        raise
    if isinstance(credential, CredentialMissing):
        raise credential
    require_key_here(credential)
    signing = await start_signing(
        session,
        actor=actor,
        subject=document,
        credential=credential,
        purpose=next_purpose(document),
        now=now,
    )
    await publish_signing(session, signing, now=now)
    return signing


async def read_signing_batch(
    *, session: AsyncSession, actor: Actor, batch_id: UUID
) -> SigningBatchRead:
    """What came of each so far; for the appointment that confirmed it."""
    batch = await session.get(SigningBatch, batch_id)
    if batch is None or batch.appointment_id != actor.appointment_id:
        raise NotVisible("signing_batch", batch_id)
    return await _read(session, actor, batch)


async def _read(session: AsyncSession, actor: Actor, batch: SigningBatch) -> SigningBatchRead:
    rows = await repository.list_items(session, batch.id, access.visible_documents(actor))
    items = [_item(item, signing, document) for item, signing, document in rows]
    counts = Counter(one.state for one in items)
    return SigningBatchRead(
        id=batch.id,
        confirmed_at=batch.confirmed_at,
        counts={state: counts[state] for state in BatchItemState},
        items=items,
    )


def _item(
    item: SigningBatchItem, signing: Signing | None, document: Document | None
) -> BatchItemRead:
    return BatchItemRead(
        **item.model_dump(include={"position", "document_id", "document_version", "refusal"}),
        state=BatchItemState(signing.state) if signing else BatchItemState.REFUSED,
        problem=signing.problem if signing else None,
        ended_at=signing.ended_at if signing else None,
        type_name=DOCUMENT_TYPES[document.type_code] if document else None,
        abstract=document.abstract if document else None,
        document_state=document.state if document else None,
    )
