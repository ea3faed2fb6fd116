"""The course of a meeting, for minutes and statistics: items, speakers, votes, their times."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from meetings.models.event import MeetingEvent
from meetings.models.floor import FloorRequest
from meetings.models.live_states import FloorKind, FloorState, VoteState
from meetings.models.meeting import Meeting
from meetings.models.states import EventKind
from meetings.repository import live as rows
from meetings.repository.agenda import list_items
from meetings.repository.names import announce
from meetings.repository.seats import list_seats

_ITEMS = (EventKind.ITEM_STARTED, EventKind.ITEM_DONE)
_MOST = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemCourse:
    """`spans`: when it was the current one; several where it was come back to."""

    item_id: UUID
    title: str
    minutes_planned: int
    minutes_added: int
    spans: list[tuple[datetime, datetime | None]]
    seconds: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeechCourse:
    seat_id: UUID
    name: str
    person: str
    item_id: UUID | None
    kind: FloorKind
    started_at: datetime
    ended_at: datetime | None
    seconds: int
    seconds_allowed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class VoteCourse:
    vote_id: UUID
    item_id: UUID | None
    question: str
    state: VoteState
    secret: bool
    opened_at: datetime | None
    closed_at: datetime | None
    annul_reason: str | None
    result: dict[str, Any] | None
    digest: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """`spoke`: seconds each seat has spoken, by seat."""

    items: list[ItemCourse]
    speeches: list[SpeechCourse]
    votes: list[VoteCourse]
    spoke: dict[UUID, int]


async def read_course(session: AsyncSession, meeting: Meeting, *, now: datetime) -> Course:
    """What has happened until `now`, or until the meeting was closed."""
    until = meeting.closed_at or now
    events = await rows.list_events_of_kind(session, meeting.id, _ITEMS, newest=_MOST)
    speeches = await _speeches(session, meeting, until)
    spoke: dict[UUID, int] = {}
    for speech in speeches:
        spoke[speech.seat_id] = spoke.get(speech.seat_id, 0) + speech.seconds
    return Course(
        items=await _items(session, meeting, events, until),
        speeches=speeches,
        votes=await _votes(session, meeting),
        spoke=spoke,
    )


async def _items(
    session: AsyncSession, meeting: Meeting, events: Sequence[MeetingEvent], until: datetime
) -> list[ItemCourse]:
    listed = []
    for item in await list_items(session, meeting.id):
        own = [event for event in events if event.item_id == item.id]
        spans = _spans(own)
        listed.append(
            ItemCourse(
                item_id=item.id,
                title=item.title,
                minutes_planned=item.minutes_planned,
                minutes_added=item.minutes_added,
                spans=spans,
                seconds=sum(_seconds(start, end or until) for start, end in spans),
            )
        )
    return listed


def _spans(events: Sequence[MeetingEvent]) -> list[tuple[datetime, datetime | None]]:
    spans: list[tuple[datetime, datetime | None]] = []
    for event in events:
        if event.kind is EventKind.ITEM_STARTED:
            spans.append((event.at, None))
        elif spans:
            spans[-1] = (spans[-1][0], event.at)
    return spans


async def _speeches(session: AsyncSession, meeting: Meeting, until: datetime) -> list[SpeechCourse]:
    names = await announce(session, meeting.id, await list_seats(session, meeting.id))
    turns = await rows.list_floor(session, meeting.id, FloorState.SPEAKING, FloorState.SPOKEN)
    listed = [
        SpeechCourse(
            seat_id=row.seat_id,
            name=names[row.seat_id].name,
            person=row.person,
            item_id=row.item_id,
            kind=row.kind,
            started_at=start,
            ended_at=row.ended_at,
            seconds=_seconds(start, row.ended_at or until),
            seconds_allowed=row.seconds_allowed or 0,
        )
        for row, start in _started(turns)
    ]
    return sorted(listed, key=lambda speech: speech.started_at)


def _started(turns: Sequence[FloorRequest]) -> list[tuple[FloorRequest, datetime]]:
    return [(row, row.started_at) for row in turns if row.started_at is not None]


async def _votes(session: AsyncSession, meeting: Meeting) -> list[VoteCourse]:
    return [
        VoteCourse(
            **vote.model_dump(
                include={
                    "item_id",
                    "question",
                    "state",
                    "secret",
                    "opened_at",
                    "closed_at",
                    "annul_reason",
                    "result",
                    "digest",
                }
            ),
            vote_id=vote.id,
        )
        for vote in await rows.list_votes(session, meeting.id)
    ]


def _seconds(start: datetime, end: datetime) -> int:
    return max(0, int((end - start).total_seconds()))
