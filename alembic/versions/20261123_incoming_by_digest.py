"""Find arrivals by the digest of their file: a verdict serves all of them."""

from alembic import op

revision = "ea14ac215084"
down_revision = "5d1f0c7a9e42"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # A migration that cannot get its lock soon must fail, not queue everybody behind it.
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.create_index(
        op.f("ix_incoming_document_digest"), "incoming_document", ["digest"], unique=False
    )


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.drop_index(op.f("ix_incoming_document_digest"), table_name="incoming_document")
