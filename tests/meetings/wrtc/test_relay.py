"""Behind a wall that lets only the office's TURN server through: coturn, as Debian has it."""

import asyncio
import dataclasses
import secrets
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from pydantic import SecretStr

from meetings.media.forwarding.sockets import local_hosts
from meetings.media.settings import MediaSettings
from meetings.media.shapes import Purpose, Source
from tests.live import COMMUNE, running
from tests.meetings.media.browsers import Colour, Tone
from tests.meetings.over_socket import browser, follow_slots, name_of, reaches
from tests.meetings.wrtc.participant import GREY, independent
from tests.office import Office
from tests.peers import require_peer

pytestmark = [pytest.mark.alone, pytest.mark.xdist_group("wrtc")]


@asynccontextmanager
async def coturn(folder: Path) -> AsyncIterator[MediaSettings]:
    """A TURN server, and the settings of an office that has it."""
    host, secret = local_hosts()[0], secrets.token_hex(16)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind((host, 0))
        port = probe.getsockname()[1]
    process = await asyncio.create_subprocess_exec(
        "turnserver",
        *("-n", "--no-cli", "--no-tls", "--no-dtls", "--no-tcp", "--realm=congvu"),
        *("--listening-ip", host, "--relay-ip", host, "--listening-port", str(port)),
        *("--use-auth-secret", f"--static-auth-secret={secret}", "--allow-loopback-peers"),
        *("--log-file", str(folder / "turn.log"), "--simple-log", "--pidfile", str(folder / "pid")),
        *("--userdb", str(folder / "turndb")),
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        yield MediaSettings(
            ice_urls=(f"turn:{host}:{port}?transport=udp",), turn_secret=SecretStr(secret)
        )
    finally:
        process.terminate()
        await process.wait()


async def test_who_may_only_use_the_relay_takes_part(office: Office, tmp_path: Path) -> None:
    for peer in ("npm", "coturn"):
        require_peer(peer)
    async with coturn(tmp_path) as settings:
        walled = dataclasses.replace(
            office, platform=dataclasses.replace(office.platform, media=settings)
        )
        async with running(walled) as room, browser(room.chair) as chair:
            await room.secretary.done("meeting.rules", speech="free")
            await chair.publish(
                [(Purpose.MICROPHONE, Tone(hertz=440)), (Purpose.CAMERA, Colour(90, width=320))]
            )
            camera, microphone = (
                Source(name_of(room.chair), one) for one in (Purpose.CAMERA, Purpose.MICROPHONE)
            )
            async with independent(room, COMMUNE, camera, policy="relay") as commune:
                there = Source(commune.name, Purpose.CAMERA)
                await chair.subscribe(there)
                following = asyncio.create_task(follow_slots(room.chair, chair))
                await commune.until(lambda: commune.sees(camera, 90))
                await commune.until(lambda: commune.hears(microphone, 440))
                assert commune.through == ["relay"]
                assert await reaches(lambda: abs((chair.grey_of(there) or 0) - GREY) < 12)
                assert await reaches(lambda: chair.hears(commune.name) > 0.01)
                following.cancel()
