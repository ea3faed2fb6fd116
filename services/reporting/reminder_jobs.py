"""What runs beside the worker: agencies are reminded in time, without anybody thinking of it."""

import asyncio
import logging

from sqlalchemy.exc import DBAPIError

from services.platform import Platform
from services.reporting.service.reminding import remind_in_time
from storage.database import DatabaseUnavailable

log = logging.getLogger(__name__)

EVERY = 3600.0  # seconds


async def remind_all(platform: Platform) -> int:
    """Once each; how many agencies were told. Several processes share the work."""
    async with platform.database.session() as session:
        told = await remind_in_time(session, now=platform.clock.now())
        await session.commit()
    return told


async def keep_reminded(platform: Platform) -> None:
    """Until cancelled."""
    while True:
        try:
            await remind_all(platform)
        except (DBAPIError, DatabaseUnavailable):
            log.exception("agencies were not reminded of their reports; it is tried again")
        await asyncio.sleep(EVERY)
