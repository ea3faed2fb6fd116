"""Adding people, giving and ending appointments. What was is never changed: it ends, on a day."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from auth.actor import Actor, record_act
from auth.acts import Act
from auth.behalf import read_authority
from auth.models import Account, Agency, Appointment, Department, Person
from auth.roles import Role
from auth.service import vietnam_day
from services.identities.access import access_managed_agency, access_managed_appointment
from services.identities.errors import (
    AlreadyEnded,
    FieldRefused,
    HolderMissing,
    NotOneself,
    Taken,
)
from services.identities.staff import repository
from services.identities.staff.schemas import (
    AccountRead,
    AppointmentEnd,
    AppointmentGive,
    AppointmentGiven,
    DepartmentRead,
    PersonAdd,
    StaffAppointment,
    StaffOverview,
    StaffPerson,
)
from storage.ids import new_id
from storage.vietnamese import fold, name_sort_key

IN_FORCE, TO_COME, ENDED = "in_force", "to_come", "ended"


async def read_overview(
    *,
    session: AsyncSession,
    actor: Actor,
    agency_id: UUID,
    person_id: UUID | None,
    now: datetime,
) -> StaffOverview:
    """Everybody of the agency, or one, with appointments that hold, begin, or ended within a year.

    Reading is journalled: it shows people's accounts.
    """
    await access_managed_agency(session, actor, agency_id)
    day = vietnam_day(now)
    people: dict[UUID, StaffPerson] = {}
    for person, appointment, department, account in await repository.list_people(
        session, agency_id, day=day
    ):
        if person_id in {None, person.id}:
            shown = people.setdefault(person.id, _person(person, account, actor, now=now))
            shown.appointments.append(_appointment(appointment, department, day=day))
    subject = ("person", person_id) if person_id in people else ("agency", agency_id)
    record_act(
        session, actor=actor, act=Act.STAFF_READ, subject=subject, now=now, agency_id=agency_id
    )
    return StaffOverview(
        departments=_departments(await repository.list_departments(session, agency_id)),
        people=list(people.values()),
    )


def _departments(rows: Sequence[Department]) -> list[DepartmentRead]:
    return [DepartmentRead.model_validate(row, from_attributes=True) for row in rows]


def _person(person: Person, account: Account | None, actor: Actor, *, now: datetime) -> StaffPerson:
    return StaffPerson(
        id=person.id,
        full_name=person.full_name,
        staff_code=person.staff_code,
        email=person.email,
        is_self=person.id == actor.person_id,
        account=read_account(account, now=now) if account else None,
        appointments=[],
    )


def read_account(account: Account, *, now: datetime) -> AccountRead:
    until = account.first_password_until
    state = "active" if until is None else "first_password" if until > now else "lapsed"
    return AccountRead(
        username=account.username,
        state="locked" if account.disabled_at is not None else state,
        first_password_until=until,
    )


def _appointment(row: Appointment, department: Department, *, day: date) -> StaffAppointment:
    begun = row.valid_from is None or row.valid_from <= day
    state = IN_FORCE if begun else TO_COME
    return StaffAppointment(
        id=row.id,
        state=ENDED if row.valid_to is not None and row.valid_to < day else state,
        position=row.position,
        department=department.name,
        roles=[Role(role) for role in row.roles],
        authority=row.authority,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
    )


async def list_belongings(session: AsyncSession, person_id: UUID) -> Sequence[tuple[str, UUID]]:
    """What else a person's history is about: their appointments and certificates."""
    return await repository.list_belongings(session, person_id)


async def add_person(
    *, session: AsyncSession, actor: Actor, agency_id: UUID, given: PersonAdd, now: datetime
) -> UUID:
    """Somebody new in the agency; says their id."""
    agency = await access_managed_agency(session, actor, agency_id)
    if await repository.find_person(session, given.staff_code) is not None:
        raise Taken("staff_code")
    person = Person(
        id=new_id(),
        staff_code=given.staff_code,
        full_name=given.full_name,
        email=given.email,
        folded=fold(given.full_name),
        sort_key=name_sort_key(given.full_name),
    )
    session.add(person)
    await session.flush()  # the appointment refers to the person
    record_act(
        session,
        actor=actor,
        act=Act.PERSON_ADD,
        subject=("person", person.id),
        now=now,
        agency_id=agency.id,
        details={"staff_code": given.staff_code},
    )
    await _give(session, actor, agency, person, given.appointment, now=now)
    return person.id


async def give_appointment(
    *, session: AsyncSession, actor: Actor, agency_id: UUID, given: AppointmentGive, now: datetime
) -> UUID:
    """One more appointment of a known person, from a day on; says its id.

    Wherever they work already one must be the administrator too: else a stranger's appointment
    would take the account out of the hands of those who look after it.
    """
    agency = await access_managed_agency(session, actor, agency_id)
    person = await repository.find_person(session, given.staff_code)
    if person is None:
        raise HolderMissing(given.staff_code)
    if person.id == actor.person_id:
        raise NotOneself
    held, _ = await repository.list_agencies_of(session, person.id, day=vietnam_day(now))
    for held_in in held:
        await access_managed_agency(session, actor, held_in)
    return await _give(session, actor, agency, person, given, now=now)


async def _give(
    session: AsyncSession,
    actor: Actor,
    agency: Agency,
    person: Person,
    given: AppointmentGiven,
    *,
    now: datetime,
) -> UUID:
    await _require_sound(session, agency, given, day=vietnam_day(now))
    row = Appointment(
        id=new_id(),
        person_id=person.id,
        department_id=given.department_id,
        position=given.position,
        roles=sorted(set(given.roles)),
        authority=given.authority,
        valid_from=given.valid_from,
        valid_to=given.valid_to,
    )
    session.add(row)
    record_act(
        session,
        actor=actor,
        act=Act.APPOINTMENT_GIVE,
        subject=("appointment", row.id),
        now=now,
        agency_id=agency.id,
        details=details_of(row),
    )
    return row.id


def details_of(row: Appointment) -> dict[str, object]:
    """What the journal keeps of an appointment: a name or a code is not needed, the id is."""
    return {
        "person": str(row.person_id),
        "position": row.position,
        "roles": [str(role) for role in row.roles],
        "authority": row.authority,
        "from": str(row.valid_from) if row.valid_from else None,
        "to": str(row.valid_to) if row.valid_to else None,
    }


async def _require_sound(
    session: AsyncSession, agency: Agency, given: AppointmentGiven, *, day: date
) -> None:
    department = await session.get(Department, given.department_id)
    if department is None or department.agency_id != agency.id:
        raise FieldRefused("department_id", "not a department of this agency")
    if department.valid_to is not None and department.valid_to < given.valid_from:
        raise FieldRefused("department_id", "the department has ended by then")
    if given.valid_from < day:
        raise FieldRefused("valid_from", "lies in the past")
    if given.valid_to is not None and given.valid_to < given.valid_from:
        raise FieldRefused("valid_to", "lies before the first day")
    if not is_authority(given.authority):
        raise FieldRefused("authority", "not TM., KT., TL., TUQ. or Q.")


def is_authority(text: str) -> bool:
    """Every line is one of those that Decree 30 prints above a position; or there is none."""
    return all(read_authority(line) is not None for line in text.splitlines() if line.strip())


async def end_appointment(
    *,
    session: AsyncSession,
    actor: Actor,
    appointment_id: UUID,
    given: AppointmentEnd,
    now: datetime,
) -> None:
    """The appointment's last day: from the next on nobody acts in it. Yesterday ends it at once."""
    row, person, department = await access_managed_appointment(session, actor, appointment_id)
    if person.id == actor.person_id:
        raise NotOneself
    await session.refresh(row, with_for_update=True)
    day = vietnam_day(now)
    if row.valid_to is not None and row.valid_to < day:
        raise AlreadyEnded
    _require_last_day(row, given.last_day, day=day)
    row.valid_to = given.last_day
    record_act(
        session,
        actor=actor,
        act=Act.APPOINTMENT_END,
        subject=("appointment", row.id),
        now=now,
        agency_id=department.agency_id,
        details=details_of(row) | {"reason": given.reason},
    )


def _require_last_day(row: Appointment, last_day: date, *, day: date) -> None:
    if last_day < day - timedelta(days=1):
        raise FieldRefused("last_day", "lies in the past")
    if row.valid_from is not None and last_day < row.valid_from:
        raise FieldRefused("last_day", "lies before the first day")
    if row.valid_to is not None and last_day > row.valid_to:
        raise FieldRefused("last_day", "an appointment is made longer by a new one")
