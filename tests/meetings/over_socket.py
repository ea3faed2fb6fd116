"""A participant made of aiortc whose signalling goes over the meeting's socket."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from meetings.media.shapes import Offer, Purpose, Source, Track, View
from tests.meetings.media.browsers import Browser

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from tests.live import Device


class OverSocket:
    """The part of the media port that a browser uses, as messages of its meeting's socket."""

    def __init__(self, device: Device) -> None:
        self._device = device

    async def publish(
        self, _room: str, _who: str, connection: str, offer: str, tracks: Sequence[Track]
    ) -> str:
        answer = await self._device.done(
            "media.publish",
            connection=connection,
            sdp=offer,
            tracks=[{"mid": row.mid, "purpose": row.purpose.value} for row in tracks],
        )
        return str(answer["sdp"])

    async def subscribe(self, _room: str, _who: str, connection: str, view: View) -> Offer:
        answer = await self._device.done(
            "media.subscribe", connection=connection, view=_written(view)
        )
        return Offer(**answer["offer"])

    async def accept(
        self, _room: str, _who: str, connection: str, answer: str, number: int
    ) -> None:
        await self._device.done("media.accept", connection=connection, sdp=answer, number=number)


def _written(view: View) -> dict[str, Any]:
    wanted = [{"participant": row.participant, "purpose": row.purpose.value} for row in view.wanted]
    return {"wanted": wanted, "audio": view.audio}


def name_of(device: Device) -> str:
    return str(device.you["participant"])


@asynccontextmanager
async def browser(device: Device) -> AsyncIterator[Browser]:
    made = Browser(OverSocket(device), "", name_of(device))  # type: ignore[arg-type]
    try:
        yield made
    finally:
        await made.close()


async def follow_slots(device: Device, seen: Browser) -> None:
    while True:
        message = await device.next()
        if message["type"] == "media" and message["event"]["kind"] == "slots":
            seen.slots = {
                mid: Source(source["participant"], Purpose(source["purpose"])) if source else None
                for mid, source in message["event"]["slots"].items()
            }


async def reaches(wanted: Any, seconds: float = 20) -> bool:
    async with asyncio.timeout(seconds):
        while not wanted():  # noqa: ASYNC110 - decoders say nothing of their own accord
            await asyncio.sleep(0.1)
    return True
