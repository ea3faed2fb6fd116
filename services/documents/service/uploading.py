"""The file of a draft: a PDF as it is, a Word file by way of LibreOffice."""

import asyncio
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from auth.actor import Actor, record_act
from auth.acts import Act
from services.documents.conversion import can_convert
from services.documents.models.document import Document, DocumentFile
from services.documents.models.states import FileRole, FileState
from services.documents.repository.documents import next_revision
from services.documents.service.drafting import access_changeable
from services.documents.word import secrecy_mark
from services.errors import FileRefused
from services.examining import examine_pdf
from services.secrecy import state_secret
from signing.models import PdfFacts
from signing.service import Signing
from storage.blobs.port import BlobStore
from storage.outbox import publish

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_PDF_MAGIC = b"%PDF-"
_ZIP_MAGIC = b"PK\x03\x04"
MAX_FILENAME = 255


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """Bytes that were looked at and stored, outside any transaction. `facts` None: a Word file."""

    filename: str
    media_type: str
    digest: str
    size: int
    facts: PdfFacts | None


async def take_in(
    *, blobs: BlobStore, signing: Signing, actor: Actor, data: bytes, filename: str, now: datetime
) -> Upload:
    """Examine and store an upload. Raises `FileRefused` or `StateSecretRefused`."""
    facts = None
    if data[:1024].lstrip().startswith(_PDF_MAGIC):
        facts = await examine_pdf(signing=signing, actor=actor, data=data, noun="document", now=now)
    else:
        await _examine_word(actor=actor, data=data, filename=filename, now=now)
    stored = await blobs.put(data)
    return Upload(
        filename=filename[-MAX_FILENAME:],
        media_type=PDF if facts else DOCX,
        digest=stored.digest,
        size=stored.size,
        facts=facts,
    )


async def _examine_word(*, actor: Actor, data: bytes, filename: str, now: datetime) -> None:
    if not data.startswith(_ZIP_MAGIC) or not filename.lower().endswith(".docx"):
        raise FileRefused("only PDF and Word (.docx) files are taken", code="type-unknown")
    if not can_convert():
        raise FileRefused("Word files cannot be converted here: send a PDF", code="pdf-needed")
    mark = await asyncio.to_thread(secrecy_mark, data)
    if mark:
        raise state_secret(actor, mark, noun="document", now=now)


async def attach_file(
    *,
    session: AsyncSession,
    actor: Actor,
    document_id: UUID,
    upload: Upload,
    expected_version: int | None,
    now: datetime,
) -> Document:
    """Make an upload the draft's file; a Word file starts its conversion."""
    document = await access_changeable(session, actor, document_id, expected_version)
    if upload.facts and upload.facts.signatures:
        raise FileRefused("the PDF carries signatures already", code="signed-already")
    main = await next_revision(session, document.id, FileRole.MAIN)
    facts = upload.facts
    if facts:
        session.add(_file(document, upload, FileRole.MAIN, main, now, pages=facts.pages))
    else:
        source = await next_revision(session, document.id, FileRole.SOURCE)
        session.add(_file(document, upload, FileRole.SOURCE, source, now))
        converting = DocumentFile(
            document_id=document.id,
            role=FileRole.MAIN,
            revision=main,
            media_type=PDF,
            filename=upload.filename.rsplit(".", 1)[0] + ".pdf",
            size=0,
            state=FileState.CONVERTING,
            added_at=now,
        )
        session.add(converting)
        await publish(
            session,
            type="document.file_uploaded",
            subject=document.id,
            now=now,
            data={"file_id": str(converting.id), "source": upload.digest},
        )
    document.touch(now=now)
    record_act(
        session,
        actor=actor,
        act=Act.DRAFT_UPLOAD,
        subject=("document", document.id),
        now=now,
        digest=upload.digest,
    )
    return document


def _file(
    document: Document,
    upload: Upload,
    role: FileRole,
    revision: int,
    now: datetime,
    pages: int | None = None,
) -> DocumentFile:
    return DocumentFile(
        document_id=document.id,
        role=role,
        revision=revision,
        filename=upload.filename,
        media_type=upload.media_type,
        digest=upload.digest,
        size=upload.size,
        pages=pages,
        state=FileState.READY,
        added_at=now,
    )


async def may_upload(session: AsyncSession, actor: Actor, document_id: UUID) -> None:
    """Refuse before the bytes are taken in what would be refused after."""
    await access_changeable(session, actor, document_id, None)
