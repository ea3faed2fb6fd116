"""Reading the directory and the sign-in sessions."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from functools import cache
from typing import Any, Literal, TypeAlias
from uuid import UUID

from sqlalchemy import BindParameter, ColumnElement, Date, bindparam, func
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from auth.models import (
    Account,
    Agency,
    AgencySuccessor,
    Appointment,
    Credential,
    Department,
    Person,
    SignInFailure,
    SignInSession,
    StampPicture,
)
from auth.roles import Role
from storage.vietnamese import fold


def in_force(
    table: type[Agency | Department | Appointment], day: date | BindParameter[date]
) -> ColumnElement[bool]:
    """The rows of a dated table that hold on `day`."""
    begins, ends = col(table.valid_from), col(table.valid_to)
    return (begins.is_(None) | (begins <= day)) & (ends.is_(None) | (ends >= day))


async def find_account(session: AsyncSession, username: str) -> Account | None:
    found = await session.exec(select(Account).where(Account.username == username))
    return found.one_or_none()


async def list_appointments(
    session: AsyncSession, person_id: UUID, *, day: date
) -> Sequence[tuple[Appointment, Department, Agency]]:
    """The person's appointments in force, in departments and agencies in force."""
    rows = await session.exec(
        select(Appointment, Department, Agency)
        .join(Department, col(Department.id) == Appointment.department_id)
        .join(Agency, col(Agency.id) == Department.agency_id)
        .where(
            Appointment.person_id == person_id,
            in_force(Appointment, day),
            in_force(Department, day),
            in_force(Agency, day),
        )
        .order_by(col(Appointment.id))
    )
    return rows.all()


SessionKey: TypeAlias = Literal["id", "secret_digest"]
Acting: TypeAlias = tuple[
    SignInSession, Person, Appointment, Department, Agency, list[UUID], datetime | None
]


async def find_acting(
    session: AsyncSession, key: SessionKey, value: UUID | str, *, day: date
) -> Acting | None:
    """The sign-in session with this key, with everything an actor is made of."""
    found: Any = (
        await session.exec(_acting(key), params={"value": value, "day": day})
    ).one_or_none()
    return None if found is None else tuple(found)


@cache
def _acting(key: SessionKey) -> Any:
    """Asked at each request: to build it takes longer than to answer it."""
    day = bindparam("day", type_=Date)
    succeeded = select(AgencySuccessor.agency_id).where(AgencySuccessor.successor_id == Agency.id)
    predecessors = func.array(succeeded.correlate(Agency).scalar_subquery())
    return (
        select(  # type: ignore[call-overload]
            SignInSession,
            Person,
            Appointment,
            Department,
            Agency,
            predecessors,
            Account.first_password_until,
        )
        .join(Person, col(Person.id) == SignInSession.person_id)
        .join(Account, col(Account.person_id) == Person.id)
        .join(Appointment, col(Appointment.id) == SignInSession.appointment_id)
        .join(Department, col(Department.id) == Appointment.department_id)
        .join(Agency, col(Agency.id) == Department.agency_id)
        .where(
            col(getattr(SignInSession, key)) == bindparam("value"),
            col(Account.disabled_at).is_(None),
            in_force(Appointment, day),
            in_force(Department, day),
            in_force(Agency, day),
        )
    )


async def count_failures(
    session: AsyncSession, *, username: str, address: str, since: datetime
) -> int:
    counted = await session.exec(
        select(func.count())
        .select_from(SignInFailure)
        .where(
            SignInFailure.username == username,
            SignInFailure.address == address,
            SignInFailure.at > since,
        )
    )
    return counted.one()


async def list_agencies(
    session: AsyncSession, *, query: str, day: date, limit: int
) -> Sequence[Agency]:
    """Agencies in force whose code or name holds every word of `query`, diacritics ignored."""
    words = [word.replace("%", "").replace("_", "") for word in fold(query).split()]
    rows = await session.exec(
        select(Agency)
        .where(in_force(Agency, day), *(col(Agency.folded).contains(word) for word in words))
        .order_by(col(Agency.sort_key), col(Agency.code))
        .limit(limit)
    )
    return rows.all()


async def list_staff(
    session: AsyncSession, agency_id: UUID, *, day: date
) -> Sequence[tuple[Appointment, Person, Department]]:
    """Everybody with an appointment in force in the agency, in Vietnamese order of names."""
    rows = await session.exec(
        select(Appointment, Person, Department)
        .join(Person, col(Person.id) == Appointment.person_id)
        .join(Department, col(Department.id) == Appointment.department_id)
        .where(Department.agency_id == agency_id, in_force(Appointment, day))
        .order_by(col(Person.sort_key), col(Appointment.id))
    )
    return rows.all()


async def list_officers(
    session: AsyncSession, appointment_ids: Iterable[UUID]
) -> Sequence[tuple[Appointment, str, str]]:
    """The appointments, past ones too, with the person's and the department's name."""
    rows = await session.exec(
        select(Appointment, Person.full_name, Department.name)
        .join(Person, col(Person.id) == Appointment.person_id)
        .join(Department, col(Department.id) == Appointment.department_id)
        .where(col(Appointment.id).in_(set(appointment_ids)))
    )
    return rows.all()


async def list_agencies_by_id(
    session: AsyncSession, agency_ids: Iterable[UUID]
) -> Sequence[Agency]:
    rows = await session.exec(select(Agency).where(col(Agency.id).in_(set(agency_ids))))
    return rows.all()


async def find_officer_of(
    session: AsyncSession, appointment_id: UUID, agency_id: UUID, *, day: date
) -> Appointment | None:
    """The appointment, if it belongs to the agency and is in force on `day`."""
    rows = await session.exec(
        select(Appointment)
        .join(Department, col(Department.id) == Appointment.department_id)
        .where(
            Appointment.id == appointment_id,
            Department.agency_id == agency_id,
            in_force(Appointment, day),
            in_force(Department, day),
        )
    )
    return rows.one_or_none()


async def find_picture(
    session: AsyncSession, holder: ColumnElement[bool], *, day: date
) -> StampPicture | None:
    """The picture of the holder that meets `holder` as it counts on `day`."""
    rows = await session.exec(
        select(StampPicture)
        .where(holder, StampPicture.valid_from <= day)
        .order_by(col(StampPicture.valid_from).desc())
        .limit(1)
    )
    return rows.one_or_none()


async def list_leaders(
    session: AsyncSession, agency_id: UUID, *, day: date
) -> Sequence[Appointment]:
    """The agency's appointments in force that may sign as leaders."""
    rows = await session.exec(
        select(Appointment)
        .join(Department, col(Department.id) == Appointment.department_id)
        .where(
            Department.agency_id == agency_id,
            in_force(Appointment, day),
            col(Appointment.roles).contains([Role.LEADER]),
        )
    )
    return rows.all()


async def find_credential(
    session: AsyncSession, holder: ColumnElement[bool], *, now: datetime
) -> Credential | None:
    """The newest certificate in force of the holder that meets `holder`."""
    rows = await session.exec(
        select(Credential)
        .where(
            holder,
            Credential.valid_from <= now,
            Credential.valid_to >= now,
            col(Credential.revoked_at).is_(None),
        )
        .order_by(col(Credential.valid_from).desc(), col(Credential.id).desc())
        .limit(1)
    )
    return rows.one_or_none()
