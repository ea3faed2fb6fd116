"""Who acts, and whom one may choose."""

from datetime import date
from uuid import UUID

from services.web.shapes.shape import Shape


class Appointment(Shape):
    id: UUID
    position: str
    department: str
    agency_id: UUID
    agency_name: str
    agency_level: str


class Me(Shape):
    """`today` is the office's day in Vietnam; `permissions` decide what is shown."""

    full_name: str
    staff_code: str | None
    appointment: Appointment
    appointments: list[Appointment]
    permissions: list[str]
    today: date
    must_change_password: bool

    def can(self, permission: str) -> bool:
        return permission in self.permissions


class SessionOpened(Shape):
    secret: str
    me: Me


class AgencyFound(Shape):
    id: UUID
    code: str
    name: str
    level: str
    external: bool
    parent_name: str | None


class Staff(Shape):
    appointment_id: UUID
    full_name: str
    position: str
    department: str
