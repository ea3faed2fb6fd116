"""Cases that open records to an auditor, and what ready questions to the journal are asked of."""

import sqlalchemy as sa

from alembic import op

revision = "c4a91e7d20b6"
down_revision = "e25f80a1c6d4"
branch_labels = None
depends_on = None

NOUNS = sa.Enum(
    "document",
    "incoming_document",
    "work_file",
    name="casenoun_known",
    native_enum=False,
    create_constraint=True,
    length=40,
)

# One row per number that was given: of a document, an arrival and a copy. `day`: the date the
# number goes with, in Vietnam; `held`: it is given, and what has it is not issued.
NUMBERS = """
    CREATE VIEW audited_number AS
    SELECT 'document' AS noun, d.id, d.agency_id, d.book_id, d.year, d.number,
           CASE WHEN d.number < 10 THEN '0' ELSE '' END || d.number || '/' || d.symbol
               AS number_and_symbol,
           d.issued_on AS day, coalesce(d.issued_at, d.changed_at) AS at,
           d.state <> 'issued' AS held
    FROM document d WHERE d.number IS NOT NULL
    UNION ALL
    SELECT 'incoming_document', i.id, i.agency_id, i.book_id, i.year, i.arrival_number,
           i.number_and_symbol, (i.registered_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date,
           i.registered_at, false
    FROM incoming_document i WHERE i.arrival_number IS NOT NULL
    UNION ALL
    SELECT 'document_copy', c.id, c.agency_id, c.book_id, c.year, c.number,
           CASE WHEN c.number < 10 THEN '0' ELSE '' END || c.number || '/' || c.symbol,
           (c.started_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date, c.started_at,
           c.state <> 'made'
    FROM document_copy c
"""

# The books, and the last number that each has given in a year.
BOOKS = """
    CREATE VIEW audited_book AS
    SELECT b.id AS book_id, b.agency_id, b.name, b.direction, s.year, s.last_number
    FROM book b JOIN book_series s ON s.book_id = b.id
"""


def upgrade() -> None:
    # A migration that cannot get its lock soon must fail, not queue everybody behind it.
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.create_table(
        "audit_case",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("auditor_id", sa.Uuid(), nullable=False),
        sa.Column("granted_by_id", sa.Uuid(), nullable=False),
        sa.Column("basis", sa.String(length=200), nullable=False),
        sa.Column("reason", sa.String(length=1000), nullable=False),
        sa.Column("granted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_by_id", sa.Uuid(), nullable=True),
        sa.Column("withdraw_reason", sa.String(length=1000), nullable=False),
        sa.CheckConstraint(
            "(withdrawn_at IS NULL) = (withdrawn_by_id IS NULL) "
            "AND (withdrawn_at IS NULL) = (withdraw_reason = '')",
            name=op.f("ck_audit_case_a_withdrawal_says_who_and_why"),
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_audit_case_agency_id")),
        *(
            sa.ForeignKeyConstraint([name], ["appointment.id"], name=op.f(f"fk_audit_case_{name}"))
            for name in ("auditor_id", "granted_by_id", "withdrawn_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_case")),
    )
    op.create_index("ix_audit_case_auditor_id_until", "audit_case", ["auditor_id", "until"])
    op.create_index(
        "ix_audit_case_granted_at",
        "audit_case",
        ["agency_id", sa.literal_column("granted_at DESC"), sa.literal_column("id DESC")],
    )
    op.create_table(
        "audit_case_record",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("noun", NOUNS, nullable=False),
        sa.Column("record_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["audit_case.id"], name=op.f("fk_audit_case_record_case_id")
        ),
        sa.PrimaryKeyConstraint("case_id", "noun", "record_id", name=op.f("pk_audit_case_record")),
    )
    op.create_index("ix_journal_entry_at_id", "journal_entry", ["at", "id"])
    op.execute(NUMBERS)
    op.execute(BOOKS)


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("DROP VIEW audited_number")
    op.execute("DROP VIEW audited_book")
    op.drop_index("ix_journal_entry_at_id", "journal_entry")
    op.drop_table("audit_case_record")
    op.drop_table("audit_case")
