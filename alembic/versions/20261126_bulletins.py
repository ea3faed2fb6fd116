"""Published figures, which do not change."""

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from alembic import op

revision = "b8d2604fa173"
down_revision = "7a40c19be5d2"
branch_labels = None
depends_on = None

KEPT = (
    """
    CREATE FUNCTION bulletin_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'a published figure is not changed; a correction is another version';
    END $$
    """,
    *(
        f"""
        CREATE TRIGGER {table}_is_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}
        FOR EACH STATEMENT EXECUTE FUNCTION bulletin_is_kept()
        """
        for table in ("bulletin", "bulletin_figure")
    ),
)


def upgrade() -> None:
    # A migration that cannot get its lock soon must fail, not queue everybody behind it.
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.create_table(
        "bulletin",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("period", sa.String(length=10), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("why", sa.String(length=1000), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("tree_size", sa.BigInteger(), nullable=False),
        sa.Column("checkpoint", sa.String(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("appointment_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(version = 1) = (why = '')", name=op.f("ck_bulletin_a_correction_says_why")
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_bulletin_agency_id")),
        sa.ForeignKeyConstraint(
            ["appointment_id"], ["appointment.id"], name=op.f("fk_bulletin_appointment_id")
        ),
        sa.ForeignKeyConstraint(
            ["edition"], ["register_edition.number"], name=op.f("fk_bulletin_edition")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bulletin")),
        sa.UniqueConstraint(
            "agency_id", "period", "version", name=op.f("uq_bulletin_agency_id_period_version")
        ),
    )
    op.create_index(
        "ix_bulletin_published_at",
        "bulletin",
        [sa.literal_column("published_at DESC"), sa.literal_column("id DESC")],
        unique=False,
    )
    op.create_table(
        "bulletin_figure",
        sa.Column("bulletin_id", sa.Uuid(), nullable=False),
        sa.Column("indicator_code", sa.String(length=10), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("whole", sa.Boolean(), nullable=False),
        sa.Column("numerator", sa.BigInteger(), nullable=False),
        sa.Column("denominator", sa.BigInteger(), nullable=False),
        sa.Column("reasons", postgresql.JSONB(), nullable=False),
        sa.Column("excluded", sa.Integer(), nullable=False),
        sa.Column("evidence", sa.String(length=64), nullable=False),
        sa.Column("definition_version", sa.Integer(), nullable=False),
        sa.Column("target", sa.Numeric(precision=7, scale=2), nullable=True),
        sa.Column(
            "target_operator",
            sa.Enum(
                ">=",
                ">",
                "=",
                name="operator_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("target_year", sa.Integer(), nullable=True),
        sa.Column(
            "status",
            sa.Enum(
                "met",
                "on_track",
                "at_risk",
                "behind",
                "no_data",
                "clear",
                "found",
                name="status_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_bulletin_figure_agency_id")
        ),
        sa.ForeignKeyConstraint(
            ["bulletin_id"], ["bulletin.id"], name=op.f("fk_bulletin_figure_bulletin_id")
        ),
        sa.ForeignKeyConstraint(
            ["indicator_code"], ["indicator.code"], name=op.f("fk_bulletin_figure_indicator_code")
        ),
        sa.PrimaryKeyConstraint(
            "bulletin_id", "indicator_code", "agency_id", "whole", name=op.f("pk_bulletin_figure")
        ),
    )
    for statement in KEPT:
        op.execute(statement)


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.drop_table("bulletin_figure")
    op.drop_table("bulletin")
    op.execute("DROP FUNCTION bulletin_is_kept")
