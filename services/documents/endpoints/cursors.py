"""Cursors of the lists that are ordered by a time and an id."""

from datetime import datetime
from uuid import UUID

from services.errors import CursorMalformed
from services.paging import decode_cursor


def moment_cursor(cursor: str | None) -> tuple[datetime, UUID] | None:
    """The time and id of the last row seen."""
    if cursor is None:
        return None
    key, row_id = decode_cursor(cursor)
    try:
        moment = datetime.fromisoformat(key)
    except ValueError as error:
        raise CursorMalformed from error
    if moment.tzinfo is None:
        raise CursorMalformed
    return moment, row_id


def moment_key(moment: datetime, row_id: UUID) -> tuple[str, UUID]:
    return moment.isoformat(), row_id
