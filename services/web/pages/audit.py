"""Kiểm tra, nhật ký: the ready questions, their answers, the proof of each line."""

import asyncio
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from fastapi.responses import Response

from services.web.client import ApiProblem
from services.web.files import relay
from services.web.formatting import parse_day
from services.web.pages.registers import CursorQuery
from services.web.shapes.audit import Line, Question
from services.web.shapes.identity import AgencyFound
from services.web.shapes.journal import ActFacts, Proof
from services.web.shapes.shape import Listed
from services.web.visit import SignedInDep, Visit

router = APIRouter()
PATH = "/audit"
FIRST = "reads"
USUAL = timedelta(days=30)
WordQuery = Annotated[str, Query(max_length=60)]


@dataclass(frozen=True, slots=True)
class Asked:
    """The form as it was sent; days as people write them."""

    since: str
    until: str
    values: dict[str, str]

    @property
    def params(self) -> dict[str, str]:
        """For the API: ISO days, and what is no day as it was typed."""
        days = {"since": self.since, "until": self.until}
        read = {name: _iso(text) for name, text in days.items() if text}
        return read | {name: value for name, value in self.values.items() if value}

    def link(self, path: str, **changes: str) -> str:
        """The same question with other filters."""
        kept = {"since": self.since, "until": self.until, **self.values, **changes}
        return f"{path}?{urlencode({name: value for name, value in kept.items() if value})}"


def get_asked(  # noqa: PLR0913, PLR0917 - each is a part of the address
    since: WordQuery = "",
    until: WordQuery = "",
    agency_id: WordQuery = "",
    person_id: WordQuery = "",
    record: WordQuery = "",
    act: WordQuery = "",
    finding: WordQuery = "",
) -> Asked:
    return Asked(
        since.strip(),
        until.strip(),
        {
            "agency_id": agency_id,
            "person_id": person_id,
            "record": record.strip(),
            "act": act.strip(),
            "finding": finding,
        },
    )


AskedDep = Annotated[Asked, Depends(get_asked)]


@router.get(PATH)
async def begin(visit: SignedInDep, asked: AskedDep) -> Response:
    return await _show(visit, FIRST, asked, "")


@router.get(PATH + "/history/{entry_id}")
async def show_proof(visit: SignedInDep, entry_id: UUID) -> Response:
    proof = await _proof(visit, entry_id)
    facts = ActFacts.model_validate_json(proof.entry)
    return visit.page("proof.html", proof=proof, facts=facts, base=PATH, page=PATH)


@router.get(PATH + "/history/{entry_id}/{part}")
async def download_part(visit: SignedInDep, entry_id: UUID, part: str) -> Response:
    """C2SP tlog-proof, or the entry byte for byte."""
    proof = await _proof(visit, entry_id)
    texts = {"tlog-proof": proof.proof or "", "entry": proof.entry}
    if part not in texts:
        raise ApiProblem(404, "not-found")
    name = f"{entry_id}.{'json' if part == 'entry' else part}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(texts[part], media_type="text/plain; charset=utf-8", headers=headers)


@router.get(PATH + "/{question}")
async def show(
    visit: SignedInDep, question: str, asked: AskedDep, cursor: CursorQuery = ""
) -> Response:
    return await _show(visit, question, asked, cursor)


@router.get(PATH + "/{question}/answer")
async def take_answer(visit: SignedInDep, question: str, asked: AskedDep) -> Response:
    return await relay(visit, f"/audit/questions/{question}/answer", asked.params)


async def _show(visit: Visit, question: str, asked: Asked, cursor: str) -> Response:
    questions, agencies = await asyncio.gather(
        visit.api.get(list[Question], "/audit/questions"),
        visit.api.get(list[AgencyFound], "/agencies", {"limit": 200}),
    )
    known = {one.name: one for one in questions}
    if question not in known:
        raise ApiProblem(404, "not-found")
    problem, lines = None, Listed[Line](items=[], next_cursor=None)
    try:
        lines = await visit.api.get(
            Listed[Line], f"/audit/questions/{question}", {**asked.params, "cursor": cursor or None}
        )
    except ApiProblem as refused:
        problem = refused
    return visit.page(
        "audit.html",
        problem=problem,
        questions=questions,
        question=known[question],
        asked=asked,
        agencies=[one for one in agencies if not one.external],
        lines=lines.items,
        cursor=lines.next_cursor,
        usual=_usual(visit),
    )


def _usual(visit: Visit) -> tuple[date, date]:
    today = visit.me.today if visit.me else date.min
    return today - USUAL, today


def _iso(text: str) -> str:
    day = parse_day(text)
    return day.isoformat() if day else text


async def _proof(visit: Visit, entry_id: UUID) -> Proof:
    return await visit.api.get(Proof, f"/audit/entries/{entry_id}/proof")
