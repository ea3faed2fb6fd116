"""Refuse TRUNCATE of a month of the journal as well: a statement trigger is not inherited."""

from alembic import op

revision = "7c41e9d02b6a"
down_revision = "ea14ac215084"
branch_labels = None
depends_on = None

GUARD = """
    CREATE FUNCTION journal_guard_month(month regclass) RETURNS void LANGUAGE plpgsql AS $$
    BEGIN
        EXECUTE format(
            'CREATE TRIGGER journal_entry_is_never_emptied BEFORE TRUNCATE ON %s
             FOR EACH STATEMENT EXECUTE FUNCTION journal_refuse_change()',
            month
        );
    END $$
"""
GUARD_ALL = """
    SELECT journal_guard_month(inhrelid::regclass) FROM pg_inherits
    WHERE inhparent = 'journal_entry'::regclass
"""
MAKE_MONTH = """
    CREATE OR REPLACE FUNCTION journal_make_month(day date) RETURNS void LANGUAGE plpgsql AS $$
    DECLARE
        first date := date_trunc('month', day)::date;
        name text := 'journal_entry_' || to_char(first, 'YYYY_MM');
    BEGIN
        IF to_regclass(name) IS NULL THEN
            EXECUTE format(
                'CREATE TABLE %I PARTITION OF journal_entry FOR VALUES FROM (%L) TO (%L)',
                name, first::timestamp AT TIME ZONE 'UTC',
                (first + interval '1 month')::timestamp AT TIME ZONE 'UTC'
            );
            {guard}
        END IF;
    END $$
"""
UNGUARD_ALL = """
    DO $$
    DECLARE month regclass;
    BEGIN
        FOR month IN SELECT inhrelid FROM pg_inherits WHERE inhparent = 'journal_entry'::regclass
        LOOP
            EXECUTE format('DROP TRIGGER journal_entry_is_never_emptied ON %s', month);
        END LOOP;
    END $$
"""


def upgrade() -> None:
    # A migration that cannot get its lock soon must fail, not queue everybody behind it.
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute(GUARD)
    op.execute(MAKE_MONTH.format(guard="PERFORM journal_guard_month(name::regclass);"))
    op.execute(GUARD_ALL)


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute(UNGUARD_ALL)
    op.execute(MAKE_MONTH.format(guard=""))
    op.execute("DROP FUNCTION journal_guard_month")
