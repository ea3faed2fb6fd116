"""The consolidated Báo cáo of a period: drafted here, signed and issued like any document."""

from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from auth.actor import Actor, record_act
from auth.acts import Act
from auth.models import Agency
from services.periods import parse_period
from services.reporting.access import access_consolidating
from services.reporting.consolidated_wording import Consolidated, write_consolidated
from services.reporting.figures import Figures
from services.reporting.models.paper import ReportingPaper
from services.reporting.models.period import ReportingPeriod
from services.reporting.schemas.period import PaperPlan
from services.reporting.schemas.sheet import SheetColumn
from services.reporting.service.consolidating import read_sheet
from services.reporting.service.papers import Wanted, find_agency, want_document
from services.reporting.wording import STATES, about

KIND = "consolidated"


async def write_up(
    *,
    session: AsyncSession,
    actor: Actor,
    figures: Figures,
    period_id: UUID,
    plan: PaperPlan,
    now: datetime,
) -> ReportingPeriod:
    """Of an open period too: who is missing is said. It goes to the agency above, if there is."""
    period = await access_consolidating(session, actor, period_id)
    agency = await session.get_one(Agency, period.agency_id)
    known = await figures.read_plan(
        session, agency_id=agency.id, period=period.period, alone=False, now=now
    )
    sheet = await read_sheet(session, period, now=now)
    content = Consolidated(
        period=parse_period(period.period),
        title=period.title,
        agency=agency.name,
        figures=known,
        reported=len(sheet.columns) - len(sheet.missing),
        asked=len(sheet.columns),
        missing=[(column.name, _why(column)) for column in sheet.missing],
    )
    await want_document(
        session,
        paper=ReportingPaper(period_id=period.id, wanted_by_id=actor.appointment_id, wanted_at=now),
        wanted=Wanted(
            kind=KIND,
            abstract=about("Kết quả thực hiện các chỉ tiêu chuyển đổi số", period.title),
            signer_appointment_id=plan.signer_appointment_id,
            agency_id=agency.id,
            receiver=await find_agency(session, agency.parent_id),
            blocks=write_consolidated(content),
        ),
        now=now,
    )
    record_act(
        session, actor=actor, act=Act.REPORTING_WANT, subject=("reporting_period", period.id),
        now=now, details={"signer": str(plan.signer_appointment_id)},
    )  # fmt: skip
    return period


def _why(column: SheetColumn) -> str:
    return STATES[column.state].lower() + (", đã quá hạn" if column.late else "")
