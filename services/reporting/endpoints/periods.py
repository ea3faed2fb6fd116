"""Reporting periods over HTTP: opening, the sheet, reminders, closing."""

from http import HTTPStatus
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from services.deps import ActorDep, NowDep, SessionDep
from services.idempotency import IdempotencyDep, IdempotentRoute
from services.paging import DEFAULT_LIMIT, CursorQuery, LimitQuery, Page, moment_cursor, page_of
from services.reporting.access import access_period
from services.reporting.figures import FiguresDep
from services.reporting.models.states import PeriodState
from services.reporting.schemas.period import (
    PaperPlan,
    PeriodCreate,
    PeriodRead,
    PeriodRow,
    ProposalRead,
    ReminderAnswer,
    ReminderCreate,
)
from services.reporting.schemas.sheet import SheetRead
from services.reporting.service import consolidating, opening, reading, reminding, writing_up

router = APIRouter(tags=["reporting"], route_class=IdempotentRoute)

PERIODS = "/reporting-periods"
PERIOD = PERIODS + "/{period_id}"
CodeQuery = Annotated[
    str | None,
    Query(max_length=10, description="2024-11 and so on; none: the month just closed"),
]


@router.get(PERIODS)
async def list_periods(
    session: SessionDep,
    actor: ActorDep,
    now: NowDep,
    state: PeriodState | None = None,
    cursor: CursorQuery = None,
    limit: LimitQuery = DEFAULT_LIMIT,
) -> Page[PeriodRow]:
    """Those that one's agency opened or is asked in, newest first."""
    found = await reading.list_periods(
        session=session,
        actor=actor,
        state=state,
        after=moment_cursor(cursor),
        limit=limit,
        now=now,
    )
    return page_of(found, limit=limit, read=_same, key=_key)


@router.post(PERIODS, status_code=HTTPStatus.CREATED, dependencies=[IdempotencyDep])
async def open_period(
    wanted: PeriodCreate, session: SessionDep, actor: ActorDep, figures: FiguresDep, now: NowDep
) -> PeriodRead:
    """Each agency that is asked gets its form at once."""
    period = await opening.open_period(
        session=session, actor=actor, figures=figures, wanted=wanted, now=now
    )
    return await reading.read_period(session=session, actor=actor, period=period, now=now)


@router.get("/reporting-proposal")
async def propose_period(
    session: SessionDep,
    actor: ActorDep,
    figures: FiguresDep,
    now: NowDep,
    period: CodeQuery = None,
) -> ProposalRead:
    """What opening this period would ask of whom, and until when, if nothing else is said."""
    return await opening.propose(
        session=session, actor=actor, figures=figures, code=period, now=now
    )


@router.get(PERIOD)
async def show_period(
    period_id: UUID, session: SessionDep, actor: ActorDep, now: NowDep
) -> PeriodRead:
    period = await access_period(session, actor, period_id)
    return await reading.read_period(session=session, actor=actor, period=period, now=now)


@router.post(PERIOD + "/close")
async def close_period(
    period_id: UUID, session: SessionDep, actor: ActorDep, now: NowDep
) -> PeriodRead:
    period = await opening.close_period(session=session, actor=actor, period_id=period_id, now=now)
    return await reading.read_period(session=session, actor=actor, period=period, now=now)


@router.get(PERIOD + "/sheet")
async def show_sheet(
    period_id: UUID, session: SessionDep, actor: ActorDep, now: NowDep
) -> SheetRead:
    """Every indicator, what each agency sent, the sum of what was accepted, and who is missing."""
    _, sheet = await consolidating.open_sheet(
        session=session, actor=actor, period_id=period_id, now=now
    )
    return sheet


@router.post(PERIOD + "/reminders", dependencies=[IdempotencyDep])
async def remind(
    period_id: UUID, wanted: ReminderCreate, session: SessionDep, actor: ActorDep, now: NowDep
) -> ReminderAnswer:
    """Tell agencies whose report is missing (đôn đốc), by mail where addresses are known."""
    reminded = await reminding.remind(
        session=session, actor=actor, period_id=period_id, wanted=wanted, now=now
    )
    return ReminderAnswer(reminded=reminded)


@router.post(PERIOD + "/document", status_code=202, dependencies=[IdempotencyDep])
async def write_up(
    period_id: UUID,
    plan: PaperPlan,
    session: SessionDep,
    actor: ActorDep,
    figures: FiguresDep,
    now: NowDep,
) -> PeriodRead:
    """A job drafts the consolidated Báo cáo to the agency above; then it goes as documents go."""
    period = await writing_up.write_up(
        session=session, actor=actor, figures=figures, period_id=period_id, plan=plan, now=now
    )
    return await reading.read_period(session=session, actor=actor, period=period, now=now)


def _same(row: PeriodRow) -> PeriodRow:
    return row


def _key(row: PeriodRow) -> tuple[str, UUID]:
    return row.opened_at.isoformat(), row.id
