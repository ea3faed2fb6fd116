"""Four reporting rounds of the busy year: every agency's numbers for every indicator it reports."""

from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import asyncpg

# `place`: the agencies at work, made by busy_year.
_PERIODS = """
    INSERT INTO reporting_period (id, agency_id, period, kind, title, instructions, due_on, state,
        opened_by_id, opened_at, closed_at)
    SELECT gen_random_uuid(), p.id, $1 || r.part, 'regular', 'Báo cáo ' || $1 || r.part, '',
        ($1 || r.due)::date, 'closed', p.appointment_id, $2, $2
    FROM (VALUES ('-Q1', '-03-19'), ('-Q2', '-06-19'), ('-Q3', '-09-18'), ('', '-11-27'))
        r(part, due)
    CROSS JOIN place p JOIN agency a ON a.id = p.id WHERE a.level = 'district'
"""
_REPORTS = """
    INSERT INTO agency_report (id, period_id, agency_id, state, number, version,
        first_submitted_at, submitted_at, return_reason, changed_at)
    SELECT gen_random_uuid(), r.id, p.id, 'accepted', 1, 5, due_on, due_on, '', due_on
    FROM reporting_period r CROSS JOIN place p
"""
_PAPERS = """
    INSERT INTO reporting_paper (id, period_id, report_id, number, state, document_id, digest,
        number_and_symbol, wanted_by_id, wanted_at, issued_at, accepted_at, return_reason)
    SELECT gen_random_uuid(), r.period_id, r.id, 1, 'issued', gen_random_uuid(),
        encode(sha256(r.id::text::bytea), 'hex'), '12/BC-UBND', p.appointment_id, r.submitted_at,
        r.submitted_at, r.submitted_at, ''
    FROM agency_report r JOIN place p ON p.id = r.agency_id
"""
_LINES = """
    INSERT INTO report_line (report_id, number, indicator_code, numerator, denominator, note)
    SELECT r.id, 1, i.code, 7 * n.tens, 10 * n.tens, ''
    FROM agency_report r CROSS JOIN indicator i
    CROSS JOIN LATERAL (SELECT abs(hashtext(r.id::text || i.code)) % 90 + 1 AS tens) n
    WHERE i.source = 'reported'
"""


async def fill_reports(connection: "asyncpg.Connection[asyncpg.Record]", *, now: datetime) -> None:
    await connection.execute(_PERIODS, str(now.year), now)
    for statement in (_REPORTS, _PAPERS, _LINES):
        await connection.execute(statement)
