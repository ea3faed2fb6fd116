"""The leaf of a row: the canonical JSON of all its columns, and the hash over it.

A column that is added to the journal later is part of a leaf only where it is not null, so that
the leaves of the rows before it stay what they are; its own hash never is.
"""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from storage.canonical import canonical_text, quoted
from storage.merkle.tree import leaf_hash

COLUMNS = (
    *("act", "agency_id", "appointment_id", "at", "details", "digest", "id", "on_behalf_of_id"),
    *("person_id", "subject_id", "subject_type"),
)


def leaf_text(row: Mapping[str, Any]) -> bytes:
    """Identifiers in their usual form, the time in UTC with six digits behind the second.

    What `canonical` makes of these columns, in a third of the time: their names are in order, and
    identifiers and times have nothing to escape.
    """
    return (
        f'{{"act":{quoted(row["act"])},"agency_id":{_id(row["agency_id"])},'
        f'"appointment_id":{_id(row["appointment_id"])},"at":"{_moment(row["at"])}",'
        f'"details":{canonical_text(row["details"])},"digest":{_or_null(row["digest"])},'
        f'"id":{_id(row["id"])},"on_behalf_of_id":{_id(row["on_behalf_of_id"])},'
        f'"person_id":{_id(row["person_id"])},"subject_id":{_id(row["subject_id"])},'
        f'"subject_type":{quoted(row["subject_type"])}}}'
    ).encode()


def hash_of_row(row: Mapping[str, Any]) -> bytes:
    """Of a row whose `details` are still the text of the database."""
    return leaf_hash(leaf_text({**row, "details": json.loads(row["details"])}))


def _id(value: UUID | None) -> str:
    return "null" if value is None else f'"{value}"'


def _or_null(value: str | None) -> str:
    return "null" if value is None else quoted(value)


def _moment(value: datetime) -> str:
    moment = value if value.tzinfo is UTC else value.astimezone(UTC)
    return f"{moment.isoformat(timespec='microseconds')[:26]}Z"
