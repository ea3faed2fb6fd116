"""The memory of the registers: closing what no longer holds, opening what does, and the counts.

Written as statements over sets, so that one record and a whole register go the same way. They are
run in one snapshot (REPEATABLE READ): what is closed and what is opened are of the same moment.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, text
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.statistics.models.memory import RegisterDue, RegisterEdition, RegisterRecord
from services.statistics.registers import CHANGED_BY_TIME, MEASURING, Register
from storage.sequencing.models import JournalCheckpoint

_ROWS = """
    SELECT v.id AS record_id, v.agency_id, reporting_month(v.day) AS month, v.day, '' AS place,
           v.reason, {value} AS value
    FROM register_{name} v WHERE v.day IS NOT NULL {within}
"""
_STAFF_ROWS = """
    SELECT s.person_id AS record_id, s.agency_id, CAST(:month AS date) AS month,
           CAST(:last_day AS date) AS day, s.sort_key AS place, s.reason, NULL::float8 AS value
    FROM register_staff_on(:day, :instant) s
"""
_SAME = """
    h.record_id = v.record_id AND h.agency_id = v.agency_id AND h.month = v.month
    AND h.day = v.day AND h.place = v.place AND h.reason = v.reason
    AND h.value IS NOT DISTINCT FROM v.value
"""
_CLOSE = """
    WITH fresh AS MATERIALIZED ({rows}),
    gone AS (
        UPDATE register_record h SET until = :edition
        WHERE h.name = :name AND h.until IS NULL {held}
          AND NOT EXISTS (SELECT FROM fresh v WHERE {same})
        RETURNING h.agency_id, h.month, h.reason
    ),
    fewer AS (SELECT agency_id, month, reason, count(*) AS n FROM gone GROUP BY 1, 2, 3),
    counted AS (
        UPDATE register_month m SET count = m.count - f.n FROM fewer f
        WHERE m.name = :name AND m.agency_id = f.agency_id AND m.month = f.month
          AND m.reason = f.reason
    )
    SELECT coalesce(sum(n), 0) FROM fewer
"""
_OPEN = """
    WITH fresh AS MATERIALIZED ({rows}),
    added AS (
        INSERT INTO register_record
            (name, record_id, agency_id, month, day, place, reason, value, since)
        SELECT CAST(:name AS varchar), record_id, agency_id, month, day, place, reason, value,
               CAST(:edition AS int)
        FROM fresh v
        WHERE NOT EXISTS (
            SELECT FROM register_record h WHERE h.name = :name AND h.until IS NULL AND {same}
        )
        RETURNING agency_id, month, reason
    ),
    more AS (SELECT agency_id, month, reason, count(*) AS n FROM added GROUP BY 1, 2, 3),
    counted AS (
        INSERT INTO register_month AS m (name, agency_id, month, reason, count)
        SELECT CAST(:name AS varchar), agency_id, month, reason, n FROM more
        ON CONFLICT (name, agency_id, month, reason)
        DO UPDATE SET count = m.count + excluded.count
    )
    SELECT coalesce(sum(n), 0) FROM more
"""
# What a whole recount found otherwise: the rows that its edition closed, and those it opened.
_DIFFERENCES = """
    SELECT r.name, a.code, r.month, r.reason,
           count(*) FILTER (WHERE r.until = :edition) AS closed,
           count(*) FILTER (WHERE r.since = :edition) AS opened
    FROM register_record r LEFT JOIN agency a ON a.id = r.agency_id
    WHERE r.until = :edition OR r.since = :edition
    GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4
"""
_SUMS = """
    WITH held AS (
        SELECT name, agency_id, month, reason, count(*)::int AS n
        FROM register_record WHERE until IS NULL GROUP BY 1, 2, 3, 4
    ),
    wrong AS (
        SELECT name, agency_id, month, reason, coalesce(m.count, 0) AS was, coalesce(h.n, 0) AS n
        FROM held h FULL JOIN register_month m USING (name, agency_id, month, reason)
        WHERE coalesce(m.count, 0) <> coalesce(h.n, 0)
    ),
    mended AS (
        INSERT INTO register_month (name, agency_id, month, reason, count)
        SELECT name, agency_id, month, reason, n FROM wrong
        ON CONFLICT (name, agency_id, month, reason) DO UPDATE SET count = excluded.count
    )
    SELECT w.name, a.code, w.month, w.reason, w.was, w.n
    FROM wrong w LEFT JOIN agency a ON a.id = w.agency_id ORDER BY 1, 2, 3, 4
"""
_AMONG = "AND {id} = ANY(:ids)"
# A whole register is read once, into a table of this transaction that the planner knows.
_READ_WHOLE = (
    "CREATE TEMP TABLE register_fresh ON COMMIT DROP AS {rows}",
    "ANALYZE register_fresh",
)


@dataclass(frozen=True, slots=True)
class Difference:
    """Records of one reason that the memory had and the register has not, and the reverse."""

    register: str
    agency_code: str | None
    month: date
    reason: str
    closed: int
    opened: int


@dataclass(frozen=True, slots=True)
class WrongSum:
    """A count of a month that was not the number of its records."""

    register: str
    agency_code: str | None
    month: date
    reason: str
    was: int
    counted: int


async def begin_collecting(session: AsyncSession, *, today: date) -> None:
    """Wait for who else collects, then take one snapshot, as of `today`, for all that follows.

    LOCK TABLE takes none, so what is read afterwards is what the other left.
    """
    connection = await session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
    await connection.execute(text("LOCK TABLE register_edition IN EXCLUSIVE MODE"))
    set_today = text("SELECT set_config('congvu.today', :today, true)")
    await connection.execute(set_today, {"today": today.isoformat()})


async def find_last_edition(session: AsyncSession) -> RegisterEdition | None:
    newest = select(RegisterEdition).order_by(col(RegisterEdition.number).desc()).limit(1)
    return (await session.exec(newest)).first()


async def take_due(session: AsyncSession, *, limit: int) -> Mapping[str, Collection[UUID | None]]:
    """The oldest marks, which are gone with this transaction: ids by noun."""
    oldest = select(RegisterDue.id).order_by(col(RegisterDue.id)).limit(limit)
    rows = await session.exec(
        delete(RegisterDue)
        .where(col(RegisterDue.id).in_(oldest))
        .returning(col(RegisterDue.name), col(RegisterDue.record_id))
    )
    due: dict[str, set[UUID | None]] = defaultdict(set)
    for name, record_id in rows.all():
        due[name].add(record_id)
    return due


async def list_changed_by_time(session: AsyncSession, register: Register) -> Sequence[UUID]:
    """The records whose reason another day may make another one."""
    row = RegisterRecord
    found = await session.exec(
        select(row.record_id).where(
            row.name == register,
            col(row.until).is_(None),
            col(row.reason).in_(CHANGED_BY_TIME[register]),
        )
    )
    return found.all()


async def renew(
    session: AsyncSession, register: Register, *, ids: Sequence[UUID] | None, edition: int
) -> int:
    """Bring a register's memory to what its view says; None: of every record. Rows changed."""
    value = "v.value" if register in MEASURING else "NULL::float8"
    if ids is None:
        rows = _ROWS.format(name=register, value=value, within="")
        return await _replace_whole(session, register, rows, edition=edition)
    rows = _ROWS.format(name=register, value=value, within=_AMONG.format(id="v.id"))
    held = _AMONG.format(id="h.record_id")
    scope = {"ids": list(ids)}
    return await _replace(session, register, rows, held, edition=edition, scope=scope)


async def renew_staff(
    session: AsyncSession,
    *,
    month: date,
    day: date,
    last_day: date,
    instant: datetime,
    edition: int,
) -> int:
    """The register of staff for one month, as it stood at `instant` of `day`."""
    scope = {"month": month, "day": day, "last_day": last_day, "instant": instant}
    return await _replace(
        session, Register.STAFF, _STAFF_ROWS, "AND h.month = :month", edition=edition, scope=scope
    )


async def add_edition(
    session: AsyncSession, number: int, *, changed: int, now: datetime, why: str = ""
) -> None:
    newest = select(func.coalesce(func.max(JournalCheckpoint.size), 0))
    size = (await session.exec(newest)).one()
    session.add(RegisterEdition(number=number, at=now, changed=changed, tree_size=size, why=why))


async def list_differences(session: AsyncSession, edition: int) -> list[Difference]:
    connection = await session.connection()
    rows = await connection.execute(text(_DIFFERENCES), {"edition": edition})
    return [Difference(*row) for row in rows]


async def mend_sums(session: AsyncSession) -> list[WrongSum]:
    """Count the months anew from the records, and say which were wrong."""
    rows = await (await session.connection()).execute(text(_SUMS))
    return [WrongSum(*row) for row in rows]


async def _replace_whole(
    session: AsyncSession, register: Register, rows: str, *, edition: int
) -> int:
    connection = await session.connection()
    for statement in _READ_WHOLE:
        await connection.execute(text(statement.format(rows=rows)))
    fresh = "SELECT * FROM register_fresh"
    changed = await _replace(session, register, fresh, "", edition=edition, scope={})
    await connection.execute(text("DROP TABLE register_fresh"))
    return changed


async def _replace(
    session: AsyncSession,
    register: Register,
    rows: str,
    held: str,
    *,
    edition: int,
    scope: Mapping[str, Any],
) -> int:
    values = {**scope, "name": str(register), "edition": edition}
    connection = await session.connection()
    changed = 0
    for template in (_CLOSE, _OPEN):
        statement = template.format(rows=rows, same=_SAME, held=held)
        changed += int((await connection.execute(text(statement), values)).scalar_one())
    return changed
