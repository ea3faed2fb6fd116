"""Saved lists of receivers (nhóm nơi nhận) of an agency."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import delete
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from auth.actor import Actor, record_act
from auth.acts import Act
from auth.models import Agency
from auth.repository import in_force
from auth.roles import Permission
from auth.service import vietnam_day
from services.documents import access
from services.documents.errors import FieldRefused, NotVisible
from services.documents.models.document import ReceiverGroup, ReceiverGroupMember
from services.documents.repository.documents import list_groups
from services.documents.schemas.document import ReceiverGroupRead, ReceiverGroupSave
from services.people import agencies
from storage.vietnamese import sort_key


async def read_groups(*, session: AsyncSession, actor: Actor) -> list[ReceiverGroupRead]:
    """The agency's groups in Vietnamese order of their names."""
    rows = await list_groups(session, actor.agency_id)
    known = await agencies(session, [agency_id for _, agency_id in rows])
    members: dict[UUID, list[UUID]] = {}
    groups: dict[UUID, ReceiverGroup] = {}
    for group, agency_id in rows:
        groups[group.id] = group
        members.setdefault(group.id, []).append(agency_id)
    return [
        ReceiverGroupRead(
            id=group.id,
            name=group.name,
            version=group.version,
            members=sorted((known[row] for row in members[group.id]), key=lambda row: row.code),
        )
        for group in sorted(groups.values(), key=lambda group: sort_key(group.name))
    ]


async def save_group(
    *,
    session: AsyncSession,
    actor: Actor,
    group_id: UUID | None,
    saved: ReceiverGroupSave,
    expected_version: int | None,
    now: datetime,
) -> UUID:
    """Make a group, or replace one of the agency's. Returns its id."""
    actor.require(Permission.DRAFT)
    await _require_known(session, saved.agency_ids, now=now)
    if group_id is None:
        group = ReceiverGroup(agency_id=actor.agency_id, name=saved.name)
        session.add(group)
    else:
        group = await _own_group(session, actor, group_id)
        access.check_version(group, expected_version)
        group.name = saved.name
        group.version += 1
    await session.flush()  # members refer to the group's row
    await session.exec(
        delete(ReceiverGroupMember).where(col(ReceiverGroupMember.group_id) == group.id)
    )
    session.add_all(
        ReceiverGroupMember(group_id=group.id, agency_id=agency_id)
        for agency_id in dict.fromkeys(saved.agency_ids)
    )
    record_act(
        session, actor=actor, act=Act.GROUP_SAVE, subject=("receiver_group", group.id), now=now
    )
    return group.id


async def delete_group(
    *, session: AsyncSession, actor: Actor, group_id: UUID, now: datetime
) -> None:
    actor.require(Permission.DRAFT)
    group = await _own_group(session, actor, group_id)
    await session.delete(group)
    record_act(
        session, actor=actor, act=Act.GROUP_DELETE, subject=("receiver_group", group.id), now=now
    )


async def _own_group(session: AsyncSession, actor: Actor, group_id: UUID) -> ReceiverGroup:
    group = await session.get(ReceiverGroup, group_id, with_for_update=True)
    if group is None or group.agency_id != actor.agency_id:
        raise NotVisible("receiver_group", group_id)
    return group


async def _require_known(session: AsyncSession, agency_ids: list[UUID], *, now: datetime) -> None:
    known = await session.exec(
        select(Agency.id).where(col(Agency.id).in_(agency_ids), in_force(Agency, vietnam_day(now)))
    )
    if set(agency_ids) - set(known.all()):
        raise FieldRefused("agency_ids", "not an agency in force")
