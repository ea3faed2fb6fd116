"""Keyset pagination: a page and an opaque cursor to the next one."""

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Annotated, Generic, TypeVar
from uuid import UUID

from fastapi import Query
from pydantic import BaseModel

from services.errors import CursorMalformed

R = TypeVar("R")
T = TypeVar("T", bound=BaseModel)

DEFAULT_LIMIT = 20
MAX_LIMIT = 100

LimitQuery = Annotated[int, Query(ge=1, le=MAX_LIMIT)]
CursorQuery = Annotated[str | None, Query(max_length=200)]


class Page(BaseModel, Generic[T]):
    """`next_cursor` is None on the last page."""

    items: list[T]
    next_cursor: str | None


def encode_cursor(key: str, row_id: UUID) -> str:
    return base64.urlsafe_b64encode(json.dumps([key, str(row_id)]).encode()).decode().rstrip("=")


def decode_cursor(cursor: str) -> tuple[str, UUID]:
    """The sort key and id of the last row seen, or `CursorMalformed`."""
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        key, row_id = json.loads(base64.urlsafe_b64decode(padded))
        if not str(key).isprintable():
            raise CursorMalformed
        return str(key), UUID(row_id)
    except (ValueError, TypeError, binascii.Error, AttributeError) as error:
        raise CursorMalformed from error


def moment_cursor(cursor: str | None) -> tuple[datetime, UUID] | None:
    """The time and id of the last row seen, of a list in the order of a time and an id."""
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


def page_of(
    rows: Sequence[R], *, limit: int, read: Callable[[R], T], key: Callable[[R], tuple[str, UUID]]
) -> Page[T]:
    """`rows` holds one row more than `limit` where there is a next page."""
    shown = rows[:limit]
    more = len(rows) > limit
    return Page(
        items=[read(row) for row in shown],
        next_cursor=encode_cursor(*key(shown[-1])) if more else None,
    )
