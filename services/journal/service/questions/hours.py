"""Work outside hours: what people did before, between and after them, at weekends, on holidays."""

from datetime import date

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from auth.service import vietnam_day
from meetings.calendar import holidays, is_working_day
from services.journal.service.questions.entries import found_entry, read_entries
from services.journal.service.questions.question import Asked, Found, Question
from services.working_hours import Span, spans_outside

WORDS = ("before_or_after", "weekend", "holiday")
# Span by span, each by the index of times: a year has some 750, however many entries lie between.
_OUTSIDE = """
    SELECT e.id
    FROM unnest(CAST(:begins AS timestamptz[]), CAST(:ends AS timestamptz[])) AS span(begins, ends)
    CROSS JOIN LATERAL (
        SELECT id, at FROM journal_entry
        WHERE at >= span.begins AND at < span.ends AND person_id IS NOT NULL
          AND (CAST(:agency_id AS uuid) IS NULL OR agency_id = :agency_id)
          AND (CAST(:person_id AS uuid) IS NULL OR person_id = :person_id)
          AND (CAST(:act AS text) IS NULL OR act = :act)
          AND (CAST(:subjects AS uuid[]) IS NULL OR subject_id = ANY(:subjects))
          AND (CAST(:at AS timestamptz) IS NULL OR (at, id) < (:at, CAST(:id AS uuid)))
        ORDER BY at DESC, id DESC LIMIT :limit
    ) e
    ORDER BY e.at DESC, e.id DESC LIMIT :limit
"""


async def _find(session: AsyncSession, asked: Asked) -> list[Found]:
    spans = [
        span
        for span in spans_outside(asked.hours, since=asked.since, until=asked.until)
        if _may_hold(span, asked)
    ]
    at, entry_id = asked.after or (None, None)
    values = {
        "begins": [begins for begins, _ in spans], "ends": [ends for _, ends in spans],
        "agency_id": asked.agency_id, "person_id": asked.person_id, "act": asked.act,
        "subjects": None if asked.subjects is None else list(asked.subjects),
        "at": at, "id": entry_id, "limit": asked.limit,
    }  # fmt: skip
    connection = await session.connection()
    ids = (await connection.execute(text(_OUTSIDE), values)).scalars().all()
    entries = await read_entries(session, asked, ids)
    return [found_entry(entry, _word(vietnam_day(entry.at))) for entry in entries]


def _may_hold(span: Span, asked: Asked) -> bool:
    return asked.after is None or span[0] <= asked.after[0]


def _word(day: date) -> str:
    if is_working_day(day):
        return "before_or_after"
    return "holiday" if day in holidays().off else "weekend"


QUESTION = Question(findings=WORDS, find=_find)
