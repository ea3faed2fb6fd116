"""Know the passwords that were given out and must be changed."""

import sqlalchemy as sa

import storage.schema
from alembic import op

revision = "31f5a9d84c70"
down_revision = "8d02c7b1e6f4"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # A migration that cannot get its lock soon must fail, not queue everybody behind it.
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.add_column(
        "account", sa.Column("first_password_until", storage.schema.UtcDateTime(), nullable=True)
    )


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.drop_column("account", "first_password_until")
