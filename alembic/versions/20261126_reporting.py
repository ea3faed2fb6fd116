"""Reporting: periods, agencies' reports with their numbers and evidence, the documents of both.

The registers get `register_reporting` (G12); the view `reported_value` is what the statistics read
of the numbers that were accepted (docs/decisions/0045).
"""

import sqlalchemy as sa

from alembic import op

revision = "5e91c2d7a04b"
down_revision = "c4a91e7d20b6"
branch_labels = None
depends_on = None

# One row a report that an agency owes. `day`: on which it is due. Sent in_time or late; missing
# once that day is over, awaiting until then. What was returned is not sent; when it was first sent
# decides whether it came in time.
REGISTER = """
    CREATE VIEW register_reporting AS
    SELECT r.id, r.agency_id, p.due_on AS day, r.first_submitted_at AS at, p.title,
           (SELECT x.number_and_symbol FROM reporting_paper x
            WHERE x.report_id = r.id AND x.state = 'issued'
            ORDER BY x.number DESC LIMIT 1) AS number_and_symbol,
           CASE WHEN r.state NOT IN ('submitted', 'accepted')
                    THEN CASE WHEN register_today() > p.due_on THEN 'missing' ELSE 'awaiting' END
                WHEN (r.first_submitted_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date <= p.due_on
                    THEN 'in_time'
                ELSE 'late' END AS reason
    FROM agency_report r JOIN reporting_period p ON p.id = r.period_id
"""
# One row a number that was accepted: it counts from `since` until before `until`.
VALUES = """
    CREATE VIEW reported_value AS
    SELECT l.indicator_code, r.agency_id, p.period, l.numerator, l.denominator, r.id AS report_id,
           p.title, x.number_and_symbol, x.digest, x.accepted_at AS since, x.returned_at AS until
    FROM reporting_paper x
    JOIN agency_report r ON r.id = x.report_id
    JOIN reporting_period p ON p.id = r.period_id
    JOIN report_line l ON l.report_id = r.id AND l.number = x.number
    WHERE x.accepted_at IS NOT NULL AND l.denominator IS NOT NULL
"""
MARK = (
    """
    CREATE FUNCTION register_marks_report_agency_report() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        INSERT INTO register_due (name, record_id) VALUES ('report', NEW.id);
        RETURN NULL;
    END $$
    """,
    """
    CREATE TRIGGER register_marks_report_agency_report
    AFTER INSERT OR UPDATE OF state, first_submitted_at ON agency_report
    FOR EACH ROW EXECUTE FUNCTION register_marks_report_agency_report()
    """,
)
# What a head has signed and the clerk has issued: no line of it changes, comes or goes.
KEPT = (
    """
    CREATE FUNCTION report_is_kept_as_signed() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
        kept record;
    BEGIN
        kept := CASE WHEN TG_OP = 'INSERT' THEN NEW ELSE OLD END;
        IF EXISTS (SELECT FROM reporting_paper x WHERE x.report_id = kept.report_id
                   AND x.number = kept.number AND x.state = 'issued') THEN
            RAISE EXCEPTION 'a report is kept as it was signed';
        END IF;
        RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
    END $$
    """,
    """
    CREATE TRIGGER report_line_is_kept BEFORE INSERT OR UPDATE OR DELETE ON report_line
    FOR EACH ROW EXECUTE FUNCTION report_is_kept_as_signed()
    """,
    """
    CREATE TRIGGER report_evidence_is_kept BEFORE INSERT OR UPDATE OR DELETE ON report_evidence
    FOR EACH ROW EXECUTE FUNCTION report_is_kept_as_signed()
    """,
)


def upgrade() -> None:
    # A migration that cannot get its lock soon must fail, not queue everybody behind it.
    op.execute("SET LOCAL lock_timeout = '5s'")
    make_tables()
    for statement in (REGISTER, VALUES, *MARK, *KEPT):
        op.execute(statement)


def make_tables() -> None:
    op.create_table(
        "reporting_period",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("period", sa.String(length=10), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "regular",
                "thematic",
                "ad_hoc",
                name="periodkind_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("instructions", sa.String(length=5000), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "open",
                "closed",
                name="periodstate_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("opened_by_id", sa.Uuid(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(state = 'closed') = (closed_at IS NOT NULL)",
            name=op.f("ck_reporting_period_closed_at_a_time"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_reporting_period_agency_id")
        ),
        sa.ForeignKeyConstraint(
            ["opened_by_id"], ["appointment.id"], name=op.f("fk_reporting_period_opened_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reporting_period")),
    )
    op.create_index(
        "ix_reporting_period_opened_at",
        "reporting_period",
        [sa.literal_column("opened_at DESC"), sa.literal_column("id DESC")],
        unique=False,
    )
    op.create_index(
        "uq_reporting_period_regular",
        "reporting_period",
        ["agency_id", "period"],
        unique=True,
        postgresql_where=sa.text("kind = 'regular'"),
    )
    op.create_table(
        "agency_report",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("period_id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "waiting",
                "draft",
                "signing",
                "submitted",
                "accepted",
                "returned",
                name="reportstate_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("holder_id", sa.Uuid(), nullable=True),
        sa.Column("first_submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("return_reason", sa.String(length=1000), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_agency_report_agency_id")
        ),
        sa.ForeignKeyConstraint(
            ["holder_id"], ["appointment.id"], name=op.f("fk_agency_report_holder_id")
        ),
        sa.ForeignKeyConstraint(
            ["period_id"], ["reporting_period.id"], name=op.f("fk_agency_report_period_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agency_report")),
        sa.UniqueConstraint(
            "period_id", "agency_id", name=op.f("uq_agency_report_period_id_agency_id")
        ),
    )
    op.create_index("ix_agency_report_agency_id", "agency_report", ["agency_id"], unique=False)
    op.create_table(
        "reporting_question",
        sa.Column("period_id", sa.Uuid(), nullable=False),
        sa.Column("indicator_code", sa.String(length=10), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("pillar", sa.String(length=1), nullable=False),
        sa.Column(
            "unit",
            sa.Enum(
                "percent",
                "percent_growth_per_year",
                name="indicatorunit_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("name_vi", sa.String(length=200), nullable=False),
        sa.Column("name_en", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["indicator_code"],
            ["indicator.code"],
            name=op.f("fk_reporting_question_indicator_code"),
        ),
        sa.ForeignKeyConstraint(
            ["period_id"], ["reporting_period.id"], name=op.f("fk_reporting_question_period_id")
        ),
        sa.PrimaryKeyConstraint("period_id", "indicator_code", name=op.f("pk_reporting_question")),
    )
    op.create_table(
        "report_line",
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("indicator_code", sa.String(length=10), nullable=False),
        sa.Column("numerator", sa.BigInteger(), nullable=True),
        sa.Column("denominator", sa.BigInteger(), nullable=True),
        sa.Column("note", sa.String(length=1000), nullable=False),
        sa.CheckConstraint("denominator >= 0", name=op.f("ck_report_line_denominator_counts")),
        sa.ForeignKeyConstraint(
            ["indicator_code"], ["indicator.code"], name=op.f("fk_report_line_indicator_code")
        ),
        sa.ForeignKeyConstraint(
            ["report_id"], ["agency_report.id"], name=op.f("fk_report_line_report_id")
        ),
        sa.PrimaryKeyConstraint(
            "report_id", "number", "indicator_code", name=op.f("pk_report_line")
        ),
    )
    op.create_table(
        "report_reminder",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "asked",
                "due_soon",
                "late",
                name="reminderkind_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("text", sa.String(length=1000), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["by_id"], ["appointment.id"], name=op.f("fk_report_reminder_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["report_id"], ["agency_report.id"], name=op.f("fk_report_reminder_report_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_reminder")),
    )
    op.create_index("ix_report_reminder_report_id", "report_reminder", ["report_id"], unique=False)
    op.create_index(
        "uq_report_reminder_by_itself",
        "report_reminder",
        ["report_id", "kind"],
        unique=True,
        postgresql_where=sa.text("kind <> 'asked'"),
    )
    op.create_table(
        "reporting_paper",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("period_id", sa.Uuid(), nullable=False),
        sa.Column("report_id", sa.Uuid(), nullable=True),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "wanted",
                "drafted",
                "issued",
                "failed",
                "cancelled",
                name="paperstate_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("document_id", sa.Uuid(), nullable=True),
        sa.Column("digest", sa.String(length=64), nullable=True),
        sa.Column("number_and_symbol", sa.String(length=50), nullable=True),
        sa.Column("problem", sa.String(length=300), nullable=True),
        sa.Column("wanted_by_id", sa.Uuid(), nullable=False),
        sa.Column("wanted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("returned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("return_reason", sa.String(length=1000), nullable=False),
        sa.Column("judged_by_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "document_id IS NOT NULL OR state NOT IN ('drafted', 'issued')",
            name=op.f("ck_reporting_paper_drafted_has_a_document"),
        ),
        sa.CheckConstraint(
            "(report_id IS NULL) = (number IS NULL)",
            name=op.f("ck_reporting_paper_number_of_a_report"),
        ),
        sa.ForeignKeyConstraint(
            ["judged_by_id"], ["appointment.id"], name=op.f("fk_reporting_paper_judged_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["period_id"], ["reporting_period.id"], name=op.f("fk_reporting_paper_period_id")
        ),
        sa.ForeignKeyConstraint(
            ["report_id"], ["agency_report.id"], name=op.f("fk_reporting_paper_report_id")
        ),
        sa.ForeignKeyConstraint(
            ["wanted_by_id"], ["appointment.id"], name=op.f("fk_reporting_paper_wanted_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reporting_paper")),
    )
    op.create_index("ix_reporting_paper_report_id", "reporting_paper", ["report_id"], unique=False)
    op.create_index(
        "uq_reporting_paper_under_way",
        "reporting_paper",
        ["period_id", sa.literal_column("coalesce(report_id, period_id)")],
        unique=True,
        postgresql_where=sa.text("state IN ('wanted', 'drafted')"),
    )
    op.create_table(
        "report_evidence",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("indicator_code", sa.String(length=10), nullable=False),
        sa.Column("filename", sa.String(length=255), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("added_by_id", sa.Uuid(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["added_by_id"], ["appointment.id"], name=op.f("fk_report_evidence_added_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["report_id", "number", "indicator_code"],
            ["report_line.report_id", "report_line.number", "report_line.indicator_code"],
            name="fk_report_evidence_line",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_evidence")),
    )
    op.create_index(
        "ix_report_evidence_line", "report_evidence", ["report_id", "number"], unique=False
    )


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("DROP VIEW reported_value")
    op.execute("DROP VIEW register_reporting")
    for table in (
        *("report_reminder", "report_evidence", "report_line", "reporting_paper"),
        *("agency_report", "reporting_question", "reporting_period"),
    ):
        op.drop_table(table)
    op.execute("DROP FUNCTION register_marks_report_agency_report")
    op.execute("DROP FUNCTION report_is_kept_as_signed")
