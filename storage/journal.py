"""The journal: who did what, in which appointment, on whose behalf, to what, when.

A row is written inside the transaction it describes and never changes: the table refuses UPDATE,
DELETE and TRUNCATE by trigger, is partitioned by month, and has no foreign keys, so that it
outlives what it speaks of.
"""

import re
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, event
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.ids import new_id
from storage.leaf import COLUMNS, leaf_text
from storage.merkle.tree import leaf_hash
from storage.schema import UtcDateTime

ACT_PATTERN = "^[a-z_]+:[a-z_]+:[a-z_]+$"


class JournalEntry(SQLModel, table=True):
    """One act. `act` is source:subject:verb; statistics group by these three parts."""

    __tablename__ = "journal_entry"
    __table_args__ = (
        CheckConstraint(f"act ~ '{ACT_PATTERN}'", name="act_has_three_parts"),
        Index("ix_journal_entry_subject_id_at", "subject_id", "at"),
        Index("ix_journal_entry_act_at_id", "act", "at", "id", postgresql_include=["subject_id"]),
        Index("ix_journal_entry_at_id", "at", "id"),
        {"postgresql_partition_by": "RANGE (at)"},
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    at: datetime = Field(sa_type=UtcDateTime, primary_key=True)
    act: str
    person_id: UUID | None = Field(default=None, description="None: the system itself, in a job")
    appointment_id: UUID | None = None
    on_behalf_of_id: UUID | None = Field(default=None, description="a person, by delegation")
    agency_id: UUID | None = None
    subject_type: str
    subject_id: UUID
    digest: str | None = Field(default=None, description="SHA-256 of the bytes the act was about")
    details: dict[str, Any] = Field(default_factory=dict, sa_type=JSONB)
    leaf_hash: bytes | None = Field(default=None, description="None: entered past this program")


def leaf_of_entry(entry: JournalEntry) -> bytes:
    return leaf_text({name: getattr(entry, name) for name in COLUMNS})


@event.listens_for(JournalEntry, "before_insert")
def _hash_leaf(_mapper: object, _connection: object, entry: JournalEntry) -> None:
    """In the act's own transaction, so that the row cannot be another when it is sequenced."""
    entry.leaf_hash = leaf_hash(leaf_of_entry(entry))


def record_entry(session: AsyncSession, entry: JournalEntry) -> None:
    """Add `entry` to the transaction under way."""
    if not re.fullmatch(ACT_PATTERN, entry.act):
        raise ValueError(f"not an act of the form source:subject:verb: {entry.act}")
    session.add(entry)


class LeavesTrace(Exception):
    """A refusal whose `traces` (rows) are kept although the transaction is rolled back."""

    traces: tuple[SQLModel, ...] = ()
