"""The pictures that stamps are made with: an agency's seal, a person's signature."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from auth import service as auth
from auth.actor import Actor, record_act
from auth.acts import Act
from auth.errors import PictureMissing
from auth.models import Appointment, Department, StampPicture
from auth.repository import list_staff
from auth.roles import GRANTS, Permission, Role
from auth.service import vietnam_day
from services.identities.access import access_managed_agency
from services.identities.schemas import (
    PictureRead,
    PictureRow,
    PicturesRead,
    SignatureHolder,
)
from storage.ids import new_id


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
    await access_managed_agency(session, actor, agency_id)
    return person_id


async def read_pictures(
    *, session: AsyncSession, actor: Actor, agency_id: UUID, now: datetime
) -> PicturesRead:
    """The seal, and the signatures of those who may sign, each with its dates."""
    await access_managed_agency(session, actor, agency_id)
    day = vietnam_day(now)
    staff = await list_staff(session, agency_id, day=day)
    signing = [
        (appointment, person)
        for appointment, person, _ in staff
        if any(Permission.SIGN in GRANTS[Role(role)] for role in appointment.roles)
    ]
    return PicturesRead(
        seal=await _rows(session, col(StampPicture.agency_id) == agency_id, day=day),
        signatures=[
            SignatureHolder(
                appointment_id=appointment.id,
                full_name=person.full_name,
                position=appointment.position,
                pictures=await _rows(session, col(StampPicture.person_id) == person.id, day=day),
            )
            for appointment, person in signing
        ],
    )


async def _rows(
    session: AsyncSession, holder: ColumnElement[bool], *, day: date
) -> list[PictureRow]:
    found = await session.exec(
        select(StampPicture).where(holder).order_by(col(StampPicture.valid_from).desc())
    )
    rows: list[PictureRow] = []
    for one in found.all():
        begun = one.valid_from <= day
        state = "past" if any(row.state == "in_force" for row in rows) else "in_force"
        rows.append(
            PictureRow(
                digest=one.digest,
                diameter_mm=one.diameter_mm,
                valid_from=one.valid_from,
                state=state if begun else "to_come",
            )
        )
    return rows


async def set_seal(
    *, session: AsyncSession, actor: Actor, agency_id: UUID, picture: PictureRead, now: datetime
) -> PictureRead:
    """From `valid_from` on the agency seals with this picture, so large."""
    await access_managed_agency(session, actor, agency_id)
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
    await access_managed_agency(session, actor, agency_id)
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
