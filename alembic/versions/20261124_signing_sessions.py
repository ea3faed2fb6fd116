"""Keep signing sessions, for keys on the officials' own machines."""

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from alembic import op

revision = "a4f80b6e2d17"
down_revision = "7c1e5a90d3b2"
branch_labels = None
depends_on = None

STATES = ("started", "completed", "aborted")
KNOWN = "ck_signing_signingstate_known"


def upgrade() -> None:
    # A migration that cannot get its lock soon must fail, not queue everybody behind it.
    op.execute("SET LOCAL lock_timeout = '5s'")
    _know((*STATES, "expired"))
    op.create_table(
        "signing_session",
        sa.Column("signing_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column(
            "agent", _one_of("signingagent", "web_eid", "sign_service", "by_hand"), nullable=False
        ),
        sa.Column("origin", sa.String(length=300), nullable=False),
        sa.Column("certificate", sa.LargeBinary(), nullable=True),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("algorithms", postgresql.ARRAY(sa.String()), nullable=False),
        sa.Column("document_version", sa.Integer(), nullable=False),
        sa.Column("base_digest", sa.String(length=64), nullable=False),
        sa.Column(
            "stage",
            _one_of("sessionstage", "preparing", "waiting", "completing", "ended"),
            nullable=False,
        ),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("steps", sa.Integer(), nullable=False),
        sa.Column("file_digest", sa.String(length=64), nullable=False),
        sa.Column("prepared", sa.Boolean(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=True),
        sa.Column("reserved_from", sa.Integer(), nullable=True),
        sa.Column("reserved_to", sa.Integer(), nullable=True),
        sa.Column("attributes", sa.LargeBinary(), nullable=True),
        sa.Column("to_sign", sa.LargeBinary(), nullable=True),
        sa.Column("algorithm", sa.String(length=10), nullable=True),
        sa.Column("value", sa.LargeBinary(), nullable=True),
        sa.Column("answer_digest", sa.String(length=64), nullable=True),
        sa.Column("down_secret", sa.String(length=64), nullable=True),
        sa.Column("up_secret", sa.String(length=64), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "step BETWEEN 1 AND steps", name=op.f("ck_signing_session_step_in_order")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_signing_session_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["signing_id"], ["signing.id"], name=op.f("fk_signing_session_signing_id")
        ),
        sa.PrimaryKeyConstraint("signing_id", name=op.f("pk_signing_session")),
    )


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.drop_table("signing_session")
    op.execute("UPDATE signing SET state = 'aborted' WHERE state = 'expired'")
    _know(STATES)


def _one_of(name: str, *members: str) -> sa.Enum:
    return sa.Enum(
        *members, name=f"{name}_known", native_enum=False, create_constraint=True, length=40
    )


def _know(states: tuple[str, ...]) -> None:
    named = ", ".join(f"'{state}'" for state in states)
    op.execute(f"ALTER TABLE signing DROP CONSTRAINT {KNOWN}")
    op.execute(f"ALTER TABLE signing ADD CONSTRAINT {KNOWN} CHECK (state IN ({named}))")
