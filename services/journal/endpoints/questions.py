"""An auditor's questions over HTTP: an answer by pages, as a signed package, and line by line."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from fastapi.responses import StreamingResponse

from services.deps import ActorDep, NowDep, PlatformDep, SessionDep
from services.evidence.packing import packed
from services.journal.schemas import LineRead, QuestionName, QuestionRead
from services.journal.service.questions import answering, asking, proving
from services.journal.service.questions.asking import Filters
from services.paging import (
    DEFAULT_LIMIT,
    CursorQuery,
    LimitQuery,
    Page,
    moment_cursor,
    moment_key,
    page_of,
)
from services.proving import ProofRead, prove_line
from services.text import LINE
from services.working_hours import parse_hours
from storage.blobs.disposition import content_disposition

router = APIRouter(tags=["audit"])

DayQuery = Annotated[date | None, Query(description="inside; a day in Vietnam")]
WordQuery = Annotated[str | None, Query(max_length=60, pattern=LINE)]
RecordQuery = Annotated[
    str | None, Query(max_length=60, pattern=LINE, description="an id, or a number and symbol")
]


def get_filters(
    since: DayQuery = None,
    until: DayQuery = None,
    agency_id: UUID | None = None,
    person_id: UUID | None = None,
    record: RecordQuery = None,
    act: WordQuery = None,
    finding: WordQuery = None,
) -> Filters:
    return Filters(
        since=since,
        until=until,
        agency_id=agency_id,
        person_id=person_id,
        record=record,
        act=act,
        finding=finding,
    )


FiltersDep = Annotated[Filters, Depends(get_filters)]


@router.get("/audit/questions")
async def list_questions(actor: ActorDep) -> list[QuestionRead]:
    return asking.list_questions(actor)


@router.get("/audit/questions/{name}")
async def ask(
    name: QuestionName,
    session: SessionDep,
    actor: ActorDep,
    platform: PlatformDep,
    now: NowDep,
    filters: FiltersDep,
    cursor: CursorQuery = None,
    limit: LimitQuery = DEFAULT_LIMIT,
) -> Page[LineRead]:
    """Newest first; the last thirty days where no days are named, a year at most. Journalled."""
    rows = await asking.ask(
        session=session,
        actor=actor,
        name=name,
        filters=filters,
        after=moment_cursor(cursor),
        limit=limit,
        hours=parse_hours(platform.settings.working_hours),
        now=now,
    )
    return page_of(
        rows,
        limit=limit,
        read=lambda row: row[0],
        key=lambda row: moment_key(row[1].at, row[1].key),
    )


@router.get("/audit/questions/{name}/answer", response_class=StreamingResponse)
async def take_answer(
    name: QuestionName,
    session: SessionDep,
    actor: ActorDep,
    platform: PlatformDep,
    now: NowDep,
    filters: FiltersDep,
) -> StreamingResponse:
    """The whole answer as a signed zip: PDF/A, CSV, JSON, the entries with their proofs."""
    answer = await answering.collect_answer(
        session=session,
        actor=actor,
        name=name,
        filters=filters,
        hours=parse_hours(platform.settings.working_hours),
        now=now,
    )
    await session.commit()  # what follows takes a while and needs no transaction
    files = await answering.pack_answer(
        platform.blobs,
        platform.signing,
        answer,
        witnesses=tuple(platform.journal.witness_keys.values()),
        now=now,
    )
    headers = {"Content-Disposition": content_disposition(f"{answer.filename}.zip", inline=False)}
    return StreamingResponse(packed(files, now=now), media_type="application/zip", headers=headers)


@router.get("/audit/entries/{entry_id}/proof")
async def prove_entry(
    entry_id: UUID, session: SessionDep, actor: ActorDep, platform: PlatformDep, now: NowDep
) -> ProofRead:
    """Any entry of the journal, with what proves it. Journalled."""
    placed = await proving.find_entry(session=session, actor=actor, entry_id=entry_id, now=now)
    await session.commit()  # what follows reads the store and needs no transaction
    return await prove_line(platform.blobs, platform.journal, placed)
