"""Numbers out of order, by book and year: Decree 30/2020, article 15, wants them one by one.

A line is a record whose number is wrong in its book: numbers `missing` before it, or after it as
the book's last; the number of another (`twice`); a date before that of an earlier number
(`earlier_date`); a number that is `held` by what is not issued; or one of which the journal knows
no act (`unjournalled`).
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from auth.acts import Act
from services.journal.service.questions.question import Asked, Found, Question

WORDS = ("missing", "twice", "earlier_date", "held", "unjournalled")
_SPENDING = (Act.NUMBER_SPEND, Act.INCOMING_REGISTER, Act.COPY_START)
_NUMBERS = """
    WITH numbered AS (
        SELECT n.*, b.name AS book, b.last_number,
               coalesce(lag(n.number) OVER book, 0) AS before,
               lead(n.number) OVER book AS next,
               max(n.day) OVER (book ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS latest
        FROM audited_number n JOIN audited_book b ON b.book_id = n.book_id AND b.year = n.year
        WHERE n.year BETWEEN :first_year AND :last_year
          AND (CAST(:agency_id AS uuid) IS NULL OR n.agency_id = :agency_id)
        WINDOW book AS (PARTITION BY n.book_id, n.year ORDER BY n.number, n.id)
    ),
    judged AS (
        SELECT n.*, e.id AS entry_id, e.person_id, array_remove(ARRAY[
            CASE WHEN n.number - n.before > 1
                   OR (n.next IS NULL AND n.last_number > n.number) THEN 'missing' END,
            CASE WHEN n.number = n.before OR n.number = n.next THEN 'twice' END,
            CASE WHEN n.day < n.latest THEN 'earlier_date' END,
            CASE WHEN n.held AND n.day < :today THEN 'held' END,
            CASE WHEN e.id IS NULL THEN 'unjournalled' END
        ], NULL) AS findings
        FROM numbered n LEFT JOIN LATERAL (
            SELECT id, person_id FROM journal_entry
            WHERE subject_type = n.noun AND subject_id = n.id AND act = ANY(:acts)
            ORDER BY at DESC LIMIT 1
        ) e ON true
        WHERE n.day BETWEEN :since AND :until
    )
    SELECT * FROM judged
    WHERE cardinality(findings) > 0
      AND (CAST(:finding AS text) IS NULL OR :finding = ANY(findings))
      AND (CAST(:person_id AS uuid) IS NULL OR person_id = :person_id)
      AND (CAST(:subjects AS uuid[]) IS NULL OR id = ANY(:subjects))
      AND (CAST(:at AS timestamptz) IS NULL OR (at, id) < (:at, CAST(:id AS uuid)))
    ORDER BY at DESC, id DESC LIMIT :limit
"""


async def _find(session: AsyncSession, asked: Asked) -> list[Found]:
    at, record_id = asked.after or (None, None)
    values: dict[str, Any] = {
        "first_year": asked.since.year, "last_year": asked.until.year, "today": asked.today,
        "since": asked.since, "until": asked.until, "agency_id": asked.agency_id,
        "person_id": asked.person_id, "finding": asked.finding, "acts": list(_SPENDING),
        "subjects": None if asked.subjects is None else list(asked.subjects),
        "at": at, "id": record_id, "limit": asked.limit,
    }  # fmt: skip
    connection = await session.connection()
    rows = await connection.execute(text(_NUMBERS), values)
    return [_found(dict(row)) for row in rows.mappings()]


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
