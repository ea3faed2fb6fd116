"""Cases over HTTP: which records an agency opens to an auditor."""

from http import HTTPStatus
from uuid import UUID

from fastapi import APIRouter

from services.deps import ActorDep, NowDep, SessionDep
from services.documents.access import access_case
from services.documents.schemas.case import (
    AuditorRead,
    CaseCreate,
    CaseRead,
    CaseRecord,
    CaseRow,
)
from services.documents.service import cases, reading_cases
from services.idempotency import IdempotencyDep, IdempotentRoute
from services.paging import (
    DEFAULT_LIMIT,
    CursorQuery,
    LimitQuery,
    Page,
    moment_cursor,
    moment_key,
    page_of,
)
from services.reasons import ReasonGiven

router = APIRouter(tags=["audit"], route_class=IdempotentRoute)


@router.get("/auditors")
async def read_auditors(session: SessionDep, actor: ActorDep, now: NowDep) -> list[AuditorRead]:
    """To whom an agency's leader may open records."""
    return await reading_cases.read_auditors(session=session, actor=actor, now=now)


@router.get("/cases")
async def list_cases(
    session: SessionDep,
    actor: ActorDep,
    now: NowDep,
    cursor: CursorQuery = None,
    limit: LimitQuery = DEFAULT_LIMIT,
) -> Page[CaseRow]:
    """One's own as an auditor; the agency's for who sees its documents."""
    rows = await reading_cases.list_cases(
        session=session, actor=actor, after=moment_cursor(cursor), limit=limit, now=now
    )
    return page_of(
        rows, limit=limit, read=lambda row: row, key=lambda row: moment_key(row.granted_at, row.id)
    )


@router.post("/cases", status_code=HTTPStatus.CREATED, dependencies=[IdempotencyDep])
async def grant_case(
    wanted: CaseCreate, session: SessionDep, actor: ActorDep, now: NowDep
) -> CaseRead:
    """Open records of one's agency to an auditor, for a case and until a day."""
    case = await cases.grant_case(session=session, actor=actor, wanted=wanted, now=now)
    return await reading_cases.read_case(session=session, actor=actor, case=case, now=now)


@router.get("/cases/{case_id}")
async def read_case(case_id: UUID, session: SessionDep, actor: ActorDep, now: NowDep) -> CaseRead:
    case = await access_case(session, actor, case_id)
    return await reading_cases.read_case(session=session, actor=actor, case=case, now=now)


@router.post("/cases/{case_id}/records", dependencies=[IdempotencyDep])
async def add_record(
    case_id: UUID, record: CaseRecord, session: SessionDep, actor: ActorDep, now: NowDep
) -> CaseRead:
    """Open one more record; one that is open already stays so."""
    case = await cases.add_records(
        session=session, actor=actor, case_id=case_id, records=[record], now=now
    )
    return await reading_cases.read_case(session=session, actor=actor, case=case, now=now)


@router.post("/cases/{case_id}/withdraw", dependencies=[IdempotencyDep])
async def withdraw_case(
    case_id: UUID, given: ReasonGiven, session: SessionDep, actor: ActorDep, now: NowDep
) -> CaseRead:
    case = await cases.withdraw_case(
        session=session, actor=actor, case_id=case_id, given=given, now=now
    )
    return await reading_cases.read_case(session=session, actor=actor, case=case, now=now)
