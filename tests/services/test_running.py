"""Ending what runs beside the server."""

import asyncio

from services.running import end_tasks


async def test_a_task_that_took_its_end_for_an_error_is_told_again() -> None:
    """As a query that is cancelled may come out as an error of the database."""
    begun, heard = asyncio.Event(), 0

    async def keep() -> None:
        nonlocal heard
        while True:
            try:
                begun.set()
                await asyncio.sleep(60)
            except asyncio.CancelledError:
                heard += 1
                if heard > 1:
                    raise

    task = asyncio.create_task(keep())
    await begun.wait()
    async with asyncio.timeout(10):
        await end_tasks([task])
    assert heard == 2
    assert task.cancelled()
