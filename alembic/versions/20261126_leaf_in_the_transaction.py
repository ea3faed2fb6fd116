"""Make the leaf of a row in the transaction of its act; the sequencer has its hash at hand."""

import sqlalchemy as sa

from alembic import op

revision = "e25f80a1c6d4"
down_revision = "d19c4b7e60a2"
branch_labels = None
depends_on = None

AWAIT = """
    CREATE OR REPLACE FUNCTION journal_await_leaf() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        INSERT INTO journal_pending (entry_id, at, hash) VALUES (NEW.id, NEW.at, NEW.leaf_hash);
        RETURN NULL;
    END $$
"""
AWAIT_BEFORE = AWAIT.replace(", hash)", ")").replace(", NEW.leaf_hash)", ")")


def upgrade() -> None:
    # A migration that cannot get its lock soon must fail, not queue everybody behind it.
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.add_column("journal_entry", sa.Column("leaf_hash", sa.LargeBinary(), nullable=True))
    op.add_column("journal_pending", sa.Column("hash", sa.LargeBinary(), nullable=True))
    op.create_index(
        "ix_journal_pending_unhashed",
        "journal_pending",
        ["entry_id"],
        postgresql_where=sa.text("hash IS NULL"),
    )
    op.execute(AWAIT)


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute(AWAIT_BEFORE)
    op.drop_index("ix_journal_pending_unhashed", table_name="journal_pending")
    op.drop_column("journal_pending", "hash")
    op.drop_column("journal_entry", "leaf_hash")
