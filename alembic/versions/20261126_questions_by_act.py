"""The journal's indexes as it is asked: by what an act was about, and by the act, in time.

An id is of one noun, so the noun needs no place before it; a rare act is found without a walk past
the frequent ones, in one agency or in all (docs/decisions/0046).
"""

from alembic import op

revision = "f3b86c20d91e"
down_revision = "d07b53e8f1a4"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.drop_index("ix_journal_entry_subject", "journal_entry")
    op.drop_index("ix_journal_entry_agency_id_act_at", "journal_entry")
    op.create_index("ix_journal_entry_subject_id_at", "journal_entry", ["subject_id", "at"])
    op.create_index(
        "ix_journal_entry_act_at_id",
        "journal_entry",
        ["act", "at", "id"],
        postgresql_include=["subject_id"],
    )


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.drop_index("ix_journal_entry_subject_id_at", "journal_entry")
    op.drop_index("ix_journal_entry_act_at_id", "journal_entry")
    op.create_index(
        "ix_journal_entry_subject", "journal_entry", ["subject_type", "subject_id", "at"]
    )
    op.create_index(
        "ix_journal_entry_agency_id_act_at", "journal_entry", ["agency_id", "act", "at"]
    )
