"""Chỉ tiêu as PDF, to be printed or put into a file."""

import asyncio

from fastapi import APIRouter
from fastapi.responses import Response

from services.web.client import ApiProblem
from services.web.figures.prints import Prints
from services.web.files import pdf_file
from services.web.pages.figures import (
    CodeQuery,
    PeriodQuery,
    choose_opened,
    chosen_period,
    read_agencies,
    read_all,
    read_figure,
)
from services.web.visit import SignedInDep, Visit

router = APIRouter()


@router.get("/indicators/print")
async def print_dashboard(
    visit: SignedInDep, period: PeriodQuery = "", shown: CodeQuery = ""
) -> Response:
    chosen = chosen_period(visit, period)
    figures, guards = await read_all(visit, chosen)
    if not figures:
        raise ApiProblem(404, "not-found")
    opened = choose_opened([*figures, *guards], shown)
    agencies = await read_agencies(visit, opened.code, chosen) if opened else []
    sheet = _prints(visit).dashboard(figures, guards, opened, agencies)
    pdf = await asyncio.to_thread(sheet.typeset, now=figures[0].as_of)
    return pdf_file(pdf, f"chi-tieu-{chosen}.pdf")


@router.get("/indicators/{code}/print")
async def print_indicator(visit: SignedInDep, code: str, period: PeriodQuery = "") -> Response:
    chosen = chosen_period(visit, period)
    figure, agencies = await asyncio.gather(
        read_figure(visit, code, chosen), read_agencies(visit, code, chosen)
    )
    sheet = _prints(visit).indicator(figure, agencies)
    pdf = await asyncio.to_thread(sheet.typeset, now=figure.as_of)
    return pdf_file(pdf, f"{figure.code}-{chosen}.pdf")


def _prints(visit: Visit) -> Prints:
    return Prints(visit.pages.translators[visit.language])
