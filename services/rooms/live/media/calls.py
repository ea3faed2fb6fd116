"""What a device can ask of the media engine, as messages of the meeting's socket."""

from collections.abc import Awaitable, Callable
from dataclasses import asdict
from typing import Any

from pydantic import Field

from meetings.media.port import MediaEngine
from meetings.media.shapes import Offer, Purpose, Side, Source, Track, View
from services.rooms.live.commands.command import Message

_NAME = r"^[A-Za-z0-9_-]{1,64}$"
_LONGEST = 200_000  # letters of a description


class OfConnection(Message):
    """One attempt of a browser to be there; it chooses the name."""

    connection: str = Field(pattern=_NAME)


class WantedTrack(Message):
    mid: str = Field(max_length=16)
    purpose: Purpose


class WantedSource(Message):
    participant: str = Field(max_length=80)
    purpose: Purpose


class WantedView(Message):
    wanted: list[WantedSource] = Field(default_factory=list, max_length=64)
    audio: bool = True

    def view(self) -> View:
        sources = (Source(row.participant, row.purpose) for row in self.wanted)
        return View(wanted=tuple(sources), audio=self.audio)


class Publish(OfConnection):
    sdp: str = Field(max_length=_LONGEST)
    tracks: list[WantedTrack] = Field(max_length=8)


class Subscribe(OfConnection):
    view: WantedView


class Accept(OfConnection):
    sdp: str = Field(max_length=_LONGEST)
    number: int


class Candidate(OfConnection):
    side: Side
    candidate: str = Field(max_length=500)


class Keyframe(Message):
    participant: str = Field(max_length=80)
    purpose: Purpose


Answer = dict[str, Any]


async def _publish(engine: MediaEngine, room: str, who: str, message: Publish) -> Answer:
    tracks = [Track(row.mid, row.purpose) for row in message.tracks]
    answer = await engine.publish(room, who, message.connection, message.sdp, tracks)
    return {"sdp": answer}


async def _subscribe(engine: MediaEngine, room: str, who: str, message: Subscribe) -> Answer:
    offer = await engine.subscribe(room, who, message.connection, message.view.view())
    return {"offer": _offer(offer)}


async def _view(engine: MediaEngine, room: str, who: str, message: Subscribe) -> Answer:
    offer = await engine.set_view(room, who, message.connection, message.view.view())
    return {"offer": _offer(offer) if offer else None}


async def _accept(engine: MediaEngine, room: str, who: str, message: Accept) -> Answer:
    await engine.accept(room, who, message.connection, message.sdp, message.number)
    return {}


async def _candidate(engine: MediaEngine, room: str, who: str, message: Candidate) -> Answer:
    await engine.add_candidate(room, who, message.connection, message.side, message.candidate)
    return {}


async def _leave(engine: MediaEngine, room: str, who: str, message: OfConnection) -> Answer:
    await engine.leave(room, who, message.connection)
    return {}


async def _keyframe(engine: MediaEngine, room: str, _who: str, message: Keyframe) -> Answer:
    await engine.request_keyframe(room, message.participant, message.purpose)
    return {}


def _offer(offer: Offer) -> Answer:
    return asdict(offer)


Call = Callable[[MediaEngine, str, str, Any], Awaitable[Answer]]
CALLS: dict[str, tuple[type[Message], Call]] = {
    "media.publish": (Publish, _publish),
    "media.subscribe": (Subscribe, _subscribe),
    "media.view": (Subscribe, _view),
    "media.accept": (Accept, _accept),
    "media.candidate": (Candidate, _candidate),
    "media.leave": (OfConnection, _leave),
    "media.keyframe": (Keyframe, _keyframe),
}
