"""Let a document be only kept, and what it asks of its own agency become tasks."""

import sqlalchemy as sa

from alembic import op

revision = "c35d07e9b812"
down_revision = "8f21c6d04ab3"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # A migration that cannot get its lock soon must fail, not queue everybody behind it.
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.add_column(
        "document",
        sa.Column("kept_only", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    op.alter_column("document", "kept_only", server_default=None)
    op.alter_column("task", "incoming_id", existing_type=sa.Uuid(), nullable=True)
    op.add_column("task", sa.Column("request_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(
        op.f("fk_task_request_id"), "task", "document_request", ["request_id"], ["id"]
    )
    op.create_unique_constraint(
        op.f("uq_task_request_id_appointment_id"), "task", ["request_id", "appointment_id"]
    )
    op.create_index(
        "uq_task_one_lead_of_request",
        "task",
        ["request_id"],
        unique=True,
        postgresql_where=sa.text("role = 'lead' AND state <> 'cancelled'"),
    )
    op.create_check_constraint(
        op.f("ck_task_of_one_thing"), "task", "(incoming_id IS NULL) <> (request_id IS NULL)"
    )


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("DELETE FROM task WHERE request_id IS NOT NULL")
    op.drop_constraint(op.f("ck_task_of_one_thing"), "task")
    op.drop_index("uq_task_one_lead_of_request", "task")
    op.drop_constraint(op.f("uq_task_request_id_appointment_id"), "task")
    op.drop_column("task", "request_id")
    op.alter_column("task", "incoming_id", existing_type=sa.Uuid(), nullable=False)
    op.drop_column("document", "kept_only")
