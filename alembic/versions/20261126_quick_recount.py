"""A whole recount in a third of the time (docs/performance.md): what a row of a register costs.

The month of a day is computed in place: of a date that is no moment, so that the planner may; as a
function of its own it was planned anew for every row. And what was done by the day after was done
by the next working day: holidays are looked up only for the others. What is measured of a record
stands in the index by which its month is read.
"""

import sqlalchemy as sa

from alembic import op

revision = "a91d5e07c3f6"
down_revision = "f3b86c20d91e"
branch_labels = None
depends_on = None

# The month that a day is reported in: from the 15th of the month before to the 14th.
REPORTING_MONTH = """
    CREATE OR REPLACE FUNCTION reporting_month(day date) RETURNS date
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN (date_trunc('month', day::timestamp)
            + CASE WHEN extract(day FROM day) <= 14 THEN interval '0' ELSE interval '1 month' END
           )::date
"""

# One row per incoming document. `day`: of arrival, in Vietnam. Registered on that day or the next
# working one (Decree 30/2020, article 22): in_time, or late; unregistered once that day is over,
# awaiting_registration until then; or refused.
ARRIVAL = """
    CREATE OR REPLACE VIEW register_arrival AS
    SELECT i.id, i.agency_id, d.arrived AS day, i.arrived_at AS at, i.abstract AS title,
           i.number_and_symbol,
           CASE WHEN i.state = 'refused' THEN 'refused'
                WHEN d.registered <= d.arrived + 1 THEN 'in_time'
                WHEN d.registered <= next_working_day(d.arrived) THEN 'in_time'
                WHEN d.registered IS NOT NULL THEN 'late'
                WHEN register_today() > next_working_day(d.arrived) THEN 'unregistered'
                ELSE 'awaiting_registration' END AS reason
    FROM incoming_document i
    CROSS JOIN LATERAL (
        SELECT (i.arrived_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date AS arrived,
               (i.registered_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date AS registered
    ) d
"""

# One row per issued document with a receiver other than its own agency. `day`: of issue, in
# Vietnam. Sent in_time, on the day it was signed or the next working one (Decree 30/2020, article
# 18), or late. `value`: seconds from signing to sending.
DISPATCH = """
    CREATE OR REPLACE VIEW register_dispatch AS
    SELECT d.id, d.agency_id, d.issued_on AS day, d.issued_at AS at, d.abstract AS title,
           CASE WHEN d.number < 10 THEN '0' ELSE '' END || d.number || '/' || d.symbol
               AS number_and_symbol,
           CASE WHEN t.issued <= t.signed + 1 THEN 'in_time'
                WHEN t.issued <= next_working_day(t.signed) THEN 'in_time'
                ELSE 'late' END AS reason,
           extract(epoch FROM d.issued_at - d.signed_at)::float8 AS value
    FROM document d
    CROSS JOIN LATERAL (
        SELECT (d.signed_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date AS signed,
               (d.issued_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date AS issued
    ) t
    WHERE d.issued_on IS NOT NULL AND d.issued_at IS NOT NULL AND d.signed_at IS NOT NULL
      AND EXISTS (SELECT FROM delivery x WHERE x.document_id = d.id AND x.agency_id <> d.agency_id)
"""


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    make_index("reason", "since", "until", "value")
    op.execute(REPORTING_MONTH)
    op.execute(ARRIVAL)
    op.execute(DISPATCH)


def make_index(*beside: str) -> None:
    op.drop_index("ix_register_record_place", "register_record")
    op.create_index(
        "ix_register_record_place",
        "register_record",
        ["name", "agency_id", "month", sa.literal_column("day DESC"), "place", "record_id"],
        postgresql_include=beside,
    )


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    make_index("reason", "since", "until")
    context = op.get_context().environment_context
    before = context.script.get_revision("7a40c19be5d2").module if context else None
    for made in (before.REPORTING_MONTH, before.ARRIVAL, before.DISPATCH) if before else ():
        op.execute(made.replace("CREATE ", "CREATE OR REPLACE ", 1))
