"""The files beside a document: added to a draft, read by its agency and by its receivers."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Request, Response

from services.deps import ActorDep, NowDep, PlatformDep, RequiredVersionDep, SessionDep
from services.documents.access import access_document, access_incoming
from services.documents.schemas.document import DocumentRead
from services.documents.schemas.shared import AttachmentOrder
from services.documents.service import (
    attaching,
    history,
    reading,
    reading_attachments,
    uploading,
)
from services.downloads import FilenameQuery, WidthQuery, answer_file, answer_page, etag
from services.idempotency import IdempotentRoute
from services.uploads import receive_upload

router = APIRouter(tags=["documents"], route_class=IdempotentRoute)
NumberPath = Annotated[int, Path(ge=1, le=1000)]
PagePath = Annotated[int, Path(ge=1)]


@router.put("/documents/{document_id}/attachments")
async def add_attachment(
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
    """Put a file beside the draft; one of the same name is replaced."""
    await uploading.may_upload(session, actor, document_id)
    data = await receive_upload(request, session, platform.settings.upload_limit)
    blobs, signing = platform.blobs, platform.signing
    upload = await attaching.take_in(
        blobs=blobs, signing=signing, actor=actor, data=data, filename=filename, now=now
    )
    document = await attaching.add_attachment(
        session=session,
        actor=actor,
        document_id=document_id,
        upload=upload,
        expected_version=version,
        now=now,
    )
    response.headers.update(etag(document.version))
    return await reading.read_document(session=session, actor=actor, document=document)


@router.put("/documents/{document_id}/attachments/order")
async def order_attachments(
    document_id: UUID,
    order: AttachmentOrder,
    response: Response,
    version: RequiredVersionDep,
    session: SessionDep,
    actor: ActorDep,
    now: NowDep,
) -> DocumentRead:
    document = await attaching.order_attachments(
        session=session,
        actor=actor,
        document_id=document_id,
        numbers=order.numbers,
        expected_version=version,
        now=now,
    )
    response.headers.update(etag(document.version))
    return await reading.read_document(session=session, actor=actor, document=document)


@router.delete("/documents/{document_id}/attachments/{number}")
async def remove_attachment(
    document_id: UUID,
    number: NumberPath,
    response: Response,
    version: RequiredVersionDep,
    session: SessionDep,
    actor: ActorDep,
    now: NowDep,
) -> DocumentRead:
    document = await attaching.remove_attachment(
        session=session,
        actor=actor,
        document_id=document_id,
        number=number,
        expected_version=version,
        now=now,
    )
    response.headers.update(etag(document.version))
    return await reading.read_document(session=session, actor=actor, document=document)


@router.get("/documents/{document_id}/attachments/{number}/file")
async def read_attachment(
    document_id: UUID,
    number: NumberPath,
    platform: PlatformDep,
    session: SessionDep,
    actor: ActorDep,
    now: NowDep,
    *,
    download: bool = False,
) -> Response:
    document = await access_document(session, actor, document_id)
    file = await reading_attachments.attachment_of(session, document, number)
    history.record_look(session, actor, "document", document.id, now=now)
    return await answer_file(platform, session, file.digest, file.filename, download=download)


@router.get("/documents/{document_id}/attachments/{number}/pages/{page}")
async def read_attachment_page(
    document_id: UUID,
    number: NumberPath,
    page: PagePath,
    platform: PlatformDep,
    session: SessionDep,
    actor: ActorDep,
    width: WidthQuery = 900,
) -> Response:
    document = await access_document(session, actor, document_id)
    file = await reading_attachments.attachment_of(session, document, number)
    return await answer_page(platform, session, file.digest, page=page, width=width)


@router.get("/incoming/{incoming_id}/attachments/{number}/file", tags=["incoming"])
async def read_arrived_attachment(
    incoming_id: UUID,
    number: NumberPath,
    platform: PlatformDep,
    session: SessionDep,
    actor: ActorDep,
    now: NowDep,
    *,
    download: bool = False,
) -> Response:
    incoming = await access_incoming(session, actor, incoming_id)
    file = await reading_attachments.arrived_attachment(session, incoming, number)
    history.record_look(session, actor, "incoming_document", incoming.id, now=now)
    return await answer_file(platform, session, file.digest, file.filename, download=download)


@router.get("/incoming/{incoming_id}/attachments/{number}/pages/{page}", tags=["incoming"])
async def read_arrived_attachment_page(
    incoming_id: UUID,
    number: NumberPath,
    page: PagePath,
    platform: PlatformDep,
    session: SessionDep,
    actor: ActorDep,
    width: WidthQuery = 900,
) -> Response:
    incoming = await access_incoming(session, actor, incoming_id)
    file = await reading_attachments.arrived_attachment(session, incoming, number)
    return await answer_page(platform, session, file.digest, page=page, width=width)
