"""A server process that dies in the middle of a vote: nothing is lost, and nothing is doubled."""

from __future__ import annotations

import asyncio
import os
import socket
import sys
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from tests.live import COMMUNE, SECOND, Device, device, invited
from tests.meetings import CHAIR, SECRETARY
from tests.meetings.over_socket import browser
from tests.office import OFFICE_DAY, only
from tests.services.rooms.live.test_media import send_all

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from tests.office import Office

STARTS_WITHIN = 120


@dataclass
class Server:
    """`congvu serve rooms` on a port of its own."""

    process: asyncio.subprocess.Process
    port: int

    @property
    def address(self) -> str:
        return f"ws://127.0.0.1:{self.port}"

    async def kill(self) -> None:
        self.process.kill()
        await self.process.wait()


@asynccontextmanager
async def servers(database_url: str, folder: Path, *names: str) -> AsyncIterator[list[Server]]:
    """Started at once: they import the same, and wait for each other's cores."""
    behind = int((datetime.now(UTC) - OFFICE_DAY).total_seconds())
    started = [await _start(database_url, folder / name, behind=behind) for name in names]
    try:
        await asyncio.gather(*(_listens(server.port) for server in started))
        yield started
    finally:
        for server in started:
            if server.process.returncode is None:
                server.process.terminate()
                await server.process.wait()


async def _start(database_url: str, folder: Path, *, behind: int) -> Server:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {
        **os.environ,
        "DATABASE_URL": database_url,
        "CONGVU_CLOCK_OFFSET": f"-PT{behind}S",
        "CONGVU_LIVE_SWEEP_SECONDS": "0.5",
        "CONGVU_STATE_DIR": str(folder),
        "CONGVU_AUTH_TOKEN_KEY_FILE": str(folder / "token.pem"),
        "CONGVU_SIGNING_KEY_DIR": str(folder / "keys"),
        "CONGVU_SIGNING_WORKERS": "1",
        "CONGVU_BLOBS_ROOT": str(folder / "blobs"),
    }
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "services.cli", "serve", "rooms", "--port", str(port)),
        env=environment,
    )
    return Server(process, port)


async def _listens(port: int) -> None:
    async with asyncio.timeout(STARTS_WITHIN):
        while True:
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
            except OSError:
                await asyncio.sleep(0.1)
                continue
            writer.close()
            await writer.wait_closed()
            return


def voted(seen_by: Device, vote: str) -> list[str]:
    rows = [row["voted"] for row in seen_by.state["votes"] if row["id"] == vote]
    return rows[0] if rows else []


async def test_devices_of_a_killed_server_go_on_at_another_without_losing_queue_or_vote(
    office: Office, database_url: str, tmp_path: Path
) -> None:
    meeting = await invited(office)
    async with (
        servers(database_url, tmp_path, "one", "two") as (dying, living),
        device(office, living.address, meeting, SECRETARY) as secretary,
        device(office, living.address, meeting, COMMUNE) as commune,
    ):
        async with (
            device(office, dying.address, meeting, CHAIR) as chair,
            device(office, dying.address, meeting, SECOND) as second,
        ):
            await chair.done("meeting.open")
            await second.done("floor.ask")
            vote = (await chair.done("vote.prepare", question="Thông qua?"))["vote_id"]
            await chair.done("vote.open", vote_id=vote)
            await second.done("vote.cast", vote_id=vote, choice="for")
            await commune.done("vote.cast", vote_id=vote, choice="against")
            await chair.until_state(lambda _: len(voted(chair, vote)) == 2)
            seen = chair.state["seq"]
            # A ballot is on its way while the server dies: it is kept whole, or not at all.
            on_its_way = asyncio.create_task(chair.do("vote.cast", vote_id=vote, choice="for"))
            await dying.kill()
            await asyncio.gather(on_its_way, return_exceptions=True)
        async with (
            device(office, living.address, meeting, CHAIR, last_seq=seen) as chair,
            device(office, living.address, meeting, SECOND) as second,
        ):
            assert second.you["seat_id"] in voted(second, vote)
            assert [row["seat_id"] for row in second.state["floor"]["queue"]] == [
                second.you["seat_id"]
            ]
            again = await second.do("vote.cast", vote_id=vote, choice="for")
            assert again["ok"]
            await chair.done("vote.cast", vote_id=vote, choice="for")
            await chair.done("vote.close", vote_id=vote)
            await commune.event("vote_closed")
            state = await secretary.until_state(
                lambda state: any(row["result"] for row in state["votes"])
            )
            result = only(state["votes"], id=vote)["result"]
            assert result["votes"] == {"for": 2, "against": 1, "abstain": 0}
            kinds = [row["kind"] for row in secretary.heard if row["type"] == "event"]
            assert kinds.count("left") == 0
            assert kinds.count("vote_opened") == 1


async def test_the_media_of_a_killed_server_go_on_at_another(
    office: Office, database_url: str, tmp_path: Path
) -> None:
    meeting = await invited(office)
    async with (
        servers(database_url, tmp_path, "one", "two") as (dying, living),
        device(office, living.address, meeting, CHAIR) as chair,
    ):
        async with device(office, dying.address, meeting, SECRETARY) as secretary:
            await chair.done("meeting.open")
            async with browser(secretary) as first:
                await send_all(first, 100)  # the media are where they were first needed
                async with browser(chair) as passed_on:
                    await send_all(passed_on, 150)
                    await chair.until(
                        lambda m: m["type"] == "media" and m["event"]["kind"] == "joined"
                    )
                    await dying.kill()
                    lost = await chair.until(
                        lambda m: m["type"] == "media" and m["event"]["kind"] == "aborted"
                    )
        assert lost["event"] == {"kind": "aborted", "reason": "engine_lost", "connection": None}
        chair.heard.clear()
        async with browser(chair) as again:
            again.connection = "2"
            await send_all(again, 150)
            source = {"participant": chair.you["participant"], "purpose": "camera"}
            await chair.until(
                lambda m: (
                    m["type"] == "media"
                    and m["event"]["kind"] == "track_added"
                    and m["event"]["source"] == source
                )
            )
