"""Mailing a reminder to those of an agency who fill its report in, sign it or see to its papers."""

import contextlib
from email.message import EmailMessage
from urllib.parse import urlsplit
from uuid import UUID

from auth.service import vietnam_day
from services.mail.port import AddressRefused
from services.reporting.models.states import ReminderKind
from services.reporting.service.letters import Letter, read_letter
from services.worker import Consumer, Job

_OPENINGS = {
    ReminderKind.ASKED: "{office} đề nghị {agency} gửi báo cáo sau.",
    ReminderKind.DUE_SOON: "Báo cáo sau của {agency} sắp đến hạn gửi {office}.",
    ReminderKind.LATE: "Báo cáo sau của {agency} đã quá hạn gửi {office}.",
}


async def send_reminder(job: Job) -> None:
    """Where no mail server is named, the reminder stands on the form alone."""
    if not job.platform.mail.is_configured:
        return
    async with job.platform.database.session() as session:
        letter = await read_letter(
            session, UUID(job.event.data["reminder_id"]), day=vietnam_day(job.now)
        )
    if not letter.people:
        return
    # The form tells them as well, so an address that is refused is no failure.
    with contextlib.suppress(AddressRefused):
        await job.platform.mail.send(write_message(letter, job=job))


def write_message(letter: Letter, *, job: Job) -> EmailMessage:
    sender, origin = job.platform.mail.sender, job.platform.settings.origin
    host = urlsplit(origin).hostname or "localhost"
    message = EmailMessage()
    message["From"] = sender
    message["To"] = ", ".join(address for _, address in letter.people)
    message["Subject"] = f"Đôn đốc: {' '.join(letter.period.title.split())}"
    message["Message-ID"] = f"<{letter.reminder.id}@{host}>"
    message["Date"] = letter.reminder.at
    opening = _OPENINGS[letter.reminder.kind]
    lines = (
        opening.format(office=letter.office, agency=letter.agency),
        "",
        f"Báo cáo: {letter.period.title}",
        f"Hạn gửi: {letter.period.due_on:%d/%m/%Y}",
        *((letter.reminder.text,) if letter.reminder.text else ()),
        "",
        f"Nhập số liệu và trình ký tại: {origin}/agency-reports/{letter.report.id}",
        "",
    )
    message.set_content("\n".join(lines))
    return message


CONSUMERS = {
    "reporting.reminded": [Consumer("reporting.send_reminder", send_reminder)],
}
