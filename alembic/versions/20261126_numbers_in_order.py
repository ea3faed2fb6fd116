"""The auditor's question for numbers out of order reads indexes alone (docs/performance.md).

What it looks at of each number stands beside it in its book's index; and the columns of the view
have the same types in each of its parts, so that the planner reads of each what is asked for.
"""

from alembic import op

revision = "0c5e83d1b7f9"
down_revision = "a91d5e07c3f6"
branch_labels = None
depends_on = None

# One row per number that was given: of a document, an arrival and a copy. `day`: the date the
# number goes with, in Vietnam; `held`: it is given, and what has it is not issued.
NUMBERS = """
    CREATE OR REPLACE VIEW audited_number AS
    SELECT 'document'::text AS noun, d.id, d.agency_id, d.book_id, d.year, d.number,
           CASE WHEN d.number < 10 THEN '0' ELSE '' END || d.number || '/' || d.symbol
               AS number_and_symbol,
           d.issued_on AS day, coalesce(d.issued_at, d.changed_at) AS at,
           d.state <> 'issued' AS held
    FROM document d WHERE d.number IS NOT NULL
    UNION ALL
    SELECT 'incoming_document'::text, i.id, i.agency_id, i.book_id, i.year, i.arrival_number,
           i.number_and_symbol::text, (i.registered_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date,
           i.registered_at, false
    FROM incoming_document i WHERE i.arrival_number IS NOT NULL
    UNION ALL
    SELECT 'document_copy'::text, c.id, c.agency_id, c.book_id, c.year, c.number,
           CASE WHEN c.number < 10 THEN '0' ELSE '' END || c.number || '/' || c.symbol,
           (c.started_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date, c.started_at,
           c.state <> 'made'
    FROM document_copy c
"""
# Table, the column of its number, what the index has beside it.
INDEXED = (
    ("document", "number", ("id", "issued_on", "state")),
    ("incoming_document", "arrival_number", ("id", "registered_at")),
)


def upgrade() -> None:
    # A migration that cannot get its lock soon must fail, not queue everybody behind it.
    op.execute("SET LOCAL lock_timeout = '5s'")
    for table, number, beside in INDEXED:
        make_constraint(table, number, beside)
    op.execute(NUMBERS)


def make_constraint(table: str, number: str, beside: tuple[str, ...]) -> None:
    name = f"uq_{table}_book_id_year_{number}"
    include = f"INCLUDE ({', '.join(beside)})" if beside else ""
    op.execute(
        f"ALTER TABLE {table} DROP CONSTRAINT {name}, "
        f"ADD CONSTRAINT {name} UNIQUE (book_id, year, {number}) {include}"
    )


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    for table, number, _ in INDEXED:
        make_constraint(table, number, ())
