"""Let the chair agree before somebody else comes to a meeting."""

import sqlalchemy as sa

from alembic import op

revision = "e7a4915fd06c"
down_revision = "c41d7a90e2b6"
branch_labels = None
depends_on = None

STATES = ("invited", "confirmed", "declined", "delegated")


def upgrade() -> None:
    # A migration that cannot get its lock soon must fail, not queue everybody behind it.
    op.execute("SET LOCAL lock_timeout = '5s'")
    _know((*STATES, "delegation_asked"))
    for name in ("delegation_reason", "delegation_refusal"):
        op.add_column("seat", sa.Column(name, sa.String(length=1000), nullable=True))
    op.create_check_constraint(
        op.f("ck_seat_delegation_asked_with_a_reason"),
        "seat",
        "delegation_reason IS NOT NULL OR state <> 'delegation_asked'",
    )


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("UPDATE seat SET state = 'delegated' WHERE state = 'delegation_asked'")
    op.drop_constraint(op.f("ck_seat_delegation_asked_with_a_reason"), "seat")
    for name in ("delegation_reason", "delegation_refusal"):
        op.drop_column("seat", name)
    _know(STATES)


def _know(members: tuple[str, ...]) -> None:
    named = ", ".join(f"'{one}'" for one in members)
    op.execute("ALTER TABLE seat DROP CONSTRAINT ck_seat_seatstate_known")
    op.execute(
        f"ALTER TABLE seat ADD CONSTRAINT ck_seat_seatstate_known CHECK (state IN ({named}))"
    )
