"""Keep the place that a leader chose for the signature."""

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from alembic import op

revision = "b7d25e81c9f0"
down_revision = "e90b7c3d2f14"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # A migration that cannot get its lock soon must fail, not queue everybody behind it.
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.add_column(
        "signing", sa.Column("place", postgresql.JSONB(astext_type=sa.Text()), nullable=True)
    )


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.drop_column("signing", "place")
