"""Inspections, and what they were made on."""

from datetime import date
from uuid import UUID

from services.web.shapes.shape import Shape


class Agency(Shape):
    id: UUID
    name: str


class Planner(Shape):
    full_name: str
    position: str


class Evidence(Shape):
    noun: str
    record_id: UUID
    name: str
    note: str


class InspectionRow(Shape):
    id: UUID
    agency: Agency
    inspected: Agency
    subject: str
    basis: str
    plan: str
    form: str
    begins_on: date
    ends_on: date
    state: str
    concluded_on: date | None
    version: int


class Inspection(InspectionRow):
    planner: Planner
    result: str
    result_document_id: UUID | None
    evidence: list[Evidence]
    may_change: bool
