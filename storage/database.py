"""One engine, and sessions that never load a relation by surprise."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Dialect, make_url
from sqlalchemy.ext.asyncio import AsyncEngine, async_sessionmaker, create_async_engine
from sqlmodel.ext.asyncio.session import AsyncSession


class DatabaseUnavailable(Exception):
    """No connection could be made: there is no server at the address, or none that answers."""


class Database:
    """The pool. Who opens a session decides when it commits (services/deps.py, worker.py)."""

    def __init__(
        self, url: str, *, pool_size: int = 10, statement_timeout_ms: int = 15_000
    ) -> None:
        self.engine: AsyncEngine = create_async_engine(
            async_url(url),
            pool_size=pool_size,
            max_overflow=0,
            pool_timeout=10,
            pool_pre_ping=False,
            connect_args={
                "server_settings": {
                    "statement_timeout": str(statement_timeout_ms),
                    "TimeZone": "UTC",
                    "jit": "off",
                    "plan_cache_mode": "force_custom_plan",
                }
            },
        )
        event.listen(self.engine.sync_engine, "do_connect", _connect)
        self._sessions = async_sessionmaker(
            self.engine, class_=AsyncSession, expire_on_commit=False
        )

    @asynccontextmanager
    async def session(self) -> AsyncIterator[AsyncSession]:
        """A session that is rolled back on leaving unless its owner has committed it."""
        async with self._sessions() as session:
            yield session

    async def aclose(self) -> None:
        await self.engine.dispose()


def async_url(url: str) -> str:
    """`url` for the asyncpg driver; an office writes the ordinary postgresql:// form."""
    return make_url(url).set(drivername="postgresql+asyncpg").render_as_string(hide_password=False)


def plain_url(url: str) -> str:
    """`url` for the bare driver, whatever dialect it names."""
    return make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)


def _connect(dialect: Dialect, _record: Any, arguments: list[Any], options: dict[str, Any]) -> Any:
    """Connect; SQLAlchemy passes on as it is what the driver says of a missing server."""
    try:
        return dialect.connect(*arguments, **options)
    except OSError as error:
        raise DatabaseUnavailable(str(error)) from error
