"""Keep the pictures of seals, with their diameter, and of signatures."""

import sqlalchemy as sa

import storage.schema
from alembic import op

revision = "f3c86a1e47d2"
down_revision = "c91d27f4b6a8"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # A migration that cannot get its lock soon must fail, not queue everybody behind it.
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.create_table(
        "stamp_picture",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=True),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("diameter_mm", sa.Float(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("added_at", storage.schema.UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "(agency_id IS NULL) <> (person_id IS NULL)",
            name=op.f("ck_stamp_picture_one_kind_of_holder"),
        ),
        sa.CheckConstraint(
            "(agency_id IS NULL) = (diameter_mm IS NULL)",
            name=op.f("ck_stamp_picture_a_seal_has_a_diameter"),
        ),
        sa.CheckConstraint(
            "diameter_mm BETWEEN 10 AND 60", name=op.f("ck_stamp_picture_diameter_of_a_seal")
        ),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_stamp_picture_agency_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_stamp_picture_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stamp_picture")),
        sa.UniqueConstraint(
            "agency_id", "valid_from", name=op.f("uq_stamp_picture_agency_id_valid_from")
        ),
        sa.UniqueConstraint(
            "person_id", "valid_from", name=op.f("uq_stamp_picture_person_id_valid_from")
        ),
    )


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.drop_table("stamp_picture")
