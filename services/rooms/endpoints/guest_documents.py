"""What a guest reads on the table, by the secret of the link, over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Response

from meetings.service import guest_materials
from services.deps import NowDep, PlatformDep, PublicVisit, SessionDep
from services.downloads import WidthQuery, answer_file, answer_page
from services.rooms.endpoints.agenda import PageNumber
from services.rooms.schemas.meeting import AgendaDocumentRead

router = APIRouter(tags=["meetings"], dependencies=[PublicVisit])

DOCUMENTS = "/public/meetings/{secret}/documents"
Secret = Annotated[str, Path(max_length=100)]


@router.get(DOCUMENTS)
async def list_guest_documents(
    secret: Secret, session: SessionDep, now: NowDep
) -> list[AgendaDocumentRead]:
    """Those that were opened to guests; for who was let in."""
    rows = await guest_materials.list_guest_documents(session=session, secret=secret, now=now)
    return [AgendaDocumentRead.model_validate(row) for row in rows]


@router.get(DOCUMENTS + "/{document_id}/file", response_class=Response)
async def read_guest_document(
    secret: Secret, document_id: UUID, session: SessionDep, platform: PlatformDep, now: NowDep
) -> Response:
    row = await guest_materials.open_guest_document(
        session=session, secret=secret, document_id=document_id, now=now
    )
    return await answer_file(platform, session, row.digest, row.filename, download=False)


@router.get(DOCUMENTS + "/{document_id}/pages/{page}", response_class=Response)
async def read_guest_page(
    secret: Secret,
    document_id: UUID,
    page: PageNumber,
    session: SessionDep,
    platform: PlatformDep,
    now: NowDep,
    width: WidthQuery = 1000,
) -> Response:
    row = await guest_materials.open_guest_document(
        session=session, secret=secret, document_id=document_id, now=now
    )
    return await answer_page(platform, session, row.digest, page=page, width=width)
