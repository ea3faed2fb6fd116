"""A running meeting for tests: real servers on real sockets, and devices that speak to them."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

import uvicorn
from fastapi import FastAPI
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from meetings.models.meeting import Meeting
from services.app import create_app
from services.rooms.live.socket import LONGEST_MESSAGE
from tests.meetings import CHAIR, SECRETARY, door, planned, seated, with_item
from tests.office import API, Office, only

MY_HOA, THANH_MY, PHU_DIEN = "H20.90.03", "H20.90.04", "H20.90.02"
COMMUNE, SECOND, THIRD = "chutich.myhoa", "vanthu.thanhmy", "vanthu.phudien"
WAIT = 30.0


@asynccontextmanager
async def serve(office: Office) -> AsyncIterator[str]:
    """The meeting service on a port of its own, with the office's database and clock."""
    app = _application(office)
    config = uvicorn.Config(
        app,
        port=0,
        log_level="error",
        lifespan="on",
        ws_max_size=LONGEST_MESSAGE,
        timeout_graceful_shutdown=2,
    )
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110 - uvicorn says it by a flag only
        await asyncio.sleep(0.01)
    try:
        port = server.servers[0].sockets[0].getsockname()[1]
        yield f"ws://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        await serving
        app.state.serving = False


_applications: list[FastAPI] = []


def _application(office: Office) -> FastAPI:
    """One for all tests; a second server at once gets its own."""
    free = next((app for app in _applications if not app.state.serving), None)
    if free is None:
        free = create_app(office.platform, services=("rooms",))
        _applications.append(free)
    free.state.platform, free.state.serving = office.platform, True
    return free


@dataclass
class Device:
    """One socket in a meeting; `state` is what its page would show now."""

    socket: ClientConnection
    state: dict[str, Any] = field(default_factory=dict)
    heard: list[dict[str, Any]] = field(default_factory=list)
    _numbers: int = 0

    @property
    def you(self) -> dict[str, Any]:
        return dict(self.state["you"])

    def seat(self, seat_id: str) -> dict[str, Any]:
        return only(self.state["seats"]["list"], id=seat_id)

    async def next(self) -> dict[str, Any]:
        message: dict[str, Any] = json.loads(await asyncio.wait_for(self.socket.recv(), WAIT))
        self.heard.append(message)
        if message["type"] in {"snapshot", "state"}:
            self.state.update({k: v for k, v in message.items() if k not in {"type", "missed"}})
        return message

    async def until(self, wanted: Callable[[dict[str, Any]], Any]) -> dict[str, Any]:
        """The first message, heard already or yet to come, for which `wanted` holds."""
        for message in self.heard:
            if wanted(message):
                return message
        while not wanted(message := await self.next()):
            pass
        return message

    async def until_state(self, wanted: Callable[[dict[str, Any]], Any]) -> dict[str, Any]:
        while not wanted(self.state):
            await self.next()
        return self.state

    async def event(self, kind: str, **facts: Any) -> dict[str, Any]:
        return await self.until(
            lambda message: (
                message["type"] == "event"
                and message["kind"] == kind
                and all(message[name] == value for name, value in facts.items())
            )
        )

    async def do(self, name: str, **fields: Any) -> dict[str, Any]:
        """Say a command; its answer."""
        self._numbers += 1
        number = self._numbers
        await self.socket.send(json.dumps({"do": name, "id": number, **fields}))
        return await self.until(
            lambda message: message["type"] == "answer" and message["to"] == number
        )

    async def done(self, name: str, **fields: Any) -> dict[str, Any]:
        answer = await self.do(name, **fields)
        assert answer["ok"], answer
        return answer

    async def refused(self, name: str, **fields: Any) -> str:
        answer = await self.do(name, **fields)
        assert not answer["ok"], answer
        return str(answer["code"])

    async def closing(self) -> int:
        """The code the server closes with."""
        try:
            while True:
                await self.next()
        except ConnectionClosed:
            return int(self.socket.close_code or 0)

    async def drop(self) -> None:
        """Break the line without a word, as a cable does."""
        self.socket.transport.abort()
        await self.socket.wait_closed()


@asynccontextmanager
async def opened(
    address: str, meeting: dict[str, Any], *, at: str = "live", **options: Any
) -> AsyncIterator[Device]:
    """A socket that has not said who it is."""
    url = f"{address}{API}{door(meeting)}/{at}"
    async with connect(url, max_size=None, close_timeout=1, **options) as socket:
        yield Device(socket)


@asynccontextmanager
async def device(
    office: Office,
    address: str,
    meeting: dict[str, Any],
    username: str,
    *,
    name: str = "",
    last_seq: int | None = None,
    **said: Any,
) -> AsyncIterator[Device]:
    """A device of `username` that has joined and been shown everything."""
    officer = await office.sign_in(username)
    chosen = name or "device-" + username.replace(".", "-")
    async with opened(address, meeting) as joined:
        await joined.socket.send(
            json.dumps(
                {
                    "do": "join",
                    "token": officer.secret,
                    "device": chosen,
                    "last_seq": last_seq,
                    **said,
                }
            )
        )
        await joined.until(lambda message: message["type"] == "snapshot")
        yield joined


async def invited(office: Office, *codes: str, **plan: Any) -> dict[str, Any]:
    """A meeting whose invitation went out, with two items and a seat for each agency."""
    meeting = await planned(office, **plan)
    await with_item(office, meeting, minutes_planned=30)
    await with_item(office, meeting, title="Kế hoạch quý I", minutes_planned=20)
    meeting = await seated(office, meeting, *(codes or (MY_HOA, THANH_MY)))
    async with office.platform.database.session() as session:
        row = await session.get_one(Meeting, UUID(meeting["id"]))
        row.mark_invited(now=office.clock.now())
        await session.commit()
    chair = await office.sign_in(CHAIR)
    return dict((await chair.get(door(meeting))).json())


def seat_of(meeting: dict[str, Any], **facts: Any) -> str:
    return str(only(meeting["seats"], **facts)["id"])


@dataclass
class Room:
    """A meeting with its chair and secretary connected."""

    office: Office
    address: str
    meeting: dict[str, Any]
    chair: Device
    secretary: Device

    @property
    def commune_seat(self) -> str:
        return seat_of(self.meeting, name="Ủy ban nhân dân xã Mỹ Hòa")

    @property
    def second_seat(self) -> str:
        return seat_of(self.meeting, name="Ủy ban nhân dân xã Thanh Mỹ")

    def join(self, username: str, **options: Any) -> Any:
        return device(self.office, self.address, self.meeting, username, **options)

    def pass_time(self, **by: float) -> None:
        self.office.clock.move(timedelta(**by))


@asynccontextmanager
async def running(office: Office, *codes: str, **plan: Any) -> AsyncIterator[Room]:
    """An open meeting, with chair and secretary at their devices."""
    meeting = await invited(office, *codes, **plan)
    async with (
        serve(office) as address,
        device(office, address, meeting, CHAIR) as chair,
        device(office, address, meeting, SECRETARY) as secretary,
    ):
        await chair.done("meeting.open")
        yield Room(office, address, meeting, chair, secretary)
