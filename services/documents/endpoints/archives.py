"""How issued documents are kept provable, for the administrator."""

from fastapi import APIRouter

from services.deps import ActorDep, NowDep, PlatformDep, SessionDep
from services.documents.schemas.archive import ArchiveOverview
from services.documents.service import archiving

router = APIRouter(tags=["archives"])


@router.get("/archives")
async def read_archives(
    platform: PlatformDep, session: SessionDep, actor: ActorDep, now: NowDep
) -> ArchiveOverview:
    return await archiving.overview(
        session=session, actor=actor, settings=platform.signing.settings, now=now
    )
