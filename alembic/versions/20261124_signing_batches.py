"""Keep batches: many signatures that were confirmed at once."""

import sqlalchemy as sa

from alembic import op

revision = "e2b7940c6d15"
down_revision = "4b8de1f6a207"
branch_labels = None
depends_on = None

REFUSALS = (
    "not-found", "not-allowed", "changed-meanwhile", "move-refused", "signing-under-way",
    "key-elsewhere", "credential-missing",
)  # fmt: skip


def upgrade() -> None:
    # A migration that cannot get its lock soon must fail, not queue everybody behind it.
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.create_table(
        "signing_batch",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("appointment_id", sa.Uuid(), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["appointment_id"], ["appointment.id"], name=op.f("fk_signing_batch_appointment_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signing_batch")),
    )
    op.create_index(op.f("ix_signing_batch_appointment_id"), "signing_batch", ["appointment_id"])
    op.create_table(
        "signing_batch_item",
        sa.Column("batch_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Uuid(), nullable=False),
        sa.Column("document_version", sa.Integer(), nullable=False),
        sa.Column("signing_id", sa.Uuid(), nullable=True),
        sa.Column(
            "refusal",
            sa.Enum(
                *REFUSALS,
                name="batchrefusal_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.CheckConstraint(
            "(signing_id IS NULL) <> (refusal IS NULL)",
            name=op.f("ck_signing_batch_item_begun_or_refused"),
        ),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["signing_batch.id"], name=op.f("fk_signing_batch_item_batch_id")
        ),
        sa.ForeignKeyConstraint(
            ["signing_id"], ["signing.id"], name=op.f("fk_signing_batch_item_signing_id")
        ),
        sa.PrimaryKeyConstraint("batch_id", "position", name=op.f("pk_signing_batch_item")),
        sa.UniqueConstraint("signing_id", name=op.f("uq_signing_batch_item_signing_id")),
    )


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.drop_table("signing_batch_item")
    op.drop_table("signing_batch")
