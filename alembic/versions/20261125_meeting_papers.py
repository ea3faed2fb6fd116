"""Keep the papers, mail, opinions and outcome of meetings."""

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from alembic import op

revision = "d32996cdd7d8"
down_revision = "1e0471c996e1"
branch_labels = None
depends_on = None


# One row per meeting held between the levels (docs/decisions/0013 and 0039). `day`: it began, in
# Vietnam. Its reason is online, or why it does not count: in_person, one_site (called online, but
# fewer than two sites were there: of one nobody can say that two levels met), no_commune_online.
# A site is an agency that was there over the line, and the room of those who convened it.
REGISTER_MEETING = """
    CREATE VIEW register_meeting AS
    SELECT m.id, m.agency_id, (m.opened_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date AS day,
           m.opened_at AS at, m.title, NULL::varchar AS number_and_symbol,
           CASE WHEN m.form = 'in_person' THEN 'in_person'
                WHEN sites.remote + sites.own < 2 THEN 'one_site'
                WHEN sites.communes = 0 THEN 'no_commune_online'
                ELSE 'online' END AS reason
    FROM meeting m
    CROSS JOIN LATERAL (
        SELECT count(*) FILTER (WHERE s.kind = 'agency' AND s.joins_online) AS remote,
               count(*) FILTER (WHERE s.joins_online AND a.level = 'commune') AS communes,
               (count(*) FILTER (WHERE s.kind = 'person' OR NOT s.joins_online) > 0)::int AS own
        FROM seat s LEFT JOIN agency a ON a.id = s.agency_id
        WHERE s.meeting_id = m.id
          AND EXISTS (SELECT FROM presence p WHERE p.seat_id = s.id)
    ) sites
    WHERE m.state IN ('closed', 'concluded')
      AND m.scope @> ARRAY['district', 'commune']::varchar[]
"""


def upgrade() -> None:
    # A migration that cannot get its lock soon must fail, not queue everybody behind it.
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.create_table(
        "conclusion",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("meeting_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(length=2000), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=True),
        sa.Column("deadline", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_conclusion_agency_id")),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_conclusion_meeting_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conclusion")),
        sa.UniqueConstraint(
            "meeting_id",
            "position",
            deferrable=True,
            initially="DEFERRED",
            name=op.f("uq_conclusion_meeting_id_position"),
        ),
    )
    op.create_table(
        "document_origin",
        sa.Column("document_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_document_origin_document_id")
        ),
        sa.PrimaryKeyConstraint("document_id", name=op.f("pk_document_origin")),
        sa.UniqueConstraint("subject_id", name=op.f("uq_document_origin_subject_id")),
    )
    op.create_table(
        "document_request",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("document_id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(length=2000), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_document_request_agency_id")
        ),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_document_request_document_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document_request")),
        sa.UniqueConstraint(
            "document_id",
            "agency_id",
            "position",
            name=op.f("uq_document_request_document_id_agency_id_position"),
        ),
    )
    op.create_table(
        "meeting_paper",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("meeting_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "invitation",
                "minutes",
                "conclusion_notice",
                name="paperkind_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "wanted",
                "drafted",
                "issued",
                "failed",
                "cancelled",
                name="paperstate_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("document_id", sa.Uuid(), nullable=True),
        sa.Column("number_and_symbol", sa.String(length=50), nullable=True),
        sa.Column("problem", sa.String(length=300), nullable=True),
        sa.Column("wanted_by_id", sa.Uuid(), nullable=False),
        sa.Column("wanted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "document_id IS NOT NULL OR state NOT IN ('drafted', 'issued')",
            name=op.f("ck_meeting_paper_drafted_has_a_document"),
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_meeting_paper_meeting_id")
        ),
        sa.ForeignKeyConstraint(
            ["wanted_by_id"], ["appointment.id"], name=op.f("fk_meeting_paper_wanted_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_paper")),
    )
    op.create_index(
        op.f("ix_meeting_paper_meeting_id"), "meeting_paper", ["meeting_id"], unique=False
    )
    op.create_index(
        "ix_meeting_paper_one_under_way",
        "meeting_paper",
        ["meeting_id", "kind"],
        unique=True,
        postgresql_where=sa.text("state IN ('wanted', 'drafted')"),
    )
    op.create_table(
        "minutes_version",
        sa.Column("meeting_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("content", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("saved_by_id", sa.Uuid(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_minutes_version_meeting_id")
        ),
        sa.ForeignKeyConstraint(
            ["saved_by_id"], ["appointment.id"], name=op.f("fk_minutes_version_saved_by_id")
        ),
        sa.PrimaryKeyConstraint("meeting_id", "version", name=op.f("pk_minutes_version")),
    )
    op.create_table(
        "opinion_slip",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("meeting_id", sa.Uuid(), nullable=False),
        sa.Column("question", sa.String(length=2000), nullable=False),
        sa.Column("choices", postgresql.ARRAY(sa.String()), nullable=False),
        sa.Column("deadline", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_by_id", sa.Uuid(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["asked_by_id"], ["appointment.id"], name=op.f("fk_opinion_slip_asked_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_opinion_slip_meeting_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opinion_slip")),
    )
    op.create_index(
        op.f("ix_opinion_slip_meeting_id"), "opinion_slip", ["meeting_id"], unique=False
    )
    op.create_table(
        "guest_link",
        sa.Column("seat_id", sa.Uuid(), nullable=False),
        sa.Column("secret_digest", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("admitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("admitted_by_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["admitted_by_id"], ["appointment.id"], name=op.f("fk_guest_link_admitted_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["seat_id"], ["seat.id"], name=op.f("fk_guest_link_seat_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("seat_id", name=op.f("pk_guest_link")),
        sa.UniqueConstraint("secret_digest", name=op.f("uq_guest_link_secret_digest")),
    )
    op.create_table(
        "meeting_mail",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("meeting_id", sa.Uuid(), nullable=False),
        sa.Column("seat_id", sa.Uuid(), nullable=True),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("address", sa.String(length=200), nullable=False),
        sa.Column(
            "method",
            sa.Enum(
                "request",
                "cancel",
                name="mailmethod_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "queued",
                "sent",
                "skipped",
                "failed",
                name="mailstate_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("problem", sa.String(length=300), nullable=True),
        sa.Column("queued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_meeting_mail_meeting_id")
        ),
        sa.ForeignKeyConstraint(
            ["seat_id"], ["seat.id"], name=op.f("fk_meeting_mail_seat_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_mail")),
    )
    op.create_index(
        op.f("ix_meeting_mail_meeting_id"), "meeting_mail", ["meeting_id"], unique=False
    )
    op.create_table(
        "opinion_answer",
        sa.Column("slip_id", sa.Uuid(), nullable=False),
        sa.Column("seat_id", sa.Uuid(), nullable=False),
        sa.Column("choice", sa.String(length=200), nullable=True),
        sa.Column("text", sa.String(length=4000), nullable=False),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column("answered_by_id", sa.Uuid(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "choice IS NOT NULL OR text <> ''", name=op.f("ck_opinion_answer_says_something")
        ),
        sa.ForeignKeyConstraint(
            ["answered_by_id"], ["appointment.id"], name=op.f("fk_opinion_answer_answered_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["seat_id"], ["seat.id"], name=op.f("fk_opinion_answer_seat_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["slip_id"], ["opinion_slip.id"], name=op.f("fk_opinion_answer_slip_id")
        ),
        sa.PrimaryKeyConstraint("slip_id", "seat_id", name=op.f("pk_opinion_answer")),
    )
    op.execute(REGISTER_MEETING)


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("DROP VIEW register_meeting")
    for table in (
        "opinion_answer",
        "meeting_mail",
        "guest_link",
        "opinion_slip",
        "minutes_version",
        "meeting_paper",
        "document_request",
        "document_origin",
        "conclusion",
    ):
        op.drop_table(table)
