"""Numbers out of order, by book and year: Decree 30/2020, article 15, wants them one by one.

A line is a record whose number is wrong in its book: numbers `missing` before it, or after it as
the book's last; the number of another (`twice`); a date before that of an earlier number
(`earlier_date`); a number that is `held` by what is not issued; or one of which the journal knows
no act (`unjournalled`).
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from auth.acts import Act
from services.journal.service.questions.question import Asked, Found, Question
from services.working_hours import day_begins, day_ends

WORDS = ("missing", "twice", "earlier_date", "held", "unjournalled")
_SPENDING = (Act.NUMBER_SPEND, Act.INCOMING_REGISTER, Act.COPY_START)
# A book is in order where the numbers of each day follow upon those before it, without a gap: only
# the others are read number by number. The acts of the days asked for are read once. What the
# planner expects of days is far too little: EXCEPT and OFFSET 0 leave it no loop over a year's acts
# and no join of a few findings with a year's numbers.
_NUMBERS = """
    WITH asked AS (
        SELECT book_id, year, name, last_number FROM audited_book
        WHERE year BETWEEN :first_year AND :last_year
          AND (CAST(:agency_id AS uuid) IS NULL OR agency_id = :agency_id)
    ),
    days AS (
        SELECT book_id, year, day, min(number) AS low, max(number) AS high, count(*) AS n
        FROM audited_number
        WHERE year BETWEEN :first_year AND :last_year
          AND book_id = ANY(ARRAY(SELECT book_id FROM asked))
        GROUP BY 1, 2, 3
    ),
    disordered AS (
        SELECT DISTINCT b.*
        FROM asked b JOIN (
            SELECT days.*, max(high) OVER (PARTITION BY book_id, year) AS highest,
                   coalesce(max(high) OVER (PARTITION BY book_id, year ORDER BY day
                       ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS before
            FROM days
        ) d ON d.book_id = b.book_id AND d.year = b.year
        WHERE d.day >= :since AND (d.low <> d.before + 1 OR d.high - d.low + 1 <> d.n
                                   OR b.last_number > d.highest)
    ),
    numbered AS (
        SELECT n.id, n.day, n.number, b.last_number,
               coalesce(lag(n.number) OVER book, 0) AS before, lead(n.number) OVER book AS next,
               max(n.day) OVER (book ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS latest
        FROM audited_number n JOIN disordered b ON b.book_id = n.book_id AND b.year = n.year
        WINDOW book AS (PARTITION BY n.book_id, n.year ORDER BY n.number, n.id)
    ),
    wrong AS (
        SELECT *, array_remove(ARRAY[
            CASE WHEN number - before > 1 OR (next IS NULL AND last_number > number)
                 THEN 'missing' END,
            CASE WHEN number = before OR number = next THEN 'twice' END,
            CASE WHEN day < latest THEN 'earlier_date' END
        ], NULL) AS findings
        FROM numbered WHERE day BETWEEN :since AND :until
    ),
    found AS (
        SELECT id FROM wrong WHERE cardinality(findings) > 0
        UNION
        SELECT id FROM audited_number
        WHERE held AND day BETWEEN :since AND least(:until, CAST(:today AS date) - 1)
        UNION (
            SELECT id FROM audited_number
            WHERE day BETWEEN :since AND :until
              AND year BETWEEN :first_year AND :last_year
              AND book_id = ANY(ARRAY(SELECT book_id FROM asked))
            EXCEPT
            SELECT subject_id FROM journal_entry
            WHERE act = ANY(:acts) AND at >= :spent_from AND at < :spent_to
        )
    ),
    told AS (
        SELECT n.*, b.name AS book, w.before, w.next, w.latest, w.last_number,
               e.id AS entry_id, e.person_id,
               coalesce(w.findings, '{}')
               || CASE WHEN n.held AND n.day < :today THEN ARRAY['held'] END
               || CASE WHEN e.id IS NULL THEN ARRAY['unjournalled'] END AS findings
        FROM found f
        CROSS JOIN LATERAL (SELECT * FROM audited_number WHERE id = f.id OFFSET 0) n
        JOIN asked b ON b.book_id = n.book_id AND b.year = n.year
        LEFT JOIN wrong w ON w.id = n.id
        LEFT JOIN LATERAL (
            SELECT id, person_id FROM journal_entry
            WHERE subject_type = n.noun AND subject_id = n.id AND act = ANY(:acts)
            ORDER BY at DESC LIMIT 1
        ) e ON true
    )
    SELECT * FROM told
    WHERE cardinality(findings) > 0
      AND (CAST(:finding AS text) IS NULL OR :finding = ANY(findings))
      AND (CAST(:person_id AS uuid) IS NULL OR person_id = :person_id)
      AND (CAST(:subjects AS uuid[]) IS NULL OR id = ANY(:subjects))
      AND (CAST(:at AS timestamptz) IS NULL OR (at, id) < (:at, CAST(:id AS uuid)))
    ORDER BY at DESC, id DESC LIMIT :limit
"""
# For the sets of a year; as much as a recount takes.
_MEMORY = text("SELECT set_config('work_mem', '64MB', true)")
_ABOUT = timedelta(days=1)  # a number's day and its act's may lie on either side of midnight


async def _find(session: AsyncSession, asked: Asked) -> list[Found]:
    at, record_id = asked.after or (None, None)
    values: dict[str, Any] = {
        "first_year": asked.since.year, "last_year": asked.until.year, "today": asked.today,
        "since": asked.since, "until": asked.until, "agency_id": asked.agency_id,
        "person_id": asked.person_id, "finding": asked.finding, "acts": list(_SPENDING),
        "spent_from": day_begins(asked.since) - _ABOUT, "spent_to": day_ends(asked.until) + _ABOUT,
        "subjects": None if asked.subjects is None else list(asked.subjects),
        "at": at, "id": record_id, "limit": asked.limit,
    }  # fmt: skip
    connection = await session.connection()
    await connection.execute(_MEMORY)
    rows = (await connection.execute(text(_NUMBERS), values)).mappings().all()
    return [_found(dict(row)) for row in rows]


def _found(row: Mapping[str, Any]) -> Found:
    return Found(
        at=row["at"],
        key=row["id"],
        findings=tuple(row["findings"]),
        entry_id=row["entry_id"],
        subject_type=row["noun"],
        subject_id=row["id"],
        agency_id=row["agency_id"],
        facts={
            "book": row["book"],
            "number": row["number"],
            "day": row["day"].isoformat(),
            "latest_day": row["latest"].isoformat() if row["latest"] else None,
            "missing": _missing(row),
        },
    )


def _missing(row: Mapping[str, Any]) -> list[str]:
    """The runs of numbers that nothing has: `4` or `4-6`."""
    if "missing" not in row["findings"]:
        return []
    runs = [(row["before"] + 1, row["number"] - 1)]
    if row["next"] is None:
        runs.append((row["number"] + 1, row["last_number"]))
    return [
        str(first) if first == last else f"{first}-{last}" for first, last in runs if first <= last
    ]


QUESTION = Question(findings=WORDS, find=_find)
