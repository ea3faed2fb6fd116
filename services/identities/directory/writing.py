"""Writing one thing of a directory: corrected, ended, counted, journalled."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from auth.actor import record_act
from auth.acts import Act
from auth.service import vietnam_day
from services.identities.directory.known import Known

#: Columns that follow a name and say nothing of their own.
_MADE_FROM_NAMES = {"folded", "sort_key"}


@dataclass
class Loaded:
    """How much was written, and the first passwords of new accounts by user name."""

    counts: Counter[str] = field(default_factory=Counter)
    passwords: dict[str, str] = field(default_factory=dict)


class Writing:
    """The load under way; `problems` fills up, and with any of them nothing is kept."""

    def __init__(self, session: AsyncSession, known: Known, *, now: datetime) -> None:
        self.session = session
        self.known = known
        self.now = now
        self.done = Loaded()
        self.problems: list[str] = []

    def correct(self, row: Any, facts: dict[str, Any]) -> dict[str, Any]:
        """Enter other names; returns what changed."""
        changed = {name: value for name, value in facts.items() if getattr(row, name) != value}
        for name, value in changed.items():
            setattr(row, name, value)
        return {name: value for name, value in changed.items() if name not in _MADE_FROM_NAMES}

    def end(self, row: Any, ends: date | None, where: str) -> dict[str, Any]:
        """An end is entered or drawn nearer; one that was entered here stays."""
        known: date | None = row.valid_to
        if ends is None or (known is not None and known <= ends):
            return {}
        if ends < vietnam_day(self.now) - timedelta(days=1):
            self.problems.append(f"{where}: ended in the past, yet it is in force here")
            return {}
        row.valid_to = ends
        return {"to": str(ends)}

    def save(
        self, row: Any, act: Act, counted: str, subject: tuple[str, UUID], details: dict[str, Any]
    ) -> None:
        self.session.add(row)
        self.done.counts[counted] += 1
        agency_id = subject[1] if subject[0] == "agency" else None
        record_act(
            self.session,
            actor=None,
            act=act,
            subject=subject,
            now=self.now,
            agency_id=agency_id,
            details=details,
        )
