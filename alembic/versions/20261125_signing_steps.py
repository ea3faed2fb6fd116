"""Keep the steps of signing sessions as a list of files; let a copy be signed in a session."""

import sqlalchemy as sa

from alembic import op

revision = "5d0e93b7c416"
down_revision = "5d0c8e2f61b7"
branch_labels = None
depends_on = None

PURPOSES = ("person", "number_and_seal")
COPY_STATES = ("started", "made", "failed")
UNDER_WAY = sa.text("state = 'started'")


def upgrade() -> None:
    # A migration that cannot get its lock soon must fail, not queue everybody behind it.
    op.execute("SET LOCAL lock_timeout = '5s'")
    _know("signing", "signingpurpose", "purpose", (*PURPOSES, "copy"))
    _know("document_copy", "copystate", "state", (*COPY_STATES, "waiting"))
    op.alter_column("signing", "document_id", existing_type=sa.Uuid(), nullable=True)
    op.add_column("signing", sa.Column("copy_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(
        op.f("fk_signing_copy_id"), "signing", "document_copy", ["copy_id"], ["id"]
    )
    op.create_index(op.f("ix_signing_copy_id"), "signing", ["copy_id"])
    op.create_index(
        "uq_signing_of_copy_under_way",
        "signing",
        ["copy_id"],
        unique=True,
        postgresql_where=UNDER_WAY,
    )
    op.create_check_constraint(
        op.f("ck_signing_of_one_thing"), "signing", "(document_id IS NULL) <> (copy_id IS NULL)"
    )
    op.create_check_constraint(
        op.f("ck_signing_copy_has_its_purpose"),
        "signing",
        "(purpose = 'copy') = (copy_id IS NOT NULL)",
    )
    _create_steps()
    _write_steps()
    op.drop_constraint(op.f("ck_signing_session_step_in_order"), "signing_session")
    op.create_check_constraint(
        op.f("ck_signing_session_step_in_order"), "signing_session", "step >= 1"
    )
    op.alter_column("signing_session", "document_version", nullable=True)
    for gone in ("base_digest", "steps", "prepared"):
        op.drop_column("signing_session", gone)


def _create_steps() -> None:
    op.create_table(
        "signing_step",
        sa.Column("signing_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column(
            "purpose",
            sa.Enum(
                "person",
                "number",
                "seal",
                "attachment",
                "copy",
                name="steppurpose_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("attachment_id", sa.Uuid(), nullable=True),
        sa.Column("filename", sa.String(length=255), nullable=False),
        sa.Column("base_digest", sa.String(length=64), nullable=False),
        sa.Column("field", sa.String(length=100), nullable=True),
        sa.Column("signed_digest", sa.String(length=64), nullable=True),
        sa.Column("signed_size", sa.Integer(), nullable=True),
        sa.CheckConstraint("position >= 1", name=op.f("ck_signing_step_position_from_one")),
        sa.CheckConstraint(
            "(signed_digest IS NULL) = (signed_size IS NULL)",
            name=op.f("ck_signing_step_signed_has_a_size"),
        ),
        sa.CheckConstraint(
            "(purpose = 'attachment') = (attachment_id IS NOT NULL)",
            name=op.f("ck_signing_step_attachment_is_named"),
        ),
        sa.ForeignKeyConstraint(
            ["attachment_id"], ["document_file.id"], name=op.f("fk_signing_step_attachment_id")
        ),
        sa.ForeignKeyConstraint(
            ["signing_id"], ["signing_session.signing_id"], name=op.f("fk_signing_step_signing_id")
        ),
        sa.PrimaryKeyConstraint("signing_id", "position", name=op.f("pk_signing_step")),
    )


def _write_steps() -> None:
    """The steps of the sessions there are; one under way goes on."""
    op.execute(
        """
        INSERT INTO signing_step (signing_id, position, purpose, filename, base_digest, field,
                                  signed_digest, signed_size)
        SELECT session.signing_id, plan.position, plan.purpose, 'van-ban.pdf',
               session.base_digest, plan.field,
               CASE WHEN session.step > plan.position THEN session.file_digest END,
               CASE WHEN session.step > plan.position THEN 0 END
        FROM signing_session AS session
        JOIN signing ON signing.id = session.signing_id
        JOIN (VALUES ('person', 1, 'person', 'CongvuLeader'),
                     ('number_and_seal', 1, 'number', 'CongvuNumber'),
                     ('number_and_seal', 2, 'seal', 'CongvuSeal'))
             AS plan (signs, position, purpose, field) ON plan.signs = signing.purpose
        """
    )


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    for name, kind in (("base_digest", sa.String(length=64)), ("steps", sa.Integer())):
        op.add_column("signing_session", sa.Column(name, kind, nullable=True))
    op.add_column(
        "signing_session",
        sa.Column("prepared", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    op.alter_column("signing_session", "prepared", server_default=None)
    _forget_what_was_not_there()
    op.drop_table("signing_step")
    for name in ("base_digest", "steps", "document_version"):
        op.alter_column("signing_session", name, nullable=False)
    op.drop_constraint(op.f("ck_signing_session_step_in_order"), "signing_session")
    op.create_check_constraint(
        op.f("ck_signing_session_step_in_order"), "signing_session", "step BETWEEN 1 AND steps"
    )
    op.drop_constraint(op.f("ck_signing_copy_has_its_purpose"), "signing")
    op.drop_constraint(op.f("ck_signing_of_one_thing"), "signing")
    op.drop_index("uq_signing_of_copy_under_way", "signing")
    op.drop_column("signing", "copy_id")
    op.alter_column("signing", "document_id", existing_type=sa.Uuid(), nullable=False)
    _know("signing", "signingpurpose", "purpose", PURPOSES)
    _know("document_copy", "copystate", "state", COPY_STATES)


def _forget_what_was_not_there() -> None:
    """Sessions of copies go, those with more than two steps end, copies that wait have failed."""
    op.execute(
        """
        UPDATE signing_session AS session
        SET steps = least(plan.steps, 2), step = least(session.step, 2),
            base_digest = plan.base_digest
        FROM (SELECT signing_id, count(*) AS steps, min(base_digest)
                     FILTER (WHERE position = 1) AS base_digest
              FROM signing_step GROUP BY signing_id) AS plan
        WHERE plan.signing_id = session.signing_id
        """
    )
    op.execute(
        """
        UPDATE signing SET state = 'aborted', problem = 'signing-failed', ended_at = now()
        WHERE state = 'started' AND (copy_id IS NOT NULL OR id IN
              (SELECT signing_id FROM signing_step WHERE position > 2))
        """
    )
    for table in ("signing_step", "signing_session"):
        op.execute(
            f"DELETE FROM {table} USING signing "  # noqa: S608 - two names of our own
            f"WHERE signing.id = {table}.signing_id AND signing.copy_id IS NOT NULL"
        )
    op.execute("DELETE FROM signing WHERE copy_id IS NOT NULL")
    op.execute(
        "UPDATE document_copy SET state = 'failed', problem = coalesce(problem, 'signing-failed') "
        "WHERE state = 'waiting'"
    )


def _know(table: str, enum: str, column: str, members: tuple[str, ...]) -> None:
    name = f"ck_{table}_{enum}_known"
    named = ", ".join(f"'{one}'" for one in members)
    op.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
    op.execute(f"ALTER TABLE {table} ADD CONSTRAINT {name} CHECK ({column} IN ({named}))")
