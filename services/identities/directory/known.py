"""What the database holds of the things that a directory file names."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from auth.models import Account, Agency, AgencySuccessor, Appointment, Department, Person
from services.identities.directory.file import DirectoryFile


@dataclass(frozen=True, slots=True)
class Known:
    """By the keys of the file: an agency's code, a department's short name in it, a staff code."""

    agencies: dict[str, Agency]
    successors: set[tuple[UUID, UUID]]
    departments: dict[tuple[UUID, str], Department]
    people: dict[str, Person]
    appointments: dict[tuple[UUID, UUID, str, date | None], Appointment]
    accounts: dict[str, UUID]


async def read_known(session: AsyncSession, read: DirectoryFile) -> Known:
    agencies = (await session.exec(select(Agency))).all()
    successors = (await session.exec(select(AgencySuccessor))).all()
    departments = (await session.exec(select(Department))).all()
    codes = {row.code for _, row in read.staff()}
    people = (await session.exec(select(Person).where(col(Person.staff_code).in_(codes)))).all()
    ids = {one.id for one in people}
    held = await session.exec(select(Appointment).where(col(Appointment.person_id).in_(ids)))
    accounts = (await session.exec(select(Account))).all()
    return Known(
        agencies={one.code: one for one in agencies},
        successors={(one.agency_id, one.successor_id) for one in successors},
        departments={(one.agency_id, one.abbreviation): one for one in departments},
        people={one.staff_code: one for one in people if one.staff_code},
        appointments={
            (one.person_id, one.department_id, one.position, one.valid_from): one
            for one in held.all()
        },
        accounts={one.username: one.person_id for one in accounts},
    )
