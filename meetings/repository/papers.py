"""Queries about the papers and mail of a meeting, and the facts they are made of."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import func
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from auth.models import Agency, Appointment, Department, Person
from auth.roles import Role
from meetings.models.paper import MeetingMail, MeetingPaper
from meetings.models.seat import Seat, SeatPerson
from meetings.models.states import PaperKind, PaperState

_UNDER_WAY = (PaperState.WANTED, PaperState.DRAFTED)


async def find_paper_under_way(
    session: AsyncSession, meeting_id: UUID, kind: PaperKind
) -> MeetingPaper | None:
    rows = await session.exec(
        select(MeetingPaper).where(
            MeetingPaper.meeting_id == meeting_id,
            MeetingPaper.kind == kind,
            col(MeetingPaper.state).in_(_UNDER_WAY),
        )
    )
    return rows.one_or_none()


async def list_papers(session: AsyncSession, meeting_id: UUID) -> Sequence[MeetingPaper]:
    rows = await session.exec(
        select(MeetingPaper)
        .where(MeetingPaper.meeting_id == meeting_id)
        .order_by(col(MeetingPaper.id))
    )
    return rows.all()


async def list_mail(session: AsyncSession, meeting_id: UUID) -> Sequence[MeetingMail]:
    rows = await session.exec(
        select(MeetingMail)
        .where(MeetingMail.meeting_id == meeting_id)
        .order_by(col(MeetingMail.id))
    )
    return rows.all()


async def list_addresses(session: AsyncSession, meeting_id: UUID) -> list[tuple[UUID, str, str]]:
    """Seat, name and address of everybody to write to: officials, named people, guests.

    An agency without anybody named hears of it through its clerks.
    """
    own = (
        select(Seat.id, Person.full_name, Person.email)
        .join(Appointment, col(Appointment.id) == Seat.appointment_id)
        .join(Person, col(Person.id) == Appointment.person_id)
        .where(Seat.meeting_id == meeting_id)
    )
    named = (
        select(Seat.id, SeatPerson.full_name, func.coalesce(SeatPerson.email, Person.email))
        .join(SeatPerson, col(SeatPerson.seat_id) == Seat.id)
        .join(Appointment, col(Appointment.id) == SeatPerson.appointment_id, isouter=True)
        .join(Person, col(Person.id) == Appointment.person_id, isouter=True)
        .where(Seat.meeting_id == meeting_id)
    )
    clerks = (
        select(Seat.id, Person.full_name, Person.email)
        .join(Department, col(Department.agency_id) == Seat.agency_id)
        .join(Appointment, col(Appointment.department_id) == Department.id)
        .join(Person, col(Person.id) == Appointment.person_id)
        .where(Seat.meeting_id == meeting_id, col(Appointment.roles).contains([Role.CLERK]))
    )
    found: dict[str, tuple[UUID, str, str]] = {}
    for query in (own, named, clerks):
        for seat_id, name, address in (await session.exec(query)).all():
            if address:
                found.setdefault(address.lower(), (seat_id, name, address))
    return list(found.values())


async def list_officers_of(
    session: AsyncSession, appointment_ids: Sequence[UUID]
) -> dict[UUID, str]:
    """`Phó Chủ tịch Nguyễn Văn Hiệp`, by appointment."""
    rows = await session.exec(
        select(Appointment.id, Appointment.position, Person.full_name)
        .join(Person, col(Person.id) == Appointment.person_id)
        .where(col(Appointment.id).in_(appointment_ids))
    )
    return {appointment: f"{position} {name}" for appointment, position, name in rows.all()}


async def get_agency_name(session: AsyncSession, agency_id: UUID) -> str:
    return (await session.exec(select(Agency.name).where(Agency.id == agency_id))).one()
