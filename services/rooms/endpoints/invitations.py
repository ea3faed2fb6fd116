"""Inviting over HTTP: the Giấy mời, mail, guest links, and opinions asked for beforehand."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path

from meetings.access import access_content, access_organised
from meetings.outcome_shapes import AnswerPlan, SlipPlan
from meetings.service import guests, inviting, opinions
from meetings.shapes import InvitationPlan
from services.deps import ActorDep, NowDep, PublicVisit, SessionDep, VersionDep
from services.idempotency import IdempotencyDep, IdempotentRoute
from services.rooms.schemas.meeting import MeetingRead
from services.rooms.schemas.outcome import GuestLinkMade, GuestMeetingRead, MailRead, SlipRead
from services.rooms.service.outcomes import read_guest_meeting, read_mail, read_slips
from services.rooms.service.reading import read_meeting

router = APIRouter(tags=["meetings"], route_class=IdempotentRoute)

MEETING = "/meetings/{meeting_id}"
Secret = Annotated[str, Path(max_length=100)]


@router.post(MEETING + "/invitation", status_code=202, dependencies=[IdempotencyDep])
async def want_invitation(
    meeting_id: UUID,
    plan: InvitationPlan,
    version: VersionDep,
    session: SessionDep,
    actor: ActorDep,
    now: NowDep,
) -> MeetingRead:
    """A job drafts the Giấy mời; once it is issued, the meeting is invited."""
    meeting = await inviting.want_invitation(
        session=session, actor=actor, meeting_id=meeting_id, plan=plan,
        expected_version=version, now=now,
    )  # fmt: skip
    return await read_meeting(session=session, actor=actor, meeting=meeting, now=now)


@router.post(MEETING + "/invite")
async def invite_at_once(
    meeting_id: UUID,
    plan: InvitationPlan,
    version: VersionDep,
    session: SessionDep,
    actor: ActorDep,
    now: NowDep,
) -> MeetingRead:
    """Without a document, where nobody but the agency's own people and guests is invited."""
    meeting = await inviting.invite_at_once(
        session=session, actor=actor, meeting_id=meeting_id, plan=plan,
        expected_version=version, now=now,
    )  # fmt: skip
    return await read_meeting(session=session, actor=actor, meeting=meeting, now=now)


@router.get(MEETING + "/mail")
async def list_mail(meeting_id: UUID, session: SessionDep, actor: ActorDep) -> list[MailRead]:
    """Every message about it, and what became of it; for who organises."""
    meeting = await access_organised(session, actor, meeting_id)
    return await read_mail(session=session, meeting=meeting)


@router.post(MEETING + "/seats/{seat_id}/guest-link", status_code=201)
async def make_guest_link(
    meeting_id: UUID, seat_id: UUID, session: SessionDep, actor: ActorDep, now: NowDep
) -> GuestLinkMade:
    """A new link for a guest; the one before opens nothing from here on."""
    made = await guests.make_guest_link(
        session=session, actor=actor, meeting_id=meeting_id, seat_id=seat_id, now=now
    )
    return GuestLinkMade(path=f"/meetings/guest/{made.secret}", expires_at=made.expires_at)


@router.get("/public/meetings/{secret}", dependencies=[PublicVisit])
async def read_as_guest(secret: Secret, session: SessionDep, now: NowDep) -> GuestMeetingRead:
    """What the holder of a guest's link sees before being admitted."""
    return await read_guest_meeting(session=session, secret=secret, now=now)


@router.get(MEETING + "/opinions")
async def list_opinions(
    meeting_id: UUID, session: SessionDep, actor: ActorDep, now: NowDep
) -> list[SlipRead]:
    meeting = await access_content(session, actor, meeting_id)
    return await read_slips(session=session, actor=actor, meeting=meeting, now=now)


@router.post(MEETING + "/opinions", status_code=201, dependencies=[IdempotencyDep])
async def ask_opinion(
    meeting_id: UUID, plan: SlipPlan, session: SessionDep, actor: ActorDep, now: NowDep
) -> list[SlipRead]:
    meeting = await opinions.ask_opinion(
        session=session, actor=actor, meeting_id=meeting_id, plan=plan, now=now
    )
    return await read_slips(session=session, actor=actor, meeting=meeting, now=now)


@router.put(MEETING + "/opinions/{slip_id}/answer")
async def answer_opinion(
    meeting_id: UUID,
    slip_id: UUID,
    plan: AnswerPlan,
    session: SessionDep,
    actor: ActorDep,
    now: NowDep,
) -> list[SlipRead]:
    """The answer of one's seat; the newest counts."""
    meeting = await opinions.answer_opinion(
        session=session, actor=actor, meeting_id=meeting_id, slip_id=slip_id, plan=plan, now=now
    )
    return await read_slips(session=session, actor=actor, meeting=meeting, now=now)
