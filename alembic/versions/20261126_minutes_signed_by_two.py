"""Let minutes be signed by their secretary before their chair."""

import sqlalchemy as sa

from alembic import op

revision = "8f21c6d04ab3"
down_revision = "b1364e85ab9c"
branch_labels = None
depends_on = None

STATES = (
    *("draft", "in_review", "returned_for_changes", "approved", "signed", "numbered"),
    *("sealed", "issued", "cancelled"),
)
PURPOSES = ("person", "number_and_seal", "copy")
STEPS = ("person", "number", "seal", "attachment", "copy")


def upgrade() -> None:
    # A migration that cannot get its lock soon must fail, not queue everybody behind it.
    op.execute("SET LOCAL lock_timeout = '5s'")
    _know("document", "documentstate", "state", (*STATES, "signed_by_secretary"))
    _know("signing", "signingpurpose", "purpose", (*PURPOSES, "secretary"))
    _know("signing_step", "steppurpose", "purpose", (*STEPS, "secretary"))
    op.add_column("document", sa.Column("secretary_appointment_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(
        op.f("fk_document_secretary_appointment_id"),
        "document",
        "appointment",
        ["secretary_appointment_id"],
        ["id"],
    )
    op.create_check_constraint(
        op.f("ck_document_two_sign_minutes"),
        "document",
        "secretary_appointment_id <> signer_appointment_id",
    )
    op.create_check_constraint(
        op.f("ck_document_secretary_is_named"),
        "document",
        "secretary_appointment_id IS NOT NULL OR state <> 'signed_by_secretary'",
    )


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    # What only a secretary has signed gets a file of its own again.
    op.execute(
        "UPDATE document SET state = 'returned_for_changes' WHERE state = 'signed_by_secretary'"
    )
    op.execute("UPDATE signing SET purpose = 'person' WHERE purpose = 'secretary'")
    op.execute("UPDATE signing_step SET purpose = 'person' WHERE purpose = 'secretary'")
    op.drop_constraint(op.f("ck_document_secretary_is_named"), "document")
    op.drop_constraint(op.f("ck_document_two_sign_minutes"), "document")
    op.drop_column("document", "secretary_appointment_id")
    _know("signing_step", "steppurpose", "purpose", STEPS)
    _know("signing", "signingpurpose", "purpose", PURPOSES)
    _know("document", "documentstate", "state", STATES)


def _know(table: str, enum: str, column: str, members: tuple[str, ...]) -> None:
    name = f"ck_{table}_{enum}_known"
    named = ", ".join(f"'{one}'" for one in members)
    op.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
    op.execute(f"ALTER TABLE {table} ADD CONSTRAINT {name} CHECK ({column} IN ({named}))")
