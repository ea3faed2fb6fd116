"""Peers that send what they must not harm nobody else: the others' pictures go on."""

import asyncio
import os
import random
import socket
import struct
from collections.abc import Awaitable, Callable, Iterator

import pylibsrtp
import pytest

from bench.media.clients import Publisher, Viewer
from meetings.media.remote import RemoteMedia
from meetings.media.shapes import ParticipantStats, Purpose, Rights, Source, Track, View
from tests.meetings.media.browsers import ALL, Browser, Colour, party, until

CAMERA = Source("An", Purpose.CAMERA)


class Attacker:
    """A participant with a connection of its own, through which it sends anything."""

    def __init__(self, engine: RemoteMedia, room: str) -> None:
        self.engine, self.room = engine, room
        self.publisher, self.viewer = Publisher(), Viewer()

    async def join(self) -> None:
        async def exchange(sdp: str) -> str:
            tracks = [Track(self.publisher.mids[0], Purpose.CAMERA)]
            return await self.engine.publish(self.room, "Mallory", "1", sdp, tracks)

        await self.publisher.connect(exchange)
        view = View(wanted=(CAMERA,))
        offer = await self.engine.subscribe(self.room, "Mallory", "1", view)
        answer = await self.viewer.connect(offer.sdp)
        await self.engine.accept(self.room, "Mallory", "1", answer, offer.number)
        await self.viewer.take_over()

    def send(self, packet: bytes) -> None:
        """Send RTP as it is, if libsrtp protects it at all."""
        try:
            self.publisher.send(packet)
        except (pylibsrtp.Error, ValueError):
            return

    async def stats(self) -> ParticipantStats:
        found = await self.engine.stats(self.room)
        return next(one for one in found.participants if one.participant == "Mallory")

    async def close(self) -> None:
        await asyncio.gather(self.publisher.pc.close(), self.viewer.close())


@pytest.fixture
async def watched(
    engine: RemoteMedia, room: str
) -> Callable[[Callable[[Attacker], Awaitable[None]]], Awaitable[None]]:
    """Run an attack while somebody watches somebody else; both must notice nothing."""

    async def run(attack: Callable[[Attacker], Awaitable[None]]) -> None:
        pids = [one.pid for one in engine.processes]
        for name in ("An", "Bình", "Mallory"):
            await engine.set_rights(room, name, ALL)
        async with party(engine, room) as opened:
            await opened.join("An").publish([(Purpose.CAMERA, Colour(100))])
            watcher = opened.join("Bình")
            await watcher.subscribe(CAMERA)
            await _goes_on(watcher)
            attacker = Attacker(engine, room)
            await attacker.join()
            await attack(attacker)
            await _goes_on(watcher)
            await attacker.close()
        assert [one.pid for one in engine.processes] == pids

    return run


async def _goes_on(watcher: Browser) -> None:
    frames = sum(watcher.seen.frames.values())
    await until(lambda: sum(watcher.seen.frames.values()) > frames + 6)


Watched = Callable[[Callable[[Attacker], Awaitable[None]]], Awaitable[None]]


def _malformed(stream_ssrc: int, payload_type: int) -> Iterator[bytes]:
    """Headers that promise what is not there, and descriptors that do."""
    chance = random.Random(7)  # noqa: S311 - the same every time
    seq = 20_000
    for first in (0x80, 0x90, 0xB0, 0x8F, 0x9F, 0xA0):
        for size in (0, 1, 2, 3, 4, 5, 40):
            for length in (0, 1, 9, 0xFFFF):
                seq += 1
                header = struct.pack("!BBHII", first, payload_type, seq, 1, stream_ssrc)
                block = struct.pack("!HH", 0xBEDE, length) if first & 0x10 else b""
                yield header + block + chance.randbytes(size)
    for _ in range(400):
        seq += 1
        header = struct.pack("!BBHII", 0x80, payload_type, seq, 1, stream_ssrc)
        yield header + chance.randbytes(chance.randrange(12))


async def test_malformed_rtp(watched: Watched) -> None:
    async def attack(attacker: Attacker) -> None:
        stream = attacker.publisher.streams[0]
        for packet in _malformed(stream.ssrc, stream.payload_type):
            attacker.send(packet)
        await asyncio.sleep(0.3)
        assert (await attacker.stats()).counters.refused > 0

    await watched(attack)


async def test_malformed_rtcp(watched: Watched) -> None:
    async def attack(attacker: Attacker) -> None:
        chance = random.Random(11)  # noqa: S311 - the same every time
        for kind in (*range(192, 224), *(200, 201, 203, 205, 206) * 40):
            for count in (0x80, 0x81, 0x84, 0x8F, 0x9F):
                body = chance.randbytes(4 * chance.randrange(1, 12))
                length = chance.choice((len(body) // 4, 0, 0xFFFF))
                attacker.viewer.send_rtcp(struct.pack("!BBH", count, kind, length) + body)
        await asyncio.sleep(0.3)
        assert (await attacker.stats()).counters.refused > 0

    await watched(attack)


async def test_many_ssrcs_and_replays(watched: Watched) -> None:
    async def attack(attacker: Attacker) -> None:
        stream = attacker.publisher.streams[0]
        for at in range(600):
            header = struct.pack("!BBHII", 0x80, stream.payload_type, at, 1, 1000 + at)
            attacker.send(header + bytes(20))
        packet = stream.make()[0]
        for _ in range(600):
            attacker.publisher.send_again(packet)
        await asyncio.sleep(0.3)
        refused = (await attacker.stats()).counters.refused
        assert refused > 1000

    await watched(attack)


async def test_a_flood_is_cut_off(watched: Watched) -> None:
    async def attack(attacker: Attacker) -> None:
        stream = attacker.publisher.streams[0]
        for _ in range(40):
            for _ in range(60):
                for packet in stream.make():
                    attacker.send(packet)
            await asyncio.sleep(0.01)
        await asyncio.sleep(0.3)

    await watched(attack)


async def test_everything_is_asked_for_again(watched: Watched) -> None:
    async def attack(attacker: Attacker) -> None:
        await until(lambda: attacker.viewer.packets)
        ssrc = next(iter(attacker.viewer.streams))
        for first in range(0, 65536, 17 * 40):
            pairs = b"".join(
                struct.pack("!HH", (first + 17 * at) & 0xFFFF, 0xFFFF) for at in range(40)
            )
            body = struct.pack("!II", 1, ssrc) + pairs
            attacker.viewer.send_rtcp(struct.pack("!BBH", 0x81, 205, len(body) // 4) + body)
            attacker.viewer.send_rtcp(struct.pack("!BBHII", 0x81, 206, 2, 1, ssrc))
        await asyncio.sleep(0.3)
        counted = (await attacker.stats()).counters
        assert counted.nacked > 10_000
        assert counted.resent <= 2 * 600
        assert (await attacker.engine.stats(attacker.room)).totals.plis_sent < 12

    await watched(attack)


async def test_strangers_at_the_port(watched: Watched) -> None:
    async def attack(attacker: Attacker) -> None:
        pair = attacker.publisher.to
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stranger:
            for size in (0, 1, 11, 12, 20, 100, 1400, 1600, 9000):
                for first in (0, 1, 20, 23, 63, 64, 128, 191, 192, 255):
                    stranger.sendto((bytes((first,)) + os.urandom(size))[:size], pair)
            username = b"x" * 8 + b":y"
            attribute = struct.pack("!HH", 6, len(username)) + username + bytes(2)
            for _ in range(3000):
                head = struct.pack("!HHI", 1, len(attribute), 0x2112A442) + os.urandom(12)
                stranger.sendto(head + attribute, pair)
            stranger.settimeout(0.3)
            with pytest.raises(TimeoutError):
                stranger.recv(2000)

    await watched(attack)


async def test_what_may_not_be_sent_reaches_nobody(engine: RemoteMedia, room: str) -> None:
    await engine.set_rights(room, "Mallory", Rights(may_speak=True))
    await engine.set_rights(room, "Bình", Rights())
    async with party(engine, room) as opened:
        attacker = Attacker(engine, room)
        await attacker.join()
        watcher = opened.join("Bình")
        await watcher.subscribe(Source("Mallory", Purpose.CAMERA))
        for packet in attacker.publisher.streams[0].make() * 3:
            attacker.send(packet)
        await asyncio.sleep(0.5)
        assert (await attacker.stats()).counters.packets_in > 0
        assert (await attacker.stats()).sends == ()
        assert watcher.slot_of(Source("Mallory", Purpose.CAMERA)) is None
        await attacker.close()
