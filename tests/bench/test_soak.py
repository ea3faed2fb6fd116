"""The soak itself, for as long as a test may take; by itself it takes half an hour."""

import random

import pytest

from bench.media.soak import soak

SECONDS = 20
#: Rings fill and the allocator settles in the first minute; the soak of half an hour allows less.
SPARE = 48 * 1024 * 1024


@pytest.mark.alone
async def test_people_come_and_go_and_nothing_is_left() -> None:
    soaked = await soak(SECONDS, chance=random.Random(2))  # noqa: S311 - no secret
    assert soaked.grown(spare=SPARE) == []
    assert soaked.joined > 15
    assert soaked.vanished
    assert soaked.replaced
    assert soaked.recordings
