"""With the database at hand: every row is its leaf, none is missing, none is too many."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import RowMapping, text

from services.journal.service.verifying import Examined
from storage.database import Database
from storage.leaf import COLUMNS, hash_of_row

CLOCK_TOLERANCE = timedelta(minutes=10)
MOST_NAMED = 20
_COLUMNS = ", ".join(f"e.{name}" for name in COLUMNS if name != "details")
_ROWS = text(
    f"SELECT l.index, l.entry_id, l.hash, {_COLUMNS}, e.details::text AS details "  # noqa: S608 - our own names
    "FROM journal_leaf l LEFT JOIN journal_entry e ON e.id = l.entry_id AND e.at = l.at "
    "WHERE l.index < :size ORDER BY l.index"
)
_BESIDE = text(
    """
    SELECT e.id FROM journal_entry e
    WHERE NOT EXISTS (SELECT FROM journal_leaf l WHERE l.entry_id = e.id AND l.at = e.at)
      AND NOT EXISTS (SELECT FROM journal_pending p WHERE p.entry_id = e.id AND p.at = e.at)
    """
)
_LOST = text(
    """
    SELECT p.entry_id FROM journal_pending p
    WHERE NOT EXISTS (SELECT FROM journal_entry e WHERE e.id = p.entry_id AND e.at = p.at)
    """
)


class _Named:
    """The first few of a kind, and how many there are."""

    def __init__(self) -> None:
        self.count, self._first = 0, list[str]()

    def add(self, said: object) -> None:
        self.count += 1
        if self.count <= MOST_NAMED:
            self._first.append(str(said))

    def enter(self, found: Examined, what: str) -> None:
        more = f" and {self.count - MOST_NAMED} more" if self.count > MOST_NAMED else ""
        found.note(what, holds=not self.count, said=", ".join(self._first) + more)


async def examine_rows(database: Database, found: Examined) -> None:
    """Compare the rows with the leaves that the checkpoint stands for, not with the database's."""
    changed, missing, back, seen = _Named(), _Named(), _Named(), 0
    latest: datetime | None = None
    async with database.engine.connect() as connection:
        rows = await connection.stream(_ROWS, {"size": found.size})
        async for row in rows.mappings():
            index, at = row["index"], row["at"]
            while seen < index:
                missing.add(f"leaf {seen}")
                seen += 1
            seen += 1
            if row["id"] is None:
                missing.add(f"leaf {index}: {row['entry_id']}")
                continue
            if not _is_leaf(row, found.leaf(index)):
                changed.add(f"leaf {index}: {row['entry_id']}")
            if latest and at < latest - CLOCK_TOLERANCE:
                back.add(f"leaf {index}: {at:%Y-%m-%d %H:%M} after {latest:%Y-%m-%d %H:%M}")
            latest = max(at, latest or at)
        beside = await connection.execute(_BESIDE)
        lost = await connection.execute(_LOST)
        for name, ids in (("too many", beside), ("taken before sequencing", lost)):
            named = _Named()
            for (one,) in ids:
                named.add(one)
            named.enter(found, f"rows: none {name}")
    for _ in range(seen, found.size):
        missing.add(f"leaf {_}")
    changed.enter(found, "rows: none changed")
    missing.enter(found, "rows: none missing")
    back.enter(found, "rows: the clock was not moved back")


def _is_leaf(row: RowMapping, leaf: bytes) -> bool:
    known: dict[str, Any] = dict(row)
    return hash_of_row(known) == leaf
