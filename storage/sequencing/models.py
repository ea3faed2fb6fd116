"""What is kept of the log beside its tiles. No foreign keys: the journal outlives what it names."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Index, text
from sqlmodel import Field, SQLModel

from storage.schema import UtcDateTime


class JournalPending(SQLModel, table=True):
    """A row of the journal that has no leaf yet. The journal's own trigger enters it."""

    __tablename__ = "journal_pending"
    __table_args__ = (
        Index("ix_journal_pending_unhashed", "entry_id", postgresql_where=text("hash IS NULL")),
    )

    entry_id: UUID = Field(primary_key=True)
    at: datetime = Field(sa_type=UtcDateTime)
    hash: bytes | None = Field(default=None, description="None: the sequencer makes it")


class JournalLeaf(SQLModel, table=True):
    """Where a row stands in the log. Refuses every change, as the journal does."""

    __tablename__ = "journal_leaf"
    __table_args__ = (CheckConstraint("octet_length(hash) = 32", name="hash_is_sha_256"),)

    index: int = Field(
        sa_type=BigInteger, primary_key=True, sa_column_kwargs={"autoincrement": False}
    )
    entry_id: UUID = Field(unique=True)
    at: datetime = Field(sa_type=UtcDateTime)
    hash: bytes


class JournalCheckpoint(SQLModel, table=True):
    """The log as it was signed at one size, and stamped by a time-stamp authority on some days."""

    __tablename__ = "journal_checkpoint"

    size: int = Field(
        sa_type=BigInteger, primary_key=True, sa_column_kwargs={"autoincrement": False}
    )
    note: str
    signed_at: datetime = Field(sa_type=UtcDateTime)
    stamp: bytes | None = None
    stamped_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class JournalCosignature(SQLModel, table=True):
    """The signature line of one witness under the checkpoint of one size."""

    __tablename__ = "journal_cosignature"

    size: int = Field(
        sa_type=BigInteger, primary_key=True, sa_column_kwargs={"autoincrement": False}
    )
    witness: str = Field(primary_key=True)
    line: str
    at: datetime = Field(sa_type=UtcDateTime)


class JournalAlarm(SQLModel, table=True):
    """What is wrong now, by who found it: the sequencer, the stamping, or a witness's name."""

    __tablename__ = "journal_alarm"

    source: str = Field(primary_key=True)
    problem: str
    detail: str
    since: datetime = Field(sa_type=UtcDateTime)
