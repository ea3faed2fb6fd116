"""The one door to a media engine, whichever it is.

Each participant has two peer connections. On UP the browser offers and the engine answers; its
m-lines are named by purpose. On DOWN the engine offers and the browser answers; it is a pool of
m-lines (a few voices, then video slots) into which the engine switches sources, and `SlotsChanged`
tells the browser who is in which. A `connection` is one attempt of a browser to be there, an UP
and a DOWN. Another connection of the same participant takes over as soon as it works, and only
then the former one is closed (make before break): reload, change of network and recovery are that.

Calls for one connection are made one after the other. Every call raises `RoomUnknown`,
`ParticipantUnknown` or `MediaUnavailable` where that is so.
"""

from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Protocol

from meetings.media.events import Event
from meetings.media.shapes import (
    Capabilities,
    Offer,
    Purpose,
    Recording,
    Rights,
    RoomPolicy,
    RoomStats,
    Side,
    Track,
    View,
)


class MediaEngine(Protocol):
    @property
    def capabilities(self) -> Capabilities: ...

    async def start(self) -> None:
        """Warn, or raise `MediaMisconfigured`, where this engine must not be used."""

    async def aclose(self) -> None:
        """End everything, with whatever processes were started."""

    async def open_room(self, room: str, policy: RoomPolicy) -> None:
        """Open it; an open room keeps its people and takes the policy."""

    async def close_room(self, room: str) -> None:
        """End all connections and the recording; closing what is not open does nothing."""

    async def set_rights(self, room: str, participant: str, rights: Rights) -> None:
        """Admit the participant, or change what of it is forwarded, at once."""

    async def publish(
        self, room: str, participant: str, connection: str, offer: str, tracks: Sequence[Track]
    ) -> str:
        """Take the offer of UP, the first or a later one, and return the answer (SDP).

        M-lines that `tracks` does not name are not forwarded. Raises `DescriptionRefused`.
        """

    async def subscribe(self, room: str, viewer: str, connection: str, view: View) -> Offer:
        """Open DOWN with room for what the view wants."""

    async def set_view(self, room: str, viewer: str, connection: str, view: View) -> Offer | None:
        """Change what is wanted; an offer where more m-lines are needed.

        While an offer waits for its answer the next one comes as the event `Offered`.
        """

    async def accept(
        self, room: str, viewer: str, connection: str, answer: str, number: int
    ) -> None:
        """Take the answer of DOWN. Raises `DescriptionRefused` or `AnswerStale`."""

    async def add_candidate(
        self, room: str, participant: str, connection: str, side: Side, candidate: str
    ) -> None:
        """Take a trickled candidate (`candidate:...`; empty: no more will come)."""

    async def mute(self, room: str, participant: str, purpose: Purpose, *, muted: bool) -> None:
        """Stop forwarding, or forward again, whatever the browser sends."""

    async def leave(self, room: str, participant: str, connection: str) -> None:
        """End one connection; with the last one the participant has left, its rights stay."""

    async def remove(self, room: str, participant: str) -> None:
        """End all connections of the participant and take its rights away."""

    async def request_keyframe(self, room: str, participant: str, purpose: Purpose) -> None:
        """Ask the browser for a whole picture, as often as the engine's throttle lets through."""

    async def start_recording(self, room: str, folder: Path) -> None:
        """Write every track into the folder, which must exist, without decoding."""

    async def stop_recording(self, room: str) -> Recording: ...

    async def stats(self, room: str) -> RoomStats: ...

    def events(self) -> AsyncIterator[Event]:
        """All events from now on, for as long as the caller iterates."""
