"""Shapes of sessions and of the directory."""

from datetime import date, datetime
from uuid import UUID

from pydantic import BaseModel, Field

from auth.models import AgencyLevel
from auth.roles import Permission, Role
from services.text import Line


class SignIn(BaseModel):
    username: Line = Field(min_length=1, max_length=100)
    password: str = Field(min_length=1, max_length=200, repr=False)


class AppointmentRead(BaseModel):
    id: UUID
    position: str
    department: str
    agency_id: UUID
    agency_name: str
    agency_code: str
    agency_level: AgencyLevel
    roles: list[Role]


class Me(BaseModel):
    """Who acts, in which appointment, and the office's day."""

    full_name: str
    staff_code: str | None
    appointment: AppointmentRead
    appointments: list[AppointmentRead]
    roles: list[Role]
    permissions: list[Permission]
    today: date
    must_change_password: bool


class SessionOpened(BaseModel):
    """`secret` is the bearer token of this session; it is shown only here."""

    secret: str = Field(repr=False)
    expires_at: datetime
    me: Me


class SwitchAppointment(BaseModel):
    appointment_id: UUID


class TokenIssued(BaseModel):
    access_token: str = Field(repr=False)
    token_type: str
    expires_in: int = Field(description="seconds")


class AgencyFound(BaseModel):
    id: UUID
    code: str
    name: str
    level: AgencyLevel
    external: bool
    parent_name: str | None


class PictureRead(BaseModel):
    """A stored picture of a seal (`diameter_mm`) or of a signature."""

    digest: str
    diameter_mm: float | None
    valid_from: date


class PictureRow(BaseModel):
    """`state`: in_force, to_come or past."""

    digest: str
    diameter_mm: float | None
    valid_from: date
    state: str


class SignatureHolder(BaseModel):
    """Somebody who may sign, and the pictures of their signature, the newest first."""

    appointment_id: UUID
    full_name: str
    position: str
    pictures: list[PictureRow]


class PicturesRead(BaseModel):
    seal: list[PictureRow]
    signatures: list[SignatureHolder]


class StaffRow(BaseModel):
    appointment_id: UUID
    full_name: str
    position: str
    department: str
    roles: list[Role]
