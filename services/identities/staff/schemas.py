"""Shapes of an agency's departments, people and appointments."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field, StringConstraints

from auth.roles import Role
from services.text import Line, Text

StaffCode = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True, max_length=35, pattern=r"^[A-Za-z0-9][A-Za-z0-9./-]*$"
    ),
]
Email = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True, max_length=200, pattern=r"^[^@\s\x00-\x1f]+@[^@\s\x00-\x1f]+$"
    ),
]


class AppointmentGiven(BaseModel):
    """`authority`: the lines above the position when signing: KT. CHỦ TỊCH; for a substitute Q.

    Both days count; without `valid_to` it is open.
    """

    department_id: UUID
    position: Line = Field(min_length=1, max_length=100)
    roles: list[Role] = Field(min_length=1, max_length=len(Role))
    authority: Text = Field(default="", max_length=200)
    valid_from: date
    valid_to: date | None = None


class PersonAdd(BaseModel):
    """Somebody new, with the appointment that brings them into the agency."""

    full_name: Line = Field(min_length=1, max_length=100)
    staff_code: StaffCode
    email: Email | None = None
    appointment: AppointmentGiven


class AppointmentGive(AppointmentGiven):
    """One more appointment of a person who is known, here or elsewhere, by staff code."""

    staff_code: StaffCode


class AppointmentEnd(BaseModel):
    last_day: date
    reason: Text = Field(min_length=10, max_length=1000)


class DepartmentRead(BaseModel):
    id: UUID
    name: str
    abbreviation: str
    valid_from: date | None
    valid_to: date | None


class StaffAppointment(BaseModel):
    """`state`: in_force, to_come or ended."""

    id: UUID
    state: str
    position: str
    department: str
    roles: list[Role]
    authority: str
    valid_from: date | None
    valid_to: date | None


class AccountRead(BaseModel):
    """`state`: active, first_password (given out, not yet changed), lapsed (too late), locked."""

    username: str
    state: str
    first_password_until: datetime | None


class StaffPerson(BaseModel):
    id: UUID
    full_name: str
    staff_code: str | None
    email: str | None
    is_self: bool
    account: AccountRead | None
    appointments: list[StaffAppointment]


class StaffOverview(BaseModel):
    departments: list[DepartmentRead]
    people: list[StaffPerson]
