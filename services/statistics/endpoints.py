"""Indicators, agencies and evidence over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Query

from services.deps import ActorDep, NowDep, SessionDep
from services.paging import DEFAULT_LIMIT, CursorQuery, LimitQuery, Page, decode_cursor, page_of
from services.statistics.schemas import AgencyFigure, EvidenceRow, FigureRead, SourceAsked
from services.statistics.service import evidence, figures
from services.statistics.service.evidence import Placed, Wanted
from services.statistics.service.figures import Question

router = APIRouter(tags=["statistics"])

PeriodQuery = Annotated[
    str | None,
    Query(max_length=10, description="2024, 2024-H1, 2024-Q4 or 2024-11; none: the running year"),
]
AgencyQuery = Annotated[
    UUID | None, Query(description="none: the widest one may see, with all agencies below it")
]
AloneQuery = Annotated[bool, Query(description="the agency's own records, nothing below it")]
CodePath = Annotated[str, Path(max_length=10)]


async def get_question(
    session: SessionDep,
    actor: ActorDep,
    now: NowDep,
    period: PeriodQuery = None,
    agency_id: AgencyQuery = None,
    *,
    alone: AloneQuery = False,
) -> Question:
    return await figures.ask(
        session=session, actor=actor, period=period, agency_id=agency_id, alone=alone, now=now
    )


QuestionDep = Annotated[Question, Depends(get_question)]


def get_wanted(
    *,
    counted: bool | None = None,
    cursor: CursorQuery = None,
    limit: LimitQuery = DEFAULT_LIMIT,
) -> Wanted:
    after = decode_cursor(cursor) if cursor else None
    return Wanted(counted=counted, after=after, limit=limit)


WantedDep = Annotated[Wanted, Depends(get_wanted)]


@router.get("/indicators")
async def read_indicators(
    session: SessionDep,
    question: QuestionDep,
    source: SourceAsked = SourceAsked.MEASURED,
) -> list[FigureRead]:
    return await figures.read_figures(session=session, question=question, source=source)


@router.get("/indicators/{code}/agencies")
async def read_agencies(
    code: CodePath, session: SessionDep, question: QuestionDep
) -> list[AgencyFigure]:
    return await figures.read_agencies(session=session, code=code, question=question)


@router.get("/indicators/{code}/evidence")
async def read_evidence(
    code: CodePath,
    session: SessionDep,
    actor: ActorDep,
    question: QuestionDep,
    wanted: WantedDep,
) -> Page[EvidenceRow]:
    rows = await evidence.read_evidence(
        session=session, actor=actor, code=code, question=question, wanted=wanted
    )
    return page_of(rows, limit=wanted.limit, read=_row, key=_key)


def _row(placed: Placed) -> EvidenceRow:
    return placed.row


def _key(placed: Placed) -> tuple[str, UUID]:
    return placed.key, placed.row.id
