"""Keep electronic copies, numbered in a book of their own."""

import sqlalchemy as sa

import storage.schema
from alembic import op

revision = "e90b7c3d2f14"
down_revision = "c4a1f0d85b37"
branch_labels = None
depends_on = None

KNOWN = "ck_book_bookdirection_known"
BEFORE = "direction IN ('outgoing', 'incoming')"
NOW = "direction IN ('outgoing', 'incoming', 'copies')"


def upgrade() -> None:
    # A migration that cannot get its lock soon must fail, not queue everybody behind it.
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.drop_constraint(op.f(KNOWN), "book", type_="check")
    op.create_check_constraint(op.f(KNOWN), "book", NOW)
    op.create_table(
        "document_copy",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("document_id", sa.Uuid(), nullable=True),
        sa.Column("incoming_id", sa.Uuid(), nullable=True),
        sa.Column(
            "kind",
            sa.Enum(
                "true_copy",
                "copy_of_copy",
                "extract",
                name="copykind_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("pages", sa.String(length=200), nullable=False),
        sa.Column("purpose", sa.String(length=500), nullable=False),
        sa.Column("original", sa.String(length=300), nullable=False),
        sa.Column("book_id", sa.Uuid(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("symbol", sa.String(length=30), nullable=False),
        sa.Column("appointment_id", sa.Uuid(), nullable=False),
        sa.Column("credential_id", sa.Uuid(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "started",
                "made",
                "failed",
                name="copystate_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("problem", sa.String(length=300), nullable=True),
        sa.Column("source_digest", sa.String(length=64), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=True),
        sa.Column("size", sa.Integer(), nullable=True),
        sa.Column("page_count", sa.Integer(), nullable=True),
        sa.Column("started_at", storage.schema.UtcDateTime(), nullable=False),
        sa.Column("made_at", storage.schema.UtcDateTime(), nullable=True),
        sa.CheckConstraint(
            "(document_id IS NULL) <> (incoming_id IS NULL)",
            name=op.f("ck_document_copy_of_one_thing"),
        ),
        sa.CheckConstraint(
            "(state = 'made') = (digest IS NOT NULL)",
            name=op.f("ck_document_copy_made_has_a_file"),
        ),
        *(
            sa.ForeignKeyConstraint(
                [column], [f"{table}.id"], name=op.f(f"fk_document_copy_{column}")
            )
            for column, table in (
                ("agency_id", "agency"),
                ("document_id", "document"),
                ("incoming_id", "incoming_document"),
                ("book_id", "book"),
                ("appointment_id", "appointment"),
                ("credential_id", "credential"),
            )
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document_copy")),
        sa.UniqueConstraint(
            "book_id", "year", "number", name=op.f("uq_document_copy_book_id_year_number")
        ),
    )
    for column in ("document_id", "incoming_id"):
        op.create_index(op.f(f"ix_document_copy_{column}"), "document_copy", [column], unique=False)
    op.create_index(
        "ix_document_copy_register",
        "document_copy",
        ["agency_id", sa.text("started_at DESC"), sa.text("id DESC")],
        unique=False,
    )


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.drop_table("document_copy")
    op.drop_constraint(op.f(KNOWN), "book", type_="check")
    op.create_check_constraint(op.f(KNOWN), "book", BEFORE)
