"""Make the journal a log: leaves, checkpoints, cosignatures, alarms; revoke what changes rows."""

import sqlalchemy as sa

import storage.schema
from alembic import op

revision = "5d0c8e2f61b7"
down_revision = "31f5a9d84c70"
branch_labels = None
depends_on = None

# By row, and so inherited by every month: also a row written into a month directly is entered.
AWAIT = (
    """
    CREATE FUNCTION journal_await_leaf() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        INSERT INTO journal_pending (entry_id, at) VALUES (NEW.id, NEW.at);
        RETURN NULL;
    END $$
    """,
    """
    CREATE TRIGGER journal_entry_awaits_its_leaf AFTER INSERT ON journal_entry
    FOR EACH ROW EXECUTE FUNCTION journal_await_leaf()
    """,
    "INSERT INTO journal_pending (entry_id, at) SELECT id, at FROM journal_entry",
)
GUARD = (
    """
    CREATE TRIGGER journal_leaf_is_append_only BEFORE UPDATE OR DELETE ON journal_leaf
    FOR EACH ROW EXECUTE FUNCTION journal_refuse_change()
    """,
    """
    CREATE TRIGGER journal_leaf_is_never_emptied BEFORE TRUNCATE ON journal_leaf
    FOR EACH STATEMENT EXECUTE FUNCTION journal_refuse_change()
    """,
)
# The triggers refuse as well; without the privilege the owner's own word is refused before them.
REVOKE = """
    DO $$
    DECLARE one regclass;
    BEGIN
        FOR one IN
            SELECT inhrelid FROM pg_inherits WHERE inhparent = 'journal_entry'::regclass
            UNION ALL VALUES ('journal_entry'::regclass), ('journal_leaf'::regclass)
        LOOP
            EXECUTE format('REVOKE UPDATE, DELETE, TRUNCATE ON %s FROM PUBLIC, CURRENT_USER', one);
        END LOOP;
    END $$
"""
GRANT = REVOKE.replace("REVOKE UPDATE", "GRANT UPDATE").replace("FROM PUBLIC,", "TO")
MAKE_MONTH = """
    CREATE OR REPLACE FUNCTION journal_guard_month(month regclass) RETURNS void
    LANGUAGE plpgsql AS $$
    BEGIN
        EXECUTE format(
            'CREATE TRIGGER journal_entry_is_never_emptied BEFORE TRUNCATE ON %s
             FOR EACH STATEMENT EXECUTE FUNCTION journal_refuse_change()',
            month
        );
        {revoke}
    END $$
"""
REVOKE_MONTH = """
        EXECUTE format('REVOKE UPDATE, DELETE, TRUNCATE ON %s FROM PUBLIC, CURRENT_USER', month);
"""


def upgrade() -> None:
    # A migration that cannot get its lock soon must fail, not queue everybody behind it.
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.create_table(
        "journal_pending",
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("at", storage.schema.UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("entry_id", name=op.f("pk_journal_pending")),
    )
    op.create_table(
        "journal_leaf",
        sa.Column("index", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("at", storage.schema.UtcDateTime(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("octet_length(hash) = 32", name=op.f("ck_journal_leaf_hash_is_sha_256")),
        sa.PrimaryKeyConstraint("index", name=op.f("pk_journal_leaf")),
        sa.UniqueConstraint("entry_id", name=op.f("uq_journal_leaf_entry_id")),
    )
    op.create_table(
        "journal_checkpoint",
        sa.Column("size", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("signed_at", storage.schema.UtcDateTime(), nullable=False),
        sa.Column("stamp", sa.LargeBinary(), nullable=True),
        sa.Column("stamped_at", storage.schema.UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("size", name=op.f("pk_journal_checkpoint")),
    )
    op.create_table(
        "journal_cosignature",
        sa.Column("size", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("witness", sa.String(), nullable=False),
        sa.Column("line", sa.String(), nullable=False),
        sa.Column("at", storage.schema.UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("size", "witness", name=op.f("pk_journal_cosignature")),
    )
    op.create_table(
        "journal_alarm",
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("problem", sa.String(), nullable=False),
        sa.Column("detail", sa.String(), nullable=False),
        sa.Column("since", storage.schema.UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("source", name=op.f("pk_journal_alarm")),
    )
    for statement in (*AWAIT, *GUARD, REVOKE, MAKE_MONTH.format(revoke=REVOKE_MONTH)):
        op.execute(statement)


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute(MAKE_MONTH.format(revoke=""))
    op.execute(GRANT)
    op.execute("DROP TRIGGER journal_entry_awaits_its_leaf ON journal_entry")
    op.execute("DROP FUNCTION journal_await_leaf")
    for name in ("alarm", "cosignature", "checkpoint", "leaf", "pending"):
        op.drop_table(f"journal_{name}")
