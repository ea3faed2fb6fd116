"""The files beside a draft (văn bản kèm theo, phụ lục): added, put in order, taken away."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from auth.actor import Actor, record_act
from auth.acts import Act
from services.documents.errors import FieldRefused
from services.documents.models.document import Document, DocumentFile
from services.documents.models.states import FileRole, FileState
from services.documents.repository.attachments import list_attachments
from services.documents.repository.documents import next_revision
from services.documents.service import uploading
from services.documents.service.drafting import access_changeable
from services.documents.service.uploading import PDF, Upload
from services.errors import FileAbsent, FileRefused
from signing.service import Signing
from storage.blobs.port import BlobStore
from storage.outbox import publish

MOST_ATTACHMENTS = 20
#: What is too full for the agency's text (Decree 30, appendix I, part I, II.8b).
NO_ROOM = "no-room"


async def take_in(
    *, blobs: BlobStore, signing: Signing, actor: Actor, data: bytes, filename: str, now: datetime
) -> Upload:
    """Examine and store a file; refuse now what could not be signed when it is issued.

    Raises `FileRefused` or `StateSecretRefused`.
    """
    upload = await uploading.take_in(
        blobs=blobs, signing=signing, actor=actor, data=data, filename=filename, now=now
    )
    if upload.facts and upload.facts.signatures:
        raise FileRefused("the PDF carries signatures already", code="signed-already")
    if upload.facts and not await signing.has_corner(data):
        raise FileRefused("page one has no blank place for the agency's text", code=NO_ROOM)
    return upload


async def add_attachment(
    *,
    session: AsyncSession,
    actor: Actor,
    document_id: UUID,
    upload: Upload,
    expected_version: int | None,
    now: datetime,
) -> Document:
    """Put a file beside the draft; one of the same name takes the older one's place."""
    document = await access_changeable(session, actor, document_id, expected_version)
    name = upload.filename if upload.facts else upload.filename.rsplit(".", 1)[0] + ".pdf"
    present = await list_attachments(session, document.id)
    before = next((file for file in present if file.filename == name), None)
    if before is None and len(present) >= MOST_ATTACHMENTS:
        raise FieldRefused("attachments", f"at most {MOST_ATTACHMENTS}")
    if before is not None:
        await session.delete(before)
        await session.flush()  # the name is free before it is taken again
    place = len(present) + 1 if before is None else before.position
    file = DocumentFile(
        document_id=document.id,
        role=FileRole.ATTACHMENT,
        revision=1,
        position=place,
        filename=name,
        media_type=PDF,
        digest=upload.digest if upload.facts else None,
        size=upload.size if upload.facts else 0,
        pages=upload.facts.pages if upload.facts else None,
        state=FileState.READY if upload.facts else FileState.CONVERTING,
        added_at=now,
    )
    session.add(file)
    if upload.facts is None:
        await _convert(session, document, file, upload, now=now)
    document.touch(now=now)
    record_act(
        session,
        actor=actor,
        act=Act.ATTACHMENT_ADD,
        subject=("document", document.id),
        now=now,
        digest=upload.digest,
        details={"filename": name},
    )
    return document


async def _convert(
    session: AsyncSession, document: Document, file: DocumentFile, upload: Upload, *, now: datetime
) -> None:
    session.add(
        DocumentFile(
            document_id=document.id,
            role=FileRole.SOURCE,
            revision=await next_revision(session, document.id, FileRole.SOURCE),
            filename=upload.filename,
            media_type=upload.media_type,
            digest=upload.digest,
            size=upload.size,
            state=FileState.READY,
            added_at=now,
        )
    )
    await publish(
        session,
        type="document.file_uploaded",
        subject=document.id,
        now=now,
        data={"file_id": str(file.id), "source": upload.digest},
    )


async def remove_attachment(
    *,
    session: AsyncSession,
    actor: Actor,
    document_id: UUID,
    number: int,
    expected_version: int | None,
    now: datetime,
) -> Document:
    """Take a file away from the draft; the others close up."""
    document = await access_changeable(session, actor, document_id, expected_version)
    present = await list_attachments(session, document.id)
    file = pick(present, number)
    await session.exec(delete(DocumentFile).where(col(DocumentFile.id) == file.id))
    _number(one for one in present if one is not file)
    document.touch(now=now)
    record_act(
        session,
        actor=actor,
        act=Act.ATTACHMENT_REMOVE,
        subject=("document", document.id),
        now=now,
        digest=file.digest,
        details={"filename": file.filename},
    )
    return document


async def order_attachments(
    *,
    session: AsyncSession,
    actor: Actor,
    document_id: UUID,
    numbers: Sequence[int],
    expected_version: int | None,
    now: datetime,
) -> Document:
    """Put the files in another order: their present numbers, each once."""
    document = await access_changeable(session, actor, document_id, expected_version)
    present = await list_attachments(session, document.id)
    if sorted(numbers) != list(range(1, len(present) + 1)):
        raise FieldRefused("numbers", "name each attachment once")
    _number(present[number - 1] for number in numbers)
    document.touch(now=now)
    record_act(
        session, actor=actor, act=Act.ATTACHMENT_ORDER, subject=("document", document.id), now=now
    )
    return document


def _number(files: Iterable[DocumentFile]) -> None:
    for position, file in enumerate(files, start=1):
        file.position = position


def pick(files: Sequence[DocumentFile], number: int) -> DocumentFile:
    """The file with this number, from 1. Raises `FileAbsent`."""
    if not 1 <= number <= len(files):
        raise FileAbsent(f"there is no attachment {number}")
    return files[number - 1]


async def require_all_ready(session: AsyncSession, document: Document) -> None:
    """Every attachment has its PDF. Raises `FieldRefused`."""
    for file in await list_attachments(session, document.id):
        if file.state is FileState.CONVERTING:
            raise FieldRefused("attachments", "still being converted")
        if file.state is FileState.FAILED:
            raise FieldRefused("attachments", "an attachment has no PDF; take it away")
