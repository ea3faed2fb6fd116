"""The one who acts: a person in one appointment, resolved at the door, passed to every use case."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from auth.acts import Act
from auth.errors import NotAllowed
from auth.models import Agency, AgencyLevel, Appointment, Department, Person, SignInSession
from auth.roles import GRANTS, Permission, Role
from storage.journal import JournalEntry, record_entry


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """A person in the appointment in use, with what that appointment allows."""

    session_id: UUID
    person_id: UUID
    full_name: str
    appointment_id: UUID
    position: str
    authority: str
    department_id: UUID
    department_name: str
    agency_id: UUID
    agency_name: str
    agency_code: str
    agency_level: AgencyLevel
    # One's own agency and those it succeeded: their records and open work are at hand here.
    agencies: frozenset[UUID]
    roles: frozenset[Role]
    permissions: frozenset[Permission]
    # The cases for which an auditor may read contents today; nobody else has any (auth/cases.py).
    cases: frozenset[UUID] = frozenset()
    # The password was given out; until it is changed the session is good for nothing else.
    must_change_password: bool = False

    def can(self, permission: Permission) -> bool:
        return permission in self.permissions

    def require(self, permission: Permission) -> None:
        """Raise `NotAllowed` unless the appointment includes `permission`."""
        if permission not in self.permissions:
            raise NotAllowed(permission)


def make_actor(  # noqa: PLR0913, PLR0917 - the rows an actor is made of
    sign_in: SignInSession,
    person: Person,
    appointment: Appointment,
    department: Department,
    agency: Agency,
    predecessors: Iterable[UUID],
    first_password_until: datetime | None = None,
) -> Actor:
    roles = frozenset(Role(role) for role in appointment.roles)
    return Actor(
        session_id=sign_in.id,
        person_id=person.id,
        full_name=person.full_name,
        appointment_id=appointment.id,
        position=appointment.position,
        authority=appointment.authority,
        department_id=department.id,
        department_name=department.name,
        agency_id=agency.id,
        agency_name=agency.name,
        agency_code=agency.code,
        agency_level=agency.level,
        agencies=frozenset({agency.id, *predecessors}),
        roles=roles,
        permissions=frozenset().union(*(GRANTS[role] for role in roles)),
        must_change_password=first_password_until is not None,
    )


def make_entry(  # noqa: PLR0913 - a journal row has these facts, each named at the call
    *,
    actor: Actor | None,
    act: Act,
    subject: tuple[str, UUID],
    now: datetime,
    digest: str | None = None,
    agency_id: UUID | None = None,
    details: dict[str, Any] | None = None,
    on_behalf_of: UUID | None = None,
) -> JournalEntry:
    """The journal's row of `act` on `subject` (noun, id). No actor: the system, in a job."""
    subject_type, subject_id = subject
    return JournalEntry(
        at=now,
        act=act,
        person_id=actor.person_id if actor else None,
        appointment_id=actor.appointment_id if actor else None,
        agency_id=agency_id or (actor.agency_id if actor else None),
        subject_type=subject_type,
        subject_id=subject_id,
        digest=digest,
        details=details or {},
        on_behalf_of_id=on_behalf_of,
    )


def record_act(  # noqa: PLR0913 - as above
    session: AsyncSession,
    *,
    actor: Actor | None,
    act: Act,
    subject: tuple[str, UUID],
    now: datetime,
    digest: str | None = None,
    agency_id: UUID | None = None,
    details: dict[str, Any] | None = None,
    on_behalf_of: UUID | None = None,
) -> None:
    """Journal `act` in the transaction under way."""
    entry = make_entry(
        actor=actor,
        act=act,
        subject=subject,
        now=now,
        digest=digest,
        agency_id=agency_id,
        details=details,
        on_behalf_of=on_behalf_of,
    )
    record_entry(session, entry)
