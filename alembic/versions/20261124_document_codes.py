"""Give printed copies a code to look them up by."""

import sqlalchemy as sa

from alembic import op

revision = "d3a7c05e81f4"
down_revision = "b7d25e81c9f0"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # A migration that cannot get its lock soon must fail, not queue everybody behind it.
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.create_table(
        "document_code",
        sa.Column("document_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"],
            ["document.id"],
            name=op.f("fk_document_code_document_id_document"),
        ),
        sa.PrimaryKeyConstraint("document_id", name=op.f("pk_document_code")),
        sa.UniqueConstraint("code", name=op.f("uq_document_code_code")),
    )


def downgrade() -> None:
    op.drop_table("document_code")
