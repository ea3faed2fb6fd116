"""What an engine does by the clock: repair, choose, report, and find out who is gone."""

import asyncio
import time
from collections.abc import Mapping, Sequence
from typing import Protocol

from meetings.media import events
from meetings.media.events import AbortReason, Line
from meetings.media.forwarding.downlink import Downlink
from meetings.media.forwarding.participants import Participant
from meetings.media.forwarding.room import Room
from meetings.media.forwarding.sockets import MediaSocket
from meetings.media.forwarding.uplink import Uplink
from meetings.media.settings import MediaSettings
from meetings.media.shapes import Counters, ParticipantStats, RoomStats

REPAIR_SECONDS = 0.02
SPEAKING_TICKS = 12
SECOND_TICKS = 50


class Ticked(Protocol):
    """An engine, as its clock knows it."""

    settings: MediaSettings

    @property
    def rooms(self) -> Mapping[str, Room]: ...

    @property
    def sockets(self) -> Sequence[MediaSocket]: ...

    def flush(self) -> None: ...


async def tick(engine: Ticked) -> None:
    """Run for ever."""
    count, last = 0, time.monotonic()
    while True:
        await asyncio.sleep(REPAIR_SECONDS)
        count += 1
        now = time.monotonic()
        for room in list(engine.rooms.values()):
            _repair(room, now)
            if count % SPEAKING_TICKS == 0:
                room.stage.tell_speaking()
        if count % SECOND_TICKS == 0:
            for room in list(engine.rooms.values()):
                _second(engine, room, now, now - last)
            for opened in engine.sockets:
                opened.renew_budget()
            last = now
        engine.flush()


def _repair(room: Room, now: float) -> None:
    for who in room.participants.values():
        for uplink in who.ups.values():
            uplink.repair(now)
    room.stage.tell_voices()


def _second(engine: Ticked, room: Room, now: float, seconds: float) -> None:
    for who in list(room.participants.values()):
        for link in list(who.links):
            if _is_given_up(engine, room, link, now):
                continue
            if isinstance(link, Uplink):
                link.report(now, seconds)
            elif link.is_connected:
                _fit(room, link, now, seconds)
        _watch(engine, room, who, now)


def _is_given_up(engine: Ticked, room: Room, link: Uplink | Downlink, now: float) -> bool:
    silent = now - link.transport.heard_at
    limit = engine.settings.lost_seconds if link.is_connected else engine.settings.connect_seconds
    if silent < limit:
        return False
    reason = AbortReason.CONNECTION_LOST if link.is_connected else AbortReason.NEVER_CONNECTED
    room.abort(link, reason)
    return True


def _watch(engine: Ticked, room: Room, who: Participant, now: float) -> None:
    if not any(link.is_connected for link in who.links):
        return
    alive = now - who.heard_at < engine.settings.silent_seconds
    if alive is not who.alive:
        who.alive = alive
        room.tell(events.Liveness(room=room.name, participant=who.name, alive=alive))


def _fit(room: Room, downlink: Downlink, now: float, seconds: float) -> None:
    """Step on the ladder of the line, and tell if the line's state is another one."""
    sent = downlink.second(seconds)
    if downlink.protect(now):
        room.stage.voices.gather()
    planned = room.stage.arrange(downlink)
    before = downlink.climber.height(planned.ladder)
    downlink.climber.step(planned.ladder, sent_bps=sent, now=now)
    height = downlink.climber.height(planned.ladder)
    if height != before:
        room.stage.arrange(downlink)
    line = Line.GOOD
    if height < len(planned.ladder):
        line = Line.WEAK if height else Line.AUDIO_ONLY
    if line is not downlink.line:
        downlink.line = line
        room.tell(
            events.QualityChanged(
                room=room.name,
                participant=downlink.participant,
                line=line,
                loss=downlink.loss,
                rtt=downlink.rtt,
                estimate=downlink.estimate,
            )
        )


def stats(room: Room) -> RoomStats:
    each = tuple(_stats_of(room, who) for who in room.participants.values())
    names = Counters.__dataclass_fields__
    sums = {name: sum(getattr(one.counters, name) for one in each) for name in names}
    return RoomStats(room=room.name, participants=each, totals=Counters(**sums))


def _stats_of(room: Room, who: Participant) -> ParticipantStats:
    up, down = who.up, who.down
    links = [one for one in (up, down) if one is not None]
    sources = list(up.sources.values()) if up else []
    sent = [slot.counted for slot in down.slots] if down else []
    return ParticipantStats(
        participant=who.name,
        counters=Counters(
            packets_in=sum(one.transport.packets for one in links),
            bytes_in=sum(one.transport.octets for one in links),
            packets_out=sum(packets for packets, _ in sent),
            bytes_out=sum(octets for _, octets in sent),
            refused=sum(one.transport.refused for one in links),
            nacked=down.nacked if down else 0,
            resent=down.resent if down else 0,
            nacks_sent=up.nacks if up else 0,
            plis_received=down.plis if down else 0,
            plis_sent=sum(getattr(one, "plis", 0) for one in sources),
        ),
        loss_up=up.loss if up else 0.0,
        loss_down=down.loss if down else 0.0,
        rtt=down.rtt if down else None,
        estimate=down.estimate if down else None,
        sends=tuple(one.key.purpose for one in sources if one.key in room.stage.available),
    )
