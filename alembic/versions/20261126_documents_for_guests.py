"""Say of a document on the table whether guests read it too."""

import sqlalchemy as sa

from alembic import op

revision = "c41d7a90e2b6"
down_revision = "c35d07e9b812"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # A migration that cannot get its lock soon must fail, not queue everybody behind it.
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.add_column(
        "agenda_document",
        sa.Column("for_guests", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    op.alter_column("agenda_document", "for_guests", server_default=None)


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.drop_column("agenda_document", "for_guests")
