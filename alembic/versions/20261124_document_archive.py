"""Keep how long each issued document can be proved; older ones are due at once."""

import sqlalchemy as sa

from alembic import op

revision = "c91d27f4b6a8"
down_revision = "d3a7c05e81f4"
branch_labels = None
depends_on = None

LEVELS = ("CMS", "PAdES-B-B", "PAdES-B-T", "PAdES-B-LT", "PAdES-B-LTA")


def upgrade() -> None:
    # A migration that cannot get its lock soon must fail, not queue everybody behind it.
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.create_table(
        "document_archive",
        sa.Column("document_id", sa.Uuid(), nullable=False),
        sa.Column("reached", _level(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("protected_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("authority", sa.String(length=300), nullable=False),
        sa.Column("look_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("problem", sa.String(length=300), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_document_archive_document_id")
        ),
        sa.PrimaryKeyConstraint("document_id", name=op.f("pk_document_archive")),
    )
    op.create_index("ix_document_archive_look_at", "document_archive", ["look_at"])
    op.execute(
        """
        INSERT INTO document_archive
            (document_id, reached, digest, authority, look_at, failures, changed_at)
        SELECT document.id, 'PAdES-B-T', file.digest, '', issued_at, 0, issued_at
        FROM document
        JOIN LATERAL (
            SELECT digest FROM document_file
            WHERE document_id = document.id AND role = 'main' AND state = 'ready'
            ORDER BY revision DESC LIMIT 1
        ) AS file ON file.digest IS NOT NULL
        WHERE document.state = 'issued' AND issued_at IS NOT NULL
        """
    )


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.drop_table("document_archive")


def _level() -> sa.Enum:
    return sa.Enum(
        *LEVELS, name="level_known", native_enum=False, create_constraint=True, length=40
    )
