"""The journal's routes: hashes and signatures for everybody, its state for administrators.

An auditor's questions are in endpoints/questions.py.
"""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Response
from fastapi.responses import PlainTextResponse

from auth.roles import Permission
from services.deps import ActorDep, JournalVisit, PlatformDep, SessionDep
from services.journal.endpoints import questions
from services.journal.schemas import ConsistencyRead, StatusRead
from services.journal.service.publishing import read_consistency, read_part, read_tile
from services.journal.service.status import read_status
from storage.sequencing.repository import list_stamped

router = APIRouter(tags=["journal"])
router.include_router(questions.router)

SizeQuery = Annotated[int, Query(ge=0, lt=2**63)]
# A tile of this name never has another content; a checkpoint is asked for again.
_FOR_EVER = {"Cache-Control": "public, max-age=31536000, immutable"}
_NOT_KEPT = {"Cache-Control": "no-cache"}
_TILE_TYPE = "application/octet-stream"
_BYTES: dict[int | str, dict[str, Any]] = {200: {"content": {_TILE_TYPE: {}}}}


@router.get("/journal")
async def show_status(session: SessionDep, actor: ActorDep, platform: PlatformDep) -> StatusRead:
    actor.require(Permission.MANAGE_JOBS)
    return await read_status(session, platform.journal)


@router.get("/public/journal/{part}", dependencies=[JournalVisit], response_class=PlainTextResponse)
async def show_part(
    platform: PlatformDep, part: Annotated[str, Path(pattern="^(key|checkpoint|cosigned)$")]
) -> PlainTextResponse:
    """The log's public key; its newest checkpoint; the newest that a witness has signed."""
    found = await read_part(platform.blobs, part)
    return PlainTextResponse(found, headers=_NOT_KEPT)


@router.get(
    "/public/journal/tile/{path:path}",
    dependencies=[JournalVisit],
    response_class=Response,
    responses=_BYTES,
)
async def show_tile(platform: PlatformDep, path: str) -> Response:
    """Up to 256 hashes, as C2SP tlog-tiles names them; entries are not published."""
    found = await read_tile(platform.blobs, f"tile/{path}")
    return Response(found, media_type=_TILE_TYPE, headers=_FOR_EVER)


@router.get("/public/journal/proofs/consistency", dependencies=[JournalVisit])
async def show_consistency(
    platform: PlatformDep, old: SizeQuery, new: SizeQuery
) -> ConsistencyRead:
    return await read_consistency(platform.blobs, old=old, new=new)


@router.get("/public/journal/stamped/sizes", dependencies=[JournalVisit])
async def list_stamped_sizes(session: SessionDep) -> list[int]:
    """The sizes of the checkpoints that have a time stamp, which stay."""
    return list(await list_stamped(session))


@router.get(
    "/public/journal/checkpoints/{name}",
    dependencies=[JournalVisit],
    response_class=Response,
    responses=_BYTES,
)
async def show_kept(
    platform: PlatformDep, name: Annotated[str, Path(pattern=r"^[1-9][0-9]{0,18}(\.tst)?$")]
) -> Response:
    """A checkpoint that stays, by its size, or with `.tst` its time stamp (RFC 3161)."""
    found = await read_part(platform.blobs, f"checkpoints/{name}")
    return Response(found, media_type=_TILE_TYPE, headers=_FOR_EVER)
