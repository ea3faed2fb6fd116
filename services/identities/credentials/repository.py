"""Queries about certificates and their holders."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import func
from sqlmodel import col, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from auth.models import Appointment, Credential, Department, KeyStoreName, Person
from auth.repository import in_force


async def list_of_agency(session: AsyncSession, agency_id: UUID) -> Sequence[Credential]:
    """Every certificate of the agency's seal and of its appointments, the newest first."""
    own = (
        select(Appointment.id)
        .join(Department, col(Department.id) == Appointment.department_id)
        .where(Department.agency_id == agency_id)
    )
    found = await session.exec(
        select(Credential)
        .where(or_(col(Credential.agency_id) == agency_id, col(Credential.appointment_id).in_(own)))
        .order_by(col(Credential.valid_from).desc(), col(Credential.id).desc())
    )
    return found.all()


async def list_holders(
    session: AsyncSession, agency_id: UUID, *, day: date, also: set[UUID]
) -> Sequence[tuple[Appointment, Person, Department]]:
    """Appointments in force or to come, and those in `also`, in Vietnamese order of names."""
    held = in_force(Appointment, day) | (col(Appointment.valid_from) > day)
    found = await session.exec(
        select(Appointment, Person, Department)
        .join(Person, col(Person.id) == Appointment.person_id)
        .join(Department, col(Department.id) == Appointment.department_id)
        .where(Department.agency_id == agency_id, or_(held, col(Appointment.id).in_(also)))
        .order_by(col(Person.sort_key), col(Appointment.id))
    )
    return found.all()


async def hold_registrations(session: AsyncSession) -> None:
    """Let nobody else register until this transaction ends: who holds a key is then certain."""
    await session.exec(select(func.pg_advisory_xact_lock(func.hashtextextended("credential", 0))))


async def list_rivals(
    session: AsyncSession, *, fingerprint: str, key_digest: str, store: KeyStoreName, label: str
) -> Sequence[tuple[Credential, UUID | None]]:
    """Certificates not ended with this key, file or label, each with the person who holds it."""
    found = await session.exec(
        select(Credential, Appointment.person_id)
        .join(Appointment, col(Appointment.id) == Credential.appointment_id, isouter=True)
        .where(
            col(Credential.revoked_at).is_(None),
            or_(
                col(Credential.fingerprint) == fingerprint,
                col(Credential.key_digest) == key_digest,
                (col(Credential.key_store) == store) & (col(Credential.key_label) == label),
            ),
        )
    )
    return found.all()
