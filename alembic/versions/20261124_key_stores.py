"""Say of each certificate where its private key lies."""

import sqlalchemy as sa

from alembic import op

revision = "7c1e5a90d3b2"
down_revision = "7c41e9d02b6a"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # A migration that cannot get its lock soon must fail, not queue everybody behind it.
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.add_column(
        "credential",
        sa.Column(
            "key_store",
            sa.Enum(
                "software",
                "client",
                name="keystorename_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            server_default="software",
            nullable=False,
        ),
    )
    op.alter_column("credential", "key_store", server_default=None)


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.drop_column("credential", "key_store")
