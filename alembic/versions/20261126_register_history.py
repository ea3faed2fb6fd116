"""Registers remember: every record of a ratio with its history, and the counts of each month.

The views of the migration `statistics` stay the truth; triggers say which of their records to look
at anew, and a job keeps the history (docs/decisions/0044).
"""

import sqlalchemy as sa

from alembic import op

revision = "7a40c19be5d2"
down_revision = "a61b03fe9d58"
branch_labels = None
depends_on = None

# The month that a day is reported in: from the 15th of the month before to the 14th.
REPORTING_MONTH = """
    CREATE FUNCTION reporting_month(day date) RETURNS date
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN (date_trunc('month', day)
            + CASE WHEN extract(day FROM day) <= 14 THEN interval '0' ELSE interval '1 month' END
           )::date
"""

# One row per issued document with a receiver other than its own agency. `day`: of issue, in
# Vietnam. Its reason is valid, or why it does not count: paper, signature_invalid,
# signature_undetermined or signature_pending.
EXCHANGE = """
    CREATE VIEW register_exchange AS
    SELECT d.id, d.agency_id, d.issued_on AS day, d.issued_at AS at, d.abstract AS title,
           CASE WHEN d.number < 10 THEN '0' ELSE '' END || d.number || '/' || d.symbol
               AS number_and_symbol,
           CASE WHEN r.paper > 0 THEN 'paper'
                WHEN r.invalid > 0 THEN 'signature_invalid'
                WHEN r.undetermined > 0 THEN 'signature_undetermined'
                WHEN r.valid < r.receivers THEN 'signature_pending'
                ELSE 'valid' END AS reason
    FROM document d
    CROSS JOIN LATERAL (
        SELECT count(*) AS receivers,
               count(*) FILTER (WHERE x.medium = 'paper') AS paper,
               count(*) FILTER (WHERE x.medium = 'electronic' AND i.verdict = 'valid') AS valid,
               count(*) FILTER (WHERE x.medium = 'electronic' AND i.verdict = 'invalid')
                   AS invalid,
               count(*) FILTER (WHERE x.medium = 'electronic' AND i.verdict = 'undetermined')
                   AS undetermined
        FROM delivery x LEFT JOIN incoming_document i ON i.delivery_id = x.id
        WHERE x.document_id = d.id AND x.agency_id <> d.agency_id
    ) r
    WHERE d.issued_on IS NOT NULL AND r.receivers > 0
"""

# One row per registered incoming document. `day`: of registration, in Vietnam. Its reason is
# directed (whoever leads has assigned it here, to one who is responsible), or why it does not
# count: awaiting_direction, or undirected: it was completed without anybody's direction here.
DIRECTION = """
    CREATE VIEW register_direction AS
    SELECT i.id, i.agency_id, (i.registered_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date AS day,
           i.registered_at AS at, i.abstract AS title, i.number_and_symbol,
           CASE WHEN EXISTS (SELECT FROM task t WHERE t.incoming_id = i.id AND t.role = 'lead'
                             AND t.state <> 'cancelled') THEN 'directed'
                WHEN i.state = 'completed' THEN 'undirected'
                ELSE 'awaiting_direction' END AS reason
    FROM incoming_document i
    WHERE i.registered_at IS NOT NULL
"""

# One row per closed work file. `day`: of closing, in Vietnam. Its reason is kept (all of it is
# electronic, and every issued document in it is in the archive with a signature that can be
# proved), or why it does not count: no_document, paper_document, paper_step or not_archived.
RECORD_KEEPING = """
    CREATE VIEW register_record_keeping AS
    SELECT w.id, w.agency_id, w.day, w.at, w.title, w.number_and_symbol,
           CASE WHEN w.reason <> 'electronic' THEN w.reason
                WHEN EXISTS (
                    SELECT FROM work_file_item i
                    JOIN document d ON d.id = i.document_id AND d.issued_on IS NOT NULL
                    LEFT JOIN document_archive a ON a.document_id = d.id
                    WHERE i.work_file_id = w.id
                      AND (a.document_id IS NULL OR a.problem IS NOT NULL)
                ) THEN 'not_archived'
                ELSE 'kept' END AS reason
    FROM register_work_file w
"""

# Working days: weekdays but the holidays, and the Saturdays worked in exchange. The longest Tết so
# far kept offices closed for nine days.
WORKING_DAYS = """
    CREATE FUNCTION next_working_day(day date) RETURNS date
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN (
        SELECT min(d.day) FROM (
            SELECT next_working_day.day + n AS day FROM generate_series(1, 15) n
        ) d LEFT JOIN public_holiday h ON h.day = d.day
        WHERE coalesce(h.worked, extract(isodow FROM d.day) < 6)
    )
"""

# The day that the one who asks names; views in which time alone changes a record go by it.
TODAY = """
    CREATE FUNCTION register_today() RETURNS date LANGUAGE sql STABLE PARALLEL SAFE
    RETURN coalesce(nullif(current_setting('congvu.today', true), '')::date,
                    (now() AT TIME ZONE 'Asia/Ho_Chi_Minh')::date)
"""

# One row per incoming document. `day`: of arrival, in Vietnam. Registered on that day or the next
# working one (Decree 30/2020, article 22): in_time, or late; unregistered once that day is over,
# awaiting_registration until then; or refused.
ARRIVAL = """
    CREATE VIEW register_arrival AS
    SELECT i.id, i.agency_id, d.arrived AS day, i.arrived_at AS at, i.abstract AS title,
           i.number_and_symbol,
           CASE WHEN i.state = 'refused' THEN 'refused'
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
    CREATE VIEW register_dispatch AS
    SELECT d.id, d.agency_id, d.issued_on AS day, d.issued_at AS at, d.abstract AS title,
           CASE WHEN d.number < 10 THEN '0' ELSE '' END || d.number || '/' || d.symbol
               AS number_and_symbol,
           CASE WHEN (d.issued_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date
                     <= next_working_day((d.signed_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date)
                    THEN 'in_time'
                ELSE 'late' END AS reason,
           extract(epoch FROM d.issued_at - d.signed_at)::float8 AS value
    FROM document d
    WHERE d.issued_on IS NOT NULL AND d.issued_at IS NOT NULL AND d.signed_at IS NOT NULL
      AND EXISTS (SELECT FROM delivery x WHERE x.document_id = d.id AND x.agency_id <> d.agency_id)
"""

# One row per electronic delivery to another agency. `day`: the document's day of issue. Refused by
# its receiver, sent_again, or neither: accepted once it was registered, under_way until then.
DELIVERY = """
    CREATE VIEW register_delivery AS
    SELECT x.id, d.agency_id, d.issued_on AS day, d.issued_at AS at, d.abstract AS title,
           CASE WHEN d.number < 10 THEN '0' ELSE '' END || d.number || '/' || d.symbol
               AS number_and_symbol,
           CASE WHEN e.refused THEN 'refused'
                WHEN e.sent > 1 THEN 'sent_again'
                WHEN e.registered THEN 'accepted'
                ELSE 'under_way' END AS reason
    FROM delivery x JOIN document d ON d.id = x.document_id AND d.agency_id <> x.agency_id
    CROSS JOIN LATERAL (
        SELECT bool_or(v.state = 'refused') AS refused,
               bool_or(v.state = 'registered') AS registered,
               count(*) FILTER (WHERE v.state = 'sent') AS sent
        FROM delivery_event v WHERE v.delivery_id = x.id
    ) e
    WHERE d.issued_on IS NOT NULL AND x.medium = 'electronic'
"""

# One row per assignment with a deadline, of the agency of whom it was given to. `day`: the
# deadline. Done in_time or late; overdue or open while it is not done.
ASSIGNMENT = """
    CREATE VIEW register_assignment AS
    SELECT t.id, p.agency_id, t.deadline AS day, t.assigned_at AS at, t.instruction AS title,
           NULL::varchar AS number_and_symbol,
           CASE WHEN (t.ended_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date <= t.deadline
                    THEN 'in_time'
                WHEN t.ended_at IS NOT NULL THEN 'late'
                WHEN register_today() > t.deadline THEN 'overdue'
                ELSE 'open' END AS reason
    FROM task t
    JOIN appointment a ON a.id = t.appointment_id
    JOIN department p ON p.id = a.department_id
    WHERE t.deadline IS NOT NULL AND t.state <> 'cancelled' AND t.role <> 'inform'
"""

# With the columns of the other registers behind its own, so that its records open like theirs.
STAFF = """
    CREATE OR REPLACE VIEW register_staff AS
    SELECT g.id AS agency_id, p.id AS person_id, p.full_name, p.sort_key, p.staff_code,
           greatest(a.valid_from, t.valid_from, g.valid_from) AS first_day,
           least(a.valid_to, t.valid_to, g.valid_to) AS last_day,
           u.person_id IS NOT NULL AS has_account, u.disabled_at AS account_until,
           c.valid_from AS certificate_from, least(c.valid_to, c.revoked_at) AS certificate_until,
           p.id, p.full_name AS title, p.staff_code AS number_and_symbol, NULL::timestamptz AS at
    FROM appointment a
    JOIN department t ON t.id = a.department_id
    JOIN agency g ON g.id = t.agency_id AND NOT g.external
    JOIN person p ON p.id = a.person_id
    LEFT JOIN account u ON u.person_id = p.id
    LEFT JOIN credential c ON c.appointment_id = a.id
"""

# What of a table changes which records, by the noun that services/statistics/registers.py knows. A
# mark is an insert and nothing else: no lock and no count in the office's work.
MARKS = (
    ("document", "document", "INSERT OR UPDATE OF issued_on, issued_at, signed_at",
     "NEW.issued_on IS NOT NULL", "SELECT NEW.id"),
    ("document", "delivery", "INSERT", "true", "SELECT NEW.document_id"),
    ("document", "incoming_document", "INSERT OR UPDATE OF verdict",
     "NEW.delivery_id IS NOT NULL", "SELECT document_id FROM delivery WHERE id = NEW.delivery_id"),
    ("delivery", "delivery", "INSERT", "true", "SELECT NEW.id"),
    ("delivery", "document", "UPDATE OF issued_on", "NEW.issued_on IS NOT NULL",
     "SELECT id FROM delivery WHERE document_id = NEW.id"),
    ("delivery", "delivery_event", "INSERT", "NEW.state IN ('sent', 'refused', 'registered')",
     "SELECT NEW.delivery_id"),
    ("incoming", "incoming_document", "INSERT OR UPDATE OF state, registered_at", "true",
     "SELECT NEW.id"),
    ("incoming", "task", "INSERT OR UPDATE OF state, role",
     "NEW.role = 'lead' AND NEW.incoming_id IS NOT NULL", "SELECT NEW.incoming_id"),
    ("task", "task", "INSERT OR UPDATE OF state, deadline, ended_at, role",
     "NEW.deadline IS NOT NULL", "SELECT NEW.id"),
    ("work_file", "work_file", "INSERT OR UPDATE OF state, closed_at", "NEW.closed_at IS NOT NULL",
     "SELECT NEW.id"),
    ("work_file", "work_file_item", "INSERT OR UPDATE", "true", "SELECT NEW.work_file_id"),
    ("work_file", "work_file_step", "INSERT OR UPDATE", "true", "SELECT NEW.work_file_id"),
    ("work_file", "document_archive", "INSERT OR UPDATE OF problem", "true",
     "SELECT work_file_id FROM work_file_item WHERE document_id = NEW.document_id"),
    ("meeting", "meeting", "INSERT OR UPDATE OF state, form, scope, opened_at",
     "NEW.closed_at IS NOT NULL", "SELECT NEW.id"),
    ("meeting", "seat", "UPDATE OF kind, joins_online", "true", "SELECT NEW.meeting_id"),
    ("meeting", "presence", "INSERT OR UPDATE", "true",
     "SELECT meeting_id FROM seat WHERE id = NEW.seat_id"),
)  # fmt: skip
# The register of staff is read as a whole: one mark a statement.
STAFF_MARKS = {
    "agency": "INSERT OR DELETE OR UPDATE OF external, valid_from, valid_to",
    "department": "INSERT OR DELETE OR UPDATE OF valid_from, valid_to",
    "person": "UPDATE OF staff_code, full_name",
    "account": "INSERT OR DELETE OR UPDATE OF disabled_at",
    "appointment": "INSERT OR DELETE OR UPDATE OF valid_from, valid_to, department_id, person_id",
    "credential": "INSERT OR DELETE OR UPDATE OF valid_from, valid_to, revoked_at, appointment_id",
}
MARK = """
    CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        INSERT INTO register_due (name, record_id)
        SELECT '{noun}', due.id FROM ({records}) AS due(id);
        RETURN NULL;
    END $$
"""
MARKING = """
    CREATE TRIGGER {name} AFTER {when} ON {table}
    FOR EACH ROW WHEN ({condition}) EXECUTE FUNCTION {name}()
"""
STAFF_MARK = """
    CREATE FUNCTION register_marks_staff() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        INSERT INTO register_due (name) VALUES ('staff');
        RETURN NULL;
    END $$
"""
STAFF_MARKING = """
    CREATE TRIGGER register_marks_staff AFTER {when} ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION register_marks_staff()
"""
# A guard (chỉ số kiểm soát) is computed like an indicator, and belongs to no plan.
SOURCES = (
    "ALTER TABLE indicator DROP CONSTRAINT ck_indicator_source_known",
    "ALTER TABLE indicator DROP CONSTRAINT ck_indicator_measured_by_a_measure",
    """
    ALTER TABLE indicator
        ADD CONSTRAINT ck_indicator_source_known
            CHECK (source IN ('measured', 'reported', 'guard')),
        ADD CONSTRAINT ck_indicator_measured_by_a_measure
            CHECK ((source = 'reported') = (measure IS NULL))
    """,
)
SOURCES_BEFORE = (
    "DELETE FROM indicator WHERE source = 'guard'",
    *SOURCES[:2],
    """
    ALTER TABLE indicator
        ADD CONSTRAINT ck_indicator_source_known CHECK (source IN ('measured', 'reported')),
        ADD CONSTRAINT ck_indicator_measured_by_a_measure
            CHECK ((source = 'measured') = (measure IS NOT NULL))
    """,
)
# A row of the history is closed once, and otherwise never changes.
KEPT = (
    """
    CREATE FUNCTION register_record_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'UPDATE' AND OLD.until IS NULL AND NEW.until IS NOT NULL
            AND (to_jsonb(OLD) - 'until') = (to_jsonb(NEW) - 'until') THEN
            RETURN NEW;
        END IF;
        RAISE EXCEPTION 'the history of a register is not rewritten';
    END $$
    """,
    """
    CREATE TRIGGER register_record_is_kept BEFORE UPDATE OR DELETE ON register_record
    FOR EACH ROW EXECUTE FUNCTION register_record_is_kept()
    """,
)


def upgrade() -> None:
    # A migration that cannot get its lock soon must fail, not queue everybody behind it.
    op.execute("SET LOCAL lock_timeout = '5s'")
    make_tables()
    op.execute("DROP VIEW register_exchange")
    for trigger, table in (
        ("delivery", "delivery"),
        ("arrival", "incoming_document"),
        ("verdict", "incoming_document"),
    ):
        op.execute(f"DROP TRIGGER {trigger}_is_counted ON {table}")
    for function in ("deliveries", "arrivals", "verdict"):
        op.execute(f"DROP FUNCTION exchange_count_{function}")
    op.drop_table("exchange_summary")
    for statement in (
        *(REPORTING_MONTH, WORKING_DAYS, TODAY),
        *(EXCHANGE, STAFF, DIRECTION, RECORD_KEEPING, ARRIVAL, DISPATCH, DELIVERY, ASSIGNMENT),
        *(*KEPT, STAFF_MARK, *SOURCES),
    ):
        op.execute(statement)
    for noun, table, when, condition, records in MARKS:
        name = f"register_marks_{noun}_{table}"
        op.execute(MARK.format(name=name, noun=noun, records=records))
        op.execute(MARKING.format(name=name, when=when, table=table, condition=condition))
    for table, when in STAFF_MARKS.items():
        op.execute(STAFF_MARKING.format(table=table, when=when))


def make_tables() -> None:
    op.create_table(
        "public_holiday",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("worked", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_public_holiday")),
    )
    op.create_table(
        "register_due",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("record_id", sa.Uuid(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_register_due")),
    )
    op.create_table(
        "register_edition",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.Column("tree_size", sa.BigInteger(), nullable=False),
        sa.Column("why", sa.String(length=500), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_register_edition")),
    )
    op.create_table(
        "register_month",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint(
            "name", "agency_id", "month", "reason", name=op.f("pk_register_month")
        ),
    )
    op.create_table(
        "register_record",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("record_id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("place", sa.String(collation="C"), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("value", sa.Float(), nullable=True),
        sa.Column("since", sa.Integer(), nullable=False),
        sa.Column("until", sa.Integer(), nullable=True),
        sa.CheckConstraint("since < until", name=op.f("ck_register_record_editions_in_order")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_register_record")),
    )
    op.create_index(
        "ix_register_record_place",
        "register_record",
        ["name", "agency_id", "month", sa.literal_column("day DESC"), "place", "record_id"],
        unique=False,
        postgresql_include=["reason", "since", "until"],
    )
    op.create_index(
        "uq_register_record_current",
        "register_record",
        ["name", "record_id", "agency_id", "month"],
        unique=True,
        postgresql_where=sa.text("until IS NULL"),
    )


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    for statement in SOURCES_BEFORE:
        op.execute(statement)
    for table in STAFF_MARKS:
        op.execute(f"DROP TRIGGER register_marks_staff ON {table}")
    op.execute("DROP FUNCTION register_marks_staff")
    for noun, table, *_ in MARKS:
        op.execute(f"DROP FUNCTION register_marks_{noun}_{table} CASCADE")
    for table in ("register_due", "register_edition", "register_month", "register_record"):
        op.drop_table(table)
    op.execute("DROP FUNCTION register_record_is_kept")
    for view in (
        *("assignment", "delivery", "dispatch", "arrival"),
        *("record_keeping", "direction", "exchange"),
    ):
        op.execute(f"DROP VIEW register_{view}")
    for function in ("register_today", "next_working_day", "reporting_month"):
        op.execute(f"DROP FUNCTION {function}")
    op.drop_table("public_holiday")
    make_summary()


def make_summary() -> None:
    """The counts that the exchange register was read from before, as their migration made them."""
    op.create_table(
        "exchange_summary",
        sa.Column("document_id", sa.Uuid(), primary_key=True),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        *(
            sa.Column(name, sa.Integer(), nullable=False)
            for name in ("receivers", "paper", "valid", "invalid", "undetermined")
        ),
    )
    context = op.get_context().environment_context
    before = context.script.get_revision("5d1f0c7a9e42").module if context else None
    for statement in (*before.SUMMARY, before.REGISTER_EXCHANGE) if before else ():
        op.execute(statement)
