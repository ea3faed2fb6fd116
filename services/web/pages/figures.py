"""Chỉ tiêu: the dashboard, an indicator with its agencies, and its definition."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response

from services.web.periods import Period, list_periods, month_under_way, name_of
from services.web.shapes.figure import AgencyFigure, Definition, Figure
from services.web.visit import SignedInDep, Visit

router = APIRouter()
PeriodQuery = Annotated[str, Query(max_length=10)]
CodeQuery = Annotated[str, Query(max_length=10)]
PILLARS = ("G", "E", "S", "X")
STATUSES = ("met", "on_track", "at_risk", "behind", "no_data")


@router.get("/indicators")
async def show_dashboard(
    visit: SignedInDep, period: PeriodQuery = "", shown: CodeQuery = ""
) -> Response:
    """`shown`: the indicator whose agencies stand side by side."""
    chosen = chosen_period(visit, period)
    figures, guards = await read_all(visit, chosen)
    opened = choose_opened([*figures, *guards], shown)
    agencies = await read_agencies(visit, opened.code, chosen) if opened else []
    return visit.page(
        "indicators.html",
        figures=figures,
        guards=guards,
        pillars=PILLARS,
        statuses=STATUSES,
        counts={
            pillar: Counter(one.status for one in figures if one.pillar == pillar)
            for pillar in PILLARS
        },
        opened=opened,
        agencies=agencies,
        periods=periods_of(visit),
        period=chosen,
        period_name=period_name(visit, chosen),
    )


@router.get("/indicators/{code}")
async def show_indicator(visit: SignedInDep, code: str, period: PeriodQuery = "") -> Response:
    chosen = chosen_period(visit, period)
    figure, agencies = await asyncio.gather(
        read_figure(visit, code, chosen), read_agencies(visit, code, chosen)
    )
    return visit.page(
        "indicator.html",
        figure=figure,
        agencies=agencies,
        periods=periods_of(visit),
        period=chosen,
        period_name=period_name(visit, chosen),
    )


@router.get("/indicators/{code}/definition")
async def show_definition(visit: SignedInDep, code: str, period: PeriodQuery = "") -> Response:
    """In writing; with how many state secrets were kept out in the period."""
    chosen = chosen_period(visit, period)
    definition, figure = await asyncio.gather(
        visit.api.get(Definition, f"/indicators/{code}/definition"),
        read_figure(visit, code, chosen),
    )
    return visit.page(
        "definition.html",
        definition=definition,
        figure=figure,
        period=chosen,
        period_name=period_name(visit, chosen),
    )


async def read_all(
    visit: Visit, period: str, against: str | None = None
) -> tuple[list[Figure], list[Figure]]:
    """The whole plan, and the guards."""
    asked = {"period": period, "against": against, "source": ["all", "guard"]}
    figures = await visit.api.get(list[Figure], "/indicators", asked)
    plan = [figure for figure in figures if figure.source != "guard"]
    return plan, [figure for figure in figures if figure.source == "guard"]


async def read_figure(visit: Visit, code: str, period: str, against: str | None = None) -> Figure:
    return await visit.api.get(
        Figure, f"/indicators/{code}", {"period": period, "against": against}
    )


async def read_agencies(
    visit: Visit, code: str, period: str, against: str | None = None
) -> list[AgencyFigure]:
    return await visit.api.get(
        list[AgencyFigure],
        f"/indicators/{code}/agencies",
        {"period": period, "against": against},
    )


def chosen_period(visit: Visit, period: str) -> str:
    """The year under way where nothing else is asked for."""
    return period or (str(month_under_way(visit.me.today)[0]) if visit.me else "")


def periods_of(visit: Visit) -> list[Period]:
    translator = visit.pages.translators[visit.language]
    return list_periods(visit.me.today, translator) if visit.me else []


def period_name(visit: Visit, code: str) -> str:
    return name_of(code, visit.pages.translators[visit.language])


def choose_opened(figures: Sequence[Figure], code: str) -> Figure | None:
    """The one asked for, or the first that has something to show."""
    named = [one for one in figures if one.code == code]
    return next(iter(named), None) or next((one for one in figures if one.denominator), None)
