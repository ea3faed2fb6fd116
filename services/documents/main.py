"""The document service: its routes and what its jobs consume."""

from fastapi import APIRouter

from services.documents.endpoints import documents, incoming, work_files
from services.documents.jobs import CONSUMERS

router = APIRouter()
router.include_router(documents.router)
router.include_router(incoming.router)
router.include_router(work_files.router)

__all__ = ["CONSUMERS", "router"]
