"""What the process holds: whatever grows here while people come and go is a leak."""

import asyncio
import os
from pathlib import Path

from meetings.media.forwarding.engine import ForwardingEngine
from meetings.media.shapes import Health

_PROCESS = Path("/proc/self")


def examine(engine: ForwardingEngine) -> Health:
    people = [who for room in engine.rooms.values() for who in room.participants.values()]
    pages = int((_PROCESS / "statm").read_text().split()[1])
    return Health(
        rooms=len(engine.rooms),
        participants=len(people),
        connections=sum(1 for who in people for _ in who.links),
        addresses=sum(opened.addresses for opened in engine.sockets),
        tasks=len(asyncio.all_tasks()),
        files=len(list((_PROCESS / "fd").iterdir())),
        memory=pages * os.sysconf("SC_PAGE_SIZE"),
    )
