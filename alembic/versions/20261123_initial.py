"""The first tables: directory, documents, journal, outbox."""

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from alembic import op

revision = "bee9dcb2b95b"
down_revision = None
branch_labels = None
depends_on = None


# Partitions by month; the default one takes what no month has been made for.
JOURNAL = (
    "CREATE TABLE journal_entry_other PARTITION OF journal_entry DEFAULT",
    """
    CREATE FUNCTION journal_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'the journal is append-only' USING ERRCODE = 'insufficient_privilege';
    END $$
    """,
    """
    CREATE TRIGGER journal_entry_is_append_only BEFORE UPDATE OR DELETE ON journal_entry
    FOR EACH ROW EXECUTE FUNCTION journal_refuse_change()
    """,
    """
    CREATE TRIGGER journal_entry_is_never_emptied BEFORE TRUNCATE ON journal_entry
    FOR EACH STATEMENT EXECUTE FUNCTION journal_refuse_change()
    """,
    """
    CREATE FUNCTION journal_make_month(day date) RETURNS void LANGUAGE plpgsql AS $$
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
        END IF;
    END $$
    """,
    """
    SELECT journal_make_month((date '2024-01-01' + make_interval(months => n))::date)
    FROM generate_series(0, 59) n
    """,
)

# The state of a delivery is its newest event; nothing else keeps it.
DELIVERY_NOW = """
    CREATE VIEW delivery_now AS
    SELECT DISTINCT ON (e.delivery_id) e.delivery_id, d.document_id, d.agency_id, d.medium,
           e.state, e.code, e.reason, e.at
    FROM delivery_event e JOIN delivery d ON d.id = e.delivery_id
    ORDER BY e.delivery_id, e.sequence DESC
"""


def upgrade() -> None:  # noqa: PLR0915 - the first migration makes everything
    # A migration that cannot get its lock soon must fail, not queue everybody behind it.
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    op.create_table(
        "agency",
        sa.Column("code", sa.String(length=35), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("abbreviation", sa.String(length=30), nullable=False),
        sa.Column(
            "level",
            sa.Enum(
                "province",
                "district",
                "commune",
                name="agencylevel_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("external", sa.Boolean(), nullable=False),
        sa.Column("place", sa.String(length=100), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("parent_id", sa.Uuid(), nullable=True),
        sa.Column("seal_diameter_mm", sa.Float(), nullable=False),
        sa.Column("folded", sa.String(), nullable=False),
        sa.Column("sort_key", sa.String(collation="C"), nullable=False),
        sa.CheckConstraint(
            "valid_to IS NULL OR valid_from IS NULL OR valid_from <= valid_to",
            name=op.f("ck_agency_dates_in_order"),
        ),
        sa.ForeignKeyConstraint(["parent_id"], ["agency.id"], name=op.f("fk_agency_parent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agency")),
        sa.UniqueConstraint("code", name=op.f("uq_agency_code")),
    )
    op.create_index(
        "ix_agency_folded_trgm",
        "agency",
        ["folded"],
        unique=False,
        postgresql_using="gin",
        postgresql_ops={"folded": "gin_trgm_ops"},
    )
    op.create_table(
        "file_verdict",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("verdict", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_file_verdict")),
    )
    op.create_table(
        "inbox_entry",
        sa.Column("consumer", sa.String(), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column(
            "done_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("consumer", "event_id", name=op.f("pk_inbox_entry")),
    )
    op.create_table(
        "journal_entry",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("act", sa.String(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("appointment_id", sa.Uuid(), nullable=True),
        sa.Column("on_behalf_of_id", sa.Uuid(), nullable=True),
        sa.Column("agency_id", sa.Uuid(), nullable=True),
        sa.Column("subject_type", sa.String(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("digest", sa.String(), nullable=True),
        sa.Column("details", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.CheckConstraint(
            "act ~ '^[a-z_]+:[a-z_]+:[a-z_]+$'", name=op.f("ck_journal_entry_act_has_three_parts")
        ),
        sa.PrimaryKeyConstraint("id", "at", name=op.f("pk_journal_entry")),
        postgresql_partition_by="RANGE (at)",
    )
    op.create_index(
        "ix_journal_entry_agency_id_act_at",
        "journal_entry",
        ["agency_id", "act", "at"],
        unique=False,
    )
    op.create_index(
        "ix_journal_entry_subject",
        "journal_entry",
        ["subject_type", "subject_id", "at"],
        unique=False,
    )
    op.create_table(
        "kept_answer",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("request_digest", sa.String(length=64), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("headers", sa.String(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("person_id", "key", name=op.f("pk_kept_answer")),
    )
    op.create_table(
        "outbox_event",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("subject", sa.Uuid(), nullable=False),
        sa.Column("data", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("occurred_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "pending",
                "dead",
                name="eventstate_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column(
            "next_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.Column("claimed_by", sa.Integer(), nullable=True),
        sa.Column("last_error", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox_event")),
    )
    op.create_index(
        "ix_outbox_event_due",
        "outbox_event",
        ["next_at"],
        unique=False,
        postgresql_where=sa.text("state = 'pending'"),
    )
    op.create_table(
        "person",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("staff_code", sa.String(length=35), nullable=True),
        sa.Column("full_name", sa.String(length=100), nullable=False),
        sa.Column("email", sa.String(length=200), nullable=True),
        sa.Column("folded", sa.String(), nullable=False),
        sa.Column("sort_key", sa.String(collation="C"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("staff_code", name=op.f("uq_person_staff_code")),
    )
    op.create_table(
        "sign_in_failure",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("username", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column(
            "at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_failure")),
    )
    op.create_index(
        "ix_sign_in_failure_window", "sign_in_failure", ["username", "address", "at"], unique=False
    )
    op.create_table(
        "account",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("username", sa.String(length=100), nullable=False),
        sa.Column("password_hash", sa.String(), nullable=False),
        sa.Column("disabled_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_account_person_id")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_account")),
        sa.UniqueConstraint("username", name=op.f("uq_account_username")),
    )
    op.create_table(
        "agency_successor",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("successor_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_agency_successor_agency_id")
        ),
        sa.ForeignKeyConstraint(
            ["successor_id"], ["agency.id"], name=op.f("fk_agency_successor_successor_id")
        ),
        sa.PrimaryKeyConstraint("agency_id", "successor_id", name=op.f("pk_agency_successor")),
    )
    op.create_table(
        "book",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column(
            "direction",
            sa.Enum(
                "outgoing",
                "incoming",
                name="bookdirection_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_book_agency_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_book")),
        sa.UniqueConstraint(
            "agency_id", "direction", "name", name=op.f("uq_book_agency_id_direction_name")
        ),
    )
    op.create_index(op.f("ix_book_agency_id"), "book", ["agency_id"], unique=False)
    op.create_table(
        "department",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("abbreviation", sa.String(length=20), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "valid_to IS NULL OR valid_from IS NULL OR valid_from <= valid_to",
            name=op.f("ck_department_dates_in_order"),
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_department_agency_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_department")),
        sa.UniqueConstraint(
            "agency_id", "name", "valid_from", name=op.f("uq_department_agency_id_name_valid_from")
        ),
    )
    op.create_index(op.f("ix_department_agency_id"), "department", ["agency_id"], unique=False)
    op.create_table(
        "receiver_group",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_receiver_group_agency_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_receiver_group")),
        sa.UniqueConstraint("agency_id", "name", name=op.f("uq_receiver_group_agency_id_name")),
    )
    op.create_table(
        "appointment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("department_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.String(length=100), nullable=False),
        sa.Column("roles", postgresql.ARRAY(sa.String()), nullable=False),
        sa.Column("authority", sa.String(length=200), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.CheckConstraint("cardinality(roles) > 0", name=op.f("ck_appointment_has_a_role")),
        sa.CheckConstraint(
            "valid_to IS NULL OR valid_from IS NULL OR valid_from <= valid_to",
            name=op.f("ck_appointment_dates_in_order"),
        ),
        sa.ForeignKeyConstraint(
            ["department_id"], ["department.id"], name=op.f("fk_appointment_department_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_appointment_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appointment")),
    )
    op.create_index(
        op.f("ix_appointment_department_id"), "appointment", ["department_id"], unique=False
    )
    op.create_index(op.f("ix_appointment_person_id"), "appointment", ["person_id"], unique=False)
    op.create_table(
        "book_series",
        sa.Column("book_id", sa.Uuid(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("last_number", sa.Integer(), nullable=False),
        sa.CheckConstraint("last_number >= 0", name=op.f("ck_book_series_counts_up")),
        sa.ForeignKeyConstraint(["book_id"], ["book.id"], name=op.f("fk_book_series_book_id")),
        sa.PrimaryKeyConstraint("book_id", "year", name=op.f("pk_book_series")),
    )
    op.create_table(
        "receiver_group_member",
        sa.Column("group_id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_receiver_group_member_agency_id")
        ),
        sa.ForeignKeyConstraint(
            ["group_id"],
            ["receiver_group.id"],
            name=op.f("fk_receiver_group_member_group_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("group_id", "agency_id", name=op.f("pk_receiver_group_member")),
    )
    op.create_table(
        "credential",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("appointment_id", sa.Uuid(), nullable=True),
        sa.Column("agency_id", sa.Uuid(), nullable=True),
        sa.Column("key_label", sa.String(length=200), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("serial", sa.String(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("valid_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("valid_to", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(appointment_id IS NULL) <> (agency_id IS NULL)",
            name=op.f("ck_credential_one_kind_of_holder"),
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_credential_agency_id")),
        sa.ForeignKeyConstraint(
            ["appointment_id"], ["appointment.id"], name=op.f("fk_credential_appointment_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credential")),
        sa.UniqueConstraint("key_label", name=op.f("uq_credential_key_label")),
    )
    op.create_index(op.f("ix_credential_agency_id"), "credential", ["agency_id"], unique=False)
    op.create_index(
        op.f("ix_credential_appointment_id"), "credential", ["appointment_id"], unique=False
    )
    op.create_table(
        "document",
        sa.Column("type_code", sa.String(length=10), nullable=False),
        sa.Column("abstract", sa.String(length=500), nullable=False),
        sa.Column(
            "urgency",
            sa.Enum(
                "normal",
                "urgent",
                "very_urgent",
                "flash",
                name="urgency_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("due_date", sa.Date(), nullable=True),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("department_id", sa.Uuid(), nullable=False),
        sa.Column("drafter_appointment_id", sa.Uuid(), nullable=False),
        sa.Column("reviewer_appointment_id", sa.Uuid(), nullable=True),
        sa.Column("signer_appointment_id", sa.Uuid(), nullable=False),
        sa.Column("reply_to_id", sa.Uuid(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "in_review",
                "returned_for_changes",
                "approved",
                "signed",
                "numbered",
                "sealed",
                "issued",
                "cancelled",
                name="documentstate_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("book_id", sa.Uuid(), nullable=True),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("symbol", sa.String(length=30), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("folded", sa.String(), nullable=False),
        sa.CheckConstraint(
            "number IS NOT NULL OR state NOT IN ('numbered', 'sealed', 'issued')",
            name=op.f("ck_document_numbered_before_issue"),
        ),
        sa.CheckConstraint(
            "(number IS NULL) = (year IS NULL) AND (number IS NULL) = (issued_on IS NULL)",
            name=op.f("ck_document_number_year_and_date_together"),
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_document_agency_id")),
        sa.ForeignKeyConstraint(["book_id"], ["book.id"], name=op.f("fk_document_book_id")),
        sa.ForeignKeyConstraint(
            ["department_id"], ["department.id"], name=op.f("fk_document_department_id")
        ),
        sa.ForeignKeyConstraint(
            ["drafter_appointment_id"],
            ["appointment.id"],
            name=op.f("fk_document_drafter_appointment_id"),
        ),
        sa.ForeignKeyConstraint(
            ["reviewer_appointment_id"],
            ["appointment.id"],
            name=op.f("fk_document_reviewer_appointment_id"),
        ),
        sa.ForeignKeyConstraint(
            ["signer_appointment_id"],
            ["appointment.id"],
            name=op.f("fk_document_signer_appointment_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document")),
        sa.UniqueConstraint(
            "book_id", "year", "number", name=op.f("uq_document_book_id_year_number")
        ),
    )
    op.create_index(
        "ix_document_agency_id_changed_at",
        "document",
        ["agency_id", sa.literal_column("changed_at DESC"), "id"],
        unique=False,
    )
    op.create_index("ix_document_agency_id_state", "document", ["agency_id", "state"], unique=False)
    op.create_index(
        "ix_document_drafter",
        "document",
        ["drafter_appointment_id", sa.literal_column("changed_at DESC")],
        unique=False,
    )
    op.create_index(
        "ix_document_folded_trgm",
        "document",
        ["folded"],
        unique=False,
        postgresql_using="gin",
        postgresql_ops={"folded": "gin_trgm_ops"},
    )
    op.create_index(op.f("ix_document_reply_to_id"), "document", ["reply_to_id"], unique=False)
    op.create_table(
        "sign_in_session",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("secret_digest", sa.String(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("appointment_id", sa.Uuid(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["appointment_id"], ["appointment.id"], name=op.f("fk_sign_in_session_appointment_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_sign_in_session_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_session")),
        sa.UniqueConstraint("secret_digest", name=op.f("uq_sign_in_session_secret_digest")),
    )
    op.create_index(
        op.f("ix_sign_in_session_person_id"), "sign_in_session", ["person_id"], unique=False
    )
    op.create_table(
        "work_file",
        sa.Column("symbol", sa.String(length=20), nullable=False),
        sa.Column("title", sa.String(length=500), nullable=False),
        sa.Column("retention_years", sa.Integer(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("holder_appointment_id", sa.Uuid(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "open",
                "closed",
                name="workfilestate_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("folded", sa.String(), nullable=False),
        sa.CheckConstraint(
            "(state = 'closed') = (closed_at IS NOT NULL)",
            name=op.f("ck_work_file_closed_with_a_time"),
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_work_file_agency_id")),
        sa.ForeignKeyConstraint(
            ["holder_appointment_id"],
            ["appointment.id"],
            name=op.f("fk_work_file_holder_appointment_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_work_file")),
        sa.UniqueConstraint(
            "agency_id", "year", "symbol", name=op.f("uq_work_file_agency_id_year_symbol")
        ),
    )
    op.create_index(
        "ix_work_file_agency_id_opened_at",
        "work_file",
        ["agency_id", sa.literal_column("opened_at DESC"), sa.literal_column("id DESC")],
        unique=False,
    )
    op.create_index(
        op.f("ix_work_file_holder_appointment_id"),
        "work_file",
        ["holder_appointment_id"],
        unique=False,
    )
    op.create_table(
        "delivery",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("document_id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column(
            "purpose",
            sa.Enum(
                "acting",
                "information",
                name="receiverpurpose_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "medium",
            sa.Enum(
                "electronic",
                "paper",
                name="medium_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_delivery_agency_id")),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_delivery_document_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery")),
        sa.UniqueConstraint(
            "document_id", "agency_id", name=op.f("uq_delivery_document_id_agency_id")
        ),
    )
    op.create_index(op.f("ix_delivery_agency_id"), "delivery", ["agency_id"], unique=False)
    op.create_table(
        "document_file",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("document_id", sa.Uuid(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "source",
                "main",
                "attachment",
                name="filerole_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("filename", sa.String(length=255), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=True),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "converting",
                "ready",
                "failed",
                name="filestate_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("problem", sa.String(length=200), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_document_file_document_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document_file")),
        sa.UniqueConstraint(
            "document_id",
            "role",
            "revision",
            "filename",
            name=op.f("uq_document_file_document_id_role_revision_filename"),
        ),
    )
    op.create_index(
        op.f("ix_document_file_document_id"), "document_file", ["document_id"], unique=False
    )
    op.create_table(
        "receiver",
        sa.Column("document_id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column(
            "purpose",
            sa.Enum(
                "acting",
                "information",
                name="receiverpurpose_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_receiver_agency_id")),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_receiver_document_id")
        ),
        sa.PrimaryKeyConstraint("document_id", "agency_id", name=op.f("pk_receiver")),
    )
    op.create_table(
        "signing",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("document_id", sa.Uuid(), nullable=False),
        sa.Column(
            "purpose",
            sa.Enum(
                "person",
                "number_and_seal",
                name="signingpurpose_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("appointment_id", sa.Uuid(), nullable=False),
        sa.Column("credential_id", sa.Uuid(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "started",
                "completed",
                "aborted",
                name="signingstate_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("problem", sa.String(length=300), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["appointment_id"], ["appointment.id"], name=op.f("fk_signing_appointment_id")
        ),
        sa.ForeignKeyConstraint(
            ["credential_id"], ["credential.id"], name=op.f("fk_signing_credential_id")
        ),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_signing_document_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signing")),
    )
    op.create_index(op.f("ix_signing_document_id"), "signing", ["document_id"], unique=False)
    op.create_index(
        "uq_signing_under_way",
        "signing",
        ["document_id"],
        unique=True,
        postgresql_where=sa.text("state = 'started'"),
    )
    op.create_table(
        "work_file_step",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("work_file_id", sa.Uuid(), nullable=False),
        sa.Column("appointment_id", sa.Uuid(), nullable=False),
        sa.Column("description", sa.String(length=500), nullable=False),
        sa.Column(
            "medium",
            sa.Enum(
                "electronic",
                "paper",
                name="medium_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("done_on", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["appointment_id"], ["appointment.id"], name=op.f("fk_work_file_step_appointment_id")
        ),
        sa.ForeignKeyConstraint(
            ["work_file_id"], ["work_file.id"], name=op.f("fk_work_file_step_work_file_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_work_file_step")),
    )
    op.create_index(
        op.f("ix_work_file_step_work_file_id"), "work_file_step", ["work_file_id"], unique=False
    )
    op.create_table(
        "delivery_event",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("delivery_id", sa.Uuid(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "queued",
                "sent",
                "sent_on_paper",
                "arrived",
                "refused",
                "registered",
                "assigned",
                "in_process",
                "completed",
                name="deliverystate_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("code", sa.String(length=2), nullable=True),
        sa.Column("reason", sa.String(length=1000), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["delivery_id"], ["delivery.id"], name=op.f("fk_delivery_event_delivery_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery_event")),
        sa.UniqueConstraint(
            "delivery_id", "sequence", name=op.f("uq_delivery_event_delivery_id_sequence")
        ),
    )
    op.create_table(
        "incoming_document",
        sa.Column("sender_name", sa.String(length=200), nullable=False),
        sa.Column("number_and_symbol", sa.String(length=42), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("type_code", sa.String(length=10), nullable=False),
        sa.Column("abstract", sa.String(length=500), nullable=False),
        sa.Column(
            "urgency",
            sa.Enum(
                "normal",
                "urgent",
                "very_urgent",
                "flash",
                name="urgency_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("due_date", sa.Date(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("delivery_id", sa.Uuid(), nullable=True),
        sa.Column("sender_agency_id", sa.Uuid(), nullable=True),
        sa.Column(
            "medium",
            sa.Enum(
                "electronic",
                "paper",
                name="medium_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "purpose",
            sa.Enum(
                "acting",
                "information",
                name="receiverpurpose_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "arrived",
                "refused",
                "registered",
                "presented",
                "assigned",
                "in_process",
                "completed",
                name="incomingstate_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=True),
        sa.Column("pages", sa.Integer(), nullable=True),
        sa.Column("verdict", sa.String(length=20), nullable=True),
        sa.Column("arrived_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("book_id", sa.Uuid(), nullable=True),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("arrival_number", sa.Integer(), nullable=True),
        sa.Column("registered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("completed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("folded", sa.String(), nullable=False),
        sa.CheckConstraint(
            "(arrival_number IS NULL) = (registered_at IS NULL)",
            name=op.f("ck_incoming_document_number_with_registration"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_incoming_document_agency_id")
        ),
        sa.ForeignKeyConstraint(
            ["book_id"], ["book.id"], name=op.f("fk_incoming_document_book_id")
        ),
        sa.ForeignKeyConstraint(
            ["delivery_id"], ["delivery.id"], name=op.f("fk_incoming_document_delivery_id")
        ),
        sa.ForeignKeyConstraint(
            ["sender_agency_id"], ["agency.id"], name=op.f("fk_incoming_document_sender_agency_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incoming_document")),
        sa.UniqueConstraint(
            "book_id",
            "year",
            "arrival_number",
            name=op.f("uq_incoming_document_book_id_year_arrival_number"),
        ),
        sa.UniqueConstraint("delivery_id", name=op.f("uq_incoming_document_delivery_id")),
    )
    op.create_index(
        "ix_incoming_document_agency_id_state",
        "incoming_document",
        ["agency_id", "state"],
        unique=False,
    )
    op.create_index(
        "ix_incoming_document_folded_trgm",
        "incoming_document",
        ["folded"],
        unique=False,
        postgresql_using="gin",
        postgresql_ops={"folded": "gin_trgm_ops"},
    )
    op.create_index(
        "ix_incoming_document_register",
        "incoming_document",
        ["agency_id", sa.literal_column("arrived_at DESC"), sa.literal_column("id DESC")],
        unique=False,
    )
    op.create_table(
        "comment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("document_id", sa.Uuid(), nullable=True),
        sa.Column("incoming_id", sa.Uuid(), nullable=True),
        sa.Column("appointment_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "submission",
                "comment",
                "return",
                "approval",
                "instruction",
                "report",
                "refusal",
                name="commentkind_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("text", sa.String(length=4000), nullable=False),
        sa.Column("page", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(document_id IS NULL) <> (incoming_id IS NULL)",
            name=op.f("ck_comment_about_one_thing"),
        ),
        sa.ForeignKeyConstraint(
            ["appointment_id"], ["appointment.id"], name=op.f("fk_comment_appointment_id")
        ),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_comment_document_id")
        ),
        sa.ForeignKeyConstraint(
            ["incoming_id"], ["incoming_document.id"], name=op.f("fk_comment_incoming_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comment")),
    )
    op.create_index(op.f("ix_comment_document_id"), "comment", ["document_id"], unique=False)
    op.create_index(op.f("ix_comment_incoming_id"), "comment", ["incoming_id"], unique=False)
    op.create_table(
        "task",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("incoming_id", sa.Uuid(), nullable=False),
        sa.Column("appointment_id", sa.Uuid(), nullable=False),
        sa.Column("assigned_by_id", sa.Uuid(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "lead",
                "coordinate",
                "inform",
                name="taskrole_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("instruction", sa.String(length=2000), nullable=False),
        sa.Column("deadline", sa.Date(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "assigned",
                "accepted",
                "in_progress",
                "reported",
                "done",
                "returned",
                "cancelled",
                name="taskstate_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("assigned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["appointment_id"], ["appointment.id"], name=op.f("fk_task_appointment_id")
        ),
        sa.ForeignKeyConstraint(
            ["assigned_by_id"], ["appointment.id"], name=op.f("fk_task_assigned_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["incoming_id"], ["incoming_document.id"], name=op.f("fk_task_incoming_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task")),
        sa.UniqueConstraint(
            "incoming_id", "appointment_id", name=op.f("uq_task_incoming_id_appointment_id")
        ),
    )
    op.create_index(
        "ix_task_appointment_id_state",
        "task",
        ["appointment_id", "state", "deadline"],
        unique=False,
    )
    op.create_index(
        "uq_task_one_lead",
        "task",
        ["incoming_id"],
        unique=True,
        postgresql_where=sa.text("role = 'lead' AND state <> 'cancelled'"),
    )
    op.create_table(
        "work_file_item",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("work_file_id", sa.Uuid(), nullable=False),
        sa.Column("document_id", sa.Uuid(), nullable=True),
        sa.Column("incoming_id", sa.Uuid(), nullable=True),
        sa.Column(
            "medium",
            sa.Enum(
                "electronic",
                "paper",
                name="medium_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(document_id IS NULL) <> (incoming_id IS NULL)",
            name=op.f("ck_work_file_item_one_document"),
        ),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_work_file_item_document_id")
        ),
        sa.ForeignKeyConstraint(
            ["incoming_id"], ["incoming_document.id"], name=op.f("fk_work_file_item_incoming_id")
        ),
        sa.ForeignKeyConstraint(
            ["work_file_id"], ["work_file.id"], name=op.f("fk_work_file_item_work_file_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_work_file_item")),
        sa.UniqueConstraint(
            "work_file_id", "document_id", name=op.f("uq_work_file_item_work_file_id_document_id")
        ),
        sa.UniqueConstraint(
            "work_file_id", "incoming_id", name=op.f("uq_work_file_item_work_file_id_incoming_id")
        ),
    )
    op.create_index(
        op.f("ix_work_file_item_document_id"), "work_file_item", ["document_id"], unique=False
    )
    op.create_index(
        op.f("ix_work_file_item_incoming_id"), "work_file_item", ["incoming_id"], unique=False
    )
    op.create_index(
        op.f("ix_work_file_item_work_file_id"), "work_file_item", ["work_file_id"], unique=False
    )
    op.create_foreign_key(
        op.f("fk_document_reply_to_id"), "document", "incoming_document", ["reply_to_id"], ["id"]
    )
    for statement in JOURNAL:
        op.execute(statement)
    op.execute(DELIVERY_NOW)


def downgrade() -> None:
    raise NotImplementedError("the first migration is undone by dropping the database")
