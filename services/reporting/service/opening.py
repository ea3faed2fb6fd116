"""Opening a reporting period, and closing it."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from auth.actor import Actor, record_act
from auth.acts import Act
from auth.errors import NotAllowed
from auth.models import Agency
from auth.roles import Permission
from auth.service import vietnam_day
from services.people import AgencyRead
from services.periods import Period, months_until, parse_period
from services.reporting.access import access_consolidating
from services.reporting.due import check_due_day, due_window, is_year
from services.reporting.errors import FieldRefused
from services.reporting.figures import AskedIndicator, Figures
from services.reporting.models.period import ReportingPeriod, ReportingQuestion
from services.reporting.models.report import AgencyReport
from services.reporting.models.states import IndicatorUnit
from services.reporting.repository.directory import list_own_and_below
from services.reporting.schemas.period import PeriodCreate, ProposalRead, ReportQuestionRead


async def propose(
    *, session: AsyncSession, actor: Actor, figures: Figures, code: str | None, now: datetime
) -> ProposalRead:
    """What a regular period would ask where nothing else is said."""
    today = vietnam_day(now)
    period = parse_period(code) if code else months_until(today, 2)[0]
    agencies = await _list_agencies(session, actor, now)
    window = due_window(period, today=today)
    return ProposalRead(
        period=period.code,
        title=title_of(period),
        first=period.first,
        last=period.last,
        due_first=window.first,
        due_on=window.proposed,
        due_last=window.last,
        questions=[
            ReportQuestionRead(
                indicator_code=row.code, pillar=row.pillar, unit=IndicatorUnit(row.unit),
                name_vi=row.name_vi, name_en=row.name_en,
            )
            for row in await figures.list_reported(session)
        ],
        agencies=[AgencyRead(id=row.id, code=row.code, name=row.name) for row in agencies],
    )  # fmt: skip


async def open_period(
    *,
    session: AsyncSession,
    actor: Actor,
    figures: Figures,
    wanted: PeriodCreate,
    now: datetime,
) -> ReportingPeriod:
    """Ask one's own agency and those below it; each gets its form at once."""
    agencies = _chosen(wanted.agency_ids, await _list_agencies(session, actor, now))
    named, today = parse_period(wanted.period), vietnam_day(now)
    due_on = wanted.due_on or due_window(named, today=today).proposed
    check_due_day(wanted.kind, named, due_on, today=today)
    indicators = _asked(wanted.indicator_codes, await figures.list_reported(session))
    period = ReportingPeriod(
        agency_id=actor.agency_id,
        period=named.code,
        kind=wanted.kind,
        title=wanted.title or title_of(named),
        instructions=wanted.instructions,
        due_on=due_on,
        opened_by_id=actor.appointment_id,
        opened_at=now,
    )
    session.add(period)
    await session.flush()  # questions and reports refer to its row
    session.add_all(_question(period, indicator) for indicator in indicators)
    session.add_all(
        AgencyReport(period_id=period.id, agency_id=agency.id, changed_at=now)
        for agency in agencies
    )
    record_act(
        session, actor=actor, act=Act.REPORTING_OPEN, subject=("reporting_period", period.id),
        now=now,
        details={"period": period.period, "kind": period.kind, "due_on": due_on.isoformat(),
                 "indicators": len(indicators), "agencies": len(agencies)},
    )  # fmt: skip
    await session.flush()  # what was opened is read back
    return period


async def close_period(
    *, session: AsyncSession, actor: Actor, period_id: UUID, now: datetime
) -> ReportingPeriod:
    """Nothing is sent, accepted or returned afterwards; who is missing stays missing."""
    period = await access_consolidating(session, actor, period_id)
    period.mark_closed(now=now)
    record_act(
        session, actor=actor, act=Act.REPORTING_CLOSE, subject=("reporting_period", period.id),
        now=now,
    )  # fmt: skip
    return period


def title_of(period: Period) -> str:
    """`Báo cáo tháng 11 năm 2024`, as the decree names the periods."""
    year, _, part = period.code.partition("-")
    if is_year(period):
        return f"Báo cáo năm {year}"
    if part.startswith("H"):
        return f"Báo cáo 6 tháng {'đầu' if part == 'H1' else 'cuối'} năm {year}"
    if part.startswith("Q"):
        return f"Báo cáo quý {('I', 'II', 'III', 'IV')[int(part[1]) - 1]} năm {year}"
    return f"Báo cáo tháng {int(part)} năm {year}"


async def _list_agencies(session: AsyncSession, actor: Actor, now: datetime) -> Sequence[Agency]:
    """Whom the actor may ask. An agency that has none below it consolidates nothing."""
    actor.require(Permission.CONSOLIDATE_REPORTS)
    agencies = await list_own_and_below(session, actor.agency_id, day=vietnam_day(now))
    if len(agencies) < 2:  # noqa: PLR2004 - itself and another one
        raise NotAllowed(Permission.CONSOLIDATE_REPORTS)
    return agencies


def _chosen(ids: Sequence[UUID] | None, agencies: Sequence[Agency]) -> Sequence[Agency]:
    if ids is None:
        return agencies
    strangers = set(ids) - {agency.id for agency in agencies}
    if strangers:
        raise FieldRefused("agency_ids", f"not an agency below yours: {min(map(str, strangers))}")
    return [agency for agency in agencies if agency.id in set(ids)]


def _asked(
    codes: Sequence[str] | None, indicators: Sequence[AskedIndicator]
) -> Sequence[AskedIndicator]:
    if codes is None:
        return indicators
    unknown = set(codes) - {row.code for row in indicators}
    if unknown:
        raise FieldRefused("indicator_codes", f"not reported by agencies: {min(unknown)}")
    return [row for row in indicators if row.code in set(codes)]


def _question(period: ReportingPeriod, indicator: AskedIndicator) -> ReportingQuestion:
    return ReportingQuestion(
        period_id=period.id,
        indicator_code=indicator.code,
        place=indicator.place,
        pillar=indicator.pillar,
        unit=IndicatorUnit(indicator.unit),
        name_vi=indicator.name_vi,
        name_en=indicator.name_en,
    )
