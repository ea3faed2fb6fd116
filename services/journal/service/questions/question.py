"""What a question is given, and what it finds."""

from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.working_hours import Hours


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The filters. `since` and `until` are both inside, days in Vietnam; None: not filtered.

    `subjects`: ids of the records asked for, empty for a record that is not known. `after`: the
    time and id of the last line seen.
    """

    since: date
    until: date
    agency_id: UUID | None
    person_id: UUID | None
    subjects: Collection[UUID] | None
    act: str | None
    finding: str | None
    after: tuple[datetime, UUID] | None
    limit: int
    today: date
    hours: Hours


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A line: what was found about a record, and the journal's entry that says so, if one does.

    `at` and `key` are its place in the list, newest first.
    """

    at: datetime
    key: UUID
    findings: tuple[str, ...]
    entry_id: UUID | None
    subject_type: str
    subject_id: UUID
    agency_id: UUID | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """`findings`: the words it may say of a line, by which an answer may be narrowed."""

    findings: tuple[str, ...]
    find: Callable[[AsyncSession, Asked], Awaitable[list[Found]]]
