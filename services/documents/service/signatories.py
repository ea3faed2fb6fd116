"""The officials who sign a document: its leader; before the chair of minutes their secretary."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from auth.behalf import lines_above
from auth.models import Appointment, Person
from services.documents.models.document import Document
from signing.models import CHAIR, SECRETARY, Placement, RoutePlan, Signatory


@dataclass(frozen=True, slots=True, kw_only=True)
class Signer:
    """An official who signs; minutes name secretary and chair, not their positions."""

    person_id: UUID
    position: str
    lines: tuple[str, ...]
    signatory: Signatory


async def read_signatories(
    session: AsyncSession,
    *,
    secretary: UUID | None,
    leader: UUID,
    chosen: Placement | None = None,
) -> list[Signer]:
    """In the order in which they sign; the place chosen by hand is that of the first."""
    found = await session.exec(
        select(Appointment, Person)
        .join(Person, col(Person.id) == Appointment.person_id)
        .where(col(Appointment.id).in_([one for one in (secretary, leader) if one]))
    )
    by_id = {appointment.id: (appointment, person) for appointment, person in found.all()}
    if secretary is None:
        appointment, person = by_id[leader]
        lines = lines_above(appointment.authority, appointment.position)
        return [_signer(appointment, person, lines, title=appointment.position, place=chosen)]
    return [
        _signer(*by_id[secretary], (SECRETARY,), title=SECRETARY, place=chosen),
        _signer(*by_id[leader], (CHAIR,), title=CHAIR, place=None),
    ]


def _signer(
    appointment: Appointment,
    person: Person,
    lines: tuple[str, ...],
    *,
    title: str,
    place: Placement | None,
) -> Signer:
    return Signer(
        person_id=person.id,
        position=appointment.position,
        lines=lines,
        signatory=Signatory(name=person.full_name, position=title, place=place),
    )


def plan_of(people: Sequence[Signer], *, seal_diameter_mm: float) -> RoutePlan:
    *first, leader = [one.signatory for one in people]
    return RoutePlan(
        secretary=first[0] if first else None, leader=leader, seal_diameter_mm=seal_diameter_mm
    )


async def signatories_of(
    session: AsyncSession, document: Document, *, chosen: Placement | None
) -> list[Signer]:
    return await read_signatories(
        session,
        secretary=document.secretary_appointment_id,
        leader=document.signer_appointment_id,
        chosen=chosen,
    )
