"""What runs beside the worker: the registers' memory follows the registers."""

import asyncio
import logging

from sqlalchemy.exc import DBAPIError

from services.platform import Platform
from services.statistics.service.collecting import collect
from storage.database import DatabaseUnavailable

log = logging.getLogger(__name__)

PAUSE = 1.0  # seconds between two looks
PATIENCE = 15.0  # after a failure


async def collect_all(platform: Platform) -> None:
    """Take every mark that is committed."""
    while await _round(platform):
        pass


async def keep_collected(platform: Platform) -> None:
    """Collect until cancelled; what fails is tried again, and nothing is lost: the marks stay."""
    while True:
        try:
            await collect_all(platform)
            await asyncio.sleep(PAUSE)
        except (DBAPIError, DatabaseUnavailable):
            log.exception("the registers were not collected; it is tried again")
            await asyncio.sleep(PATIENCE)


async def _round(platform: Platform) -> int:
    async with platform.database.session() as session:
        taken = await collect(session, now=platform.clock.now())
        await session.commit()
    return taken
