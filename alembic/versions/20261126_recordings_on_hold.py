"""Let a recording be held beyond its time."""

import sqlalchemy as sa

from alembic import op

revision = "4f8e2b90c1d7"
down_revision = "e7a4915fd06c"
branch_labels = None
depends_on = None

TABLE = "meeting_recording"


def upgrade() -> None:
    # A migration that cannot get its lock soon must fail, not queue everybody behind it.
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.add_column(TABLE, sa.Column("hold_reason", sa.String(length=1000), nullable=True))
    op.add_column(TABLE, sa.Column("held_by_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(
        op.f("fk_meeting_recording_held_by_id"), TABLE, "appointment", ["held_by_id"], ["id"]
    )
    op.create_check_constraint(
        op.f("ck_meeting_recording_held_by_somebody_with_a_reason"),
        TABLE,
        "(hold_reason IS NULL) = (held_by_id IS NULL)",
    )


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.drop_constraint(op.f("ck_meeting_recording_held_by_somebody_with_a_reason"), TABLE)
    op.drop_column(TABLE, "held_by_id")
    op.drop_column(TABLE, "hold_reason")
