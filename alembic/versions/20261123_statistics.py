"""Indicators and targets, and the registers that statistics reads (docs/decisions)."""

import sqlalchemy as sa

from alembic import op

revision = "5d1f0c7a9e42"
down_revision = "bee9dcb2b95b"
branch_labels = None
depends_on = None

# Counts are added to, never set: two receivers' verdicts may commit at the same moment.
SUMMARY = (
    """
    CREATE FUNCTION exchange_count_deliveries() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        INSERT INTO exchange_summary AS s
            (document_id, agency_id, issued_on, receivers, paper, valid, invalid, undetermined)
        SELECT d.id, d.agency_id, d.issued_on, count(*),
               count(*) FILTER (WHERE a.medium = 'paper'), 0, 0, 0
        FROM added a JOIN document d ON d.id = a.document_id
        WHERE a.agency_id <> d.agency_id AND d.issued_on IS NOT NULL
        GROUP BY d.id
        ON CONFLICT (document_id) DO UPDATE
        SET receivers = s.receivers + excluded.receivers, paper = s.paper + excluded.paper;
        RETURN NULL;
    END $$
    """,
    """
    CREATE TRIGGER delivery_is_counted AFTER INSERT ON delivery
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION exchange_count_deliveries()
    """,
    """
    CREATE FUNCTION exchange_count_arrivals() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        UPDATE exchange_summary s
        SET valid = s.valid + c.valid, invalid = s.invalid + c.invalid,
            undetermined = s.undetermined + c.undetermined
        FROM (
            SELECT x.document_id,
                   count(*) FILTER (WHERE a.verdict = 'valid') AS valid,
                   count(*) FILTER (WHERE a.verdict = 'invalid') AS invalid,
                   count(*) FILTER (WHERE a.verdict = 'undetermined') AS undetermined
            FROM added a
            JOIN delivery x ON x.id = a.delivery_id AND x.medium = 'electronic'
            JOIN document d ON d.id = x.document_id AND d.agency_id <> x.agency_id
            WHERE a.verdict IS NOT NULL
            GROUP BY x.document_id
        ) c
        WHERE s.document_id = c.document_id;
        RETURN NULL;
    END $$
    """,
    """
    CREATE TRIGGER arrival_is_counted AFTER INSERT ON incoming_document
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION exchange_count_arrivals()
    """,
    """
    CREATE FUNCTION exchange_count_verdict() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        UPDATE exchange_summary s
        SET valid = s.valid + (NEW.verdict IS NOT DISTINCT FROM 'valid')::int
                            - (OLD.verdict IS NOT DISTINCT FROM 'valid')::int,
            invalid = s.invalid + (NEW.verdict IS NOT DISTINCT FROM 'invalid')::int
                                - (OLD.verdict IS NOT DISTINCT FROM 'invalid')::int,
            undetermined = s.undetermined
                + (NEW.verdict IS NOT DISTINCT FROM 'undetermined')::int
                - (OLD.verdict IS NOT DISTINCT FROM 'undetermined')::int
        FROM delivery x
        JOIN document d ON d.id = x.document_id AND d.agency_id <> x.agency_id
        WHERE x.id = NEW.delivery_id AND x.medium = 'electronic'
          AND s.document_id = x.document_id;
        RETURN NULL;
    END $$
    """,
    """
    CREATE TRIGGER verdict_is_counted AFTER UPDATE OF verdict ON incoming_document
    FOR EACH ROW
    WHEN (NEW.delivery_id IS NOT NULL AND OLD.verdict IS DISTINCT FROM NEW.verdict)
    EXECUTE FUNCTION exchange_count_verdict()
    """,
    """
    INSERT INTO exchange_summary
        (document_id, agency_id, issued_on, receivers, paper, valid, invalid, undetermined)
    SELECT d.id, d.agency_id, d.issued_on, count(*),
           count(*) FILTER (WHERE x.medium = 'paper'),
           count(*) FILTER (WHERE x.medium = 'electronic' AND i.verdict = 'valid'),
           count(*) FILTER (WHERE x.medium = 'electronic' AND i.verdict = 'invalid'),
           count(*) FILTER (WHERE x.medium = 'electronic' AND i.verdict = 'undetermined')
    FROM document d
    JOIN delivery x ON x.document_id = d.id AND x.agency_id <> d.agency_id
    LEFT JOIN incoming_document i ON i.delivery_id = x.id
    WHERE d.issued_on IS NOT NULL
    GROUP BY d.id
    """,
)

# One row per issued document with a receiver other than its own agency. `day`: of issue, in
# Vietnam. Its reason is valid, or why it does not count: paper, signature_invalid,
# signature_undetermined or signature_pending.
REGISTER_EXCHANGE = """
    CREATE VIEW register_exchange AS
    SELECT s.document_id AS id, s.agency_id, s.issued_on AS day, d.issued_at AS at,
           d.abstract AS title,
           CASE WHEN d.number < 10 THEN '0' ELSE '' END || d.number || '/' || d.symbol
               AS number_and_symbol,
           CASE WHEN s.paper > 0 THEN 'paper'
                WHEN s.invalid > 0 THEN 'signature_invalid'
                WHEN s.undetermined > 0 THEN 'signature_undetermined'
                WHEN s.valid < s.receivers THEN 'signature_pending'
                ELSE 'valid' END AS reason
    FROM exchange_summary s LEFT JOIN document d ON d.id = s.document_id
"""

# One row per closed work file. `day`: of closing, in Vietnam. Its reason is electronic, or why it
# does not count: paper_document, paper_step or no_document.
REGISTER_WORK_FILE = """
    CREATE VIEW register_work_file AS
    SELECT w.id, w.agency_id, (w.closed_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date AS day,
           w.closed_at AS at, w.title, w.symbol AS number_and_symbol,
           CASE WHEN NOT EXISTS (SELECT FROM work_file_item i WHERE i.work_file_id = w.id)
                    THEN 'no_document'
                WHEN EXISTS (SELECT FROM work_file_item i
                             WHERE i.work_file_id = w.id AND i.medium = 'paper')
                    THEN 'paper_document'
                WHEN EXISTS (SELECT FROM work_file_step t
                             WHERE t.work_file_id = w.id AND t.medium = 'paper')
                    THEN 'paper_step'
                ELSE 'electronic' END AS reason
    FROM work_file w
    WHERE w.state = 'closed'
"""

# Without it the planner takes a period for a handful of files and looks each one up on its own.
WORK_FILE_DAYS = """
    CREATE STATISTICS work_file_closed_day
    ON ((closed_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date) FROM work_file
"""

# One row per appointment and certificate (or none), in agencies on this system, with its dates:
# days are both inside, None is open; certificate_until is the first instant it no longer holds.
REGISTER_STAFF = """
    CREATE VIEW register_staff AS
    SELECT g.id AS agency_id, p.id AS person_id, p.full_name, p.sort_key, p.staff_code,
           greatest(a.valid_from, t.valid_from, g.valid_from) AS first_day,
           least(a.valid_to, t.valid_to, g.valid_to) AS last_day,
           u.person_id IS NOT NULL AS has_account, u.disabled_at AS account_until,
           c.valid_from AS certificate_from, least(c.valid_to, c.revoked_at) AS certificate_until
    FROM appointment a
    JOIN department t ON t.id = a.department_id
    JOIN agency g ON g.id = t.agency_id AND NOT g.external
    JOIN person p ON p.id = a.person_id
    LEFT JOIN account u ON u.person_id = p.id
    LEFT JOIN credential c ON c.appointment_id = a.id
"""

# The same register as it stood on a day: one row per person and agency. The reason is identified,
# or why a person does not count: no_staff_code, no_account, account_disabled or no_certificate.
REGISTER_STAFF_ON = """
    CREATE FUNCTION register_staff_on(day date, instant timestamptz)
    RETURNS TABLE (agency_id uuid, person_id uuid, full_name text, sort_key text,
                   staff_code text, reason text)
    LANGUAGE sql STABLE AS $$
    SELECT r.agency_id, r.person_id, min(r.full_name), min(r.sort_key), min(r.staff_code),
           CASE WHEN min(r.staff_code) IS NULL THEN 'no_staff_code'
                WHEN NOT bool_or(r.has_account) THEN 'no_account'
                WHEN bool_or(r.account_until <= register_staff_on.instant)
                    THEN 'account_disabled'
                WHEN bool_or(r.certificate_from <= register_staff_on.instant
                             AND r.certificate_until > register_staff_on.instant)
                    THEN 'identified'
                ELSE 'no_certificate' END
    FROM register_staff r
    WHERE (r.first_day IS NULL OR r.first_day <= register_staff_on.day)
      AND (r.last_day IS NULL OR r.last_day >= register_staff_on.day)
    GROUP BY r.agency_id, r.person_id
    $$
"""


def upgrade() -> None:
    # A migration that cannot get its lock soon must fail, not queue everybody behind it.
    op.execute("SET LOCAL lock_timeout = '5s'")
    make_tables()
    statements = (
        *SUMMARY, REGISTER_EXCHANGE, REGISTER_WORK_FILE, WORK_FILE_DAYS,
        REGISTER_STAFF, REGISTER_STAFF_ON,
    )  # fmt: skip
    for statement in statements:
        op.execute(statement)


def make_tables() -> None:
    op.create_table(
        "indicator",
        sa.Column("code", sa.String(length=10), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("pillar", sa.String(length=1), nullable=False),
        sa.Column(
            "source",
            sa.Enum(
                "measured",
                "reported",
                name="source_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("measure", sa.String(length=40), nullable=True),
        sa.Column(
            "level",
            sa.Enum(
                "province",
                "district",
                "commune",
                name="agencylevel_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column(
            "unit",
            sa.Enum(
                "percent",
                "percent_growth_per_year",
                name="unit_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("name_vi", sa.String(length=200), nullable=False),
        sa.Column("name_en", sa.String(length=200), nullable=False),
        sa.CheckConstraint(
            "(source = 'measured') = (measure IS NOT NULL)",
            name=op.f("ck_indicator_measured_by_a_measure"),
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_indicator")),
        sa.UniqueConstraint("place", name=op.f("uq_indicator_place")),
    )
    op.create_table(
        "indicator_target",
        sa.Column("indicator_code", sa.String(length=10), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column(
            "operator",
            sa.Enum(
                ">=",
                ">",
                "=",
                name="operator_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("value", sa.Numeric(precision=7, scale=2), nullable=False),
        sa.Column("legal_basis", sa.String(length=300), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "valid_to IS NULL OR valid_from <= valid_to",
            name=op.f("ck_indicator_target_dates_in_order"),
        ),
        sa.ForeignKeyConstraint(
            ["indicator_code"], ["indicator.code"], name=op.f("fk_indicator_target_indicator_code")
        ),
        sa.PrimaryKeyConstraint("indicator_code", "year", name=op.f("pk_indicator_target")),
    )
    op.create_table(
        "exchange_summary",
        sa.Column("document_id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("receivers", sa.Integer(), nullable=False),
        sa.Column("paper", sa.Integer(), nullable=False),
        sa.Column("valid", sa.Integer(), nullable=False),
        sa.Column("invalid", sa.Integer(), nullable=False),
        sa.Column("undetermined", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("document_id", name=op.f("pk_exchange_summary")),
    )
    op.create_index(
        "ix_exchange_summary_agency_id_issued_on",
        "exchange_summary",
        ["agency_id", "issued_on"],
        unique=False,
        postgresql_include=["receivers", "paper", "valid", "invalid", "undetermined"],
    )


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("DROP FUNCTION register_staff_on")
    op.execute("DROP STATISTICS work_file_closed_day")
    for view in ("register_staff", "register_work_file", "register_exchange"):
        op.execute(f"DROP VIEW {view}")
    op.execute("DROP TRIGGER delivery_is_counted ON delivery")
    op.execute("DROP TRIGGER arrival_is_counted ON incoming_document")
    op.execute("DROP TRIGGER verdict_is_counted ON incoming_document")
    for function in ("deliveries", "arrivals", "verdict"):
        op.execute(f"DROP FUNCTION exchange_count_{function}")
    op.drop_table("indicator_target")
    op.drop_table("exchange_summary")
    op.drop_table("indicator")
