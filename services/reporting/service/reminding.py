"""Telling agencies that their report is wanted (đôn đốc): journalled, shown on the form, mailed."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from auth.actor import Actor, record_act
from auth.acts import Act
from auth.service import vietnam_day
from meetings.calendar import move_working_days
from services.reporting.access import access_consolidating
from services.reporting.errors import FieldRefused
from services.reporting.models.report import STANDING, AgencyReport, ReportReminder
from services.reporting.models.states import ReminderKind
from services.reporting.repository import reports as rows
from services.reporting.schemas.period import ReminderCreate
from storage.outbox import publish

DAYS_BEFORE = 2  # working days


async def remind(
    *,
    session: AsyncSession,
    actor: Actor,
    period_id: UUID,
    wanted: ReminderCreate,
    now: datetime,
) -> int:
    """By a person; how many agencies were told. Who has sent a report is not."""
    period = await access_consolidating(session, actor, period_id)
    period.require_open("reminded")
    reports = {
        report.id: report
        for report, _ in await rows.list_reports(session, period.id, of=period.agency_id)
    }
    strangers = set(wanted.report_ids or ()) - reports.keys()
    if strangers:
        raise FieldRefused("report_ids", f"not of this period: {min(map(str, strangers))}")
    missing = [
        report
        for report in reports.values()
        if report.state not in STANDING
        and (wanted.report_ids is None or report.id in wanted.report_ids)
    ]
    for report in missing:
        await _tell(session, report, ReminderKind.ASKED, actor=actor, text=wanted.text, now=now)
    return len(missing)


async def remind_in_time(session: AsyncSession, *, now: datetime) -> int:
    """By the system, once each: two working days before a report is due, and once it is late."""
    today = vietnam_day(now)
    soon = move_working_days(today, DAYS_BEFORE)
    told = 0
    for kind, first, last in (
        (ReminderKind.DUE_SOON, today, soon),
        (ReminderKind.LATE, None, today - timedelta(days=1)),
    ):
        for report in await rows.list_to_remind(session, kind, first=first, last=last):
            await _tell(session, report, kind, actor=None, text="", now=now)
            told += 1
    return told


async def _tell(
    session: AsyncSession,
    report: AgencyReport,
    kind: ReminderKind,
    *,
    actor: Actor | None,
    text: str,
    now: datetime,
) -> None:
    reminder = ReportReminder(
        report_id=report.id, kind=kind, text=text, at=now,
        by_id=actor.appointment_id if actor else None,
    )  # fmt: skip
    session.add(reminder)
    record_act(
        session, actor=actor, act=Act.REPORT_REMIND, subject=("report", report.id), now=now,
        agency_id=actor.agency_id if actor else report.agency_id,
        details={"kind": kind, "text": text},
    )  # fmt: skip
    await publish(
        session,
        type="reporting.reminded",
        subject=report.id,
        now=now,
        data={"reminder_id": str(reminder.id)},
    )
