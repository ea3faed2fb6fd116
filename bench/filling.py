"""Filling an office in seconds, the same way each time: set-based SQL, bulk rows, real PDFs."""

from datetime import datetime, timedelta
from typing import TypedDict
from uuid import UUID

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from auth.service import vietnam_day
from bench.paper import NUMBER, PERSON_KEY, PLAN, SEAL, SEAL_KEY, STAMP, office_pdf
from services.demonstration.acting import find_actor
from services.documents.models.states import BookDirection
from services.documents.repository.numbers import get_book
from services.statistics.service.collecting import collect
from signing.service import Signing
from storage.blobs.port import BlobStore
from storage.database import Database
from storage.vietnamese import fold

INCOMING = 100_000
# Of these the specialist has every fiftieth as a task of his own: 2,000.
SPECIALIST = "chuyenvien.huyen"
SHARE_OF_SPECIALIST = 50
# Another was given the oldest twenty and nothing since: a plan that walks down from the newest
# passes all others before it finds them.
OCCASIONAL = "noivu.huyen"
FEW = 20
OTHERS = ("truongphong.huyen", "chanhvanphong.huyen", "phochutich.huyen", "chutich.huyen")
RARE = "sạt lở bờ sông"  # in one abstract of 5,000
FREQUENT = "kế hoạch"
_ABSTRACTS = (
    "Kế hoạch tổ chức Ngày Chuyển đổi số quốc gia năm 2024",
    "V/v báo cáo kết quả giải quyết thủ tục hành chính",
    "V/v phối hợp rà soát hộ nghèo, hộ cận nghèo trên địa bàn",
    "Báo cáo tình hình kinh tế - xã hội, quốc phòng - an ninh",
    "Tờ trình phê duyệt danh mục công trình sửa chữa đường giao thông nông thôn",
    "V/v triển khai tiêm phòng vắc xin cho đàn gia súc, gia cầm",
    "Kế hoạch phòng, chống thiên tai và tìm kiếm cứu nạn",
    "Thông báo kết luận cuộc họp giao ban tháng",
    "V/v cử cán bộ tham gia lớp bồi dưỡng kỹ năng số",
    "Giấy mời dự hội nghị sơ kết phong trào thi đua",
)
_ARRIVALS = text(
    """
    INSERT INTO incoming_document (id, sender_name, number_and_symbol, issued_on, type_code,
        abstract, urgency, agency_id, sender_agency_id, medium, purpose, state, version, digest,
        pages, verdict, arrived_at, book_id, year, arrival_number, registered_at, completed_at,
        folded)
    SELECT (lpad(to_hex((extract(epoch FROM a.at) * 1000)::bigint), 12, '0')
            || '7000a000' || lpad(to_hex(n), 12, '0'))::uuid,
        s.name, n || '/CV-UBND', a.at::date, 'CV', t.abstract || t.tail, 'normal', :agency, s.id,
        'electronic', 'acting', st.state, 3, encode(sha256(n::text::bytea), 'hex'), 2, 'valid',
        a.at,
        CASE WHEN st.state <> 'arrived' THEN cast(:book AS uuid) END,
        CASE WHEN st.state <> 'arrived' THEN cast(:year AS integer) END,
        CASE WHEN st.state <> 'arrived' THEN n END,
        CASE WHEN st.state <> 'arrived' THEN a.at + interval '1 minute' END,
        CASE WHEN st.state = 'completed' THEN a.at + interval '1 day' END,
        t.folded || t.folded_tail || ' ' || n || '/cv-ubnd ' || lower(s.code)
    FROM generate_series(1, :total) n
    JOIN (SELECT id, name, code, row_number() OVER (ORDER BY code) - 1 AS at
          FROM agency WHERE code LIKE 'H20.90.%') s ON s.at = n % 13
    CROSS JOIN LATERAL (SELECT cast(:now AS timestamptz)
        - (:total - n + 1) * interval '4 minutes' AS at) a
    CROSS JOIN LATERAL (SELECT (cast(:abstracts AS text[]))[n % :kinds + 1] AS abstract,
        (cast(:folded AS text[]))[n % :kinds + 1] AS folded,
        CASE n % 5000 WHEN 0 THEN ' ' || :rare ELSE ' lần ' || n END AS tail,
        CASE n % 5000 WHEN 0 THEN ' ' || :rare_folded ELSE ' lan ' || n END AS folded_tail) t
    CROSS JOIN LATERAL (SELECT CASE
        WHEN n <= :total * 9 / 10 THEN 'completed'
        WHEN n % 100 < 50 THEN 'in_process'
        WHEN n % 100 < 90 THEN 'assigned'
        WHEN n % 100 < 95 THEN 'presented'
        WHEN n % 100 < 98 THEN 'registered'
        ELSE 'arrived' END AS state) st
    """
)
_TASKS = text(
    """
    INSERT INTO task (id, incoming_id, appointment_id, assigned_by_id, role, instruction, deadline,
        state, version, assigned_at, ended_at)
    SELECT gen_random_uuid(), i.id,
        CASE WHEN n % :share = 0 THEN cast(:specialist AS uuid)
             WHEN n <= :few THEN cast(:occasional AS uuid)
             ELSE (cast(:others AS uuid[]))[n % :many + 1] END,
        :leader, 'lead', 'Tham mưu, báo cáo đúng hạn', (i.arrived_at + interval '10 days')::date,
        CASE i.state WHEN 'completed' THEN 'done' WHEN 'in_process' THEN 'in_progress'
             ELSE 'assigned' END,
        2, i.arrived_at + interval '1 hour', i.completed_at
    FROM incoming_document i
    CROSS JOIN LATERAL (SELECT split_part(i.number_and_symbol, '/', 1)::integer AS n) a
    WHERE n % :share = 0 OR i.state IN ('completed', 'in_process', 'assigned')
    """
)


class Made(TypedDict):
    signed: str
    sealed: str
    size: int
    pages: int


async def fill_register(session: AsyncSession, *, now: datetime) -> None:
    """100,000 arrivals of 278 days in the district, most of them done, each with a lead task."""
    clerk = await find_actor(session, "vanthu.huyen", now=now)
    book = await get_book(session, clerk.agency_id, BookDirection.INCOMING)
    parameters = {
        "agency": clerk.agency_id,
        "book": book,
        "year": vietnam_day(now).year,
        "total": INCOMING,
        "now": now,
        "abstracts": list(_ABSTRACTS),
        "folded": [fold(one) for one in _ABSTRACTS],
        "kinds": len(_ABSTRACTS),
        "rare": RARE,
        "rare_folded": fold(RARE),
    }
    connection = await session.connection()
    await connection.execute(_ARRIVALS, parameters)
    await connection.execute(
        text("INSERT INTO book_series (book_id, year, last_number) VALUES (:book, :year, :total)"),
        {"book": book, "year": vietnam_day(now).year, "total": INCOMING},
    )
    people = [await _appointment(session, name, now) for name in OTHERS]
    tasks = {
        "share": SHARE_OF_SPECIALIST,
        "specialist": await _appointment(session, SPECIALIST, now),
        "few": FEW,
        "occasional": await _appointment(session, OCCASIONAL, now),
        "others": people,
        "many": len(people),
        "leader": await _appointment(session, "chutich.huyen", now),
    }
    await connection.execute(_TASKS, tasks)


async def _appointment(session: AsyncSession, username: str, now: datetime) -> UUID:
    return (await find_actor(session, username, now=now)).appointment_id


async def remember_registers(database: Database, *, now: datetime) -> None:
    """Count once what was filled, as an office has that filled itself day by day."""
    async with database.session() as session:
        while await collect(session, now=now):
            await session.commit()
        await session.commit()


async def settle_statistics(database: Database) -> None:
    """What autovacuum does within minutes of such a growth."""
    async with database.engine.connect() as connection:
        autocommit = await connection.execution_options(isolation_level="AUTOCOMMIT")
        await autocommit.execute(text("VACUUM (ANALYZE)"))


async def make_template(signing: Signing, blobs: BlobStore, *, now: datetime) -> Made:
    """One office document of about 1 MB, signed by its leader; and the same sealed."""
    pdf = office_pdf(now=now - timedelta(days=1))
    prepared = await signing.prepare(pdf, PLAN)
    signed = await signing.sign_person(prepared, key=PERSON_KEY, stamp=STAMP, now=now)
    sealed = await signing.number_and_seal(signed, key=SEAL_KEY, number=NUMBER, seal=SEAL, now=now)
    kept = await blobs.put(signed)
    return {
        "signed": kept.digest,
        "sealed": (await blobs.put(sealed)).digest,
        "size": kept.size,
        "pages": (await signing.inspect(signed)).pages,
    }
