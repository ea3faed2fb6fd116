"""After a meeting: who was there, its minutes, its conclusions; and meetings held elsewhere."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response

from services.web.client import ApiProblem
from services.web.forms import Typed, TypedDep
from services.web.pages import meeting_forms
from services.web.pages.meetings import PATH, read_meeting
from services.web.shapes.meeting_outcome import AttendanceRow, Conclusion, Minutes
from services.web.shapes.shape import Nothing
from services.web.visit import SignedInDep, Visit

router = APIRouter()
MEETING = PATH + "/{meeting_id}"


@router.get(MEETING + "/registration")
async def show_registration(visit: SignedInDep, meeting_id: UUID) -> Response:
    return await _show_registration(visit, meeting_id)


@router.post(MEETING + "/registration")
async def register(visit: SignedInDep, typed: TypedDep, meeting_id: UUID) -> Response:
    """Enter a meeting that was held in person or without this system."""
    try:
        await visit.api.send(
            Nothing, "POST", f"{PATH}/{meeting_id}/registration",
            meeting_forms.registration(typed), version=typed("version"),
        )  # fmt: skip
    except ApiProblem as problem:
        return await _show_registration(visit, meeting_id, typed=typed, problem=problem)
    return visit.go(f"{PATH}/{meeting_id}", notice="meeting-registered")


@router.get(MEETING + "/attendance")
async def show_attendance(visit: SignedInDep, meeting_id: UUID) -> Response:
    return await _show_attendance(visit, meeting_id)


@router.post(MEETING + "/attendance")
async def enter_attendance(visit: SignedInDep, typed: TypedDep, meeting_id: UUID) -> Response:
    path = f"{PATH}/{meeting_id}/attendance"
    try:
        await visit.api.send(list[AttendanceRow], "PUT", path, meeting_forms.attendance(typed))
    except ApiProblem as problem:
        return await _show_attendance(visit, meeting_id, problem=problem)
    return visit.go(f"{PATH}/{meeting_id}#attendance", notice="attendance-entered")


@router.get(MEETING + "/minutes")
async def show_minutes(visit: SignedInDep, meeting_id: UUID) -> Response:
    return await _show_minutes(visit, meeting_id)


@router.post(MEETING + "/minutes")
async def save_minutes(visit: SignedInDep, typed: TypedDep, meeting_id: UUID) -> Response:
    path = f"{PATH}/{meeting_id}/minutes"
    known = await visit.api.get(Minutes, path)
    body = _content(typed, known)
    try:
        await visit.api.put(Minutes, path, body, version=typed("version"))
    except ApiProblem as problem:
        return await _show_minutes(visit, meeting_id, typed=typed, problem=problem)
    return visit.go(path, notice="minutes-saved")


@router.get(MEETING + "/conclusions")
async def show_conclusions(visit: SignedInDep, meeting_id: UUID) -> Response:
    return await _show_conclusions(visit, meeting_id)


@router.post(MEETING + "/conclusions")
async def enter_conclusions(visit: SignedInDep, typed: TypedDep, meeting_id: UUID) -> Response:
    path = f"{PATH}/{meeting_id}/conclusions"
    try:
        await visit.api.send(list[Conclusion], "PUT", path, meeting_forms.conclusions(typed))
    except ApiProblem as problem:
        return await _show_conclusions(visit, meeting_id, typed=typed, problem=problem)
    if typed("do") == "more":
        return visit.go(path)
    return visit.go(f"{PATH}/{meeting_id}", notice="conclusions-entered")


def _content(typed: Typed, known: Minutes) -> dict[str, Any]:
    """The edited parts; lines of the course keep the time of the row they were shown with."""
    content = known.content.model_dump(mode="json")
    course = [
        {"at": at or None, "text": text.strip()}
        for at, text in zip(typed.many("course_at"), typed.many("course_text"), strict=False)
        if text.strip()
    ]
    named = ("name", "office", "note")
    return content | {
        "title": typed.text("title"),
        "place": typed.text("place"),
        "chair": typed.text("chair"),
        "secretary": typed.text("secretary"),
        "present": _rows(typed, "present", named, needs="name"),
        "absent": _rows(typed, "absent", named, needs="name"),
        "course": course,
        "opinions": _rows(typed, "opinion", ("name", "text"), needs="text"),
        "slips": _rows(typed, "slip", ("question", "result"), needs="question"),
        "votes": _rows(typed, "vote", ("question", "result"), needs="question"),
        "conclusions": [text.strip() for text in typed.many("conclusion") if text.strip()],
    }


def _rows(typed: Typed, prefix: str, parts: tuple[str, ...], *, needs: str) -> list[dict[str, str]]:
    columns = [typed.many(f"{prefix}_{part}") for part in parts]
    rows = [
        dict(zip(parts, (value.strip() for value in row), strict=True))
        for row in zip(*columns, strict=False)
    ]
    return [row for row in rows if row[needs]]


async def _show_registration(
    visit: Visit,
    meeting_id: UUID,
    *,
    typed: Typed | None = None,
    problem: ApiProblem | None = None,
) -> Response:
    meeting = await read_meeting(visit, meeting_id)
    return visit.page(
        "meeting_registration.html", meeting=meeting, typed=typed or Typed(), problem=problem
    )


async def _show_attendance(
    visit: Visit, meeting_id: UUID, *, problem: ApiProblem | None = None
) -> Response:
    meeting = await read_meeting(visit, meeting_id)
    path = f"{PATH}/{meeting_id}/attendance"
    rows = await visit.api.get(list[AttendanceRow], path)
    return visit.page("meeting_attendance.html", meeting=meeting, rows=rows, problem=problem)


async def _show_minutes(
    visit: Visit,
    meeting_id: UUID,
    *,
    typed: Typed | None = None,
    problem: ApiProblem | None = None,
) -> Response:
    meeting = await read_meeting(visit, meeting_id)
    minutes = await visit.api.get(Minutes, f"{PATH}/{meeting_id}/minutes")
    return visit.page(
        "meeting_minutes.html",
        meeting=meeting,
        minutes=minutes,
        typed=typed or Typed(),
        problem=problem,
    )


async def _show_conclusions(
    visit: Visit,
    meeting_id: UUID,
    *,
    typed: Typed | None = None,
    problem: ApiProblem | None = None,
) -> Response:
    meeting = await read_meeting(visit, meeting_id)
    rows = await visit.api.get(list[Conclusion], f"{PATH}/{meeting_id}/conclusions")
    return visit.page(
        "meeting_conclusions.html",
        meeting=meeting,
        rows=rows,
        entered=meeting_forms.conclusions(typed) if typed else None,
        typed=typed or Typed(),
        problem=problem,
    )
