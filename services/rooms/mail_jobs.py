"""Sending one message about a meeting, with its calendar object."""

from dataclasses import dataclass
from email.message import EmailMessage
from urllib.parse import urlsplit
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from meetings.invite_file import CalendarEvent, write_calendar
from meetings.models.meeting import Meeting
from meetings.models.paper import MeetingMail
from meetings.models.seat import Seat
from meetings.models.states import MailMethod, MailState, SeatKind
from meetings.repository.names import place_of
from meetings.repository.papers import get_agency_name
from meetings.service.guests import renew_link
from meetings.wording.phrases import moment_of, weekday_of
from services.mail.port import AddressRefused
from services.worker import Consumer, Job

SUBJECTS = {MailMethod.REQUEST: "Mời họp", MailMethod.CANCEL: "Hủy cuộc họp"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """What one message needs, read before it is sent."""

    mail: MeetingMail
    meeting: Meeting
    agency: str
    place: str
    url: str


async def send_mail(job: Job) -> None:
    """Send it, or say that there is no server to send it by."""
    mail_id = UUID(job.event.data["mail_id"])
    async with job.platform.database.session() as session:
        letter = await _read(session, mail_id, job)
        await session.commit()  # a guest's new link must hold when the guest reads of it
    if letter is None:
        return
    state, problem = MailState.SKIPPED, None
    if job.platform.mail.is_configured:
        state = MailState.SENT
        try:
            await job.platform.mail.send(write_message(letter, job=job))
        except AddressRefused as error:
            state, problem = MailState.FAILED, str(error)
    async with job.completing() as session:
        mail = await session.get_one(MeetingMail, mail_id, with_for_update=True)
        mail.mark_ended(state, now=job.now, problem=problem)


async def fail_mail(job: Job, reason: str) -> None:
    async with job.platform.database.session() as session:
        mail = await session.get_one(
            MeetingMail, UUID(job.event.data["mail_id"]), with_for_update=True
        )
        if mail.state is MailState.QUEUED:
            mail.mark_ended(MailState.FAILED, now=job.now, problem=reason)
        await session.commit()


async def _read(session: AsyncSession, mail_id: UUID, job: Job) -> Letter | None:
    mail = await session.get_one(MeetingMail, mail_id)
    if mail.state is not MailState.QUEUED:
        return None
    meeting = await session.get_one(Meeting, mail.meeting_id)
    seat = await session.get(Seat, mail.seat_id) if mail.seat_id else None
    origin = job.platform.settings.origin
    url = f"{origin}/meetings/{meeting.id}"
    is_guest = seat is not None and seat.kind is SeatKind.GUEST
    if seat and is_guest and mail.method is MailMethod.REQUEST and job.platform.mail.is_configured:
        made = await renew_link(session, meeting, seat, now=job.now)
        url = f"{origin}/meetings/guest/{made.secret}"
    return Letter(
        mail=mail,
        meeting=meeting,
        agency=await get_agency_name(session, meeting.agency_id),
        place=await place_of(session, meeting),
        url=url,
    )


def write_message(letter: Letter, *, job: Job) -> EmailMessage:
    """Words for people, and the calendar object beside them (RFC 6047)."""
    mail, meeting = letter.mail, letter.meeting
    sender, origin = job.platform.mail.sender, job.platform.settings.origin
    host = urlsplit(origin).hostname or "localhost"
    message = EmailMessage()
    message["From"] = sender
    message["To"] = mail.address
    message["Subject"] = f"{SUBJECTS[mail.method]}: {' '.join(meeting.title.split())}"
    message["Message-ID"] = f"<{mail.id}@{host}>"
    message["Date"] = mail.queued_at
    message.set_content(_words(letter))
    calendar = write_calendar(
        CalendarEvent(
            uid=f"{meeting.id}@{host}",
            sequence=mail.sequence,
            method=mail.method,
            starts_at=meeting.starts_at,
            ends_at=meeting.ends_at,
            title=meeting.title,
            place=letter.place,
            description=meeting.content,
            url=letter.url,
            organiser=(letter.agency, sender),
            attendee=(mail.name, mail.address),
            made_at=mail.queued_at,
        )
    )
    message.add_attachment(
        calendar.decode(), subtype="calendar", charset="utf-8", filename="hop.ics",
        params={"method": mail.method.upper()},
    )  # fmt: skip
    return message


def _words(letter: Letter) -> str:
    meeting = letter.meeting
    if letter.mail.method is MailMethod.CANCEL:
        opening = f"{letter.agency} thông báo hủy cuộc họp sau."
        closing = f"Lý do: {meeting.cancel_reason}"
    else:
        opening = f"{letter.agency} trân trọng kính mời Ông/Bà {letter.mail.name} dự họp."
        closing = f"Xem chương trình, tài liệu và xác nhận tham dự tại: {letter.url}"
    return "\n".join(
        (
            opening,
            "",
            f"Cuộc họp: {meeting.title}",
            f"Thời gian: {moment_of(meeting.starts_at)} ({weekday_of(meeting.starts_at)})",
            f"Địa điểm: {letter.place or 'Trên hệ thống họp trực tuyến'}",
            "",
            closing,
            "",
        )
    )


CONSUMERS = {
    "meeting.mail_queued": [Consumer("rooms.send_mail", send_mail, give_up=fail_mail)],
}
