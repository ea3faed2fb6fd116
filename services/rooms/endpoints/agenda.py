"""The agenda over HTTP: items, their order and documents, and one's own notes."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Request, Response

from meetings.access import access_unfinished
from meetings.service import agenda, materials
from meetings.shapes import ItemPlan, Material, MaterialChange, NotePlan
from services.deps import ActorDep, NowDep, PlatformDep, SessionDep
from services.downloads import FilenameQuery, WidthQuery, answer_file, answer_page
from services.examining import examine_pdf
from services.idempotency import IdempotencyDep, IdempotentRoute
from services.rooms.schemas.meeting import ItemOrder, MeetingRead, NoteRead
from services.rooms.service.reading import read_meeting, read_note
from services.uploads import receive_upload

router = APIRouter(tags=["meetings"], route_class=IdempotentRoute)

MEETING = "/meetings/{meeting_id}"
ITEM = MEETING + "/agenda/{item_id}"
DOCUMENT = MEETING + "/documents/{document_id}"
PageNumber = Annotated[int, Path(ge=1, le=100_000)]


@router.post(MEETING + "/agenda", status_code=201, dependencies=[IdempotencyDep])
async def add_item(
    meeting_id: UUID, plan: ItemPlan, session: SessionDep, actor: ActorDep, now: NowDep
) -> MeetingRead:
    meeting = await agenda.add_item(
        session=session, actor=actor, meeting_id=meeting_id, plan=plan, now=now
    )
    return await read_meeting(session=session, actor=actor, meeting=meeting, now=now)


@router.put(MEETING + "/agenda/order")
async def order_items(
    meeting_id: UUID, order: ItemOrder, session: SessionDep, actor: ActorDep, now: NowDep
) -> MeetingRead:
    meeting = await agenda.order_items(
        session=session, actor=actor, meeting_id=meeting_id, item_ids=order.item_ids, now=now
    )
    return await read_meeting(session=session, actor=actor, meeting=meeting, now=now)


@router.put(ITEM)
async def change_item(
    meeting_id: UUID,
    item_id: UUID,
    plan: ItemPlan,
    session: SessionDep,
    actor: ActorDep,
    now: NowDep,
) -> MeetingRead:
    meeting = await agenda.change_item(
        session=session, actor=actor, meeting_id=meeting_id, item_id=item_id, plan=plan, now=now
    )
    return await read_meeting(session=session, actor=actor, meeting=meeting, now=now)


@router.delete(ITEM)
async def remove_item(
    meeting_id: UUID, item_id: UUID, session: SessionDep, actor: ActorDep, now: NowDep
) -> MeetingRead:
    meeting = await agenda.remove_item(
        session=session, actor=actor, meeting_id=meeting_id, item_id=item_id, now=now
    )
    return await read_meeting(session=session, actor=actor, meeting=meeting, now=now)


@router.put(ITEM + "/documents")
async def upload_document(
    meeting_id: UUID,
    item_id: UUID,
    filename: FilenameQuery,
    request: Request,
    platform: PlatformDep,
    session: SessionDep,
    actor: ActorDep,
    now: NowDep,
) -> MeetingRead:
    """The body is a PDF; one that carries a mark of secrecy is refused."""
    await access_unfinished(session, actor, meeting_id)
    data = await receive_upload(request, session, platform.settings.upload_limit)
    await examine_pdf(signing=platform.signing, actor=actor, data=data, noun="meeting", now=now)
    stored = await platform.blobs.put(data)
    material = Material(filename=filename, digest=stored.digest, size=stored.size)
    meeting = await materials.add_document(
        session=session, actor=actor, meeting_id=meeting_id, item_id=item_id,
        material=material, now=now,
    )  # fmt: skip
    return await read_meeting(session=session, actor=actor, meeting=meeting, now=now)


@router.patch(DOCUMENT)
async def change_document(
    meeting_id: UUID,
    document_id: UUID,
    change: MaterialChange,
    session: SessionDep,
    actor: ActorDep,
    now: NowDep,
) -> MeetingRead:
    meeting = await materials.change_document(
        session=session, actor=actor, meeting_id=meeting_id, document_id=document_id,
        change=change, now=now,
    )  # fmt: skip
    return await read_meeting(session=session, actor=actor, meeting=meeting, now=now)


@router.delete(DOCUMENT)
async def remove_document(
    meeting_id: UUID, document_id: UUID, session: SessionDep, actor: ActorDep, now: NowDep
) -> MeetingRead:
    meeting = await materials.remove_document(
        session=session, actor=actor, meeting_id=meeting_id, document_id=document_id, now=now
    )
    return await read_meeting(session=session, actor=actor, meeting=meeting, now=now)


@router.get(DOCUMENT + "/file", response_class=Response)
async def read_document(
    meeting_id: UUID,
    document_id: UUID,
    platform: PlatformDep,
    session: SessionDep,
    actor: ActorDep,
    now: NowDep,
    *,
    download: bool = False,
) -> Response:
    document = await materials.open_document(
        session=session, actor=actor, meeting_id=meeting_id, document_id=document_id, now=now
    )
    return await answer_file(
        platform, session, document.digest, document.filename, download=download
    )


@router.get(DOCUMENT + "/pages/{page}", response_class=Response)
async def read_page(
    meeting_id: UUID,
    document_id: UUID,
    page: PageNumber,
    platform: PlatformDep,
    session: SessionDep,
    actor: ActorDep,
    now: NowDep,
    width: WidthQuery = 1000,
) -> Response:
    document = await materials.open_document(
        session=session, actor=actor, meeting_id=meeting_id, document_id=document_id, now=now
    )
    return await answer_page(platform, session, document.digest, page=page, width=width)


@router.get(MEETING + "/notes")
async def list_notes(meeting_id: UUID, session: SessionDep, actor: ActorDep) -> list[NoteRead]:
    rows = await materials.list_notes(session=session, actor=actor, meeting_id=meeting_id)
    return [read_note(row) for row in rows]


@router.post(MEETING + "/notes", status_code=201, dependencies=[IdempotencyDep])
async def write_note(
    meeting_id: UUID, plan: NotePlan, session: SessionDep, actor: ActorDep, now: NowDep
) -> NoteRead:
    note = await materials.write_note(
        session=session, actor=actor, meeting_id=meeting_id, plan=plan, now=now
    )
    return read_note(note)


@router.delete(MEETING + "/notes/{note_id}", status_code=204, response_class=Response)
async def delete_note(
    meeting_id: UUID, note_id: UUID, session: SessionDep, actor: ActorDep
) -> None:
    await materials.delete_note(
        session=session, actor=actor, meeting_id=meeting_id, note_id=note_id
    )
