"""A line of which Janus says that it loses packets is spared, and tried again later."""

import asyncio
from collections.abc import Mapping
from typing import Any

from meetings.media.events import Line
from meetings.media.janus.address import Address
from meetings.media.janus.arranging import Plan, plan
from meetings.media.janus.down import Down, Place
from meetings.media.janus.link import Link
from meetings.media.janus.server import JanusServer
from meetings.media.settings import MediaSettings
from meetings.media.shapes import Offer, Purpose, RoomPolicy, Source, View

SENT = [Source(name, size) for name in "ab" for size in (Purpose.CAMERA, Purpose.CAMERA_SMALL)]


class Around:
    """A room and a stage without anybody in them."""

    places: Mapping[Source, Place] = {}

    def connected(self, link: Link) -> None: ...

    def lost(self, link: Link) -> None: ...

    def shown(self, down: Down) -> None: ...

    def offered(self, down: Down, offer: Offer) -> None: ...

    def contents(self, down: Down) -> Mapping[str, Source | None]:
        return dict.fromkeys(down.slots)

    def plan(self, down: Down) -> Plan:
        wanted = (Source("a", Purpose.CAMERA), Source("b", Purpose.CAMERA))
        view = View(wanted=wanted)
        return plan(view, down.participant, sent=SENT, most=4, policy=RoomPolicy())


def slow(lost: int, *, uplink: bool = False) -> dict[str, Any]:
    return {"janus": "slowlink", "mid": "3", "media": "video", "uplink": uplink, "lost": lost}


async def test_lost_packets_take_pictures_away_and_quiet_brings_them_back() -> None:
    server = JanusServer("ws://127.0.0.1:9", None, lost=lambda: None)
    around = Around()
    down = Down(
        "me", "1", address=Address(server, "r", MediaSettings()), links=around, stage=around
    )
    lines = []
    for second in range(60):
        if second in {3, 4}:
            down.hear(slow(40))
        if second == 10:
            down.hear(slow(40, uplink=True))
        if down.second(1000.0 + second):
            lines.append((second, down.line))
    assert [line for _, line in lines] == [Line.WEAK, Line.GOOD]
    assert lines[0][0] == 4
    assert 4 < lines[1][0] < 20
    await asyncio.sleep(0)
