"""Quản trị: jobs that ended without success, and documents that are hard to keep provable."""

from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response

from services.web.client import ApiProblem
from services.web.shapes.archive import ArchiveOverview
from services.web.shapes.job import DeadJob
from services.web.shapes.journal import JournalStatus
from services.web.shapes.meeting_record import FailedRecording
from services.web.shapes.shape import Nothing
from services.web.visit import SignedInDep, Visit

router = APIRouter()


@router.get("/operations")
async def show_jobs(visit: SignedInDep) -> Response:
    return await _show(visit)


@router.post("/operations/jobs/{job_id}/revive")
async def revive(visit: SignedInDep, job_id: UUID) -> Response:
    try:
        await visit.api.post(Nothing, f"/jobs/{job_id}/revive")
    except ApiProblem as problem:
        return await _show(visit, problem=problem)
    return visit.go("/operations", notice="job-revived")


async def _show(visit: Visit, *, problem: ApiProblem | None = None) -> Response:
    jobs = await visit.api.get(list[DeadJob], "/jobs/dead")
    archives = await visit.api.get(ArchiveOverview, "/archives")
    journal = await visit.api.get(JournalStatus, "/journal")
    recordings = await visit.api.get(list[FailedRecording], "/recordings/failed")
    return visit.page(
        "operations.html",
        jobs=jobs,
        archives=archives,
        journal=journal,
        recordings=recordings,
        problem=problem,
    )
