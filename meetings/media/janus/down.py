"""What a participant is sent: a subscriber of VideoRoom whose m-lines are switched, not added.

M-lines are opened towards the room's dummy publisher, so that they are there before anything is
shown in them.
"""

import asyncio
import contextlib
import logging
from collections.abc import Mapping
from typing import Any, Protocol

from meetings.media.allocation import LOSSY, Climber, cost
from meetings.media.errors import AnswerStale, DescriptionRefused, MediaUnavailable
from meetings.media.events import Line
from meetings.media.forwarding.descriptions import read
from meetings.media.janus.address import NO_PICTURE, NO_SOUND, Address
from meetings.media.janus.arranging import Plan
from meetings.media.janus.link import Link, Links
from meetings.media.janus.server import JanusRefused, data_of, sdp_of
from meetings.media.shapes import Offer, Side, Source, View

#: M-lines are added by so many, since each addition costs a negotiation.
STEP = 4
#: Bits of a full packet of video.
_PACKET_BITS = 1200 * 8
Place = tuple[str, str]  # feed and mid

log = logging.getLogger(__name__)


class Downlinks(Links, Protocol):
    """The room, as a downlink knows it."""

    def shown(self, down: "Down") -> None: ...

    def offered(self, down: "Down", offer: Offer) -> None: ...


class Shows(Protocol):
    """The stage, as a downlink knows it."""

    @property
    def places(self) -> Mapping[Source, Place]: ...

    def contents(self, down: "Down") -> Mapping[str, Source | None]: ...

    def plan(self, down: "Down") -> Plan: ...


class Down(Link):
    side = Side.DOWN

    def __init__(
        self,
        participant: str,
        connection: str,
        *,
        address: Address,
        links: Downlinks,
        stage: Shows,
    ) -> None:
        super().__init__(participant, connection, address=address, links=links)
        self.view = View()
        #: What is in each m-line by mid, as the browser is told: voices first, then pictures.
        self.slots: dict[str, Source | None] = {}
        self.voices = 0
        self.climber = Climber()
        self.line = Line.GOOD
        self.loss = 0.0
        self._room, self._stage = links, stage
        self._fed: dict[str, Place] = {}
        self._number = 0
        self._waiting = False
        self._wanted_slots = 0
        self._lost = 0
        self._dirty = False
        self._switching: asyncio.Task[None] | None = None

    # -- negotiation -----------------------------------------------------------------------------

    async def open(self, voices: int) -> Offer:
        """Join with m-lines for so many voices and for what is wanted; return the first offer."""
        self.voices = voices
        await self.attach()
        streams = [*self._empty(NO_SOUND, voices), *self._empty(NO_PICTURE, self._wanted_slots)]
        joining = {"request": "join", "ptype": "subscriber", "autoupdate": False}
        room = {"room": self.address.room, "pin": self.address.pin}
        _, sdp = await self.say({**joining, **room, "streams": streams})
        self._opened(voices + self._wanted_slots)
        return self._offer(sdp)

    async def restart(self) -> Offer:
        """Offer anew with other credentials of ICE."""
        _, sdp = await self.say({"request": "configure", "restart": True}, until="configured")
        return self._offer(sdp)

    def want_slots(self, wanted: int, most: int) -> None:
        rounded = max(-(-wanted // STEP) * STEP, STEP)
        self._wanted_slots = max(min(rounded, most), self._wanted_slots)

    async def grow(self) -> Offer | None:
        """Add the m-lines that are missing, unless an offer waits for its answer."""
        missing = self.voices + self._wanted_slots - len(self.slots)
        if self._waiting or missing <= 0:
            return None
        body = {"request": "subscribe", "streams": self._empty(NO_PICTURE, missing)}
        _, sdp = await self.say(body)
        self._opened(missing)
        return self._offer(sdp)

    def _empty(self, mid: str, count: int) -> list[dict[str, str]]:
        return [{"feed": self.address.dummy, "mid": mid}] * count

    def _opened(self, count: int) -> None:
        """VideoRoom names the m-lines of a subscriber by their number."""
        for _ in range(count):
            mid = str(len(self.slots))
            self.slots[mid] = None
            self._fed[mid] = self._nothing(mid)

    def _nothing(self, mid: str) -> Place:
        return self.address.dummy, NO_SOUND if int(mid) < self.voices else NO_PICTURE

    def _offer(self, sdp: str) -> Offer:
        if not sdp:
            raise MediaUnavailable(self.connection, "no_offer")
        self._number += 1
        self._waiting = True
        return Offer(sdp, self._number)

    async def accept(self, answer: str, number: int) -> None:
        if number != self._number or not self._waiting:
            raise AnswerStale(self.connection, str(number))
        description = read(answer)
        if [one.mid for one in description.sections] != list(self.slots):
            raise DescriptionRefused(self.connection, "sections")
        if description.setup != "active":
            raise DescriptionRefused(self.connection, "setup")
        self._waiting = False
        try:
            await self.say({"request": "start"}, sdp=("answer", answer), until="started")
        except JanusRefused as error:
            raise DescriptionRefused(self.connection, "engine") from error
        self.wake()

    # -- what is shown ---------------------------------------------------------------------------

    def wake(self) -> None:
        """Let the m-lines follow what the room wants to be in them."""
        self._dirty = True
        if self.is_connected and (self._switching is None or self._switching.done()):
            self._switching = asyncio.create_task(self._follow())

    async def settled(self) -> None:
        if self._switching is not None:
            await asyncio.wait([self._switching])

    async def _follow(self) -> None:
        while self._dirty and not self.is_ended:
            self._dirty = False
            wanted = dict(self._stage.contents(self))
            places = {mid: self._place(mid, source) for mid, source in wanted.items()}
            changed = {mid: one for mid, one in places.items() if self._fed.get(mid) != one}
            try:
                await self._switch(changed)
            except MediaUnavailable as error:
                # Somebody went meanwhile, who will be withdrawn; tried again within a second.
                log.info("m-lines were not switched: %s", error)
                self._dirty = True
                return
            self._fed.update(changed)
            if wanted != self.slots:
                self.slots = wanted
                self._room.shown(self)

    def _place(self, mid: str, source: Source | None) -> Place:
        return (source and self._stage.places.get(source)) or self._nothing(mid)

    async def _switch(self, changed: Mapping[str, Place]) -> None:
        if changed:
            streams = [
                {"feed": feed, "mid": mid, "sub_mid": own} for own, (feed, mid) in changed.items()
            ]
            await self.say({"request": "switch", "streams": streams}, until="switched")

    def hear(self, message: dict[str, Any]) -> None:
        if message.get("janus") == "slowlink" and not message.get("uplink"):
            self._lost += int(message.get("lost", 0))
        elif data_of(message).get("videoroom") == "updated" and sdp_of(message):
            # An m-line whose publisher vanished is fed again, for which Janus wants an answer.
            self._room.offered(self, self._offer(sdp_of(message)))

    # -- by the clock ----------------------------------------------------------------------------

    def second(self, now: float) -> bool:
        """Step on the ladder of the line; return whether the line's state is another one."""
        ladder = self._stage.plan(self).ladder
        height = self.climber.height(ladder)
        sent = cost(ladder, height)
        lost, self._lost = self._lost, 0
        self.loss = min(lost * _PACKET_BITS / max(sent, _PACKET_BITS * 50), 1.0)
        # How many are too many says Janus' slowlink_threshold.
        self.climber.take_loss(max(self.loss, LOSSY) if lost else 0.0)
        self.climber.step(ladder, sent_bps=sent, now=now)
        reached = self.climber.height(ladder)
        if reached != height or self._dirty:
            self.wake()
        before, self.line = self.line, Line.GOOD
        if reached < len(ladder):
            self.line = Line.WEAK if reached else Line.AUDIO_ONLY
        return self.line is not before

    async def aclose(self) -> None:
        if self._switching is not None:
            self._switching.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._switching
        await super().aclose()
