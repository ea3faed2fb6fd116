"""Installing the demonstration directory: agencies, people, appointments, certificates."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import count
from pathlib import Path
from typing import Any

import yaml
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from auth.actor import record_act
from auth.acts import Act
from auth.models import (
    Account,
    Agency,
    AgencyLevel,
    AgencySuccessor,
    Appointment,
    Credential,
    Department,
    Person,
)
from auth.passwords import hash_password
from auth.roles import Role
from signing.models import CertificateInfo
from signing.service import Signing
from storage.ids import new_id
from storage.vietnamese import fold, name_sort_key, sort_key

DIRECTORY = Path(__file__).with_name("directory.yaml")
SEAL_DIAMETER_MM = {"province": 36.0, "district": 35.0, "commune": 34.0}
# Every seventh official of a commune has no certificate yet, so that the share is not simply 100 %.
WITHOUT_CERTIFICATE = 7


@dataclass(frozen=True, slots=True)
class DemoAccount:
    username: str
    full_name: str
    position: str
    agency: str


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody or something that needs a certificate."""

    label: str
    common_name: str
    organisation: str
    appointment: Appointment | None
    agency: Agency | None


async def is_installed(session: AsyncSession) -> bool:
    return (await session.exec(select(Agency.id).limit(1))).first() is not None


async def install_directory(
    session: AsyncSession, *, signing: Signing, password: str, now: datetime
) -> list[DemoAccount]:
    """Write the directory into the transaction under way; one password serves every account."""
    plan = yaml.safe_load(DIRECTORY.read_text(encoding="utf-8"))
    agencies = _agencies(plan["agencies"])
    session.add_all(agencies.values())
    await session.flush()  # departments and successors refer to agencies
    session.add_all(
        AgencySuccessor(agency_id=agencies[row["code"]].id, successor_id=agencies[after].id)
        for row in plan["agencies"]
        for after in row.get("successors", ())
    )
    password_hash = hash_password(password)
    holders: list[Holder] = []
    accounts: list[DemoAccount] = []
    for row, staff in _staffing(plan):
        agency = agencies[row["code"]]
        kind = plan["district" if agency.level is AgencyLevel.DISTRICT else "commune"]
        departments = _departments(agency, kind["departments"])
        session.add_all(departments.values())
        await session.flush()  # appointments refer to departments
        holders.append(Holder(f"agency-{agency.code}", agency.name, agency.name, None, agency))
        for member in staff:
            made = await _appoint(session, agency, departments, member, password_hash)
            accounts.append(
                DemoAccount(member["account"], member["name"], member["position"], agency.name)
            )
            if member.get("certificate", True):
                holders.append(
                    Holder(f"person-{member['account']}", member["name"], agency.name, made, None)
                )
    await _issue_certificates(session, signing, holders, now)
    record_act(
        session,
        actor=None,
        act=Act.DIRECTORY_INSTALL,
        subject=("agency", agencies["H20.90"].id),
        now=now,
        details={"agencies": len(agencies), "accounts": len(accounts)},
    )
    return accounts


def _agencies(rows: list[dict[str, Any]]) -> dict[str, Agency]:
    made: dict[str, Agency] = {}
    for row in rows:
        level = AgencyLevel(row.get("level", "commune"))
        made[row["code"]] = Agency(
            id=new_id(),
            code=row["code"],
            name=row["name"],
            abbreviation="UBND",
            level=level,
            external=row.get("external", False),
            place=row["place"],
            valid_from=row.get("from"),
            valid_to=row.get("to"),
            parent_id=made[row["parent"]].id if "parent" in row else None,
            seal_diameter_mm=SEAL_DIAMETER_MM[level],
            folded=fold(f"{row['code']} {row['name']}"),
            sort_key=sort_key(row["name"]),
        )
    return made


def _staffing(plan: dict[str, Any]) -> Iterator[tuple[dict[str, Any], list[dict[str, Any]]]]:
    """Each agency that works in the demonstration, with its people."""
    names = _names(plan["commune"]["names"])
    number = count(1)
    for row in plan["agencies"]:
        if row.get("level") == "district":
            yield row, plan["district"]["staff"]
        elif "account" in row:
            yield (
                row,
                [
                    {
                        **member,
                        "account": f"{member['account']}.{row['account']}",
                        "name": next(names),
                        "department": "VP",
                        "certificate": "leader" in member["roles"]
                        or next(number) % WITHOUT_CERTIFICATE != 0,
                    }
                    for member in plan["commune"]["staff"]
                ],
            )


def _names(parts: dict[str, list[str]]) -> Iterator[str]:
    """Plausible full names, always the same ones in the same order."""
    families, middles, givens = parts["families"], parts["middles"], parts["givens"]
    for n in count():
        yield (
            f"{families[n * 5 % len(families)]} {middles[n * 3 % len(middles)]}"
            f" {givens[n * 7 % len(givens)]}"
        )


def _departments(agency: Agency, rows: list[dict[str, str]]) -> dict[str, Department]:
    return {
        row["short"]: Department(
            id=new_id(), agency_id=agency.id, name=row["name"], abbreviation=row["short"]
        )
        for row in rows
    }


async def _appoint(
    session: AsyncSession,
    agency: Agency,
    departments: dict[str, Department],
    member: dict[str, Any],
    password_hash: str,
) -> Appointment:
    person = Person(
        id=new_id(),
        staff_code=f"{agency.code}.{member['account'].split('.')[0].upper()[:12]}",
        full_name=member["name"],
        email=f"{member['account']}@thapmuoi.example",
        folded=fold(member["name"]),
        sort_key=name_sort_key(member["name"]),
    )
    session.add(person)
    await session.flush()  # the account and the appointment refer to the person
    session.add(
        Account(person_id=person.id, username=member["account"], password_hash=password_hash)
    )
    appointment = Appointment(
        id=new_id(),
        person_id=person.id,
        department_id=departments[member["department"]].id,
        position=member["position"],
        roles=[Role(role) for role in member["roles"]],
        authority=member.get("authority", ""),
        valid_from=date(2021, 6, 1),
    )
    session.add(appointment)
    await session.flush()  # its certificate refers to the appointment
    return appointment


async def _issue_certificates(
    session: AsyncSession, signing: Signing, holders: list[Holder], now: datetime
) -> None:
    for holder in holders:
        made = await signing.ensure_key(
            label=holder.label,
            common_name=holder.common_name,
            organisation=holder.organisation,
            email=f"{holder.label}@thapmuoi.example",
            now=now,
        )
        credential = _credential(holder, made)
        session.add(credential)
        record_act(
            session,
            actor=None,
            act=Act.CREDENTIAL_ISSUE,
            now=now,
            subject=("credential", credential.id),
            details={"serial": credential.serial, "holder": holder.common_name},
        )


def _credential(holder: Holder, made: CertificateInfo) -> Credential:
    return Credential(
        id=new_id(),
        appointment_id=holder.appointment.id if holder.appointment else None,
        agency_id=holder.agency.id if holder.agency else None,
        key_label=holder.label,
        subject=made.subject,
        serial=made.serial,
        fingerprint=made.fingerprint,
        valid_from=made.valid_from,
        valid_to=made.valid_to,
    )
