"""What a reminder's message says, and to whom it goes."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from auth.models import Agency
from services.reporting.models.period import ReportingPeriod
from services.reporting.models.report import AgencyReport, ReportReminder
from services.reporting.repository.directory import list_addresses


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    reminder: ReportReminder
    period: ReportingPeriod
    report: AgencyReport
    agency: str
    office: str
    people: list[tuple[str, str]]


async def read_letter(session: AsyncSession, reminder_id: UUID, *, day: date) -> Letter:
    reminder = await session.get_one(ReportReminder, reminder_id)
    report = await session.get_one(AgencyReport, reminder.report_id)
    period = await session.get_one(ReportingPeriod, report.period_id)
    agency = await session.get_one(Agency, report.agency_id)
    office = await session.get_one(Agency, period.agency_id)
    people = await list_addresses(session, agency.id, report.holder_id, day=day)
    return Letter(
        reminder=reminder, report=report, period=period, agency=agency.name, office=office.name,
        people=list(people),
    )  # fmt: skip
