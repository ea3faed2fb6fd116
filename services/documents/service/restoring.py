"""What a return undoes: the secretary's signature on minutes that are to be changed."""

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from services.documents.models.document import Document, DocumentFile
from services.documents.models.states import FileRole, FileState
from services.documents.repository.documents import list_files


async def restore_unsigned(session: AsyncSession, document: Document, *, now: datetime) -> None:
    """Let the file as it was before its newest signature be the newest again; none is lost."""
    files = await list_files(session, document.id)
    ready = [row for row in files if row.role is FileRole.MAIN and row.state is FileState.READY]
    *_, before, signed = sorted(ready, key=lambda row: row.revision)
    kept = before.model_dump(exclude={"id", "revision", "added_at"})
    session.add(DocumentFile(**kept, revision=signed.revision + 1, added_at=now))
