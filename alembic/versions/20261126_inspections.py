"""The register of inspections, and what it says for indicator G16."""

import sqlalchemy as sa

from alembic import op

revision = "d07b53e8f1a4"
down_revision = "5e91c2d7a04b"
branch_labels = None
depends_on = None


def words(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


# What an inspection may cite: whose record it is, and what it is called without its content. An
# answer is the taking of one from the journal, in the agency of its auditor.
CITABLE = """
    CREATE VIEW citable_record AS
    SELECT 'document' AS noun, id, agency_id,
           coalesce(CASE WHEN number < 10 THEN '0' ELSE '' END || number, '…') || '/' || symbol
               AS name
    FROM document
    UNION ALL SELECT 'incoming_document', id, agency_id, number_and_symbol FROM incoming_document
    UNION ALL SELECT 'work_file', id, agency_id, symbol FROM work_file
    UNION ALL
    SELECT 'meeting', id, agency_id,
           to_char(starts_at AT TIME ZONE 'Asia/Ho_Chi_Minh', 'DD/MM/YYYY HH24:MI')
    FROM meeting
    UNION ALL
    SELECT 'answer', id, agency_id, details ->> 'question'
    FROM journal_entry WHERE act = 'audit:answer:take'
"""

# One row per concluded inspection. `day`: of its conclusion, in Vietnam. Its reason is digital
# (made on records of this system, or in a meeting that was held over the line, and it cites them),
# or why it does not count: on_site, or no_evidence of what it is said to have been made on.
REGISTER = """
    CREATE VIEW register_inspection AS
    SELECT i.id, i.agency_id, i.concluded_on AS day, i.planned_at AS at, i.subject AS title,
           i.basis AS number_and_symbol,
           CASE WHEN i.form = 'on_site' THEN 'on_site'
                WHEN i.form IN ('documents', 'mixed') AND cited.records THEN 'digital'
                WHEN i.form IN ('video', 'mixed') AND cited.meetings THEN 'digital'
                ELSE 'no_evidence' END AS reason
    FROM inspection i
    CROSS JOIN LATERAL (
        SELECT coalesce(bool_or(e.noun <> 'meeting'), false) AS records,
               coalesce(bool_or(e.noun = 'meeting' AND m.form <> 'in_person'
                                AND m.state IN ('closed', 'concluded')), false) AS meetings
        FROM inspection_evidence e
        LEFT JOIN meeting m ON e.noun = 'meeting' AND m.id = e.record_id
        WHERE e.inspection_id = i.id
    ) cited
    WHERE i.concluded_on IS NOT NULL
"""
# As the marks of the migration `register_history`: an insert and nothing else.
OF_A_MEETING = """
    SELECT inspection_id FROM inspection_evidence WHERE noun = 'meeting' AND record_id = NEW.id
"""
MARKS = (
    ("inspection", "INSERT OR UPDATE OF state, form", "NEW.concluded_on IS NOT NULL",
     "SELECT NEW.id"),
    ("meeting", "UPDATE OF state, form", "NEW.closed_at IS NOT NULL", OF_A_MEETING),
)  # fmt: skip
MARK = """
    CREATE FUNCTION register_marks_inspection_{table}() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        INSERT INTO register_due (name, record_id)
        SELECT 'inspection', due.id FROM ({records}) AS due(id);
        RETURN NULL;
    END $$
"""
MARKING = """
    CREATE TRIGGER register_marks_inspection_{table} AFTER {when} ON {table}
    FOR EACH ROW WHEN ({condition}) EXECUTE FUNCTION register_marks_inspection_{table}()
"""


def upgrade() -> None:
    # A migration that cannot get its lock soon must fail, not queue everybody behind it.
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.create_table(
        "inspection",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("inspected_id", sa.Uuid(), nullable=False),
        sa.Column("appointment_id", sa.Uuid(), nullable=False),
        sa.Column("subject", sa.String(length=500), nullable=False),
        sa.Column("basis", sa.String(length=200), nullable=False),
        sa.Column("plan", sa.String(length=200), nullable=False),
        sa.Column(
            "form",
            words("inspectionform_known", "on_site", "documents", "video", "mixed"),
            nullable=False,
        ),
        sa.Column("begins_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column(
            "state",
            words("inspectionstate_known", "planned", "concluded", "cancelled"),
            nullable=False,
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("planned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("concluded_on", sa.Date(), nullable=True),
        sa.Column("result", sa.String(length=200), nullable=False),
        sa.Column("result_document_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint("begins_on <= ends_on", name=op.f("ck_inspection_days_in_order")),
        sa.CheckConstraint(
            "(state = 'concluded') = (concluded_on IS NOT NULL) "
            "AND (state = 'concluded') = (result <> '')",
            name=op.f("ck_inspection_concluded_with_a_result"),
        ),
        *(
            sa.ForeignKeyConstraint([name], [target], name=op.f(f"fk_inspection_{name}"))
            for name, target in (
                ("agency_id", "agency.id"),
                ("inspected_id", "agency.id"),
                ("appointment_id", "appointment.id"),
            )
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inspection")),
    )
    op.create_index("ix_inspection_agency_id", "inspection", ["agency_id"])
    op.create_index("ix_inspection_inspected_id", "inspection", ["inspected_id"])
    op.create_index(
        "ix_inspection_planned_at",
        "inspection",
        [sa.literal_column("planned_at DESC"), sa.literal_column("id DESC")],
    )
    op.create_table(
        "inspection_evidence",
        sa.Column("inspection_id", sa.Uuid(), nullable=False),
        sa.Column(
            "noun",
            words(
                "evidencenoun_known",
                *("document", "incoming_document", "work_file", "meeting", "answer"),
            ),
            nullable=False,
        ),
        sa.Column("record_id", sa.Uuid(), nullable=False),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["inspection_id"],
            ["inspection.id"],
            name=op.f("fk_inspection_evidence_inspection_id"),
        ),
        sa.PrimaryKeyConstraint(
            "inspection_id", "noun", "record_id", name=op.f("pk_inspection_evidence")
        ),
    )
    op.create_index("ix_inspection_evidence_record", "inspection_evidence", ["noun", "record_id"])
    op.execute(CITABLE)
    op.execute(REGISTER)
    for table, when, condition, records in MARKS:
        op.execute(MARK.format(table=table, records=records))
        op.execute(MARKING.format(table=table, when=when, condition=condition))


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    for table, *_ in MARKS:
        op.execute(f"DROP FUNCTION register_marks_inspection_{table} CASCADE")
    op.execute("DROP VIEW register_inspection")
    op.execute("DROP VIEW citable_record")
    op.drop_table("inspection_evidence")
    op.drop_table("inspection")
