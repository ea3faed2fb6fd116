"""Links for guests: a secret shown once, of which a digest is kept until it expires."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from auth.actor import Actor, record_act
from auth.acts import Act
from meetings.access import access_unfinished
from meetings.errors import FieldRefused, NotVisible
from meetings.models.guest import GuestLink
from meetings.models.meeting import Meeting
from meetings.models.seat import Seat
from meetings.models.states import SeatKind
from meetings.repository.seats import get_seat

AFTER_THE_END = timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class MadeLink:
    """`secret` is shown once; the database keeps its digest."""

    secret: str
    expires_at: datetime


async def make_guest_link(
    *, session: AsyncSession, actor: Actor, meeting_id: UUID, seat_id: UUID, now: datetime
) -> MadeLink:
    """A new link for a guest's seat; the one before opens nothing from here on."""
    meeting = await access_unfinished(session, actor, meeting_id)
    seat = await get_seat(session, meeting.id, seat_id)
    if seat.kind is not SeatKind.GUEST:
        raise FieldRefused("seat", "not a guest's")
    made = await renew_link(session, meeting, seat, now=now)
    record_act(
        session,
        actor=actor,
        act=Act.GUEST_LINK_MAKE,
        subject=("meeting", meeting.id),
        now=now,
        details={"seat": str(seat.id)},
    )
    return made


async def renew_link(
    session: AsyncSession, meeting: Meeting, seat: Seat, *, now: datetime
) -> MadeLink:
    """Also for the job that writes to the guest: it makes the secret at that moment."""
    secret = secrets.token_urlsafe(32)
    expires_at = meeting.ends_at + AFTER_THE_END
    link = await session.get(GuestLink, seat.id, with_for_update=True)
    if link is None:
        link = GuestLink(
            seat_id=seat.id, secret_digest=digest_of(secret), made_at=now, expires_at=expires_at
        )
        session.add(link)
    else:
        link.secret_digest, link.made_at, link.expires_at = digest_of(secret), now, expires_at
        link.admitted_at = link.admitted_by_id = None
    return MadeLink(secret, expires_at)


async def find_guest(
    session: AsyncSession, secret: str, *, now: datetime
) -> tuple[Meeting, Seat, GuestLink]:
    """What a link opens. Raises `NotVisible` for one that never was, was renewed, or expired."""
    rows = await session.exec(
        select(Meeting, Seat, GuestLink)
        .where(GuestLink.secret_digest == digest_of(secret))
        .where(Seat.id == GuestLink.seat_id, Meeting.id == Seat.meeting_id)
    )
    found = rows.one_or_none()
    if found is None or not found[2].holds(now=now):
        raise NotVisible("guest_link", "this one")
    return found


def digest_of(secret: str) -> str:
    # The secret has 256 random bits: a plain digest cannot be guessed back.
    return hashlib.sha256(secret.encode()).hexdigest()
