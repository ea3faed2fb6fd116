"""Say of a recording where nothing was written."""

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from alembic import op

revision = "a61b03fe9d58"
down_revision = "4f8e2b90c1d7"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # A migration that cannot get its lock soon must fail, not queue everybody behind it.
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.add_column(
        "meeting_recording",
        sa.Column("gaps", postgresql.JSONB(), nullable=False, server_default="[]"),
    )
    op.alter_column("meeting_recording", "gaps", server_default=None)


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.drop_column("meeting_recording", "gaps")
