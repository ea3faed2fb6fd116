"""An office that is really served: on a port, with a worker, while its clock runs."""

import asyncio
import contextlib
import dataclasses
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import uvicorn

from meetings.media.settings import MediaSettings
from services.app import SERVICES, create_app
from services.clock import Clock
from services.running import work_beside
from tests.office import OFFICE_DAY, Office


class RunningClock(Clock):
    """Starts at a moment of the demonstration and runs on; a test may let hours pass."""

    def __init__(self, moment: datetime) -> None:
        super().__init__(moment - datetime.now(UTC))

    def move(self, by: timedelta) -> None:
        self._offset += by


@dataclass(frozen=True)
class ServedOffice:
    """`office` speaks to the same database through the API, for what a test finds prepared."""

    address: str
    clock: RunningClock
    office: Office


class _Server(uvicorn.Server):
    """Leaves the signals to pytest."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


@asynccontextmanager
async def serve(
    office: Office,
    *,
    services: tuple[str, ...] = SERVICES,
    media: MediaSettings | None = None,
    **settings: Any,
) -> AsyncIterator[ServedOffice]:
    """The pages, the API and a worker on a free port, as `congvu up` puts them together."""
    clock = RunningClock(OFFICE_DAY)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        address = f"http://127.0.0.1:{listening.getsockname()[1]}"
        changed = office.platform.settings.model_copy(update={"public_url": address, **settings})
        platform = dataclasses.replace(
            office.platform, clock=clock, settings=changed, media=media or office.platform.media
        )
        app = create_app(platform, services=services, background=work_beside)
        config = uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=2)
        server = _Server(config)
        serving = asyncio.create_task(server.serve(sockets=[listening]))
        try:
            yield ServedOffice(address, clock, office)
        finally:
            server.should_exit = True
            await serving
