"""Starting and stopping: the trial with everything, one service, or a worker."""

import asyncio
import contextlib
import dataclasses
import gc
import shutil
import socket
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import uvicorn

from services.app import CONSUMERS, create_app
from services.clock import Clock
from services.demonstration.install import NAME as DEMONSTRATION
from services.demonstration.install import (
    STORY_BEGINS,
    Demonstration,
    install_demonstration,
)
from services.demonstration.year.planning.year import Year
from services.documents.archiving_jobs import keep_archived
from services.journal.jobs import keep_sequenced, keep_stamped, keep_witnessed
from services.migrations import migrate
from services.platform import CapabilitySettings, Platform, open_platform
from services.reporting.main import keep_reminded
from services.rooms.live.socket import LONGEST_MESSAGE
from services.settings import Environment, ServiceSettings
from services.statistics.main import keep_collected
from services.worker import Worker, keep_tidy
from storage.database import Database
from storage.postgres import EmbeddedPostgres, PostgresError
from storage.settings import DatabaseSettings

YOUNG_OBJECTS = 20_000  # that the collector waits for; a large page makes some ten thousand
GREETING = """
  Congvu {address}

  Tài khoản (mật khẩu chung / one password for all): {password}
    chuyenvien.huyen     chuyên viên, soạn dự thảo       drafts
    chanhvanphong.huyen  chánh văn phòng, duyệt          reviews
    phochutich.huyen     phó chủ tịch, ký số             signs
    vanthu.huyen         văn thư, cấp số và phát hành    numbers, seals, issues
    vanthu.myhoa         văn thư xã Mỹ Hòa, vào sổ       registers
    chutich.myhoa        chủ tịch xã, phân công          assigns
    canbo.myhoa          cán bộ xã, xử lý và trả lời     answers

  Hôm nay trong bản dùng thử / today in this demonstration: {today}
  Thử trước tiên / try first: đăng nhập phochutich.huyen và ký văn bản đang chờ trên bàn làm việc.
  Dừng / stop: Ctrl-C
"""


class Refused(Exception):
    """A start that cannot be; the message says what to do."""


def run_trial(settings: ServiceSettings, *, fresh: bool) -> None:
    """Everything in one process tree: embedded PostgreSQL unless DATABASE_URL names a server."""
    if settings.env is Environment.PRODUCTION:
        raise Refused("`congvu up` is the trial; in production use serve, worker and migrate")
    require_free_port(settings)
    if fresh and DatabaseSettings().url is not None:
        raise Refused(
            "--fresh empties the trial's own database only; empty DATABASE_URL's yourself"
        )
    begun = Demonstration.find(settings.state_dir)
    # A first start that was killed left half a demonstration: it is set up anew.
    if fresh or (begun is not None and not begun.finished):
        forget(settings)
    with contextlib.ExitStack() as stack:
        url = DatabaseSettings().url
        if url is None:
            try:
                url = stack.enter_context(EmbeddedPostgres(settings.state_dir / "postgres"))
            except PostgresError as error:
                raise Refused(str(error)) from error
        with contextlib.suppress(KeyboardInterrupt):
            asyncio.run(_trial(settings, url))


async def _trial(settings: ServiceSettings, url: str) -> None:
    demonstration = Demonstration.open(settings.state_dir, today=datetime.now(UTC))
    await _migrate(url)
    capabilities = CapabilitySettings.in_folder(settings.state_dir)
    async with open_platform(
        database_url=url, settings=settings, capabilities=capabilities
    ) as opened:
        platform = dataclasses.replace(opened, clock=Clock(demonstration.clock_offset))
        if await install_demonstration(platform, demonstration, state_dir=settings.state_dir):
            print("Đã dựng bản dùng thử / the demonstration is set up.", flush=True)  # noqa: T201 - speaks to the terminal
        app = create_app(platform, background=work_beside)
        print(  # noqa: T201 - the greeting is what this command is for
            GREETING.format(
                address=f"http://{settings.host}:{settings.port}",
                password=demonstration.password,
                today=platform.clock.now().strftime("%d/%m/%Y"),
            ),
            flush=True,
        )
        await _serve(app, settings)


def run_services(settings: ServiceSettings, *, services: tuple[str, ...]) -> None:
    require_free_port(settings)
    asyncio.run(_services(settings, services))


async def _services(settings: ServiceSettings, services: tuple[str, ...]) -> None:
    async with open_platform(
        database_url=database_url(), settings=settings, capabilities=CapabilitySettings()
    ) as platform:
        await _serve(create_app(platform, services=services), settings)


def run_worker(settings: ServiceSettings) -> None:
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_worker(settings))


async def _worker(settings: ServiceSettings) -> None:
    async with (
        open_platform(
            database_url=database_url(), settings=settings, capabilities=CapabilitySettings()
        ) as platform,
        work_beside(platform) as working,
    ):
        await working


def run_migrations() -> None:
    asyncio.run(_migrate(database_url()))


async def _migrate(url: str) -> None:
    # A migration may take as long as it needs; its lock timeout guards the others.
    database = Database(url, pool_size=2, statement_timeout_ms=0)
    await migrate(database)
    await database.aclose()


def run_demo(settings: ServiceSettings, *, year: Year | None) -> None:
    """Fill the database, and say what it takes to sign in."""
    if settings.env is Environment.PRODUCTION:
        raise Refused("the demonstration's keys are software keys, which production refuses")
    asyncio.run(_demo(settings, year))


async def _demo(settings: ServiceSettings, year: Year | None) -> None:
    await _migrate(database_url())
    stands_at = year.ends if year else STORY_BEGINS
    demonstration = Demonstration.open(
        settings.state_dir, today=datetime.now(UTC), stands_at=stands_at
    )
    async with open_platform(
        database_url=database_url(), settings=settings, capabilities=CapabilitySettings()
    ) as opened:
        platform = dataclasses.replace(opened, clock=Clock(demonstration.clock_offset))
        if not await install_demonstration(
            platform, demonstration, state_dir=settings.state_dir, year=year
        ):
            raise Refused("this database is in use; the demonstration needs an empty one")
    print(  # noqa: T201 - without these two nobody could use what was made
        f"password of every account: {demonstration.password}\n"
        f"serve it with CONGVU_CLOCK_OFFSET=-P{-demonstration.clock_offset.days}D"
    )


@asynccontextmanager
async def work_beside(platform: Platform) -> AsyncIterator[asyncio.Future[None]]:
    """A worker in this process until the block is left; what is yielded ends with the worker."""
    working = asyncio.create_task(Worker(platform, CONSUMERS).run())
    beside = [
        asyncio.create_task(keep(platform))
        for keep in (
            *(keep_tidy, keep_archived, keep_collected, keep_reminded),
            *(keep_sequenced, keep_stamped, keep_witnessed),
        )
    ]
    try:
        yield working
    finally:
        await end_tasks((working, *beside))


async def end_tasks(tasks: Collection[asyncio.Task[None]]) -> None:
    """Cancel until it is heard.

    A cancellation that meets a query may come out as an error of the database, after which a task
    that tries again goes on as if nothing had been said.
    """
    running = set(tasks)
    while running:
        for task in running:
            task.cancel()
        _, running = await asyncio.wait(running, timeout=1)
    for task in tasks:
        with contextlib.suppress(asyncio.CancelledError):
            await task


async def _serve(app: object, settings: ServiceSettings) -> None:
    config = uvicorn.Config(
        app,  # type: ignore[arg-type]
        host=settings.host,
        port=settings.port,
        log_level="warning",
        server_header=False,
        timeout_graceful_shutdown=5,
        # A device of a meeting that is gone is noticed within these; see services/rooms/live.
        ws_max_size=LONGEST_MESSAGE,
        ws_ping_interval=5,
        ws_ping_timeout=10,
    )
    # What was imported stays, and what a page is made of is gone with it: neither is worth a walk
    # through all of it in the middle of a request.
    gc.freeze()
    gc.set_threshold(YOUNG_OBJECTS, 10, 10)
    with contextlib.suppress(asyncio.CancelledError):
        await uvicorn.Server(config).serve()
        # Shut down, uvicorn raises the signal again, and asyncio answers with a cancellation. It is
        # taken here: further on it would interrupt the closing of what this process opened.
        await asyncio.sleep(0)


def database_url() -> str:
    url = DatabaseSettings().url
    if url is None:
        raise Refused("set DATABASE_URL to a PostgreSQL 15 or newer, or use `congvu up`")
    return url


def require_free_port(settings: ServiceSettings) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as error:
            raise Refused(
                f"port {settings.port} on {settings.host} is taken: stop what uses it, "
                "or choose another with --port or CONGVU_PORT"
            ) from error


def forget(settings: ServiceSettings) -> None:
    """Delete everything the trial keeps in its state folder."""
    EmbeddedPostgres(settings.state_dir / "postgres").remove()
    for name in ("postgres", "blobs", "keys", "cache"):
        shutil.rmtree(settings.state_dir / name, ignore_errors=True)
    (settings.state_dir / DEMONSTRATION).unlink(missing_ok=True)
