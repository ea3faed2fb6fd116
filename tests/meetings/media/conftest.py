"""An engine as an installation runs it, for all tests: ours in two processes, or a Janus."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from uuid import uuid4

import pytest

from meetings.media.opening import open_media_engine
from meetings.media.port import MediaEngine
from meetings.media.settings import MediaSettings
from meetings.media.shapes import RoomPolicy
from tests.janus import running_janus

#: Short, so that tests of silence and loss are.
SETTINGS = MediaSettings(processes=2, silent_seconds=1, lost_seconds=4, connect_seconds=4)
#: What the port promises holds for every engine behind it.
BOTH_ENGINES = pytest.mark.parametrize("engine", ["forwarding", "janus"], indirect=True)


@pytest.fixture(scope="session")
async def engine(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[MediaEngine]:
    """Ours, where the test does not say which."""
    async with AsyncExitStack() as stack:
        settings = SETTINGS
        if getattr(request, "param", "forwarding") == "janus":
            folder = tmp_path_factory.mktemp("janus")
            settings = (await stack.enter_async_context(running_janus(folder))).settings
        opened = open_media_engine(settings)
        await opened.start()
        yield opened
        await opened.aclose()


@pytest.fixture
async def room(engine: MediaEngine) -> AsyncIterator[str]:
    """The name of an open room."""
    name = f"room-{uuid4()}"
    await engine.open_room(name, RoomPolicy())
    yield name
    await engine.close_room(name)
