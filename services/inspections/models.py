"""The register of inspections, and the evidence of each: what it was made on."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field, SQLModel

from services.inspections.errors import MoveRefused
from storage.ids import new_id
from storage.schema import UtcDateTime, enum_type


class InspectionForm(StrEnum):
    """How it is made. All but the first are through digital means (G16)."""

    ON_SITE = "on_site"
    #: On documents, work files and the journal of this system.
    DOCUMENTS = "documents"
    VIDEO = "video"
    MIXED = "mixed"


class InspectionState(StrEnum):
    PLANNED = "planned"
    CONCLUDED = "concluded"
    CANCELLED = "cancelled"


class EvidenceNoun(StrEnum):
    """What a piece of evidence is. An answer is the taking of one from the journal."""

    DOCUMENT = "document"
    INCOMING = "incoming_document"
    WORK_FILE = "work_file"
    MEETING = "meeting"
    ANSWER = "answer"


class InspectionBase(SQLModel):
    """What its plan says. `plan`: the yearly plan it stands in; empty: called unplanned."""

    subject: str = Field(min_length=1, max_length=500, description="nội dung kiểm tra")
    basis: str = Field(min_length=3, max_length=200, description="legal basis, decision number")
    plan: str = Field(max_length=200)
    form: InspectionForm = Field(sa_type=enum_type(InspectionForm))
    begins_on: date
    ends_on: date


class Inspection(InspectionBase, table=True):
    __tablename__ = "inspection"
    __table_args__ = (
        CheckConstraint("begins_on <= ends_on", name="days_in_order"),
        CheckConstraint(
            "(state = 'concluded') = (concluded_on IS NOT NULL) "
            "AND (state = 'concluded') = (result <> '')",
            name="concluded_with_a_result",
        ),
        Index("ix_inspection_planned_at", text("planned_at DESC"), text("id DESC")),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    agency_id: UUID = Field(foreign_key="agency.id", index=True, description="which inspects")
    inspected_id: UUID = Field(foreign_key="agency.id", index=True)
    appointment_id: UUID = Field(foreign_key="appointment.id", description="who planned it")
    state: InspectionState = Field(
        default=InspectionState.PLANNED, sa_type=enum_type(InspectionState)
    )
    version: int = 1
    planned_at: datetime = Field(sa_type=UtcDateTime)
    concluded_on: date | None = None
    result: str = Field(default="", max_length=200, description="number of the conclusion")
    result_document_id: UUID | None = Field(default=None, description="where it is issued here")

    def mark_concluded(self, *, on: date, result: str, document_id: UUID | None) -> None:
        self._move(InspectionState.CONCLUDED)
        self.concluded_on, self.result, self.result_document_id = on, result, document_id

    def mark_cancelled(self) -> None:
        self._move(InspectionState.CANCELLED)

    def require_planned(self) -> None:
        if self.state is not InspectionState.PLANNED:
            raise MoveRefused(self.state, "changed")

    def _move(self, to: InspectionState) -> None:
        if self.state is not InspectionState.PLANNED:
            raise MoveRefused(self.state, to)
        self.state = to
        self.version += 1


class InspectionEvidence(SQLModel, table=True):
    """A record that the inspection was made on. It points into other services' tables."""

    __tablename__ = "inspection_evidence"
    __table_args__ = (Index("ix_inspection_evidence_record", "noun", "record_id"),)

    inspection_id: UUID = Field(primary_key=True, foreign_key="inspection.id")
    noun: EvidenceNoun = Field(primary_key=True, sa_type=enum_type(EvidenceNoun))
    record_id: UUID = Field(primary_key=True)
    note: str = Field(default="", max_length=300)
    added_at: datetime = Field(sa_type=UtcDateTime)
