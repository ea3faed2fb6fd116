"""Electronic copies: who may make which of what, its number, its states (Decree 30, art. 25-27).

The number is spent in the transaction that starts the copy, as a document's is: a copy
whose signature failed is tried again under its number, so none is lost and none used twice.
A job signs it at once; where the agency's key lies with its clerk, it waits for a session.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from auth.actor import Actor, record_act
from auth.acts import Act
from auth.errors import NotAllowed
from auth.models import Agency, KeyStoreName
from auth.roles import Permission
from auth.service import get_seal_credential, vietnam_day
from services.documents import access
from services.documents.errors import FieldRefused, MoveRefused
from services.documents.models.copy import DocumentCopy
from services.documents.models.document import Document
from services.documents.models.incoming import IncomingDocument
from services.documents.models.states import (
    BookDirection,
    CopyKind,
    CopyState,
    DocumentState,
    IncomingState,
    Medium,
)
from services.documents.repository.documents import find_main_file, find_verdict
from services.documents.repository.numbers import get_book, spend_number
from services.documents.schemas.copy import CopyCreate
from services.documents.service.signing import require_key_here
from services.errors import FileAbsent
from storage.outbox import publish

#: What the copy shows, and the abbreviation in its symbol (appendix I, part II; appendix III).
FORMS = {
    CopyKind.TRUE_COPY: ("SAO Y", "SY"),
    CopyKind.COPY_OF_COPY: ("SAO LỤC", "SL"),
    CopyKind.EXTRACT: ("TRÍCH SAO", "TrS"),
}
LONGEST_ORIGINAL = 300
_NOT_ENTERED = {IncomingState.ARRIVED, IncomingState.REFUSED}


@dataclass(frozen=True, slots=True, kw_only=True)
class Original:
    """What is copied: the PDF as it stands, and how the register names it."""

    digest: str
    pages: int
    words: str
    medium: Medium
    document_id: UUID | None = None
    incoming_id: UUID | None = None


async def copy_document(
    *, session: AsyncSession, actor: Actor, document_id: UUID, wanted: CopyCreate, now: datetime
) -> DocumentCopy:
    """Copy what the agency issued itself."""
    document = await access.access_document(session, actor, document_id)
    actor.require(Permission.COPY)
    if document.agency_id not in actor.agencies:
        raise NotAllowed("copy")
    original = await _issued(session, document)
    return await _start(session, actor, original, wanted, now=now)


async def copy_incoming(
    *, session: AsyncSession, actor: Actor, incoming_id: UUID, wanted: CopyCreate, now: datetime
) -> DocumentCopy:
    """Copy what was received and entered in the book."""
    incoming = await access.access_incoming(session, actor, incoming_id)
    actor.require(Permission.COPY)
    original = _received(incoming)
    return await _start(session, actor, original, wanted, now=now)


async def _issued(session: AsyncSession, document: Document) -> Original:
    if document.state is not DocumentState.ISSUED:
        raise MoveRefused("document", document.state, "copied")
    main = await find_main_file(session, document.id)
    if main is None or main.digest is None:
        raise FileAbsent("there is no file here yet")
    return Original(
        digest=main.digest,
        pages=main.pages or 0,
        words=f"{document.number_and_symbol} {document.abstract}",
        medium=Medium.ELECTRONIC,
        document_id=document.id,
    )


def _received(incoming: IncomingDocument) -> Original:
    if incoming.state in _NOT_ENTERED:
        raise MoveRefused("incoming_document", incoming.state, "copied")
    if incoming.digest is None:
        raise FileAbsent("a paper document is copied from its scan")
    return Original(
        digest=incoming.digest,
        pages=incoming.pages or 0,
        words=f"{incoming.number_and_symbol} {incoming.abstract}",
        medium=incoming.medium,
        incoming_id=incoming.id,
    )


async def _start(
    session: AsyncSession, actor: Actor, original: Original, wanted: CopyCreate, *, now: datetime
) -> DocumentCopy:
    page_numbers(wanted, pages=original.pages)
    await _require_copy(session, original, wanted)
    credential = await get_seal_credential(session, agency_id=actor.agency_id, now=now)
    elsewhere = credential.key_store is KeyStoreName.CLIENT
    agency = await session.get_one(Agency, actor.agency_id)
    year = vietnam_day(now).year
    book_id = await get_book(session, actor.agency_id, BookDirection.COPIES)
    copy = DocumentCopy(
        agency_id=actor.agency_id,
        document_id=original.document_id,
        incoming_id=original.incoming_id,
        kind=wanted.kind,
        pages=wanted.pages,
        purpose=wanted.purpose,
        original=original.words[:LONGEST_ORIGINAL],
        book_id=book_id,
        year=year,
        # Everybody else who copies here waits from this line to our commit.
        number=await spend_number(session, book_id=book_id, year=year),
        symbol=f"{FORMS[wanted.kind][1]}-{agency.abbreviation}",
        appointment_id=actor.appointment_id,
        credential_id=credential.id,
        state=CopyState.WAITING if elsewhere else CopyState.STARTED,
        source_digest=original.digest,
        started_at=now,
    )
    session.add(copy)
    _record_start(session, actor, copy, now=now)
    if not elsewhere:
        await _publish_start(session, copy, now=now)
    return copy


def _record_start(
    session: AsyncSession, actor: Actor, copy: DocumentCopy, *, now: datetime
) -> None:
    details = {"number": copy.number_and_symbol, "kind": copy.kind, "copy": str(copy.id)}
    for subject in (("document_copy", copy.id), subject_of(copy)):
        record_act(
            session,
            actor=actor,
            act=Act.COPY_START,
            subject=subject,
            now=now,
            digest=copy.source_digest,
            details=details,
        )


async def _publish_start(session: AsyncSession, copy: DocumentCopy, *, now: datetime) -> None:
    """Let a job sign it, with a key that this system reaches."""
    await publish(session, type="document.copy_started", subject=copy.id, now=now, data={})


def subject_of(copy: DocumentCopy) -> tuple[str, UUID]:
    """What was copied, as the journal names it."""
    if copy.document_id is not None:
        return "document", copy.document_id
    if copy.incoming_id is None:
        raise LookupError(f"copy {copy.id} is of nothing")
    return "incoming_document", copy.incoming_id


async def _require_copy(session: AsyncSession, original: Original, wanted: CopyCreate) -> None:
    """Sao lục is made from a sao y (article 25.2): of paper its clerk knows, of a file we see."""
    if wanted.kind is not CopyKind.COPY_OF_COPY or original.medium is Medium.PAPER:
        return
    verdict = await find_verdict(session, original.digest)
    signatures = verdict.verdict["signatures"] if verdict else []
    if not any(row["purpose"] == "copy" for row in signatures):
        raise FieldRefused("kind", "made from a true copy only")


def page_numbers(wanted: CopyCreate, *, pages: int) -> list[int]:
    """The pages of an extract, from 1, each once; none for a whole copy.

    Raises `FieldRefused`.
    """
    if wanted.kind is not CopyKind.EXTRACT:
        if wanted.pages:
            raise FieldRefused("pages", "only an extract names pages")
        return []
    chosen = parse_pages(wanted.pages)
    if not chosen:
        raise FieldRefused("pages", "name the pages of the extract")
    if len(set(chosen)) != len(chosen) or not 1 <= min(chosen) <= max(chosen) <= pages:
        raise FieldRefused("pages", "the document has no such page")
    return chosen


def parse_pages(text: str) -> list[int]:
    """`1,3-4` as 1, 3, 4."""
    chosen: list[int] = []
    for part in filter(None, text.split(",")):
        first, _, last = part.partition("-")
        chosen.extend(range(int(first), int(last or first) + 1))
    return chosen


async def retry_copy(
    *, session: AsyncSession, actor: Actor, copy_id: UUID, now: datetime
) -> DocumentCopy:
    """Make a copy whose signature failed, under its number."""
    copy = await access_own_copy(session, actor, copy_id)
    credential = await get_seal_credential(session, agency_id=copy.agency_id, now=now)
    require_key_here(credential)
    copy.mark_restarted(credential.id)
    _record_start(session, actor, copy, now=now)
    await _publish_start(session, copy, now=now)
    return copy


async def access_own_copy(session: AsyncSession, actor: Actor, copy_id: UUID) -> DocumentCopy:
    """A copy that the actor may have signed, locked."""
    copy = await access.access_copy(session, actor, copy_id, for_change=True)
    actor.require(Permission.COPY)
    if copy.agency_id != actor.agency_id:
        raise NotAllowed("copy")  # a successor cannot sign for an agency that ended
    return copy
