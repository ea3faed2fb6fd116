"""What an administrator looks after: certificates, pictures, people, accounts."""

from datetime import date, datetime
from uuid import UUID

from services.web.shapes.shape import Shape


class Credential(Shape):
    id: UUID
    state: str
    subject: str
    issuer: str
    serial: str
    fingerprint: str
    key_kind: str
    key_store: str
    key_label: str
    valid_from: datetime
    valid_to: datetime
    ended_at: datetime | None
    end_reason: str | None
    checked_at: datetime | None
    warnings: list[str]


class CredentialHolder(Shape):
    """Without an appointment: the agency, for its seal."""

    appointment_id: UUID | None
    name: str
    position: str
    department: str
    last_day: date | None
    credentials: list[Credential]

    @property
    def current(self) -> list[Credential]:
        return [one for one in self.credentials if one.state in {"in_force", "to_come"}]

    @property
    def former(self) -> list[Credential]:
        return [one for one in self.credentials if one not in self.current]


class Compared(Shape):
    field: str
    certificate: str
    here: str
    same: bool


class CredentialExamined(Shape):
    subject: str
    issuer: str
    serial: str
    fingerprint: str
    key_kind: str
    valid_from: datetime
    valid_to: datetime
    key_tried: bool
    compared: list[Compared]
    findings: list[str]


class Picture(Shape):
    digest: str
    diameter_mm: float | None
    valid_from: date
    state: str


class SignatureHolder(Shape):
    appointment_id: UUID
    full_name: str
    position: str
    pictures: list[Picture]


class Pictures(Shape):
    seal: list[Picture]
    signatures: list[SignatureHolder]


class Department(Shape):
    id: UUID
    name: str
    abbreviation: str
    valid_to: date | None


class HeldAppointment(Shape):
    id: UUID
    state: str
    position: str
    department: str
    roles: list[str]
    authority: str
    valid_from: date | None
    valid_to: date | None


class StaffAccount(Shape):
    username: str
    state: str
    first_password_until: datetime | None


class Person(Shape):
    id: UUID
    full_name: str
    staff_code: str | None
    email: str | None
    is_self: bool
    account: StaffAccount | None
    appointments: list[HeldAppointment]


class StaffOverview(Shape):
    departments: list[Department]
    people: list[Person]


class FirstPassword(Shape):
    username: str
    first_password: str
    until: datetime


class Made(Shape):
    id: UUID
