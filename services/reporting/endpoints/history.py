"""What the journal says of a report, with the proof of each line."""

from uuid import UUID

from fastapi import APIRouter

from services.deps import ActorDep, PlatformDep, SessionDep
from services.history import HistoryRead, read_lines
from services.proving import ProofRead, find_line, prove_line
from services.reporting.access import access_report

router = APIRouter(tags=["journal"])

HISTORY = "/agency-reports/{report_id}/history"


@router.get(HISTORY)
async def read_history(report_id: UUID, session: SessionDep, actor: ActorDep) -> list[HistoryRead]:
    report, _ = await access_report(session, actor, report_id)
    return await read_lines(session, "report", report.id)


@router.get(HISTORY + "/{entry_id}/proof")
async def read_proof(
    report_id: UUID, entry_id: UUID, platform: PlatformDep, session: SessionDep, actor: ActorDep
) -> ProofRead:
    report, _ = await access_report(session, actor, report_id)
    placed = await find_line(session, "report", report.id, entry_id)
    await session.commit()  # what follows reads the store and needs no transaction
    return await prove_line(platform.blobs, platform.journal, placed)
