"""The given nginx site, in a real nginx: pages, sockets, what is logged, and who a client is."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import socket
import ssl
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx2
from websockets.asyncio.client import connect

from tests.journeys.serving import serve
from tests.live import invited
from tests.meetings import CHAIR, door
from tests.office import PASSWORD
from tests.peers import require_peer

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.office import Office

SITE = Path(__file__).parents[2] / "deploy" / "nginx.conf"
NAME = "congvu.example.gov.vn"
FRAME = """daemon off; pid {folder}/pid; error_log {folder}/error.log;
events {{ worker_connections 128; }}
http {{ access_log {folder}/access.log; client_body_temp_path {folder}/body;
proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u;
scgi_temp_path {folder}/s; include {folder}/site.conf; }}
"""


@dataclass(frozen=True)
class Front:
    folder: Path
    port: int
    trust: ssl.SSLContext

    @property
    def host(self) -> str:
        return f"{NAME}:{self.port}"

    def client(self) -> httpx2.AsyncClient:
        return httpx2.AsyncClient(
            base_url=f"https://127.0.0.1:{self.port}", verify=self.trust, timeout=30
        )

    @property
    def log(self) -> str:
        return (self.folder / "access.log").read_text()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


async def _run(*command: str) -> None:
    process = await asyncio.create_subprocess_exec(
        *command, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
    )
    said, _ = await process.communicate()
    assert process.returncode == 0, said.decode()


async def _listens(port: int) -> bool:
    try:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
    except ConnectionError:
        return False
    writer.close()
    return True


@asynccontextmanager
async def fronted(folder: Path, address: str) -> AsyncIterator[Front]:
    """The site of deploy/ before `address`, with free ports and a certificate made for it."""
    require_peer("nginx")
    key, certificate = folder / "key.pem", folder / "cert.pem"
    await _run(
        "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
        "-days", "2", "-subj", f"/CN={NAME}", "-keyout", str(key), "-out", str(certificate),
    )  # fmt: skip
    port, plain = _free_port(), _free_port()
    site = SITE.read_text()
    for given, here in (
        ("127.0.0.1:8000", address.removeprefix("http://")),
        ("/etc/ssl/certs/congvu.pem", str(certificate)),
        ("/etc/ssl/private/congvu.key", str(key)),
        ("listen 80;", f"listen 127.0.0.1:{plain};"),
        ("    listen [::]:80;\n", ""),
        ("listen 443 ssl http2;", f"listen 127.0.0.1:{port} ssl http2;"),
        ("    listen [::]:443 ssl http2;\n", ""),
    ):
        assert given in site, given
        site = site.replace(given, here)
    (folder / "site.conf").write_text(site)
    (folder / "nginx.conf").write_text(FRAME.format(folder=folder))
    program = shutil.which("nginx") or "nginx"
    if os.geteuid() == 0:  # its workers run as nobody
        await asyncio.to_thread(folder.chmod, 0o777)
    await _run(program, "-t", "-q", "-c", str(folder / "nginx.conf"), "-p", str(folder))
    process = await asyncio.create_subprocess_exec(
        program, "-c", str(folder / "nginx.conf"), "-p", str(folder)
    )
    try:
        trust = ssl.create_default_context(cafile=certificate)
        trust.check_hostname = False
        async with asyncio.timeout(20):
            # Its pid file says nothing: the check of the configuration has made one already.
            while not await _listens(port):  # noqa: ASYNC110 - it tells nobody
                await asyncio.sleep(0.05)
        yield Front(folder, port, trust)
    finally:
        process.terminate()
        await process.wait()


async def test_meetings_go_through_nginx(office: Office, tmp_path: Path) -> None:
    meeting = await invited(office)
    async with serve(office) as served, fronted(tmp_path, served.address) as front:
        headers = {"Host": front.host, "Origin": f"https://{front.host}"}
        async with front.client() as client:
            page = await client.get("/sign-in", headers=headers)
            assert page.status_code == 200
            signed = await client.post(
                "/sign-in", headers=headers, data={"username": CHAIR, "password": PASSWORD}
            )
            assert signed.status_code == 303
            assert "Secure" in signed.headers["set-cookie"]
            cookie = signed.headers["set-cookie"].partition(";")[0]
            room = await client.get(f"{door(meeting)}/room", headers=headers | {"Cookie": cookie})
            assert room.status_code == 200
            await client.get("/meetings/guest/a-secret-of-a-guest", headers=headers)
            await client.get(
                "/api/v1/secret-votes/00000000-0000-0000-0000-000000000000", headers=headers
            )
        for name, first in (("live", "snapshot"), ("line", "trial")):
            told = await _joined(front, f"{door(meeting)}/{name}", headers | {"Cookie": cookie})
            assert told["type"] == first, told
        assert f"{door(meeting)}/room" in front.log
        assert "a-secret-of-a-guest" not in front.log
        assert "secret-votes" not in front.log


async def _joined(front: Front, path: str, headers: dict[str, str]) -> dict[str, Any]:
    async with connect(
        f"wss://{front.host}{path}",
        host="127.0.0.1",
        port=front.port,
        ssl=front.trust,
        origin=None,
        additional_headers={name: value for name, value in headers.items() if name != "Host"},
    ) as opened:
        await opened.send(json.dumps({"do": "join", "device": "device-0001"}))
        return dict(json.loads(await asyncio.wait_for(opened.recv(), 30)))
