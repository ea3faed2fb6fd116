"""One engine, and sessions that never load a relation by surprise."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncEngine, async_sessionmaker, create_async_engine
from sqlmodel.ext.asyncio.session import AsyncSession


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
                }
            },
        )
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
