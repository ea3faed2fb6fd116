"""Keep what happens while a meeting runs: presence, floor, controls, votes, recordings."""

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from alembic import op

revision = "b1364e85ab9c"
down_revision = "d32996cdd7d8"
branch_labels = None
depends_on = None


_KIND = "ck_meeting_event_eventkind_known"
KINDS_BEFORE = (
    *("opened", "closed", "joined", "left", "item_started", "item_done"),
    *("floor_asked", "floor_withdrawn", "floor_given", "floor_ended"),
    *("vote_opened", "vote_closed", "vote_annulled"),
    *("recording_started", "recording_stopped", "remark", "conclusion"),
)
KINDS = (
    *KINDS_BEFORE,
    *("admitted", "removed", "roll_called", "controlled", "item_extended"),
    *("floor_ordered", "floor_dismissed", "floor_extended", "vote_prepared"),
    *("ballot_cast", "ballot_handed", "proxy_given", "chat"),
)
# Every event wakes the servers at its commit, whoever wrote it.
NOTIFY = (
    """
    CREATE FUNCTION meeting_event_notifies() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        PERFORM pg_notify('congvu_meeting', json_build_object(
            'meeting', NEW.meeting_id, 'seq', NEW.seq)::text);
        RETURN NULL;
    END $$
    """,
    """
    CREATE TRIGGER meeting_event_notifies AFTER INSERT ON meeting_event
    FOR EACH ROW EXECUTE FUNCTION meeting_event_notifies()
    """,
)


def _allow(kinds: tuple[str, ...]) -> None:
    listed = ", ".join(f"'{kind}'" for kind in kinds)
    op.execute(f"ALTER TABLE meeting_event DROP CONSTRAINT {_KIND}")
    op.execute(f"ALTER TABLE meeting_event ADD CONSTRAINT {_KIND} CHECK (kind IN ({listed}))")


def upgrade() -> None:
    # A migration that cannot get its lock soon must fail, not queue everybody behind it.
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.create_table(
        "live_relay",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("server", sa.Integer(), nullable=False),
        sa.Column("body", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column(
            "at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_live_relay")),
        prefixes=["UNLOGGED"],
    )
    op.create_table(
        "meeting_recording",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("meeting_id", sa.Uuid(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "running",
                "stopped",
                "joining",
                "stored",
                "failed",
                "expired",
                name="recordingstate_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_by_id", sa.Uuid(), nullable=False),
        sa.Column("stopped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("parts", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("progress", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=True),
        sa.Column("size", sa.BigInteger(), nullable=True),
        sa.Column("keep_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failure", sa.String(length=500), nullable=True),
        sa.CheckConstraint(
            "(digest IS NOT NULL) = (state = 'stored')",
            name=op.f("ck_meeting_recording_stored_has_a_digest"),
        ),
        sa.CheckConstraint(
            "progress BETWEEN 0 AND 100", name=op.f("ck_meeting_recording_progress_in_percent")
        ),
        sa.CheckConstraint(
            "started_at <= stopped_at", name=op.f("ck_meeting_recording_times_in_order")
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_meeting_recording_meeting_id")
        ),
        sa.ForeignKeyConstraint(
            ["started_by_id"], ["appointment.id"], name=op.f("fk_meeting_recording_started_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_recording")),
    )
    op.create_index(
        op.f("ix_meeting_recording_meeting_id"), "meeting_recording", ["meeting_id"], unique=False
    )
    op.create_index(
        "ix_meeting_recording_one_running",
        "meeting_recording",
        ["meeting_id"],
        unique=True,
        postgresql_where=sa.text("state = 'running'"),
    )
    op.create_table(
        "live_connection",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("meeting_id", sa.Uuid(), nullable=False),
        sa.Column("seat_id", sa.Uuid(), nullable=False),
        sa.Column("person", sa.String(length=200), nullable=False),
        sa.Column("device", sa.String(length=32), nullable=False),
        sa.Column("server", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "lobby",
                "in",
                name="connectionstate_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lost_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_live_connection_meeting_id")
        ),
        sa.ForeignKeyConstraint(
            ["seat_id"], ["seat.id"], name=op.f("fk_live_connection_seat_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_live_connection")),
        sa.UniqueConstraint("seat_id", "device", name=op.f("uq_live_connection_seat_id_device")),
    )
    op.create_index(
        op.f("ix_live_connection_meeting_id"), "live_connection", ["meeting_id"], unique=False
    )
    op.create_index("ix_live_connection_server", "live_connection", ["server"], unique=False)
    op.create_table(
        "live_seat",
        sa.Column("seat_id", sa.Uuid(), nullable=False),
        sa.Column("meeting_id", sa.Uuid(), nullable=False),
        sa.Column("muted", sa.Boolean(), nullable=False),
        sa.Column("camera_off", sa.Boolean(), nullable=False),
        sa.Column("may_share", sa.Boolean(), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("remove_reason", sa.String(length=1000), nullable=True),
        sa.Column(
            "roll",
            sa.Enum(
                "present",
                "absent",
                name="roll_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.CheckConstraint(
            "(removed_at IS NULL) = (remove_reason IS NULL)",
            name=op.f("ck_live_seat_removed_with_a_reason"),
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_live_seat_meeting_id")
        ),
        sa.ForeignKeyConstraint(
            ["seat_id"], ["seat.id"], name=op.f("fk_live_seat_seat_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("seat_id", name=op.f("pk_live_seat")),
    )
    op.create_index(op.f("ix_live_seat_meeting_id"), "live_seat", ["meeting_id"], unique=False)
    op.create_table(
        "vote_proxy",
        sa.Column("seat_id", sa.Uuid(), nullable=False),
        sa.Column("meeting_id", sa.Uuid(), nullable=False),
        sa.Column("holder_seat_id", sa.Uuid(), nullable=False),
        sa.Column("basis", sa.String(length=500), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("seat_id <> holder_seat_id", name=op.f("ck_vote_proxy_not_to_itself")),
        sa.ForeignKeyConstraint(
            ["holder_seat_id"], ["seat.id"], name=op.f("fk_vote_proxy_holder_seat_id")
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_vote_proxy_meeting_id")
        ),
        sa.ForeignKeyConstraint(["seat_id"], ["seat.id"], name=op.f("fk_vote_proxy_seat_id")),
        sa.PrimaryKeyConstraint("seat_id", name=op.f("pk_vote_proxy")),
    )
    op.create_index(op.f("ix_vote_proxy_meeting_id"), "vote_proxy", ["meeting_id"], unique=False)
    op.create_table(
        "floor_request",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("meeting_id", sa.Uuid(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=True),
        sa.Column("seat_id", sa.Uuid(), nullable=False),
        sa.Column("person", sa.String(length=200), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "speak",
                "reply",
                "point_of_order",
                name="floorkind_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "asked",
                "withdrawn",
                "dismissed",
                "speaking",
                "spoken",
                name="floorstate_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("seconds_allowed", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(ended_at IS NOT NULL) = (state = 'spoken')", name=op.f("ck_floor_request_spoke_until")
        ),
        sa.CheckConstraint(
            "(started_at IS NOT NULL) = (state IN ('speaking', 'spoken'))",
            name=op.f("ck_floor_request_spoke_since"),
        ),
        sa.CheckConstraint("started_at <= ended_at", name=op.f("ck_floor_request_times_in_order")),
        sa.ForeignKeyConstraint(
            ["item_id"], ["agenda_item.id"], name=op.f("fk_floor_request_item_id")
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_floor_request_meeting_id")
        ),
        sa.ForeignKeyConstraint(["seat_id"], ["seat.id"], name=op.f("fk_floor_request_seat_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_floor_request")),
    )
    op.create_index(
        "ix_floor_request_asked_once",
        "floor_request",
        ["seat_id", "kind"],
        unique=True,
        postgresql_where=sa.text("state = 'asked'"),
    )
    op.create_index(
        op.f("ix_floor_request_meeting_id"), "floor_request", ["meeting_id"], unique=False
    )
    op.create_index(
        "ix_floor_request_one_speaker",
        "floor_request",
        ["meeting_id"],
        unique=True,
        postgresql_where=sa.text("state = 'speaking'"),
    )
    op.create_table(
        "vote",
        sa.Column("question", sa.String(length=1000), nullable=False),
        sa.Column("secret", sa.Boolean(), nullable=False),
        sa.Column("weighted", sa.Boolean(), nullable=False),
        sa.Column("proxies_allowed", sa.Boolean(), nullable=False),
        sa.Column(
            "base",
            sa.Enum(
                "present",
                "cast",
                "all",
                name="votebase_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "threshold",
            sa.Enum(
                "simple",
                "absolute",
                "two_thirds",
                name="threshold_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
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
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("meeting_id", sa.Uuid(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=True),
        sa.Column("options", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "prepared",
                "open",
                "closed",
                "annulled",
                name="votestate_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("roll", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("public_key", sa.String(), nullable=True),
        sa.Column("private_key", sa.LargeBinary(), nullable=True),
        sa.Column("annul_reason", sa.String(length=1000), nullable=True),
        sa.Column("result", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("digest", sa.String(length=64), nullable=True),
        sa.CheckConstraint(
            "(state = 'annulled') = (annul_reason IS NOT NULL)",
            name=op.f("ck_vote_annulled_with_a_reason"),
        ),
        sa.CheckConstraint(
            "private_key IS NULL OR (secret AND state = 'open')",
            name=op.f("ck_vote_key_only_while_open"),
        ),
        sa.CheckConstraint(
            "state <> 'closed' OR closed_at IS NOT NULL", name=op.f("ck_vote_closed_has_an_end")
        ),
        sa.CheckConstraint(
            "(result IS NOT NULL AND digest IS NOT NULL) = (closed_at IS NOT NULL)",
            name=op.f("ck_vote_closed_with_a_result"),
        ),
        sa.CheckConstraint(
            "NOT (secret AND weighted)", name=op.f("ck_vote_secret_is_not_weighted")
        ),
        sa.CheckConstraint("opened_at <= closed_at", name=op.f("ck_vote_times_in_order")),
        sa.ForeignKeyConstraint(["item_id"], ["agenda_item.id"], name=op.f("fk_vote_item_id")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_vote_meeting_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vote")),
    )
    op.create_index(op.f("ix_vote_meeting_id"), "vote", ["meeting_id"], unique=False)
    op.create_index(
        "ix_vote_one_open",
        "vote",
        ["meeting_id"],
        unique=True,
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_table(
        "ballot",
        sa.Column("vote_id", sa.Uuid(), nullable=False),
        sa.Column("seat_id", sa.Uuid(), nullable=False),
        sa.Column("choice", sa.String(length=40), nullable=False),
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.Column("cast_by_seat_id", sa.Uuid(), nullable=False),
        sa.Column("person", sa.String(length=200), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["cast_by_seat_id"], ["seat.id"], name=op.f("fk_ballot_cast_by_seat_id")
        ),
        sa.ForeignKeyConstraint(["seat_id"], ["seat.id"], name=op.f("fk_ballot_seat_id")),
        sa.ForeignKeyConstraint(["vote_id"], ["vote.id"], name=op.f("fk_ballot_vote_id")),
        sa.PrimaryKeyConstraint("vote_id", "seat_id", name=op.f("pk_ballot")),
    )
    op.create_table(
        "ballot_token",
        sa.Column("vote_id", sa.Uuid(), nullable=False),
        sa.Column("seat_id", sa.Uuid(), nullable=False),
        sa.Column("asked_by_seat_id", sa.Uuid(), nullable=False),
        sa.Column("blinded", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["asked_by_seat_id"], ["seat.id"], name=op.f("fk_ballot_token_asked_by_seat_id")
        ),
        sa.ForeignKeyConstraint(["seat_id"], ["seat.id"], name=op.f("fk_ballot_token_seat_id")),
        sa.ForeignKeyConstraint(["vote_id"], ["vote.id"], name=op.f("fk_ballot_token_vote_id")),
        sa.PrimaryKeyConstraint("vote_id", "seat_id", name=op.f("pk_ballot_token")),
    )
    op.create_table(
        "live_meeting",
        sa.Column("meeting_id", sa.Uuid(), nullable=False),
        sa.Column(
            "speech",
            sa.Enum(
                "floor",
                "free",
                name="speechrule_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("speech_seconds", sa.Integer(), nullable=False),
        sa.Column("locked", sa.Boolean(), nullable=False),
        sa.Column("page_document_id", sa.Uuid(), nullable=True),
        sa.Column("page", sa.Integer(), nullable=True),
        sa.Column("media_server", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(page IS NULL) = (page_document_id IS NULL)", name=op.f("ck_live_meeting_page")
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_live_meeting_meeting_id")
        ),
        sa.ForeignKeyConstraint(
            ["page_document_id"],
            ["agenda_document.id"],
            name=op.f("fk_live_meeting_page_document_id"),
        ),
        sa.PrimaryKeyConstraint("meeting_id", name=op.f("pk_live_meeting")),
    )
    op.create_table(
        "secret_ballot",
        sa.Column("vote_id", sa.Uuid(), nullable=False),
        sa.Column("token", sa.LargeBinary(), nullable=False),
        sa.Column("prefix", sa.LargeBinary(), nullable=False),
        sa.Column("token_signature", sa.LargeBinary(), nullable=False),
        sa.Column("choice", sa.String(length=40), nullable=False),
        sa.Column("choice_signature", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["vote_id"], ["vote.id"], name=op.f("fk_secret_ballot_vote_id")),
        sa.PrimaryKeyConstraint("vote_id", "token", name=op.f("pk_secret_ballot")),
    )
    op.add_column(
        "agenda_item", sa.Column("minutes_added", sa.Integer(), nullable=False, server_default="0")
    )
    op.alter_column("agenda_item", "minutes_added", server_default=None)
    _allow(KINDS)
    for statement in NOTIFY:
        op.execute(statement)


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("DROP TRIGGER meeting_event_notifies ON meeting_event")
    op.execute("DROP FUNCTION meeting_event_notifies")
    _allow(KINDS_BEFORE)
    op.drop_column("agenda_item", "minutes_added")
    op.drop_table("secret_ballot")
    op.drop_table("live_meeting")
    op.drop_table("ballot_token")
    op.drop_table("ballot")
    op.drop_table("vote")
    op.drop_table("floor_request")
    op.drop_table("vote_proxy")
    op.drop_table("live_seat")
    op.drop_table("live_connection")
    op.drop_table("meeting_recording")
    op.drop_table("live_relay")
