"""The course of a meeting in sentences, in the order in which it happened, and what was said."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from meetings.models.event import MeetingEvent
from meetings.models.states import EventKind
from meetings.outcome_shapes import CourseEntry, OpinionEntry
from meetings.repository.names import Announced
from meetings.service.course import Course
from meetings.wording import minutes as words

E = EventKind
# What the course of items, speeches and votes does not tell.
_BESIDE = frozenset(
    {
        E.OPENED,
        E.ROLL_CALLED,
        E.RECORDING_STARTED,
        E.RECORDING_STOPPED,
        E.VOTE_ANNULLED,
        E.REMOVED,
        E.CLOSED,
    }
)
#: A meeting that is closed closes what is open in it: its own sentence comes last.
_FIRST, _BETWEEN, _LAST = 0, 1, 2

Sentence = tuple[datetime, int, str]


def told_course(
    events: Sequence[MeetingEvent], course: Course, names: Mapping[UUID, Announced]
) -> list[CourseEntry]:
    """Of a meeting held without this system, its agenda."""
    if not events:
        return [CourseEntry(text=item.title) for item in course.items]
    sentences = [*_beside(events, names), *_items(course), *_speeches(course), *_votes(course)]
    return [
        CourseEntry(at=at, text=text[:4000])
        for at, _, text in sorted(sentences, key=lambda one: one[:2])
    ]


def told_opinions(
    events: Sequence[MeetingEvent], course: Course, names: Mapping[UUID, Announced]
) -> list[OpinionEntry]:
    """What the secretary noted; a line to fill in for everybody else who had the floor."""
    noted = [
        OpinionEntry(name=_who(event, names)[:200], text=str(event.details["text"])[:4000])
        for event in events
        if event.kind is E.REMARK and event.details.get("text")
    ]
    known = {row.name for row in noted}
    spoke = dict.fromkeys(words.speaker(one.person, one.name)[:200] for one in course.speeches)
    return noted + [OpinionEntry(name=name, text="") for name in spoke if name not in known]


def _beside(events: Sequence[MeetingEvent], names: Mapping[UUID, Announced]) -> Iterator[Sentence]:
    for event in events:
        if event.kind in _BESIDE:
            place = {E.OPENED: _FIRST, E.CLOSED: _LAST}.get(event.kind, _BETWEEN)
            yield event.at, place, words.told(event.kind, _who(event, names), event.details)


def _items(course: Course) -> Iterator[Sentence]:
    for item in course.items:
        for started, ended in item.spans:
            yield started, _BETWEEN, words.item_started(item.title)
            if ended is not None:
                yield ended, _BETWEEN, words.item_done(item.title)


def _speeches(course: Course) -> Iterator[Sentence]:
    for one in course.speeches:
        who = words.speaker(one.person, one.name)
        yield one.started_at, _BETWEEN, words.spoke(who, one.kind, one.seconds)


def _votes(course: Course) -> Iterator[Sentence]:
    for vote in course.votes:
        if vote.closed_at is not None and vote.result is not None:
            yield vote.closed_at, _BETWEEN, words.voted(vote.question, vote.result)


def _who(event: MeetingEvent, names: Mapping[UUID, Announced]) -> str:
    seat = names[event.seat_id].name if event.seat_id else ""
    return words.speaker(event.person, seat)
