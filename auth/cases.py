"""A case (vụ việc): an auditor may read the contents of named records, until a day.

An auditor reads acts, and no contents. The leader of the agency whose records they are opens some
of them for a case; without one nothing is open. The right ends by itself, or is withdrawn.
"""

from collections.abc import Sequence
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field, SQLModel, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.ids import new_id
from storage.schema import UtcDateTime, enum_type


class CaseNoun(StrEnum):
    """What a record of a case is, as the journal names it. A work file opens what is in it."""

    DOCUMENT = "document"
    INCOMING = "incoming_document"
    WORK_FILE = "work_file"


class AuditCase(SQLModel, table=True):
    """Given by a leader of `agency_id`, for its own records, to one appointment of an auditor."""

    __tablename__ = "audit_case"
    __table_args__ = (
        CheckConstraint(
            "(withdrawn_at IS NULL) = (withdrawn_by_id IS NULL) "
            "AND (withdrawn_at IS NULL) = (withdraw_reason = '')",
            name="a_withdrawal_says_who_and_why",
        ),
        Index("ix_audit_case_auditor_id_until", "auditor_id", "until"),
        Index("ix_audit_case_granted_at", "agency_id", text("granted_at DESC"), text("id DESC")),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    agency_id: UUID = Field(foreign_key="agency.id")
    auditor_id: UUID = Field(foreign_key="appointment.id")
    granted_by_id: UUID = Field(foreign_key="appointment.id")
    basis: str = Field(max_length=200, description="the decision or plan it rests on")
    reason: str = Field(max_length=1000)
    granted_at: datetime = Field(sa_type=UtcDateTime)
    until: date = Field(description="the last day on which it is open, in Vietnam")
    withdrawn_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    withdrawn_by_id: UUID | None = Field(default=None, foreign_key="appointment.id")
    withdraw_reason: str = Field(default="", max_length=1000)

    def is_open(self, day: date) -> bool:
        return self.withdrawn_at is None and self.until >= day


class AuditCaseRecord(SQLModel, table=True):
    """A record that a case opens. It points into other services' tables, so without a key."""

    __tablename__ = "audit_case_record"

    case_id: UUID = Field(primary_key=True, foreign_key="audit_case.id")
    noun: CaseNoun = Field(primary_key=True, sa_type=enum_type(CaseNoun))
    record_id: UUID = Field(primary_key=True)


async def list_open_cases(session: AsyncSession, auditor_id: UUID, *, day: date) -> Sequence[UUID]:
    rows = await session.exec(
        select(AuditCase.id).where(
            AuditCase.auditor_id == auditor_id,
            AuditCase.until >= day,
            col(AuditCase.withdrawn_at).is_(None),
        )
    )
    return rows.all()
