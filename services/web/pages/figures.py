"""Chỉ tiêu: the dashboard, the agencies behind a figure, the records behind those."""

import asyncio
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from fastapi.responses import Response

from services.web.client import ApiProblem
from services.web.pages.registers import CursorQuery
from services.web.periods import Period, list_periods, month_under_way
from services.web.shapes.figure import AgencyFigure, Evidence, Figure
from services.web.shapes.shape import Listed
from services.web.visit import SignedInDep, Visit

router = APIRouter()
PeriodQuery = Annotated[str, Query(max_length=10)]
# Where a record of the evidence has its page; a person has none.
PLACES = {"document": "/documents", "incoming": "/incoming", "work_file": "/work-files"}


@router.get("/indicators")
async def show_indicators(visit: SignedInDep, period: PeriodQuery = "") -> Response:
    chosen = _chosen(visit, period)
    figures = await visit.api.get(list[Figure], "/indicators", {"period": chosen})
    return visit.page("indicators.html", figures=figures, periods=_periods(visit), period=chosen)


@router.get("/indicators/{code}")
async def show_agencies(visit: SignedInDep, code: str, period: PeriodQuery = "") -> Response:
    chosen = _chosen(visit, period)
    figure, agencies = await asyncio.gather(
        _figure(visit, code, chosen),
        visit.api.get(list[AgencyFigure], f"/indicators/{code}/agencies", {"period": chosen}),
    )
    return visit.page(
        "indicator.html", figure=figure, agencies=agencies, periods=_periods(visit), period=chosen
    )


@router.get("/indicators/{code}/evidence")
async def show_evidence(  # noqa: PLR0913 - each is a part of the address
    visit: SignedInDep,
    code: str,
    period: PeriodQuery = "",
    agency_id: UUID | None = None,
    cursor: CursorQuery = "",
    *,
    counted: bool | None = None,
    alone: bool = False,
) -> Response:
    """The records one by one, each with the reason; `alone`: without the agencies below."""
    chosen = _chosen(visit, period)
    agency = str(agency_id) if agency_id else None
    says = None if counted is None else str(counted).lower()
    figure, agencies, rows = await asyncio.gather(
        _figure(visit, code, chosen),
        visit.api.get(list[AgencyFigure], f"/indicators/{code}/agencies", {"period": chosen}),
        visit.api.get(
            Listed[Evidence], f"/indicators/{code}/evidence",
            {"period": chosen, "agency_id": agency, "counted": says, "cursor": cursor or None,
             "alone": "true" if alone else None},
        ),
    )  # fmt: skip
    return visit.page(
        "evidence.html",
        figure=figure,
        agency=next((one for one in agencies if one.agency_id == agency_id), None),
        counted=counted,
        alone=alone,
        rows=rows.items,
        cursor=rows.next_cursor,
        period=chosen,
        period_name=_name(visit, chosen),
        places=PLACES,
    )


async def _figure(visit: Visit, code: str, period: str) -> Figure:
    figures = await visit.api.get(list[Figure], "/indicators", {"period": period})
    found = next((figure for figure in figures if figure.code == code), None)
    if found is None:
        raise ApiProblem(404, "indicator-unknown", code)
    return found


def _chosen(visit: Visit, period: str) -> str:
    """The year under way where nothing else is asked for."""
    return period or (str(month_under_way(visit.me.today)[0]) if visit.me else "")


def _periods(visit: Visit) -> list[Period]:
    translator = visit.pages.translators[visit.language]
    return list_periods(visit.me.today, translator) if visit.me else []


def _name(visit: Visit, code: str) -> str:
    return next((one.name for one in _periods(visit) if one.code == code), code)
