"""The register of staff as it stood on a day (SQL function register_staff_on)."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from services.statistics.repository.registers import Record, Tally

_TALLY = text("""
    SELECT w.place, s.reason, count(*)
    FROM unnest(CAST(:days AS date[]), CAST(:instants AS timestamptz[]))
             WITH ORDINALITY AS w(day, instant, place)
    CROSS JOIN LATERAL register_staff_on(w.day, w.instant) s
    WHERE s.agency_id = ANY(:agency_ids)
    GROUP BY w.place, s.reason
""")
_TALLY_AGENCIES = text("""
    SELECT s.agency_id, s.reason, count(*)
    FROM register_staff_on(:day, :instant) s
    WHERE s.agency_id = ANY(:agency_ids)
    GROUP BY s.agency_id, s.reason
""")
# In the order of Vietnamese names; the place of the last row seen is read from its person.
_RECORDS = text("""
    SELECT s.person_id AS id, s.full_name AS title, s.staff_code AS number_and_symbol,
           CAST(:day AS date) AS day, CAST(:instant AS timestamptz) AS at,
           s.agency_id, a.name AS agency_name, s.reason
    FROM register_staff_on(:day, :instant) s JOIN agency a ON a.id = s.agency_id
    WHERE s.agency_id = ANY(:agency_ids)
      AND (CAST(:reason AS text) IS NULL OR (s.reason = :reason) = :wanted)
      AND (CAST(:after_person AS uuid) IS NULL
           OR (s.sort_key COLLATE "C", s.person_id, s.agency_id)
              > (SELECT p.sort_key COLLATE "C", p.id, CAST(:after_agency AS uuid)
                 FROM person p WHERE p.id = :after_person))
    ORDER BY s.sort_key COLLATE "C", s.person_id, s.agency_id
    LIMIT :limit
""")


@dataclass(frozen=True, slots=True)
class Moment:
    """`day` in Vietnam, for appointments; `instant`, for accounts and certificates."""

    day: date
    instant: datetime


async def tally_staff(
    session: AsyncSession, *, agency_ids: Sequence[UUID], moments: Sequence[Moment]
) -> list[Tally]:
    """People by reason, for each moment, in one query."""
    connection = await session.connection()
    found = await connection.execute(
        _TALLY,
        {
            "days": [moment.day for moment in moments],
            "instants": [moment.instant for moment in moments],
            "agency_ids": list(agency_ids),
        },
    )
    tallies = [Tally() for _ in moments]
    for place, reason, count in found.all():
        tallies[place - 1][reason] = count
    return tallies


async def tally_staff_of_agencies(
    session: AsyncSession, *, agency_ids: Sequence[UUID], moment: Moment
) -> dict[UUID, Tally]:
    connection = await session.connection()
    found = await connection.execute(
        _TALLY_AGENCIES,
        {"day": moment.day, "instant": moment.instant, "agency_ids": list(agency_ids)},
    )
    tallies: dict[UUID, Tally] = defaultdict(Tally)
    for agency_id, reason, count in found.all():
        tallies[agency_id][reason] = count
    return tallies


async def list_staff(
    session: AsyncSession,
    *,
    agency_ids: Sequence[UUID],
    moment: Moment,
    condition: tuple[str, bool] | None,
    after: tuple[UUID, UUID] | None,
    limit: int,
) -> list[Record]:
    """`after`: agency and person of the last row seen."""
    reason, wanted = condition or (None, True)
    after_agency, after_person = after or (None, None)
    connection = await session.connection()
    found = await connection.execute(
        _RECORDS,
        {
            "day": moment.day, "instant": moment.instant, "agency_ids": list(agency_ids),
            "reason": reason, "wanted": wanted, "limit": limit,
            "after_agency": after_agency, "after_person": after_person,
        },
    )  # fmt: skip
    return [Record(**dict(row)) for row in found.mappings()]
