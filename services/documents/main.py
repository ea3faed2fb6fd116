"""The document service: its routes and what its jobs consume."""

from fastapi import APIRouter, Depends

from services.documents import archiving_jobs, copy_jobs, jobs, origin_jobs, session_jobs
from services.documents.endpoints import (
    archives,
    attachments,
    cases,
    copies,
    document_acts,
    document_files,
    documents,
    evidence,
    histories,
    incoming,
    looks,
    printing,
    signing_batches,
    signing_sessions,
    tasks,
    work_files,
)

router = APIRouter()
# What shows a record: an auditor's look at it is an act.
for part in (documents, document_files, attachments, evidence, histories, incoming, work_files):
    router.include_router(part.router, dependencies=[Depends(looks.record_case_look)])
for part in (
    document_acts, copies, printing, signing_sessions, signing_batches, tasks, archives, cases,
):  # fmt: skip
    router.include_router(part.router)

CONSUMERS = {
    **jobs.CONSUMERS,
    **session_jobs.CONSUMERS,
    **copy_jobs.CONSUMERS,
    **archiving_jobs.CONSUMERS,
    **origin_jobs.CONSUMERS,
}

__all__ = ["CONSUMERS", "router"]
