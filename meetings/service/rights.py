"""Whose microphone, camera and screen is let through: it follows from floor, agenda and chair."""

from dataclasses import dataclass
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from meetings.models.live import LiveMeeting, LiveSeat
from meetings.models.live_states import SpeechRule
from meetings.models.meeting import Meeting
from meetings.models.seat import Seat
from meetings.models.states import MeetingState, SeatRole
from meetings.participant import list_live_seats
from meetings.repository import live as rows
from meetings.repository.seats import list_seats

_LEADING = frozenset({SeatRole.CHAIR, SeatRole.SECRETARY})


@dataclass(frozen=True, slots=True)
class SeatRights:
    may_speak: bool
    may_show: bool
    may_share: bool


NOTHING = SeatRights(may_speak=False, may_show=False, may_share=False)


@dataclass(frozen=True, slots=True)
class Stage:
    """What decides: the rule, who has the floor, who presents the current item."""

    is_open: bool
    speech: SpeechRule
    heard: frozenset[UUID]
    presenter: UUID | None


async def read_rights(session: AsyncSession, meeting: Meeting) -> dict[UUID, SeatRights]:
    live = await session.get(LiveMeeting, meeting.id)
    seats = await list_live_seats(session, meeting.id)
    speaker = await rows.find_speaker(session, meeting.id)
    item = await rows.find_current_item(session, meeting.id)
    presenter = item.presenter_seat_id if item else None
    stage = Stage(
        meeting.state is MeetingState.OPEN,
        live.speech if live else SpeechRule.FLOOR,
        frozenset(filter(None, (speaker.seat_id if speaker else None, presenter))),
        presenter,
    )
    return {
        seat.id: rights_of(seat, seats.get(seat.id), stage)
        for seat in await list_seats(session, meeting.id)
    }


def rights_of(seat: Seat, live: LiveSeat | None, stage: Stage) -> SeatRights:
    """Before the opening only who leads is seen and heard, to try the line."""
    leads = seat.role in _LEADING
    if (live and live.removed_at) or not (leads or stage.is_open):
        return NOTHING
    free = leads or stage.speech is SpeechRule.FREE
    return SeatRights(
        may_speak=(free or seat.id in stage.heard) and not (live and live.muted),
        may_show=not (live and live.camera_off),
        may_share=leads or seat.id == stage.presenter or bool(live and live.may_share),
    )
