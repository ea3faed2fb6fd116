"""Published figures over HTTP."""

from http import HTTPStatus
from uuid import UUID

from fastapi import APIRouter

from auth.roles import Permission
from services.deps import ActorDep, NowDep, SessionDep
from services.idempotency import IdempotencyDep, IdempotentRoute
from services.paging import DEFAULT_LIMIT, CursorQuery, LimitQuery, Page, moment_cursor, page_of
from services.statistics.schemas.bulletin import (
    BulletinCreate,
    BulletinRead,
    BulletinRow,
    RecountRead,
)
from services.statistics.service import publishing, reading_bulletins

router = APIRouter(tags=["statistics"], route_class=IdempotentRoute)


@router.get("/bulletins")
async def list_bulletins(
    session: SessionDep,
    actor: ActorDep,
    cursor: CursorQuery = None,
    limit: LimitQuery = DEFAULT_LIMIT,
) -> Page[BulletinRow]:
    """Published figures of the agencies whose figures one may see, newest first."""
    actor.require(Permission.SEE_FIGURES)
    found = await reading_bulletins.list_bulletins(
        session=session, actor=actor, after=moment_cursor(cursor), limit=limit
    )
    return page_of(found, limit=limit, read=_same, key=_key)


@router.post("/bulletins", status_code=HTTPStatus.CREATED, dependencies=[IdempotencyDep])
async def publish_bulletin(
    session: SessionDep, actor: ActorDep, now: NowDep, wanted: BulletinCreate
) -> BulletinRead:
    """Freeze the figures of a period that is over, for one's agency and all below it."""
    bulletin = await publishing.publish(session=session, actor=actor, wanted=wanted, now=now)
    return await reading_bulletins.read_bulletin(session, bulletin)


@router.get("/bulletins/{bulletin_id}")
async def show_bulletin(session: SessionDep, actor: ActorDep, bulletin_id: UUID) -> BulletinRead:
    bulletin = await publishing.access_bulletin(session, actor, bulletin_id)
    return await reading_bulletins.read_bulletin(session, bulletin)


@router.get("/bulletins/{bulletin_id}/recount")
async def recount_bulletin(session: SessionDep, actor: ActorDep, bulletin_id: UUID) -> RecountRead:
    """The same figures, counted again as of the edition they were published from."""
    bulletin = await publishing.access_bulletin(session, actor, bulletin_id)
    return await publishing.recount_bulletin(session=session, bulletin=bulletin)


def _same(row: BulletinRow) -> BulletinRow:
    return row


def _key(row: BulletinRow) -> tuple[str, UUID]:
    return row.published_at.isoformat(), row.id
