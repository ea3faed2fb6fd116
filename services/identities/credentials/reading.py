"""The certificates of an agency as an administrator reads them."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from auth.actor import Actor
from auth.models import Credential
from auth.service import vietnam_day
from services.identities.access import access_managed_agency
from services.identities.credentials import repository
from services.identities.credentials.schemas import CredentialRead, HolderRead
from services.key_checks import WARN_DAYS

IN_FORCE, TO_COME, SUPERSEDED = "in_force", "to_come", "superseded"
EXPIRED, ENDED = "expired", "ended"


async def read_holders(
    *, session: AsyncSession, actor: Actor, agency_id: UUID, now: datetime
) -> list[HolderRead]:
    """The seal, then every appointment in force, to come, or with a certificate."""
    agency = await access_managed_agency(session, actor, agency_id)
    held: dict[UUID | None, list[Credential]] = defaultdict(list)
    for row in await repository.list_of_agency(session, agency_id):
        held[row.appointment_id].append(row)
    also = {key for key in held if key is not None}
    seal = HolderRead(
        appointment_id=None,
        name=agency.name,
        position="",
        department="",
        last_day=agency.valid_to,
        credentials=read_credentials(held[None], now=now),
    )
    rows = await repository.list_holders(session, agency_id, day=vietnam_day(now), also=also)
    return [
        seal,
        *(
            HolderRead(
                appointment_id=appointment.id,
                name=person.full_name,
                position=appointment.position,
                department=department.name,
                last_day=appointment.valid_to,
                credentials=read_credentials(held[appointment.id], now=now),
            )
            for appointment, person, department in rows
        ),
    ]


def read_credentials(rows: Sequence[Credential], *, now: datetime) -> list[CredentialRead]:
    """Those of one holder, the newest first: of several in force the first is signed with."""
    states = _states(rows, now=now)
    follows = TO_COME in states
    return [
        read_credential(row, state, warns=not follows, now=now)
        for row, state in zip(rows, states, strict=True)
    ]


def _states(rows: Sequence[Credential], *, now: datetime) -> list[str]:
    states: list[str] = []
    for row in rows:
        if row.revoked_at is not None:
            states.append(ENDED)
        elif row.valid_to < now:
            states.append(EXPIRED)
        elif row.valid_from > now:
            states.append(TO_COME)
        else:
            states.append(SUPERSEDED if IN_FORCE in states else IN_FORCE)
    return states


def read_credential(row: Credential, state: str, *, warns: bool, now: datetime) -> CredentialRead:
    warnings = list(row.findings) if state in {IN_FORCE, TO_COME} else []
    days = (row.valid_to - now).days
    limit = min((limit for limit in WARN_DAYS if days < limit), default=None)
    if state == IN_FORCE and warns and limit is not None:
        warnings.insert(0, f"ends_within_{limit}")
    return CredentialRead(
        id=row.id,
        appointment_id=row.appointment_id,
        agency_id=row.agency_id,
        state=state,
        subject=row.subject,
        issuer=row.issuer,
        serial=row.serial,
        fingerprint=row.fingerprint,
        key_kind=row.key_kind,
        key_store=row.key_store,
        key_label=row.key_label,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        ended_at=row.revoked_at,
        end_reason=row.end_reason,
        checked_at=row.checked_at,
        warnings=warnings,
    )
