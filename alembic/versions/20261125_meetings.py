"""Keep meetings with their places, seats, agenda and timeline."""

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from alembic import op

revision = "1e0471c996e1"
down_revision = "5d0e93b7c416"
branch_labels = None
depends_on = None


# The timeline is evidence: what happened is added, never changed or taken out.
KEEP_TIMELINE = (
    """
    CREATE FUNCTION meeting_event_refuses() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'the timeline of a meeting is append-only' USING ERRCODE = '23001';
    END $$
    """,
    """
    CREATE TRIGGER meeting_event_is_append_only BEFORE UPDATE OR DELETE ON meeting_event
    FOR EACH ROW EXECUTE FUNCTION meeting_event_refuses()
    """,
)


def upgrade() -> None:
    # A migration that cannot get its lock soon must fail, not queue everybody behind it.
    op.execute("SET LOCAL lock_timeout = '5s'")
    # A place and a time in one exclusion constraint; trusted, so the owner of the database may.
    op.execute("CREATE EXTENSION IF NOT EXISTS btree_gist")
    op.create_table(
        "place",
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("address", sa.String(length=300), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=True),
        sa.Column("equipment", sa.String(length=500), nullable=False),
        sa.Column("is_bridge_point", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_place_agency_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_place")),
        sa.UniqueConstraint("agency_id", "name", name=op.f("uq_place_agency_id_name")),
    )
    op.create_table(
        "meeting",
        sa.Column("title", sa.String(length=500), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "advisory",
                "work_solving",
                "professional",
                "briefing",
                "review",
                "thematic",
                "training",
                "coordination",
                name="meetingkind_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "form",
            sa.Enum(
                "online",
                "in_person",
                "hybrid",
                name="meetingform_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("place_text", sa.String(length=300), nullable=False),
        sa.Column("content", sa.String(length=4000), nullable=False),
        sa.Column("requirements", sa.String(length=2000), nullable=False),
        sa.Column(
            "quorum",
            sa.Enum(
                "none",
                "majority",
                "two_thirds",
                name="quorum_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("recording_allowed", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("drafter_appointment_id", sa.Uuid(), nullable=False),
        sa.Column("chair_appointment_id", sa.Uuid(), nullable=False),
        sa.Column("secretary_appointment_id", sa.Uuid(), nullable=False),
        sa.Column("place_id", sa.Uuid(), nullable=True),
        sa.Column("scope", postgresql.ARRAY(sa.String()), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "planned",
                "invited",
                "open",
                "closed",
                "concluded",
                "cancelled",
                name="meetingstate_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("held_here", sa.Boolean(), nullable=False),
        sa.Column("late_reason", sa.String(length=500), nullable=True),
        sa.Column("cancel_reason", sa.String(length=1000), nullable=True),
        sa.Column("invited_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("concluded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("calendar_sequence", sa.Integer(), nullable=False),
        sa.Column("last_seq", sa.Integer(), nullable=False),
        sa.Column("folded", sa.String(), nullable=False),
        sa.CheckConstraint(
            "(closed_at IS NOT NULL) = (state IN ('closed', 'concluded'))",
            name=op.f("ck_meeting_closed_has_an_end"),
        ),
        sa.CheckConstraint(
            "opened_at IS NOT NULL OR state IN ('planned', 'invited', 'cancelled')",
            name=op.f("ck_meeting_held_has_a_beginning"),
        ),
        sa.CheckConstraint("opened_at <= closed_at", name=op.f("ck_meeting_times_in_order")),
        sa.CheckConstraint("starts_at < ends_at", name=op.f("ck_meeting_planned_times_in_order")),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_meeting_agency_id")),
        sa.ForeignKeyConstraint(
            ["chair_appointment_id"],
            ["appointment.id"],
            name=op.f("fk_meeting_chair_appointment_id"),
        ),
        sa.ForeignKeyConstraint(
            ["drafter_appointment_id"],
            ["appointment.id"],
            name=op.f("fk_meeting_drafter_appointment_id"),
        ),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_meeting_place_id")),
        sa.ForeignKeyConstraint(
            ["secretary_appointment_id"],
            ["appointment.id"],
            name=op.f("fk_meeting_secretary_appointment_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting")),
    )
    op.create_index(
        "ix_meeting_agency_id_starts_at",
        "meeting",
        ["agency_id", sa.literal_column("starts_at DESC"), "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_meeting_chair_appointment_id"), "meeting", ["chair_appointment_id"], unique=False
    )
    op.create_index(
        op.f("ix_meeting_drafter_appointment_id"),
        "meeting",
        ["drafter_appointment_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_meeting_secretary_appointment_id"),
        "meeting",
        ["secretary_appointment_id"],
        unique=False,
    )
    op.create_index(
        "ix_meeting_starts_at",
        "meeting",
        [sa.literal_column("starts_at DESC"), sa.literal_column("id DESC")],
        unique=False,
    )
    op.create_table(
        "booking",
        sa.Column("meeting_id", sa.Uuid(), nullable=False),
        sa.Column("place_id", sa.Uuid(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        postgresql.ExcludeConstraint(
            (sa.column("place_id"), "="),
            (sa.text("tstzrange(starts_at, ends_at)"), "&&"),
            using="gist",
            name="ex_booking_one_meeting_at_a_time",
        ),
        sa.CheckConstraint("starts_at < ends_at", name=op.f("ck_booking_times_in_order")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_booking_meeting_id")),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_booking_place_id")),
        sa.PrimaryKeyConstraint("meeting_id", "place_id", name=op.f("pk_booking")),
    )
    op.create_table(
        "seat",
        sa.Column(
            "role",
            sa.Enum(
                "chair",
                "secretary",
                "member",
                "attendee",
                "guest",
                name="seatrole_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.Column("joins_online", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("meeting_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "agency",
                "person",
                "guest",
                name="seatkind_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=True),
        sa.Column("appointment_id", sa.Uuid(), nullable=True),
        sa.Column("place_id", sa.Uuid(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "invited",
                "confirmed",
                "declined",
                "delegated",
                name="seatstate_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("decline_reason", sa.String(length=1000), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "(state = 'declined') = (decline_reason IS NOT NULL)",
            name=op.f("ck_seat_declined_with_a_reason"),
        ),
        sa.CheckConstraint(
            "CASE kind WHEN 'agency' THEN agency_id IS NOT NULL AND appointment_id IS NULL"
            " WHEN 'person' THEN appointment_id IS NOT NULL AND agency_id IS NULL"
            " ELSE agency_id IS NULL AND appointment_id IS NULL END",
            name=op.f("ck_seat_whose_it_is"),
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_seat_agency_id")),
        sa.ForeignKeyConstraint(
            ["answered_by_id"], ["appointment.id"], name=op.f("fk_seat_answered_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["appointment_id"], ["appointment.id"], name=op.f("fk_seat_appointment_id")
        ),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_seat_meeting_id")),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_seat_place_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seat")),
        sa.UniqueConstraint("meeting_id", "agency_id", name=op.f("uq_seat_meeting_id_agency_id")),
        sa.UniqueConstraint(
            "meeting_id", "appointment_id", name=op.f("uq_seat_meeting_id_appointment_id")
        ),
    )
    op.create_index(op.f("ix_seat_agency_id"), "seat", ["agency_id"], unique=False)
    op.create_index(op.f("ix_seat_appointment_id"), "seat", ["appointment_id"], unique=False)
    op.create_index(op.f("ix_seat_meeting_id"), "seat", ["meeting_id"], unique=False)
    op.create_index(
        "ix_seat_one_chair",
        "seat",
        ["meeting_id"],
        unique=True,
        postgresql_where=sa.text("role = 'chair'"),
    )
    op.create_index(
        "ix_seat_one_secretary",
        "seat",
        ["meeting_id"],
        unique=True,
        postgresql_where=sa.text("role = 'secretary'"),
    )
    op.create_table(
        "agenda_item",
        sa.Column("title", sa.String(length=500), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "report",
                "discussion",
                "vote",
                "other",
                name="itemkind_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("minutes_planned", sa.Integer(), nullable=False),
        sa.Column("presenter", sa.String(length=200), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("meeting_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("presenter_seat_id", sa.Uuid(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "waiting",
                "current",
                "done",
                name="itemstate_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("started_at <= ended_at", name=op.f("ck_agenda_item_times_in_order")),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_agenda_item_meeting_id")
        ),
        sa.ForeignKeyConstraint(
            ["presenter_seat_id"], ["seat.id"], name=op.f("fk_agenda_item_presenter_seat_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agenda_item")),
        sa.UniqueConstraint(
            "meeting_id",
            "position",
            deferrable=True,
            initially="DEFERRED",
            name=op.f("uq_agenda_item_meeting_id_position"),
        ),
    )
    op.create_table(
        "presence",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("seat_id", sa.Uuid(), nullable=False),
        sa.Column("person", sa.String(length=200), nullable=False),
        sa.Column(
            "how",
            sa.Enum(
                "device",
                "secretary",
                "phone",
                name="presencehow_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("joined_at <= left_at", name=op.f("ck_presence_times_in_order")),
        sa.ForeignKeyConstraint(["seat_id"], ["seat.id"], name=op.f("fk_presence_seat_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_presence")),
    )
    op.create_index(
        "ix_presence_open",
        "presence",
        ["seat_id"],
        unique=False,
        postgresql_where=sa.text("left_at IS NULL"),
    )
    op.create_index(op.f("ix_presence_seat_id"), "presence", ["seat_id"], unique=False)
    op.create_table(
        "seat_person",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("seat_id", sa.Uuid(), nullable=False),
        sa.Column("appointment_id", sa.Uuid(), nullable=True),
        sa.Column("full_name", sa.String(length=100), nullable=False),
        sa.Column("office", sa.String(length=200), nullable=False),
        sa.Column("email", sa.String(length=200), nullable=True),
        sa.Column("is_head", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["appointment_id"], ["appointment.id"], name=op.f("fk_seat_person_appointment_id")
        ),
        sa.ForeignKeyConstraint(
            ["seat_id"], ["seat.id"], name=op.f("fk_seat_person_seat_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seat_person")),
        sa.UniqueConstraint(
            "seat_id", "appointment_id", name=op.f("uq_seat_person_seat_id_appointment_id")
        ),
    )
    op.create_index(
        op.f("ix_seat_person_appointment_id"), "seat_person", ["appointment_id"], unique=False
    )
    op.create_index(
        "ix_seat_person_one_head",
        "seat_person",
        ["seat_id"],
        unique=True,
        postgresql_where=sa.text("is_head"),
    )
    op.create_index(op.f("ix_seat_person_seat_id"), "seat_person", ["seat_id"], unique=False)
    op.create_table(
        "agenda_document",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("meeting_id", sa.Uuid(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("filename", sa.String(length=255), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("offered_by_id", sa.Uuid(), nullable=False),
        sa.Column("document_id", sa.Uuid(), nullable=True),
        sa.Column("number_and_symbol", sa.String(length=50), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["item_id"], ["agenda_item.id"], name=op.f("fk_agenda_document_item_id")
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_agenda_document_meeting_id")
        ),
        sa.ForeignKeyConstraint(
            ["offered_by_id"], ["appointment.id"], name=op.f("fk_agenda_document_offered_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agenda_document")),
        sa.UniqueConstraint("item_id", "digest", name=op.f("uq_agenda_document_item_id_digest")),
    )
    op.create_index(
        op.f("ix_agenda_document_meeting_id"), "agenda_document", ["meeting_id"], unique=False
    )
    op.create_table(
        "meeting_event",
        sa.Column("meeting_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "opened",
                "closed",
                "joined",
                "left",
                "item_started",
                "item_done",
                "floor_asked",
                "floor_withdrawn",
                "floor_given",
                "floor_ended",
                "vote_opened",
                "vote_closed",
                "vote_annulled",
                "recording_started",
                "recording_stopped",
                "remark",
                "conclusion",
                name="eventkind_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("seat_id", sa.Uuid(), nullable=True),
        sa.Column("person", sa.String(length=200), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=True),
        sa.Column("details", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(
            ["item_id"], ["agenda_item.id"], name=op.f("fk_meeting_event_item_id")
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_meeting_event_meeting_id")
        ),
        sa.ForeignKeyConstraint(["seat_id"], ["seat.id"], name=op.f("fk_meeting_event_seat_id")),
        sa.PrimaryKeyConstraint("meeting_id", "seq", name=op.f("pk_meeting_event")),
    )
    op.create_table(
        "document_note",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("document_id", sa.Uuid(), nullable=True),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("page", sa.Integer(), nullable=True),
        sa.Column("text", sa.String(length=4000), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"],
            ["agenda_document.id"],
            name=op.f("fk_document_note_document_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["item_id"],
            ["agenda_item.id"],
            name=op.f("fk_document_note_item_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_document_note_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document_note")),
    )
    op.create_index(
        op.f("ix_document_note_person_id"), "document_note", ["person_id"], unique=False
    )
    for statement in KEEP_TIMELINE:
        op.execute(statement)


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    for table in (
        "document_note",
        "meeting_event",
        "agenda_document",
        "seat_person",
        "presence",
        "agenda_item",
        "seat",
        "booking",
        "meeting",
        "place",
    ):
        op.drop_table(table)
    op.execute("DROP FUNCTION meeting_event_refuses()")
    op.execute("DROP EXTENSION btree_gist")
