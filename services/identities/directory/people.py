"""People of a directory file, their appointments, their accounts."""

from datetime import datetime
from typing import Any

from auth.accounts import new_first_password
from auth.acts import Act
from auth.models import Account, Appointment, Department, Person
from auth.passwords import hash_password
from services.identities.directory.file import StaffRow
from services.identities.directory.writing import Writing
from services.identities.staff.service import details_of
from storage.ids import new_id
from storage.vietnamese import fold, name_sort_key


def add_person(writing: Writing, row: StaffRow) -> None:
    facts: dict[str, Any] = {
        "full_name": row.name,
        "email": row.email,
        "folded": fold(row.name),
        "sort_key": name_sort_key(row.name),
    }
    found = writing.known.people.get(row.code)
    if found is None:
        made = Person(id=new_id(), staff_code=row.code, **facts)
        writing.known.people[row.code] = made
        subject = ("person", made.id)
        writing.save(made, Act.PERSON_ADD, "people", subject, {"staff_code": row.code})
    elif changed := writing.correct(found, facts):
        # A name is a person's own: the journal says that it changed, not from what to what.
        details = {"changed": sorted(changed)}
        writing.save(found, Act.PERSON_CHANGE, "people", ("person", found.id), details)


def add_appointment(writing: Writing, code: str, row: StaffRow) -> None:
    where = f"{row.code} in {code}"
    agency = writing.known.agencies.get(code)
    department = None
    if agency is not None:
        department = writing.known.departments.get((agency.id, row.department))
    if department is None:
        writing.problems.append(f"{where}: no department {row.department} in agency {code}")
        return
    person = writing.known.people[row.code]
    key = (person.id, department.id, row.position, row.valid_from)
    found = writing.known.appointments.get(key)
    if found is None:
        made = _new_appointment(row, person, department)
        writing.known.appointments[key] = made
        subject = ("appointment", made.id)
        writing.save(made, Act.APPOINTMENT_GIVE, "appointments", subject, details_of(made))
        return
    if (set(found.roles), found.authority) != (set(row.roles), row.authority):
        writing.problems.append(f"{where}: other roles or authority; end it and begin another")
    if writing.end(found, row.valid_to, where):
        subject = ("appointment", found.id)
        writing.save(found, Act.APPOINTMENT_END, "appointments", subject, details_of(found))


def _new_appointment(row: StaffRow, person: Person, department: Department) -> Appointment:
    return Appointment(
        id=new_id(),
        person_id=person.id,
        department_id=department.id,
        position=row.position,
        roles=sorted(set(row.roles)),
        authority=row.authority,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
    )


def add_account(writing: Writing, row: StaffRow, *, until: datetime) -> None:
    """With a first password, for somebody who has no account yet."""
    if row.account is None:
        return
    person, accounts = writing.known.people[row.code], writing.known.accounts
    has = next((name for name, owner in accounts.items() if owner == person.id), None)
    if has is None and row.account not in accounts:
        password = new_first_password()
        account = Account(
            person_id=person.id,
            username=row.account,
            password_hash=hash_password(password),
            first_password_until=until,
        )
        accounts[row.account] = person.id
        writing.done.passwords[row.account] = password
        details = {"username": row.account}
        writing.save(account, Act.ACCOUNT_OPEN, "accounts", ("person", person.id), details)
    elif has != row.account:
        told = f"has account {has}" if has else f"account {row.account} is somebody else's"
        writing.problems.append(f"{row.code}: {told}")
