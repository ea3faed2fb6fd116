"""Votes and opinion slips as the minutes report them."""

from collections import Counter
from collections.abc import Mapping
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from meetings.models.live_states import VoteState
from meetings.models.meeting import Meeting
from meetings.outcome_shapes import VoteEntry
from meetings.repository.names import Announced
from meetings.repository.outcome import list_answers, list_slips
from meetings.service.course import Course
from meetings.wording import minutes as words


def told_votes(course: Course) -> list[VoteEntry]:
    """Counts, rule and digest of every vote that was closed and not annulled."""
    return [
        VoteEntry(
            question=vote.question,
            result=words.result_in_full(vote.result, digest=vote.digest or "")[:2000],
        )
        for vote in course.votes
        if vote.state is VoteState.CLOSED and vote.result is not None
    ]


async def told_slips(
    session: AsyncSession, meeting: Meeting, names: Mapping[UUID, Announced]
) -> list[VoteEntry]:
    """What was asked before the meeting: counts of the choices, and what was written."""
    answers = await list_answers(session, meeting.id)
    entries = []
    for slip in await list_slips(session, meeting.id):
        own = [row for row in answers if row.slip_id == slip.id]
        counted = Counter(row.choice for row in own if row.choice and not row.late)
        parts = [f"{choice} {counted[choice]}" for choice in slip.choices]
        parts += [f"{names[row.seat_id].name}: {row.text}" for row in own if row.text]
        said = words.slip_answered(len(own), len(names))
        entries.append(VoteEntry(question=slip.question, result="; ".join([said, *parts])[:2000]))
    return entries
