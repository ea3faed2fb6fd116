"""Runs migrations on the connection it is handed, or on DATABASE_URL from the command line."""

import asyncio
from typing import Literal

from sqlalchemy import Connection
from sqlmodel.sql.sqltypes import AutoString

from alembic import context
from services import tables
from storage.database import Database
from storage.schema import UtcDateTime
from storage.settings import DatabaseSettings

# Importing it fills the metadata.
METADATA = tables.METADATA


def include_object(
    _item: object,
    name: str | None,
    kind: str,
    reflected: bool,  # noqa: FBT001 - Alembic's signature
    _compare_to: object,
) -> bool:
    """Partitions of the journal are made by functions, not by the model."""
    return not (kind == "table" and reflected and (name or "").startswith("journal_entry_"))


def render_item(kind: str, item: object, _: object) -> str | Literal[False]:
    """Write plain SQLAlchemy types, so that an old migration outlives a renamed class of ours."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, AutoString):
        return f"sa.String(length={item.length})" if item.length else "sa.String()"
    return False


def run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=METADATA,
        include_object=include_object,
        render_item=render_item,
        compare_type=True,
        compare_server_default=False,
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()


async def run_from_command_line() -> None:
    url = DatabaseSettings().url
    if url is None:
        raise SystemExit("set DATABASE_URL, or use `congvu migrate`")
    database = Database(url)
    async with database.engine.connect() as connection:
        await connection.run_sync(run)
        await connection.commit()
    await database.aclose()


handed = context.config.attributes.get("connection")
if handed is None:
    asyncio.run(run_from_command_line())
else:
    run(handed)
