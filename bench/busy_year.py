"""A year of a busy district: ten million acts in the journal, and the records they are about.

Set-based SQL and bulk rows without triggers, so that it takes minutes; what the triggers would mark
is counted whole afterwards, and the worker sequences every act.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from auth.acts import Act
from bench.busy_reports import fill_reports
from storage.leaf import COLUMNS, leaf_text
from storage.merkle.tree import leaf_hash

if TYPE_CHECKING:
    import asyncpg

    Connection = asyncpg.Connection[asyncpg.Record]

# What is done with each, in order; 300,000 documents make ten million of these.
OUTGOING = (
    *(Act.DRAFT_CREATE, Act.DRAFT_UPLOAD, Act.DRAFT_SUBMIT, Act.DRAFT_APPROVE),
    *(Act.SIGNATURE_START, Act.SIGNATURE_COMPLETE, Act.NUMBER_SPEND, Act.DOCUMENT_SEAL),
    *(Act.DOCUMENT_ISSUE, Act.ARCHIVE_COMPLETE),
)
INCOMING = (
    *(Act.DELIVERY_ARRIVE, Act.DELIVERY_VERIFY, Act.INCOMING_REGISTER, Act.DOCUMENT_READ),
    *(Act.INCOMING_PRESENT, Act.INCOMING_ASSIGN, Act.DOCUMENT_READ, Act.TASK_ACCEPT),
    *(Act.TASK_REPORT, Act.DOCUMENT_READ, Act.INCOMING_COMPLETE),
)
FILES = (
    *(Act.WORK_FILE_OPEN, Act.WORK_FILE_ADD, Act.WORK_FILE_STEP, Act.WORK_FILE_STEP),
    *(Act.WORK_FILE_STEP, Act.WORK_FILE_ADD, Act.WORK_FILE_ADD, Act.WORK_FILE_CLOSE),
)
ALL = 300_000
_FOR_ANOTHER = ({"authority": "KT. CHỦ TỊCH"}, '{"authority": "KT. CHỦ TỊCH"}')
_OUTCOMES = tuple(({"outcome": one}, f'{{"outcome": "{one}"}}') for one in ("invalid", "valid"))
_CHUNK = 5_000  # records whose acts are written at once
# An identifier as the program makes them: its time first. `{kind}` tells three tables apart.
_MADE_ID = """
    CREATE FUNCTION pg_temp.made_id(at timestamptz, kind int, n bigint) RETURNS uuid LANGUAGE sql
    RETURN (lpad(to_hex((extract(epoch FROM at) * 1000)::bigint), 12, '0')
            || '7000a00' || kind || lpad(to_hex(n), 12, '0'))::uuid
"""
_PLACES = """
    CREATE TEMP TABLE place AS
    SELECT row_number() OVER (ORDER BY a.code) - 1 AS at, a.id, a.name,
           t.id AS department_id, p.id AS appointment_id, p.person_id,
           o.id AS out_book, i.id AS in_book
    FROM agency a
    CROSS JOIN LATERAL (
        SELECT p.id, p.person_id, p.department_id FROM appointment p
        JOIN department d ON d.id = p.department_id WHERE d.agency_id = a.id
        ORDER BY p.id LIMIT 1
    ) p
    JOIN department t ON t.id = p.department_id
    JOIN book o ON o.agency_id = a.id AND o.direction = 'outgoing'
    JOIN book i ON i.agency_id = a.id AND i.direction = 'incoming'
"""
_BOOKS = """
    INSERT INTO book (id, agency_id, direction, name)
    SELECT gen_random_uuid(), a.id, d.direction, 'Sổ văn bản'
    FROM agency a CROSS JOIN (VALUES ('outgoing'), ('incoming')) d(direction)
    WHERE a.code LIKE 'H20.90%'
      AND NOT EXISTS (SELECT FROM book b WHERE b.agency_id = a.id AND b.direction = d.direction)
"""
_DOCUMENTS = """
    INSERT INTO document (id, agency_id, department_id, drafter_appointment_id,
        signer_appointment_id, kept_only, state, version, book_id, year, number, symbol, issued_on,
        signed_at, issued_at, created_at, changed_at, folded, type_code, abstract, urgency, note)
    SELECT pg_temp.made_id(w.at, 1, n), p.id, p.department_id, p.appointment_id,
        p.appointment_id, false, 'issued', 9, p.out_book, extract(year FROM w.issued_on),
        row_number() OVER (PARTITION BY p.id, extract(year FROM w.issued_on)
            ORDER BY w.issued, n),
        'CV-UBND', w.issued_on, w.signed, w.issued, w.at, w.issued, 'cong van ' || n, 'CV',
        'Công văn số ' || n, 'normal', ''
    FROM generate_series(1, $1::int) n
    CROSS JOIN (SELECT count(*) AS all FROM place) c
    JOIN place p ON p.at = n % c.all
    CROSS JOIN LATERAL (SELECT $2::timestamptz + $3::interval * (n::float8 / $1) AS at) b
    -- One in twenty lies for five days after it is signed.
    CROSS JOIN LATERAL (SELECT b.at, b.at + interval '1 hour' AS signed,
        b.at + interval '1 hour' + CASE n % 20 WHEN 0 THEN interval '5 days'
            ELSE interval '7 seconds' * (n % 613) END AS issued) t
    CROSS JOIN LATERAL (SELECT t.*,
        (t.issued AT TIME ZONE 'Asia/Ho_Chi_Minh')::date AS issued_on) w
"""
# Two receivers each; one in ten is sent on paper to the first.
_DELIVERIES = """
    INSERT INTO delivery (id, document_id, agency_id, purpose, medium, digest)
    SELECT pg_temp.made_id(d.issued_at, 2, n * 4 + k), d.id, q.id, 'acting',
        CASE WHEN n % 10 = 0 AND k = 0 THEN 'paper' ELSE 'electronic' END,
        encode(sha256(d.id::text::bytea), 'hex')
    FROM (SELECT d.*, row_number() OVER (ORDER BY d.id) AS n FROM document d) d
    CROSS JOIN generate_series(0, 1) k
    CROSS JOIN (SELECT count(*) AS all FROM place) c
    JOIN place p ON p.id = d.agency_id
    JOIN place q ON q.at = (p.at + 1 + k) % c.all
"""
_EVENTS = """
    INSERT INTO delivery_event (id, delivery_id, sequence, state, at)
    SELECT gen_random_uuid(), x.id, s.sequence, s.state, d.issued_at + s.after
    FROM delivery x JOIN document d ON d.id = x.document_id
    CROSS JOIN (VALUES (1, 'sent', interval '0'), (2, 'arrived', interval '1 second'),
                       (3, 'registered', interval '20 minutes')) s(sequence, state, after)
"""
# One in fifty has a signature that does not hold; one in thirty is registered late.
_ARRIVALS = """
    INSERT INTO incoming_document (id, sender_name, number_and_symbol, issued_on, type_code,
        abstract, urgency, agency_id, delivery_id, sender_agency_id, medium, purpose, state,
        version, digest, pages, verdict, arrived_at, book_id, year, arrival_number, registered_at,
        completed_at, folded)
    SELECT pg_temp.made_id(a.issued_at, 3, a.n), p.name, a.number || '/CV-UBND',
        a.issued_on, 'CV', a.abstract, 'normal', a.receiver, a.delivery_id, a.agency_id,
        'electronic', 'acting', 'completed', 5, a.digest, 2,
        CASE WHEN a.n % 50 = 0 THEN 'invalid' ELSE 'valid' END, a.issued_at, q.in_book,
        extract(year FROM a.registered AT TIME ZONE 'Asia/Ho_Chi_Minh'),
        row_number() OVER (PARTITION BY q.id,
            extract(year FROM a.registered AT TIME ZONE 'Asia/Ho_Chi_Minh')
            ORDER BY a.registered, a.n),
        a.registered, a.registered + interval '2 days', a.folded
    FROM (
        SELECT d.*, x.id AS delivery_id, x.agency_id AS receiver, x.digest,
            row_number() OVER (ORDER BY x.id) AS n,
            d.issued_at + CASE WHEN row_number() OVER (ORDER BY x.id) % 30 = 0
                THEN interval '4 days' ELSE interval '20 minutes' END AS registered
        FROM delivery x JOIN document d ON d.id = x.document_id
    ) a
    JOIN place p ON p.id = a.agency_id
    JOIN place q ON q.id = a.receiver
"""
_SERIES = """
    INSERT INTO book_series (book_id, year, last_number)
    SELECT book_id, year, max(number) FROM document GROUP BY 1, 2
    UNION ALL
    SELECT book_id, year, max(arrival_number) FROM incoming_document GROUP BY 1, 2
"""
# One in eight is done after its deadline.
_TASKS = """
    INSERT INTO task (id, incoming_id, appointment_id, assigned_by_id, role, instruction, deadline,
        state, version, assigned_at, ended_at)
    SELECT gen_random_uuid(), i.id, p.appointment_id, p.appointment_id, 'lead', 'Tham mưu',
        (i.completed_at + CASE WHEN i.arrival_number % 8 = 0 THEN interval '-1 day'
            ELSE interval '5 days' END)::date,
        'done', 4, i.registered_at, i.completed_at
    FROM incoming_document i JOIN place p ON p.id = i.agency_id
"""
# A file of six documents; one in twelve has its steps on paper.
_WORK_FILES = """
    INSERT INTO work_file (id, symbol, title, retention_years, agency_id, holder_appointment_id,
        year, state, version, opened_at, closed_at, folded)
    SELECT pg_temp.made_id(d.issued_at, 4, d.n), d.n || '.CV', 'Hồ sơ ' || d.n, 10,
        d.agency_id, p.appointment_id, extract(year FROM d.issued_on), 'closed', 5, d.created_at,
        d.issued_at, 'ho so ' || d.n
    FROM (SELECT d.*, row_number() OVER (ORDER BY d.id) AS n FROM document d) d
    JOIN place p ON p.id = d.agency_id
    WHERE d.n % 6 = 0
"""
_ITEMS = """
    INSERT INTO work_file_item (id, work_file_id, document_id, medium, added_at)
    SELECT gen_random_uuid(), w.id, d.id, 'electronic', w.opened_at
    FROM work_file w
    JOIN (SELECT d.*, row_number() OVER (ORDER BY d.id) AS n FROM document d) d
        ON w.symbol = (d.n - d.n % 6 + 6) || '.CV'
"""
_STEPS = """
    INSERT INTO work_file_step (id, work_file_id, appointment_id, description, medium, done_on, at)
    SELECT gen_random_uuid(), w.id, w.holder_appointment_id, 'Lấy ý kiến',
        CASE WHEN split_part(w.symbol, '.', 1)::int % 72 = 0 THEN 'paper' ELSE 'electronic' END,
        w.opened_at::date, w.opened_at
    FROM work_file w CROSS JOIN generate_series(1, 3)
"""
_ARCHIVES = """
    INSERT INTO document_archive (document_id, reached, digest, authority, failures, changed_at)
    SELECT id, 'PAdES-B-LTA', encode(sha256(id::text::bytea), 'hex'), '', 0, issued_at FROM document
"""
_PENDING = """
    INSERT INTO journal_pending (entry_id, at, hash) SELECT id, at, leaf_hash FROM journal_entry
    ON CONFLICT DO NOTHING
"""
# No triggers, and no commit that waits for the disk; for the one connection that fills.
_IN_BULK = (
    "SET session_replication_role = replica",
    "SET synchronous_commit = off",
    "SET maintenance_work_mem = '512MB'",
)
# Made again when the rows are there, which takes a fraction of the time.
_INDEXES = """
    SELECT indexname, indexdef FROM pg_indexes WHERE indexname LIKE 'ix\\_%'
    AND tablename IN ('journal_entry', 'document', 'incoming_document')
"""


@dataclass(frozen=True, slots=True)
class Kind:
    """Records whose acts are written: the journal's noun, which rows, what is done with each."""

    noun: str
    rows: str
    acts: Sequence[Act]


_KINDS = (
    Kind("document", "SELECT id, agency_id, created_at AS at FROM document", OUTGOING),
    Kind(
        "incoming_document", "SELECT id, agency_id, arrived_at AS at FROM incoming_document",
        INCOMING,
    ),
    Kind("work_file", "SELECT id, agency_id, opened_at AS at FROM work_file", FILES),
)  # fmt: skip


async def fill_year(connection: "Connection", *, documents: int, now: datetime) -> int:
    """The year of `now` until ten days before; the number of acts in its journal."""
    for setting in _IN_BULK:
        await connection.execute(setting)
    indexes = await connection.fetch(_INDEXES)
    for index in indexes:
        await connection.execute(f"DROP INDEX {index['indexname']}")
    for statement in (_MADE_ID, _BOOKS, _PLACES):
        await connection.execute(statement)
    begun = now.replace(month=1, day=3)
    span = now - timedelta(days=10) - begun
    await connection.execute(_DOCUMENTS, documents, begun, span)
    for statement in (
        *("ANALYZE", _DELIVERIES, _EVENTS, "ANALYZE", _ARRIVALS, _SERIES, _TASKS),
        *(_WORK_FILES, _ITEMS, _STEPS, _ARCHIVES),
    ):
        await connection.execute(statement)
    await fill_reports(connection, now=now)
    entered = 0
    for kind in _KINDS:
        entered += await _enter_acts(connection, kind)
    for index in indexes:
        await connection.execute(index["indexdef"].replace(" ON ONLY ", " ON "))
    await connection.execute(_PENDING)
    return entered


async def _enter_acts(connection: "Connection", kind: Kind) -> int:
    entered = 0
    places = await connection.fetch("SELECT id, person_id, appointment_id FROM place")
    people = {row["id"]: (row["person_id"], row["appointment_id"]) for row in places}
    rows = await connection.fetch(kind.rows)
    for first in range(0, len(rows), _CHUNK):
        entries = list(_acts(kind, rows[first : first + _CHUNK], people, first=first))
        await connection.copy_records_to_table(
            "journal_entry", records=entries, columns=[*COLUMNS, "leaf_hash"]
        )
        entered += len(entries)
    return entered


def _acts(
    kind: Kind,
    rows: "Sequence[asyncpg.Record]",
    people: dict[UUID, tuple[UUID, UUID]],
    *,
    first: int,
) -> Iterator[tuple[Any, ...]]:
    """An hour between two acts, and a few seconds that tell one record's from another's."""
    for number, (record_id, agency_id, at) in enumerate(rows, start=first):
        person_id, appointment_id = people[agency_id]
        for place, act in enumerate(kind.acts):
            moment = at + timedelta(hours=place, microseconds=number)
            details, written = _details(act, number)
            entry = {
                "act": act.value,
                "agency_id": agency_id,
                "appointment_id": appointment_id,
                "at": moment,
                "details": details,
                "digest": None,
                "id": _id(moment, number, place, kind),
                "on_behalf_of_id": None,
                "person_id": person_id,
                "subject_id": record_id,
                "subject_type": kind.noun,
            }
            yield (
                *(written if name == "details" else entry[name] for name in COLUMNS),
                leaf_hash(leaf_text(entry)),
            )


def _details(act: Act, number: int) -> tuple[dict[str, str], str]:
    """And as the row has them: one signature in three is another's, one in fifty does not hold."""
    if act is Act.SIGNATURE_START and number % 3 == 0:
        return _FOR_ANOTHER
    if act is Act.DELIVERY_VERIFY:
        return _OUTCOMES[number % 50 != 0]
    return {}, "{}"


def _id(moment: datetime, number: int, place: int, kind: Kind) -> UUID:
    """As `new_id` makes them, its time first, and never twice."""
    time = int(moment.timestamp() * 1000)
    tail = (0xA00 << 52) | (len(kind.acts) << 48) | (number << 8) | place
    return UUID(int=(time << 80) | (0x7000 << 64) | tail)
