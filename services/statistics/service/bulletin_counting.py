"""Counting for a publication: which indicators, by which definition, for which agencies."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.periods import Period, end_of_day, start_of_day
from services.statistics.access import Scope, existed_in
from services.statistics.definitions import Definition, definition_of
from services.statistics.models.bulletin import Bulletin, BulletinFigure
from services.statistics.models.indicators import Indicator, IndicatorTarget, Source
from services.statistics.registers import Register
from services.statistics.repository import bulletins as rows
from services.statistics.repository import indicators as plan
from services.statistics.repository.registers import Tally
from services.statistics.service.aiming import aim_of, choose_target
from services.statistics.service.counting import counted_months
from services.statistics.service.counting_reported import count_reported
from services.statistics.status import judge, judge_guard


@dataclass(frozen=True, slots=True)
class Counted:
    """An indicator, the definition it is counted by, and the agencies it is counted for, by id."""

    indicator: Indicator
    definition: Definition
    agency_ids: Sequence[UUID]


@dataclass(frozen=True, slots=True)
class Asked:
    """An indicator that agencies report, and those that may have."""

    indicator: Indicator
    agency_ids: Sequence[UUID]


Named: TypeAlias = Counted | Asked


async def plan_of(session: AsyncSession, scope: Scope, period: Period) -> list[Named]:
    """Every indicator and guard, for the agencies of its level that existed."""
    named: list[Named] = []
    for indicator in await plan.list_indicators(session):
        agencies = [one for one in scope.of_level(indicator.level) if existed_in(one, period)]
        definition = definition_of(indicator.measure)
        named += _named(indicator, definition, [agency.id for agency in agencies])
    return named


async def named_in(session: AsyncSession, figures: Sequence[BulletinFigure]) -> list[Named]:
    """What a publication named; without an old definition that is known no more."""
    named: list[Named] = []
    for indicator in await plan.list_indicators(session):
        own = [row for row in figures if row.indicator_code == indicator.code]
        version = own[0].definition_version if own else 0
        definition = definition_of(indicator.measure, version=version)
        named += _named(indicator, definition, [row.agency_id for row in own if not row.whole])
    return named


def _named(
    indicator: Indicator, definition: Definition | None, agency_ids: Iterable[UUID]
) -> Iterator[Named]:
    ordered = sorted(agency_ids)
    if ordered and indicator.source is Source.REPORTED:
        yield Asked(indicator, ordered)
    elif ordered and definition:
        yield Counted(indicator, definition, ordered)


async def count_all(
    session: AsyncSession, bulletin: Bulletin, period: Period, wanted: Sequence[Named]
) -> list[BulletinFigure]:
    """Of the whole, then of each agency for itself."""
    targets = await plan.list_targets(session)
    figures: list[BulletinFigure] = []
    for one in wanted:
        target, _ = choose_target(targets[one.indicator.code], period)
        if isinstance(one, Counted):
            figures += await _count_one(session, bulletin, period, one, target)
        else:
            figures += await count_reported(
                session, bulletin, period, one.indicator, one.agency_ids, target
            )
    return figures


async def _count_one(
    session: AsyncSession,
    bulletin: Bulletin,
    period: Period,
    one: Counted,
    target: IndicatorTarget | None,
) -> list[BulletinFigure]:
    register, agency_ids = one.definition.register, one.agency_ids
    tallies, digests = await rows.count_at(
        session,
        register,
        agency_ids=agency_ids,
        months=counted_months(register, period, period.last),
        edition=bulletin.edition,
    )
    refused = (
        await plan.count_refused_secrets(
            session,
            agency_ids=agency_ids,
            since=start_of_day(period.first),
            until=end_of_day(period.last),
        )
        if register is Register.EXCHANGE
        else Counter[UUID]()
    )
    made = [
        _figure(
            bulletin, one, agency_id, tallies.get(agency_id, Tally()), period, target,
            evidence=digests.get(agency_id, ""), excluded=refused[agency_id], whole=False,
        )
        for agency_id in agency_ids
    ]  # fmt: skip
    joined = "".join(digests.get(agency_id, "") for agency_id in agency_ids)
    whole = _figure(
        bulletin, one, bulletin.agency_id, sum(tallies.values(), Tally()), period, target,
        evidence=hashlib.sha256(joined.encode()).hexdigest() if joined else "",
        excluded=refused.total(), whole=True,
    )  # fmt: skip
    return [whole, *made]


def _figure(  # noqa: PLR0913 - each named at the call
    bulletin: Bulletin,
    one: Counted,
    agency_id: UUID,
    tally: Tally,
    period: Period,
    target: IndicatorTarget | None,
    *,
    evidence: str,
    excluded: int,
    whole: bool,
) -> BulletinFigure:
    counted = sum(tally[reason] for reason in one.definition.counted)
    aim = aim_of(target)
    status = (
        judge_guard(found=counted, total=tally.total())
        if one.indicator.source is Source.GUARD
        else judge(counted=counted, total=tally.total(), aim=aim, day=period.last)
    )
    return BulletinFigure(
        bulletin_id=bulletin.id,
        indicator_code=one.indicator.code,
        agency_id=agency_id,
        whole=whole,
        numerator=counted,
        denominator=tally.total(),
        reasons=dict(sorted(tally.items())),
        excluded=excluded,
        evidence=evidence,
        definition_version=one.definition.version,
        target=target.value if target else None,
        target_operator=target.operator if target else None,
        target_year=target.year if target else None,
        status=status,
    )
