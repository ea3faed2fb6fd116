"""`GET .../history` and `.../history/{entry_id}/proof`, in one form for every noun with a door."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path
from sqlmodel.ext.asyncio.session import AsyncSession

from auth.actor import Actor
from services.deps import ActorDep, PlatformDep, SessionDep
from services.history import HistoryRead, Subject, read_lines
from services.proving import ProofRead, find_line, prove_line

Door = Callable[[AsyncSession, Actor, UUID], Awaitable[object]]
Beside = Callable[[AsyncSession, UUID], Awaitable[Sequence[Subject]]]


def history_router(
    record: str, noun: str, door: Door, *, beside: Beside | None = None
) -> APIRouter:
    """For whoever `door` lets in. `record`: the path of one, e.g. `/documents/{document_id}`.

    `beside` finds what else the record's history is about.
    """
    router = APIRouter(tags=["journal"])
    name = record.partition("{")[2].removesuffix("}")

    async def subjects_of(session: AsyncSession, actor: Actor, record_id: UUID) -> list[Subject]:
        await door(session, actor, record_id)
        return [(noun, record_id), *(await beside(session, record_id) if beside else ())]

    @router.get(record + "/history")
    async def read_history(
        record_id: Annotated[UUID, Path(alias=name)], session: SessionDep, actor: ActorDep
    ) -> list[HistoryRead]:
        return await read_lines(session, await subjects_of(session, actor, record_id))

    @router.get(record + "/history/{entry_id}/proof")
    async def read_proof(
        record_id: Annotated[UUID, Path(alias=name)],
        entry_id: UUID,
        platform: PlatformDep,
        session: SessionDep,
        actor: ActorDep,
    ) -> ProofRead:
        placed = await find_line(session, await subjects_of(session, actor, record_id), entry_id)
        await session.commit()  # what follows reads the store and needs no transaction
        return await prove_line(platform.blobs, platform.journal, placed)

    return router
