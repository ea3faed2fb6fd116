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
# From the first number of the days asked for on: what lies before it matters by its end alone. The
# acts of those days are read once; only what lacks one, or is wrong, is looked up by itself.
_NUMBERS = """
    WITH asked AS (
        SELECT book_id, year, min(number) AS first FROM audited_number
        WHERE year BETWEEN :first_year AND :last_year AND day BETWEEN :since AND :until
          AND (CAST(:agency_id AS uuid) IS NULL OR agency_id = :agency_id)
        GROUP BY 1, 2
    ),
    earlier AS (
        SELECT n.book_id, n.year, max(n.number) AS before, max(n.day) AS latest
        FROM audited_number n JOIN asked a ON a.book_id = n.book_id AND a.year = n.year
        WHERE n.number < a.first GROUP BY 1, 2
    ),
    numbered AS (
        SELECT n.*, b.name AS book, b.last_number,
               coalesce(lag(n.number) OVER book, p.before, 0) AS before,
               lead(n.number) OVER book AS next,
               greatest(p.latest, max(n.day) OVER (
                   book ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)) AS latest
        FROM audited_number n
        JOIN asked a ON a.book_id = n.book_id AND a.year = n.year AND n.number >= a.first
        JOIN audited_book b ON b.book_id = n.book_id AND b.year = n.year
        LEFT JOIN earlier p ON p.book_id = n.book_id AND p.year = n.year
        WINDOW book AS (PARTITION BY n.book_id, n.year ORDER BY n.number, n.id)
    ),
    spent AS (
        SELECT DISTINCT subject_id FROM journal_entry
        WHERE act = ANY(:acts) AND at >= :spent_from AND at < :spent_to
    ),
    judged AS (
        SELECT n.*, s.subject_id IS NOT NULL AS is_spent, array_remove(ARRAY[
            CASE WHEN n.number - n.before > 1
                   OR (n.next IS NULL AND n.last_number > n.number) THEN 'missing' END,
            CASE WHEN n.number = n.before OR n.number = n.next THEN 'twice' END,
            CASE WHEN n.day < n.latest THEN 'earlier_date' END,
            CASE WHEN n.held AND n.day < :today THEN 'held' END
        ], NULL) AS wrong
        FROM numbered n LEFT JOIN spent s ON s.subject_id = n.id
        WHERE n.day BETWEEN :since AND :until
    ),
    found AS (
        SELECT n.*, e.id AS entry_id, e.person_id,
               wrong || CASE WHEN e.id IS NULL THEN ARRAY['unjournalled'] END AS findings
        FROM judged n LEFT JOIN LATERAL (
            SELECT id, person_id FROM journal_entry
            WHERE subject_type = n.noun AND subject_id = n.id AND act = ANY(:acts)
            ORDER BY at DESC LIMIT 1
        ) e ON true
        WHERE cardinality(n.wrong) > 0 OR NOT n.is_spent
    )
    SELECT * FROM found
    WHERE cardinality(findings) > 0
      AND (CAST(:finding AS text) IS NULL OR :finding = ANY(findings))
      AND (CAST(:person_id AS uuid) IS NULL OR person_id = :person_id)
      AND (CAST(:subjects AS uuid[]) IS NULL OR id = ANY(:subjects))
      AND (CAST(:at AS timestamptz) IS NULL OR (at, id) < (:at, CAST(:id AS uuid)))
    ORDER BY at DESC, id DESC LIMIT :limit
"""
# The planner takes what a window leaves for one row, and would go through all the acts for each.
_LOOPS = text("SELECT set_config('enable_nestloop', :allowed, true)")
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
    await connection.execute(_LOOPS, {"allowed": "off"})
    rows = (await connection.execute(text(_NUMBERS), values)).mappings().all()
    await connection.execute(_LOOPS, {"allowed": "on"})
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
    runs = [(row["before"] + 1, row["number"] - 1)]
    if row["next"] is None:
        runs.append((row["number"] + 1, row["last_number"]))
    return [
        str(first) if first == last else f"{first}-{last}" for first, last in runs if first <= last
    ]


QUESTION = Question(findings=WORDS, find=_find)
