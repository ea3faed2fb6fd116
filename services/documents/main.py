"""The document service: its routes and what its jobs consume."""

from fastapi import APIRouter

from services.documents import archiving_jobs, copy_jobs, jobs, session_jobs
from services.documents.endpoints import (
    archives,
    attachments,
    copies,
    document_acts,
    document_files,
    documents,
    evidence,
    incoming,
    printing,
    signing_batches,
    signing_sessions,
    tasks,
    work_files,
)

router = APIRouter()
for part in (
    documents, document_acts, document_files, attachments, copies, evidence, printing,
    signing_sessions, signing_batches, incoming, tasks, work_files, archives,
):  # fmt: skip
    router.include_router(part.router)

CONSUMERS = {
    **jobs.CONSUMERS,
    **session_jobs.CONSUMERS,
    **copy_jobs.CONSUMERS,
    **archiving_jobs.CONSUMERS,
}

__all__ = ["CONSUMERS", "router"]
