"""So sánh: two periods side by side, of every indicator and of one by agency."""

import asyncio

from fastapi import APIRouter
from fastapi.responses import Response

from services.web.pages.figures import (
    PeriodQuery,
    chosen_period,
    period_name,
    periods_of,
    read_agencies,
    read_all,
    read_figure,
)
from services.web.visit import SignedInDep

router = APIRouter()


@router.get("/indicators/comparison")
async def compare_all(
    visit: SignedInDep, period: PeriodQuery = "", against: PeriodQuery = ""
) -> Response:
    chosen = chosen_period(visit, period)
    figures, guards = await read_all(visit, chosen, against or None)
    other = against or (figures[0].against.period if figures else chosen)
    return visit.page(
        "comparison.html",
        figures=[one for one in figures if one.denominator or one.against.denominator],
        guards=guards,
        figure=None,
        periods=periods_of(visit),
        period=chosen,
        against=other,
        period_name=period_name(visit, chosen),
        against_name=period_name(visit, other),
    )


@router.get("/indicators/{code}/comparison")
async def compare_agencies(
    visit: SignedInDep, code: str, period: PeriodQuery = "", against: PeriodQuery = ""
) -> Response:
    chosen = chosen_period(visit, period)
    figure, agencies = await asyncio.gather(
        read_figure(visit, code, chosen, against or None),
        read_agencies(visit, code, chosen, against or None),
    )
    other = figure.against.period
    return visit.page(
        "comparison.html",
        figure=figure,
        agencies=agencies,
        periods=periods_of(visit),
        period=chosen,
        against=other,
        period_name=period_name(visit, chosen),
        against_name=period_name(visit, other),
    )
