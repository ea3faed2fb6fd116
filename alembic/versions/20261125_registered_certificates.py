"""Keep registered certificates with what was found about them; let a key's label be used again."""

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

import storage.schema
from alembic import op

revision = "8d02c7b1e6f4"
down_revision = "e2b7940c6d15"
branch_labels = None
depends_on = None

COLUMNS: tuple[sa.Column[object], ...] = (
    sa.Column("issuer", sa.String(), nullable=False, server_default=""),
    sa.Column("end_reason", sa.String(length=1000), nullable=True),
    sa.Column("certificate", sa.LargeBinary(), nullable=True),
    sa.Column("key_kind", sa.String(length=40), nullable=False, server_default=""),
    sa.Column("key_digest", sa.String(length=64), nullable=True),
    sa.Column("checked_at", storage.schema.UtcDateTime(), nullable=True),
    sa.Column("findings", postgresql.ARRAY(sa.String()), nullable=False, server_default="{}"),
)


def upgrade() -> None:
    # A migration that cannot get its lock soon must fail, not queue everybody behind it.
    op.execute("SET LOCAL lock_timeout = '5s'")
    for column in COLUMNS:
        op.add_column("credential", column)
    op.alter_column("credential", "issuer", server_default=None)
    op.alter_column("credential", "key_kind", server_default=None)
    op.create_check_constraint(
        op.f("ck_credential_reason_of_an_end"),
        "credential",
        "end_reason IS NULL OR revoked_at IS NOT NULL",
    )
    op.create_index(op.f("ix_credential_key_digest"), "credential", ["key_digest"])
    op.drop_constraint(op.f("uq_credential_key_label"), "credential", type_="unique")
    op.create_index(
        "uq_credential_key_of_holder",
        "credential",
        ["key_store", "key_label", sa.text("coalesce(appointment_id, agency_id)")],
        unique=True,
        postgresql_where=sa.text("revoked_at IS NULL"),
    )


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.drop_index("uq_credential_key_of_holder", table_name="credential")
    op.create_unique_constraint(op.f("uq_credential_key_label"), "credential", ["key_label"])
    for column in reversed(COLUMNS):
        op.drop_column("credential", column.name)
