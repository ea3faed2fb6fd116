"""Real browsers on a line that loses datagrams: voices stay whole, pictures move, all comes back.

The floors: of a voice at most one sample in twenty is made up by the receiver (concealed) while one
datagram in ten is lost; pictures come at two thirds of their rate and never stand still for a
second while one in twenty is lost; after ten seconds without any, all is back within five.
"""

from collections.abc import AsyncIterator

import pytest

from bench.media.chromium import Visitor
from bench.media.lines import Line
from bench.media.losses import cut, lose, two_at_a_line
from meetings.media.opening import open_media_engine
from meetings.media.settings import MediaSettings
from tests.peers import require_peer

CONCEALED, FRAMES_PER_SECOND, STILL, BACK = 0.05, 10, 1.0, 5.0
pytestmark = [pytest.mark.alone, pytest.mark.xdist_group("chromium")]


@pytest.fixture
async def pair() -> AsyncIterator[tuple[Visitor, Visitor, Line]]:
    require_peer("chromium")
    engine = open_media_engine(MediaSettings(hosts=("127.0.0.1",)))
    await engine.start()
    async with two_at_a_line(engine) as both:
        yield both
    await engine.aclose()


async def test_one_in_ten_lost_leaves_voices_whole(pair: tuple[Visitor, Visitor, Line]) -> None:
    for left in await lose(*pair, share=0.1, seconds=6):
        assert left.concealed < CONCEALED


async def test_one_in_twenty_lost_leaves_pictures_moving(
    pair: tuple[Visitor, Visitor, Line],
) -> None:
    for left in await lose(*pair, share=0.05, seconds=6):
        assert left.frames_per_second > FRAMES_PER_SECOND
        assert left.still < STILL


async def test_after_ten_seconds_without_a_line_all_is_back(
    pair: tuple[Visitor, Visitor, Line],
) -> None:
    assert await cut(*pair, seconds=10) < BACK
