"""Let a certificate's key lie on a server's token or at a remote signing service."""

from alembic import op

revision = "4b8de1f6a207"
down_revision = "f3c86a1e47d2"
branch_labels = None
depends_on = None

KNOWN = "ck_credential_keystorename_known"
BEFORE = "key_store IN ('software', 'client')"
NOW = "key_store IN ('software', 'pkcs11', 'csc', 'client')"


def upgrade() -> None:
    # A migration that cannot get its lock soon must fail, not queue everybody behind it.
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.drop_constraint(op.f(KNOWN), "credential", type_="check")
    op.create_check_constraint(op.f(KNOWN), "credential", NOW)


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.drop_constraint(op.f(KNOWN), "credential", type_="check")
    op.create_check_constraint(op.f(KNOWN), "credential", BEFORE)
