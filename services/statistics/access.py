"""Whose figures an actor may see: one's own agency's and those of the agencies below it.

Who may see all figures (auditor, administrator) starts from the highest agency on this system. An
agency out of reach looks like one that does not exist.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from auth.actor import Actor
from auth.errors import AgencyMissing
from auth.models import Agency, AgencyLevel
from auth.roles import Permission
from services.periods import Period
from services.statistics.repository.directory import find_highest, list_answering_for


@dataclass(frozen=True, slots=True)
class Scope:
    """The agency a figure speaks for, and every agency whose records it adds up."""

    agency: Agency
    agencies: Sequence[Agency]

    def of_level(self, level: AgencyLevel | None) -> list[Agency]:
        return [agency for agency in self.agencies if level in {None, agency.level}]


async def access_scope(
    session: AsyncSession, actor: Actor, agency_id: UUID | None, *, alone: bool = False
) -> Scope:
    """The agency asked for (None: the widest one may see) with all below it, unless `alone`."""
    top = actor.agency_id
    if actor.can(Permission.SEE_ALL_FIGURES):
        top = await find_highest(session, top)
    reach = await list_answering_for(session, top)
    wanted = agency_id or top
    agency = next((one for one in reach if one.id == wanted), None)
    if agency is None:
        raise AgencyMissing(wanted)
    actor.require(Permission.SEE_FIGURES)
    if alone:
        return Scope(agency, [agency])
    below = reach if wanted == top else await list_answering_for(session, wanted)
    return Scope(agency, below)


def existed_in(agency: Agency, period: Period) -> bool:
    """Whether the agency was in force on any day of the period."""
    return (agency.valid_from is None or agency.valid_from <= period.last) and (
        agency.valid_to is None or agency.valid_to >= period.first
    )
