"""What every device is shown of a running meeting, in sections that are replaced as a whole."""

from collections.abc import Awaitable, Callable, Collection
from dataclasses import asdict
from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from meetings.counting import quorum_needed
from meetings.models.floor import FloorRequest
from meetings.models.live import SPEECH_SECONDS, LiveConnection, LiveMeeting
from meetings.models.live_states import ConnectionState, FloorState, SpeechRule
from meetings.models.meeting import Meeting
from meetings.models.states import EventKind, PresenceHow
from meetings.participant import list_live_seats
from meetings.repository import live as rows
from meetings.repository.agenda import list_items
from meetings.repository.names import announce
from meetings.repository.seats import list_people, list_seats
from meetings.service.recording import find_running
from meetings.service.rights import read_rights
from meetings.service.roll import read_standing
from services.rooms.live.votes import read_votes

E = EventKind
Section = dict[str, Any] | list[Any]
_AGENDA = ("agenda", "rights")
_FLOOR = ("floor", "rights")
_SEATS = ("seats", "lobby")

# What an event changes.
TOUCHED: dict[EventKind, tuple[str, ...]] = {
    E.OPENED: ("meeting", "rights"),
    E.CLOSED: ("meeting", "agenda", "floor", "seats", "rights"),
    E.JOINED: _SEATS,
    E.LEFT: _SEATS,
    E.ADMITTED: _SEATS,
    E.REMOVED: ("seats", "lobby", "floor", "rights"),
    E.ROLL_CALLED: ("seats",),
    E.CONTROLLED: ("meeting", "seats", "rights"),
    E.ITEM_STARTED: _AGENDA,
    E.ITEM_DONE: _AGENDA,
    E.ITEM_EXTENDED: _AGENDA,
    E.FLOOR_ASKED: ("floor",),
    E.FLOOR_WITHDRAWN: ("floor",),
    E.FLOOR_DISMISSED: ("floor",),
    E.FLOOR_ORDERED: ("floor",),
    E.FLOOR_EXTENDED: ("floor",),
    E.FLOOR_GIVEN: _FLOOR,
    E.FLOOR_ENDED: _FLOOR,
    E.VOTE_PREPARED: ("votes",),
    E.VOTE_OPENED: ("votes",),
    E.VOTE_CLOSED: ("votes",),
    E.VOTE_ANNULLED: ("votes",),
    E.BALLOT_CAST: ("votes",),
    E.BALLOT_HANDED: ("votes",),
    E.PROXY_GIVEN: ("seats",),
    E.RECORDING_STARTED: ("meeting",),
    E.RECORDING_STOPPED: ("meeting",),
}


async def read_sections(
    session: AsyncSession, meeting: Meeting, wanted: Collection[str]
) -> dict[str, Section]:
    return {name: await read(session, meeting) for name, read in SECTIONS.items() if name in wanted}


async def _meeting(session: AsyncSession, meeting: Meeting) -> Section:
    live = await session.get(LiveMeeting, meeting.id)
    recording = await find_running(session, meeting.id)
    return {
        "id": str(meeting.id),
        "title": meeting.title,
        "state": meeting.state.value,
        "form": meeting.form.value,
        "quorum": meeting.quorum.value,
        "opened_at": _time(meeting.opened_at),
        "closed_at": _time(meeting.closed_at),
        "ends_at": _time(meeting.ends_at),
        "speech": (live.speech if live else SpeechRule.FLOOR).value,
        "speech_seconds": live.speech_seconds if live else SPEECH_SECONDS,
        "locked": live.locked if live else False,
        "recording_allowed": meeting.recording_allowed,
        "recording": {"id": str(recording.id), "since": _time(recording.started_at)}
        if recording
        else None,
    }


async def _agenda(session: AsyncSession, meeting: Meeting) -> Section:
    return [
        {
            "id": str(item.id),
            "position": item.position,
            "title": item.title,
            "kind": item.kind.value,
            "presenter": item.presenter,
            "presenter_seat_id": _text(item.presenter_seat_id),
            "state": item.state.value,
            "minutes_planned": item.minutes_planned,
            "minutes_added": item.minutes_added,
            "started_at": _time(item.started_at),
            "ended_at": _time(item.ended_at),
        }
        for item in await list_items(session, meeting.id)
    ]


async def _seats(session: AsyncSession, meeting: Meeting) -> Section:
    seats = await list_seats(session, meeting.id)
    names = await announce(session, meeting.id, seats)
    live = await list_live_seats(session, meeting.id)
    connections = await rows.list_connections(session, meeting.id)
    stays = await rows.list_present_now(session, meeting.id)
    people = await list_people(session, meeting.id)
    proxies = await rows.list_proxies(session, meeting.id)
    standing = await read_standing(session, meeting)
    listed = []
    for seat in seats:
        said = live.get(seat.id)
        listed.append(
            {
                "id": str(seat.id),
                "name": names[seat.id].name,
                "office": names[seat.id].office,
                "kind": seat.kind.value,
                "role": seat.role.value,
                "votes": seat.votes,
                "weight": seat.weight,
                "answer": seat.state.value,
                "present": any(stay.seat_id == seat.id for stay in stays),
                "roll": said.roll.value if said and said.roll else None,
                "muted": said.muted if said else False,
                "camera_off": said.camera_off if said else False,
                "may_share": said.may_share if said else False,
                "removed": said.remove_reason if said else None,
                "proxy_holder_seat_id": _text(proxies.get(seat.id)),
                "named": [
                    {"name": one.full_name, "office": one.office, "head": one.is_head}
                    for one in people
                    if one.seat_id == seat.id
                ],
                "there": [
                    {
                        "person": stay.person,
                        "since": _time(stay.joined_at),
                        "by_secretary": stay.how is PresenceHow.SECRETARY,
                    }
                    for stay in stays
                    if stay.seat_id == seat.id
                ],
                "devices": [_device(row) for row in connections if _sits(row, seat.id)],
            }
        )
    present, entitled = len(standing.present), len(standing.entitled)
    needed = quorum_needed(meeting.quorum, entitled)
    counts = {"present": present, "entitled": entitled, "needed": needed}
    return {"list": listed, "standing": {**counts, "enough": present >= needed}}


def _sits(row: LiveConnection, seat_id: UUID) -> bool:
    return row.seat_id == seat_id and row.state is ConnectionState.IN


def _device(row: LiveConnection) -> dict[str, Any]:
    """`participant`: its name in the media."""
    return {
        "participant": f"{row.seat_id}.{row.device}",
        "person": row.person,
        "lost": row.lost_at is not None,
    }


async def _lobby(session: AsyncSession, meeting: Meeting) -> Section:
    return [
        {"seat_id": str(row.seat_id), "person": row.person, "since": _time(row.since)}
        for row in await rows.list_connections(session, meeting.id)
        if row.state is ConnectionState.LOBBY
    ]


async def _floor(session: AsyncSession, meeting: Meeting) -> Section:
    spoken: dict[str, int] = {}
    for row in await rows.list_floor(session, meeting.id, FloorState.SPOKEN):
        if row.started_at and row.ended_at:
            seconds = int((row.ended_at - row.started_at).total_seconds())
            spoken[str(row.seat_id)] = spoken.get(str(row.seat_id), 0) + seconds
    speaker = await rows.find_speaker(session, meeting.id)
    queue = await rows.list_floor(session, meeting.id, FloorState.ASKED)
    return {
        "speaker": _turn(speaker) if speaker else None,
        "queue": [_turn(row) for row in queue],
        "spoken": spoken,
    }


def _turn(row: FloorRequest) -> dict[str, Any]:
    return {
        "id": str(row.id),
        "seat_id": str(row.seat_id),
        "person": row.person,
        "kind": row.kind.value,
        "item_id": _text(row.item_id),
        "asked_at": _time(row.asked_at),
        "started_at": _time(row.started_at),
        "seconds_allowed": row.seconds_allowed,
    }


async def _page(session: AsyncSession, meeting: Meeting) -> Section:
    live = await session.get(LiveMeeting, meeting.id)
    document = live.page_document_id if live else None
    return {"document_id": _text(document), "page": live.page if live else None}


async def _rights(session: AsyncSession, meeting: Meeting) -> Section:
    rights = await read_rights(session, meeting)
    return {str(seat): asdict(row) for seat, row in rights.items()}


async def _votes(session: AsyncSession, meeting: Meeting) -> Section:
    return await read_votes(session, meeting.id)


def _time(moment: Any) -> str | None:
    return moment.isoformat() if moment else None


def _text(value: UUID | None) -> str | None:
    return str(value) if value else None


SECTIONS: dict[str, Callable[[AsyncSession, Meeting], Awaitable[Section]]] = {
    "meeting": _meeting,
    "agenda": _agenda,
    "seats": _seats,
    "lobby": _lobby,
    "floor": _floor,
    "votes": _votes,
    "page": _page,
    "rights": _rights,
}
