"""Installing the plan's indicators and their dated targets from our own data file."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy import delete, func
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import SQLModel, col
from sqlmodel.ext.asyncio.session import AsyncSession

from meetings.calendar import holidays
from services.statistics.models.indicators import Indicator, IndicatorTarget, Source, Unit
from services.statistics.models.memory import PublicHoliday
from services.statistics.status import Operator

INDICATORS = Path(__file__).parents[1] / "data" / "indicators.yaml"

Row = dict[str, Any]


async def load_indicators(session: AsyncSession) -> int:
    """Bring the tables to what the data files say, and return the number of indicators.

    Idempotent, and safe when two processes do it at once. Targets the file no longer has go.
    """
    plan = yaml.safe_load(INDICATORS.read_text(encoding="utf-8"))
    bases: dict[str, str] = plan["legal_basis"]
    indicators = [_indicator(row, place) for place, row in enumerate(plan["indicators"], start=1)]
    targets = [
        target
        for row in plan["indicators"]
        for target in _targets(row, bases[row.get("basis", "default")])
    ]
    await _put(session, Indicator, indicators, key=["code"])
    years = func.concat(col(IndicatorTarget.indicator_code), "/", col(IndicatorTarget.year))
    kept = [f"{target['indicator_code']}/{target['year']}" for target in targets]
    await session.exec(delete(IndicatorTarget).where(years.not_in(kept)))
    await _put(session, IndicatorTarget, targets, key=["indicator_code", "year"])
    await _load_holidays(session)
    return len(indicators)


async def _load_holidays(session: AsyncSession) -> None:
    """The days that `next_working_day` of the database goes by."""
    known = holidays()
    rows = [{"day": day, "worked": day in known.worked} for day in known.off | known.worked]
    await session.exec(
        delete(PublicHoliday).where(col(PublicHoliday.day).not_in([row["day"] for row in rows]))
    )
    await _put(session, PublicHoliday, rows, key=["day"])


def _indicator(row: Row, place: int) -> Row:
    return {
        "code": row["code"],
        "place": place,
        "pillar": row["code"][0],
        "source": Source(row["source"]),
        "measure": row.get("measure"),
        "level": row.get("level"),
        "unit": Unit(row.get("unit", Unit.PERCENT)),
        "name_vi": row["vi"],
        "name_en": row["en"],
    }


def _targets(row: Row, legal_basis: str) -> list[Row]:
    """Each target holds from its year on, until the day before the next one's."""
    years = sorted(row["targets"])
    ends = {year: date(after, 1, 1) - timedelta(days=1) for year, after in pairwise(years)}
    return [
        {
            "indicator_code": row["code"],
            "year": year,
            "operator": Operator(str(row.get(f"op_{year}", row["op"]))),
            "value": Decimal(row["targets"][year]),
            "legal_basis": legal_basis,
            "note": row.get(f"note_{year}", ""),
            "valid_from": date(year, 1, 1),
            "valid_to": ends.get(year),
        }
        for year in years
    ]


async def _put(
    session: AsyncSession, table: type[SQLModel], rows: list[Row], *, key: list[str]
) -> None:
    statement = insert(table).values(rows)
    changed = {name: statement.excluded[name] for name in rows[0] if name not in key}
    await session.exec(statement.on_conflict_do_update(index_elements=key, set_=changed))
