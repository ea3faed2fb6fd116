"""The document service: its routes and what its jobs consume."""

from fastapi import APIRouter

from services.documents.endpoints import (
    document_acts,
    document_files,
    documents,
    incoming,
    tasks,
    work_files,
)
from services.documents.jobs import CONSUMERS

router = APIRouter()
for part in (documents, document_acts, document_files, incoming, tasks, work_files):
    router.include_router(part.router)

__all__ = ["CONSUMERS", "router"]
