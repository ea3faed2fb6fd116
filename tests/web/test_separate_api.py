"""Sockets and recordings of meetings, with the API in the pages' process and in one of its own."""

from __future__ import annotations

import asyncio
import json
import os
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any
from uuid import UUID

import httpx2
import pytest
from websockets.asyncio.client import connect
from websockets.typing import Origin

from meetings.models.recording import MeetingRecording
from services.app import API_SERVICES
from tests.journeys.serving import serve
from tests.live import invited
from tests.meetings import CHAIR, door
from tests.office import PASSWORD

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.office import Office

pytestmark = pytest.mark.parametrize("apart", [False, True], ids=["one-process", "api-apart"])


@asynccontextmanager
async def served(office: Office, *, apart: bool) -> AsyncIterator[str]:
    if not apart:
        async with serve(office) as whole:
            yield whole.address
        return
    async with (
        serve(office, services=tuple(API_SERVICES)) as api,
        serve(office, services=("web",), api_url=api.address) as pages,
    ):
        yield pages.address


@asynccontextmanager
async def signed_in(address: str) -> AsyncIterator[httpx2.AsyncClient]:
    headers = {"Origin": address}
    async with httpx2.AsyncClient(base_url=address, headers=headers, timeout=30) as client:
        answer = await client.post("/sign-in", data={"username": CHAIR, "password": PASSWORD})
        assert answer.status_code == 303
        yield client


async def joined(client: httpx2.AsyncClient, path: str) -> dict[str, Any]:
    address = str(client.base_url).rstrip("/")
    cookie = "; ".join(f"{name}={value}" for name, value in client.cookies.items())
    async with connect(
        address.replace("http", "ws", 1) + path,
        additional_headers={"Cookie": cookie},
        origin=Origin(address),
    ) as opened:
        await opened.send(json.dumps({"do": "join", "device": "device-0001"}))
        told: dict[str, Any] = json.loads(await asyncio.wait_for(opened.recv(), 30))
        await opened.send(json.dumps({"do": "ping", "id": 7}))
        while json.loads(await asyncio.wait_for(opened.recv(), 30)).get("to") != 7:
            pass
        return told


async def test_sockets_reach_the_api(office: Office, *, apart: bool) -> None:
    meeting = await invited(office)
    async with served(office, apart=apart) as address, signed_in(address) as client:
        assert (await joined(client, f"{door(meeting)}/live"))["type"] == "snapshot"
        assert (await joined(client, f"{door(meeting)}/line"))["type"] == "trial"


async def kept_recording(office: Office, meeting: dict[str, Any], content: bytes) -> str:
    stored = await office.platform.blobs.put(content)
    now = office.clock.now()
    row = MeetingRecording(
        meeting_id=UUID(meeting["id"]),
        started_at=now,
        started_by_id=UUID(meeting["chair"]["appointment_id"]),
    )
    row.mark_stopped(now=now)
    row.mark_joining()
    row.mark_stored(stored.digest, stored.size, keep_until=now)
    async with office.platform.database.session() as session:
        session.add(row)
        await session.commit()
    return str(row.id)


async def test_a_recording_is_played_from_the_page(office: Office, *, apart: bool) -> None:
    meeting = await invited(office, recording_allowed=True)
    content = os.urandom(3_000_000)
    recording = await kept_recording(office, meeting, content)
    path = f"{door(meeting)}/recordings"
    async with served(office, apart=apart) as address, signed_in(address) as client:
        page = await client.get(path)
        assert f"{path}/{recording}" in page.text
        played = await client.get(f"{path}/{recording}")
        assert f'src="{path}/{recording}/file"' in played.text
        whole = await client.get(f"{path}/{recording}/file")
        assert (whole.status_code, whole.content) == (200, content)
        assert whole.headers["content-type"] == "video/webm"
        part = await client.get(
            f"{path}/{recording}/file", headers={"Range": "bytes=2000000-2000099"}
        )
        assert (part.status_code, part.content) == (206, content[2_000_000:2_000_100])
        assert (await client.get(f"{path}/{meeting['id']}/file")).status_code == 404
        assert (await client.get(f"{path}/{meeting['id']}")).status_code == 404
