"""The file of an outgoing document: upload, download, pictures of its pages."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Request, Response

from services.deps import (
    ActorDep,
    NowDep,
    PlatformDep,
    RequiredVersionDep,
    SessionDep,
)
from services.documents.access import access_document
from services.documents.schemas.document import DocumentRead, MeetingOffer
from services.documents.service import (
    history,
    offering,
    reading,
    uploading,
)
from services.downloads import FilenameQuery, WidthQuery, answer_file, answer_page, etag
from services.idempotency import IdempotentRoute
from services.uploads import receive_upload

router = APIRouter(tags=["documents"], route_class=IdempotentRoute)


@router.put("/documents/{document_id}/file")
async def upload_file(
    document_id: UUID,
    filename: FilenameQuery,
    request: Request,
    response: Response,
    version: RequiredVersionDep,
    platform: PlatformDep,
    session: SessionDep,
    actor: ActorDep,
    now: NowDep,
) -> DocumentRead:
    await uploading.may_upload(session, actor, document_id)
    data = await receive_upload(request, session, platform.settings.upload_limit)
    upload = await uploading.take_in(
        blobs=platform.blobs,
        signing=platform.signing,
        actor=actor,
        data=data,
        filename=filename,
        now=now,
    )
    document = await uploading.attach_file(
        session=session,
        actor=actor,
        document_id=document_id,
        upload=upload,
        expected_version=version,
        now=now,
    )
    response.headers.update(etag(document.version))
    return await reading.read_document(session=session, actor=actor, document=document)


@router.get("/documents/{document_id}/file")
async def read_file(
    document_id: UUID,
    platform: PlatformDep,
    session: SessionDep,
    actor: ActorDep,
    now: NowDep,
    *,
    download: bool = False,
) -> Response:
    document = await access_document(session, actor, document_id)
    main = await reading.current_file(session, document)
    history.record_look(session, actor, "document", document.id, now=now)
    return await answer_file(platform, session, main.digest, main.filename, download=download)


@router.get("/documents/{document_id}/pages/{page}")
async def read_page(
    document_id: UUID,
    page: Annotated[int, Path(ge=1)],
    platform: PlatformDep,
    session: SessionDep,
    actor: ActorDep,
    width: WidthQuery = 900,
) -> Response:
    document = await access_document(session, actor, document_id)
    main = await reading.current_file(session, document)
    return await answer_page(platform, session, main.digest, page=page, width=width)


@router.post("/documents/{document_id}/meeting-offers", status_code=202)
async def offer_to_meeting(
    document_id: UUID, offer: MeetingOffer, session: SessionDep, actor: ActorDep, now: NowDep
) -> MeetingOffer:
    """A job lays the PDF on the table of the meeting, if the one who offers may bring it there."""
    await offering.offer_to_meeting(
        session=session, actor=actor, document_id=document_id, offer=offer, now=now
    )
    return offer
