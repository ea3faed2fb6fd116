"""Meetings over HTTP: plan, list, read, change, call off."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Body, Response

from meetings.access import access_content, access_meeting
from meetings.models.states import MeetingState
from meetings.service import planning, registering
from meetings.shapes import Attendance, Registration
from services.deps import ActorDep, NowDep, SessionDep, VersionDep
from services.downloads import etag
from services.idempotency import IdempotencyDep, IdempotentRoute
from services.paging import (
    DEFAULT_LIMIT,
    CursorQuery,
    LimitQuery,
    Page,
    moment_cursor,
    moment_key,
    page_of,
)
from services.reasons import ReasonGiven
from services.rooms.schemas.meeting import (
    Asked,
    AttendanceRow,
    MeetingCounts,
    MeetingCreate,
    MeetingRead,
    MeetingRow,
    MeetingUpdate,
)
from services.rooms.service import reading
from services.rooms.service.attendance import read_attendance
from services.secrecy import refuse_secrets
from services.text import WordsQuery

router = APIRouter(tags=["meetings"], route_class=IdempotentRoute)
AttendanceList = Annotated[list[Attendance], Body(max_length=1000)]


@router.get("/meetings")
async def list_meetings(
    session: SessionDep,
    actor: ActorDep,
    now: NowDep,
    *,
    state: MeetingState | None = None,
    notice_due: bool = False,
    waiting: bool = False,
    q: WordsQuery = "",
    cursor: CursorQuery = None,
    limit: LimitQuery = DEFAULT_LIMIT,
) -> Page[MeetingRow]:
    """`notice_due`: its conclusion is still to be announced; `waiting`: for one's own answer."""
    rows = await reading.list_register(
        session=session,
        actor=actor,
        asked=Asked(state=state, notice_due=notice_due, waiting=waiting, q=q),
        after=moment_cursor(cursor),
        limit=limit,
        now=now,
    )
    return page_of(
        rows, limit=limit, read=lambda row: row, key=lambda row: moment_key(row.starts_at, row.id)
    )


@router.get("/meetings/counts")
async def count_meetings(session: SessionDep, actor: ActorDep) -> MeetingCounts:
    return await reading.count_register(session=session, actor=actor)


@router.post("/meetings", status_code=201, dependencies=[IdempotencyDep])
async def plan_meeting(
    plan: MeetingCreate, response: Response, session: SessionDep, actor: ActorDep, now: NowDep
) -> MeetingRead:
    refuse_secrets(actor, plan.secrecy, noun="meeting", now=now)
    meeting = await planning.plan_meeting(
        session=session, actor=actor, plan=plan.without_secrecy(), now=now
    )
    response.headers["Location"] = f"/api/v1/meetings/{meeting.id}"
    return await reading.read_meeting(session=session, actor=actor, meeting=meeting, now=now)


@router.get("/meetings/{meeting_id}")
async def read_meeting(
    meeting_id: UUID, response: Response, session: SessionDep, actor: ActorDep, now: NowDep
) -> MeetingRead:
    meeting = await access_meeting(session, actor, meeting_id)
    response.headers.update(etag(meeting.version))
    return await reading.read_meeting(session=session, actor=actor, meeting=meeting, now=now)


@router.patch("/meetings/{meeting_id}")
async def change_meeting(
    meeting_id: UUID,
    change: MeetingUpdate,
    version: VersionDep,
    session: SessionDep,
    actor: ActorDep,
    now: NowDep,
) -> MeetingRead:
    refuse_secrets(actor, change.secrecy, noun="meeting", now=now)
    meeting = await planning.change_meeting(
        session=session,
        actor=actor,
        meeting_id=meeting_id,
        change=change.without_secrecy(),
        expected_version=version,
        now=now,
    )
    return await reading.read_meeting(session=session, actor=actor, meeting=meeting, now=now)


@router.post("/meetings/{meeting_id}/cancel")
async def cancel_meeting(
    meeting_id: UUID,
    given: ReasonGiven,
    version: VersionDep,
    session: SessionDep,
    actor: ActorDep,
    now: NowDep,
) -> MeetingRead:
    meeting = await planning.cancel_meeting(
        session=session,
        actor=actor,
        meeting_id=meeting_id,
        reason=given.reason,
        expected_version=version,
        now=now,
    )
    return await reading.read_meeting(session=session, actor=actor, meeting=meeting, now=now)


@router.post("/meetings/{meeting_id}/registration")
async def register_meeting(
    meeting_id: UUID,
    registration: Registration,
    version: VersionDep,
    session: SessionDep,
    actor: ActorDep,
    now: NowDep,
) -> MeetingRead:
    """Enter a meeting that was held without this system, with who was there."""
    meeting = await registering.register_held(
        session=session,
        actor=actor,
        meeting_id=meeting_id,
        registration=registration,
        expected_version=version,
        now=now,
    )
    return await reading.read_meeting(session=session, actor=actor, meeting=meeting, now=now)


@router.put("/meetings/{meeting_id}/attendance")
async def enter_attendance(
    meeting_id: UUID, attendance: AttendanceList, session: SessionDep, actor: ActorDep, now: NowDep
) -> list[AttendanceRow]:
    """What the secretary saw; replaces what the secretary entered before."""
    meeting = await registering.enter_attendance(
        session=session, actor=actor, meeting_id=meeting_id, attendance=attendance, now=now
    )
    return await read_attendance(session=session, meeting=meeting)


@router.get("/meetings/{meeting_id}/attendance")
async def list_attendance(
    meeting_id: UUID, session: SessionDep, actor: ActorDep
) -> list[AttendanceRow]:
    """Every seat with when it was there, by device and by the secretary's entry."""
    meeting = await access_content(session, actor, meeting_id)
    return await read_attendance(session=session, meeting=meeting)
