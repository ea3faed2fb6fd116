"""The pictures that stamps are made with: an agency's seal, a person's signature."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from auth import service as auth
from auth.actor import Actor, record_act
from auth.acts import Act
from auth.errors import AgencyMissing, NotAllowed, PictureMissing
from auth.models import Agency, Appointment, Department, StampPicture
from auth.roles import Permission
from services.identities.schemas import PictureRead
from storage.ids import new_id

MANAGE = Permission.MANAGE_DIRECTORY


async def may_change_seal(session: AsyncSession, actor: Actor, agency_id: UUID) -> None:
    """The administrator of the agency or of the one above it. Raises before bytes are taken in."""
    agency = await session.get(Agency, agency_id)
    if agency is None or agency.external:
        raise AgencyMissing(agency_id)
    actor.require(MANAGE)
    if not {agency.id, agency.parent_id} & actor.agencies:
        raise NotAllowed(MANAGE)


async def holder_of(session: AsyncSession, actor: Actor, appointment_id: UUID) -> UUID:
    """The person behind an appointment of an agency the administrator looks after."""
    rows = await session.exec(
        select(Appointment.person_id, Department.agency_id)
        .join(Department, col(Department.id) == Appointment.department_id)
        .where(Appointment.id == appointment_id)
    )
    found = rows.one_or_none()
    if found is None:
        raise PictureMissing(appointment_id)
    person_id, agency_id = found
    await may_change_seal(session, actor, agency_id)
    return person_id


async def set_seal(
    *, session: AsyncSession, actor: Actor, agency_id: UUID, picture: PictureRead, now: datetime
) -> PictureRead:
    """From `valid_from` on the agency seals with this picture, so large."""
    await may_change_seal(session, actor, agency_id)
    await _keep(session, picture, {"agency_id": agency_id}, now=now)
    record_act(
        session,
        actor=actor,
        act=Act.SEAL_PICTURE_SET,
        subject=("agency", agency_id),
        now=now,
        digest=picture.digest,
        details={"diameter_mm": picture.diameter_mm, "valid_from": str(picture.valid_from)},
    )
    return picture


async def set_signature(
    *,
    session: AsyncSession,
    actor: Actor,
    appointment_id: UUID,
    picture: PictureRead,
    now: datetime,
) -> PictureRead:
    """From `valid_from` on the person's signatures show this picture."""
    person_id = await holder_of(session, actor, appointment_id)
    await _keep(session, picture, {"person_id": person_id}, now=now)
    record_act(
        session,
        actor=actor,
        act=Act.SIGNATURE_PICTURE_SET,
        subject=("person", person_id),
        now=now,
        digest=picture.digest,
        details={"valid_from": str(picture.valid_from)},
    )
    return picture


async def _keep(
    session: AsyncSession, picture: PictureRead, holder: dict[str, UUID], *, now: datetime
) -> None:
    """One a holder and day: the later upload of a day replaces the earlier."""
    facts = {"digest": picture.digest, "diameter_mm": picture.diameter_mm, "added_at": now}
    row = insert(StampPicture).values(id=new_id(), valid_from=picture.valid_from, **holder, **facts)
    await session.exec(
        row.on_conflict_do_update(index_elements=[*holder, "valid_from"], set_=facts)
    )


async def seal_of(
    session: AsyncSession, actor: Actor, agency_id: UUID, *, day: date
) -> StampPicture:
    """The seal as it counts today. Raises `PictureMissing`."""
    await may_change_seal(session, actor, agency_id)
    found = await auth.find_seal_picture(session, agency_id, day=day)
    if found is None:
        raise PictureMissing(agency_id)
    return found


async def signature_of(
    session: AsyncSession, actor: Actor, appointment_id: UUID, *, day: date
) -> StampPicture:
    """The signature as it counts today: to its owner and the administrator."""
    person_id = await _own_or_managed(session, actor, appointment_id)
    found = await auth.find_signature_picture(session, person_id, day=day)
    if found is None:
        raise PictureMissing(appointment_id)
    return found


async def _own_or_managed(session: AsyncSession, actor: Actor, appointment_id: UUID) -> UUID:
    if appointment_id == actor.appointment_id:
        return actor.person_id
    return await holder_of(session, actor, appointment_id)
