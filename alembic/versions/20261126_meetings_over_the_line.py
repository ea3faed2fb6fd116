"""Count as over the line only who was there by a device, where a meeting ran on this system."""

from alembic import op

revision = "d19c4b7e60a2"
down_revision = "b8d2604fa173"
branch_labels = None
depends_on = None

# A seat may be announced as online and its people come to the hall, where the secretary enters
# them. So in a meeting that ran here a device or a phone of the seat says that it was over the
# line; in one that was entered afterwards the secretary does, who has nothing else.
REGISTER_MEETING = """
    CREATE OR REPLACE VIEW register_meeting AS
    SELECT m.id, m.agency_id, (m.opened_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date AS day,
           m.opened_at AS at, m.title, NULL::varchar AS number_and_symbol,
           CASE WHEN m.form = 'in_person' THEN 'in_person'
                WHEN sites.remote + sites.own < 2 THEN 'one_site'
                WHEN sites.communes = 0 THEN 'no_commune_online'
                ELSE 'online' END AS reason
    FROM meeting m
    CROSS JOIN LATERAL (
        SELECT count(*) FILTER (WHERE kind = 'agency' AND remote) AS remote,
               count(*) FILTER (WHERE remote AND level = 'commune') AS communes,
               (count(*) FILTER (WHERE kind = 'person' OR NOT remote) > 0)::int AS own
        FROM (
            SELECT s.kind, a.level,
                   s.joins_online AND (NOT m.held_here OR bool_or(p.how <> 'secretary')) AS remote
            FROM seat s JOIN presence p ON p.seat_id = s.id LEFT JOIN agency a ON a.id = s.agency_id
            WHERE s.meeting_id = m.id
            GROUP BY s.id, a.level
        ) there
    ) sites
    WHERE m.state IN ('closed', 'concluded')
      AND m.scope @> ARRAY['district', 'commune']::varchar[]
"""
DUE = """
    INSERT INTO register_due (name, record_id)
    SELECT 'meeting', id FROM meeting WHERE state IN ('closed', 'concluded')
"""


def upgrade() -> None:
    # A migration that cannot get its lock soon must fail, not queue everybody behind it.
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute(REGISTER_MEETING)
    op.execute(DUE)


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("DROP VIEW register_meeting")
    context = op.get_context().environment_context
    before = context.script.get_revision("d32996cdd7d8").module if context else None
    if before:
        op.execute(before.REGISTER_MEETING)
    op.execute(DUE)
