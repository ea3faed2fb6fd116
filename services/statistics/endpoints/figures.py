"""Indicators, agencies and evidence over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Query

from services.deps import ActorDep, NowDep, PlatformDep, SessionDep
from services.paging import DEFAULT_LIMIT, CursorQuery, LimitQuery, Page, decode_cursor, page_of
from services.statistics.schemas.definition import DefinitionRead
from services.statistics.schemas.figure import (
    AgencyFigure,
    EvidenceRow,
    FigureRead,
    RecordRead,
    SourceAsked,
)
from services.statistics.service import asking, defining, evidence, figures, records
from services.statistics.service.asking import Question
from services.statistics.service.evidence import Placed, Wanted

router = APIRouter(tags=["statistics"])

PeriodQuery = Annotated[
    str | None,
    Query(max_length=10, description="2024, 2024-H1, 2024-Q4 or 2024-11; none: the running year"),
]
AgainstQuery = Annotated[
    str | None,
    Query(max_length=10, description="compare with this; none: the same period a year earlier"),
]
AgencyQuery = Annotated[
    UUID | None, Query(description="none: the widest one may see, with all agencies below it")
]
AloneQuery = Annotated[bool, Query(description="the agency's own records, nothing below it")]
CodePath = Annotated[str, Path(max_length=10)]


def get_asked(
    period: PeriodQuery = None,
    against: AgainstQuery = None,
    agency_id: AgencyQuery = None,
    *,
    alone: AloneQuery = False,
) -> asking.Wanted:
    return asking.Wanted(period=period, against=against, agency_id=agency_id, alone=alone)


async def get_question(
    session: SessionDep,
    actor: ActorDep,
    now: NowDep,
    wanted: Annotated[asking.Wanted, Depends(get_asked)],
) -> Question:
    return await asking.ask(session=session, actor=actor, wanted=wanted, now=now)


QuestionDep = Annotated[Question, Depends(get_question)]


def get_wanted(
    *,
    counted: bool | None = None,
    cursor: CursorQuery = None,
    limit: LimitQuery = DEFAULT_LIMIT,
) -> Wanted:
    after = decode_cursor(cursor) if cursor else None
    return Wanted(counted=counted, after=after, limit=limit)


SourcesQuery = Annotated[frozenset[SourceAsked], Query()]
WantedDep = Annotated[Wanted, Depends(get_wanted)]


@router.get("/indicators")
async def read_indicators(
    session: SessionDep,
    question: QuestionDep,
    source: SourcesQuery = frozenset({SourceAsked.MEASURED}),
) -> list[FigureRead]:
    return await figures.read_figures(session=session, question=question, sources=source)


@router.get("/indicators/{code}")
async def read_indicator(code: CodePath, session: SessionDep, question: QuestionDep) -> FigureRead:
    return await figures.read_figure(session=session, question=question, code=code)


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


@router.get("/indicators/{code}/evidence/{record_id}")
async def read_record(
    code: CodePath,
    record_id: UUID,
    platform: PlatformDep,
    session: SessionDep,
    actor: ActorDep,
    question: QuestionDep,
) -> RecordRead:
    """One record behind the figure, and the proof of each act on it."""
    opened = await records.open_record(
        session=session, actor=actor, code=code, record_id=record_id, question=question
    )
    await session.commit()  # what follows reads the store and needs no transaction
    return await records.prove_record(platform.blobs, platform.journal, opened)


@router.get("/indicators/{code}/definition")
async def read_definition(code: CodePath, session: SessionDep, actor: ActorDep) -> DefinitionRead:
    return await defining.read_definition(session=session, actor=actor, code=code)


def _row(placed: Placed) -> EvidenceRow:
    return placed.row


def _key(placed: Placed) -> tuple[str, UUID]:
    return placed.key, placed.row.id
