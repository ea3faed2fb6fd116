"""The room of a meeting, its device check, the hall's screen, and the door of guests."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Path
from fastapi.responses import Response

from services.web import files
from services.web.pages.meetings import PATH, read_meeting
from services.web.shapes.meeting import AgendaDocument, MeetingRead
from services.web.shapes.meeting_outcome import GuestMeeting
from services.web.visit import SignedInDep, Visit, VisitDep
from services.web.words.rooms import SAID_IN_ROOM

router = APIRouter()
# The one place where a page of ours uses camera, microphone and the picture of a screen.
_DEVICES = (
    "camera=(self), microphone=(self), display-capture=(self), fullscreen=(self), geolocation=()"
)
Secret = Annotated[str, Path(max_length=100)]


@router.get(PATH + "/guest/{secret}")
async def guest_room(visit: VisitDep, secret: Secret) -> Response:
    """The secret stays in the address: the page's own script says it when it joins."""
    meeting = await visit.api.get(GuestMeeting, f"/public/meetings/{secret}")
    facts = {"meeting": str(meeting.meeting_id), "guest": secret, "name": meeting.guest_name}
    answer = _page(visit, "meeting_room.html", facts, title=meeting.title, back="")
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer


@router.get(PATH + "/guest/{secret}/papers")
async def guest_papers(visit: VisitDep, secret: Secret) -> Response:
    """For the script of the room: what guests may read, once let in."""
    rows = await visit.api.get(list[AgendaDocument], f"/public/meetings/{secret}/documents")
    papers = [("", "", rows)] if rows else []
    return visit.page("meeting_papers.html", papers=papers, is_guest=True)


@router.get(PATH + "/guest/{secret}/documents/{document_id}/pages/{number}")
async def guest_page(visit: VisitDep, secret: Secret, document_id: UUID, number: int) -> Response:
    return await files.page_picture(
        visit, f"public/meetings/{secret}/documents", document_id, number
    )


@router.get(PATH + "/{meeting_id}/papers")
async def papers(visit: SignedInDep, meeting_id: UUID) -> Response:
    """For the script of the room: the documents on the table as they are now."""
    meeting = await read_meeting(visit, meeting_id)
    rows = [
        (f"{item.position}. {item.title}", item.id, item.documents)
        for item in meeting.agenda
        if item.documents
    ]
    return visit.page("meeting_papers.html", papers=rows, is_guest=False)


@router.get(PATH + "/{meeting_id}/room")
async def room(visit: SignedInDep, meeting_id: UUID) -> Response:
    meeting = await read_meeting(visit, meeting_id)
    return _of_meeting(visit, "meeting_room.html", meeting)


@router.get(PATH + "/{meeting_id}/check")
async def check(visit: SignedInDep, meeting_id: UUID) -> Response:
    meeting = await read_meeting(visit, meeting_id)
    return _of_meeting(visit, "meeting_check.html", meeting)


@router.get(PATH + "/{meeting_id}/hall")
async def hall(visit: SignedInDep, meeting_id: UUID) -> Response:
    """Shows and takes no part: it joins without camera and microphone."""
    meeting = await read_meeting(visit, meeting_id)
    return _of_meeting(visit, "meeting_hall.html", meeting)


def _of_meeting(visit: Visit, template: str, meeting: MeetingRead) -> Response:
    facts = {
        "meeting": str(meeting.id),
        "guest": "",
        "name": visit.me.full_name if visit.me else "",
    }
    back = f"{PATH}/{meeting.id}"
    return _page(visit, template, facts, title=meeting.title, back=back)


def _page(visit: Visit, template: str, facts: dict[str, str], **values: Any) -> Response:
    translator = visit.pages.translators[visit.language]
    said = {code: translator.gettext(text) for code, text in SAID_IN_ROOM.items()}
    answer = visit.page(template, facts=facts, said=said, **values)
    answer.headers["Permissions-Policy"] = _DEVICES
    return answer
