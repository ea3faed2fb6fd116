"""What was recorded of a meeting, and one's own notes of it."""

from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response

from services.web.client import ApiProblem
from services.web.forms import Typed, TypedDep
from services.web.handing import hand_over
from services.web.pages.meetings import PATH, read_meeting
from services.web.shapes.meeting_record import Note, Recording
from services.web.shapes.shape import Nothing
from services.web.visit import SignedInDep, Visit

router = APIRouter()
RECORDINGS = PATH + "/{meeting_id}/recordings"
NOTES = PATH + "/{meeting_id}/notes"
_NOT_FOUND = 404


@router.get(RECORDINGS)
async def list_recordings(visit: SignedInDep, meeting_id: UUID) -> Response:
    return await _show_recordings(visit, meeting_id, None)


@router.get(RECORDINGS + "/{recording_id}")
async def play_recording(visit: SignedInDep, meeting_id: UUID, recording_id: UUID) -> Response:
    return await _show_recordings(visit, meeting_id, recording_id)


@router.get(RECORDINGS + "/{recording_id}/file")
async def recording_file(visit: SignedInDep, meeting_id: UUID, recording_id: UUID) -> Response:
    return await hand_over(visit, f"{PATH}/{meeting_id}/recordings/{recording_id}/file")


@router.post(RECORDINGS + "/{recording_id}/{act}")
async def keep_recording(
    visit: SignedInDep, typed: TypedDep, meeting_id: UUID, recording_id: UUID, act: str
) -> Response:
    """Hold it beyond its time, or release it."""
    if act not in {"hold", "release"}:
        raise ApiProblem(_NOT_FOUND, "not-found")
    path = f"{PATH}/{meeting_id}/recordings"
    body = {"reason": typed.text("reason")} if act == "hold" else None
    try:
        await visit.api.send(Nothing, "POST", f"{path}/{recording_id}/{act}", body)
    except ApiProblem as problem:
        return await _show_recordings(visit, meeting_id, None, problem=problem)
    return visit.go(path, notice=f"recording-{act}")


async def _show_recordings(
    visit: Visit, meeting_id: UUID, chosen: UUID | None, *, problem: ApiProblem | None = None
) -> Response:
    meeting = await read_meeting(visit, meeting_id)
    rows = await visit.api.get(list[Recording], f"{PATH}/{meeting_id}/recordings")
    played = next((row for row in rows if row.id == chosen and row.is_kept), None)
    if chosen and played is None:
        raise ApiProblem(_NOT_FOUND, "not-found")
    return visit.page(
        "meeting_recordings.html", meeting=meeting, rows=rows, played=played, problem=problem
    )


@router.get(NOTES)
async def show_notes(visit: SignedInDep, meeting_id: UUID) -> Response:
    return await _show_notes(visit, meeting_id)


@router.post(NOTES)
async def write_note(visit: SignedInDep, typed: TypedDep, meeting_id: UUID) -> Response:
    page = typed.text("page")
    body = {
        "item_id": typed("item_id"),
        "document_id": typed.optional("document_id"),
        "page": int(page) if page.isdigit() else None,
        "text": typed.text("text"),
    }
    try:
        await visit.api.send(
            Nothing, "POST", f"{PATH}/{meeting_id}/notes", body, key=typed.optional("key")
        )
    except ApiProblem as problem:
        return await _show_notes(visit, meeting_id, typed=typed, problem=problem)
    return visit.go(f"{PATH}/{meeting_id}/notes", notice="note-written")


@router.post(NOTES + "/{note_id}/remove")
async def remove_note(visit: SignedInDep, meeting_id: UUID, note_id: UUID) -> Response:
    await visit.api.send(Nothing, "DELETE", f"{PATH}/{meeting_id}/notes/{note_id}")
    return visit.go(f"{PATH}/{meeting_id}/notes", notice="note-removed")


async def _show_notes(
    visit: Visit,
    meeting_id: UUID,
    *,
    typed: Typed | None = None,
    problem: ApiProblem | None = None,
) -> Response:
    meeting = await read_meeting(visit, meeting_id)
    notes = await visit.api.get(list[Note], f"{PATH}/{meeting_id}/notes")
    return visit.page(
        "meeting_notes.html", meeting=meeting, notes=notes, typed=typed or Typed(), problem=problem
    )
