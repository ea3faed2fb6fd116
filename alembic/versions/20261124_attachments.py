"""Give the files beside a document their order; find who attached some bytes."""

import sqlalchemy as sa

from alembic import op

revision = "c4a1f0d85b37"
down_revision = "a4f80b6e2d17"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # A migration that cannot get its lock soon must fail, not queue everybody behind it.
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.add_column("document_file", sa.Column("position", sa.Integer(), nullable=True))
    op.create_check_constraint(
        op.f("ck_document_file_attachments_are_in_order"),
        "document_file",
        "(position IS NOT NULL) = (role = 'attachment')",
    )
    op.create_index("ix_document_file_digest", "document_file", ["digest"], unique=False)


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.drop_index("ix_document_file_digest", table_name="document_file")
    op.drop_constraint(
        op.f("ck_document_file_attachments_are_in_order"), "document_file", type_="check"
    )
    op.drop_column("document_file", "position")
