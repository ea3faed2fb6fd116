"""The statistics service: its routes, what installs its indicators, and what counts beside."""

from fastapi import APIRouter

from services.statistics.endpoints import bulletins, figures, open_data
from services.statistics.jobs import collect_all, keep_collected
from services.statistics.service.collecting import Recounted, recount
from services.statistics.service.known import PlanFigures
from services.statistics.service.loading import load_indicators

router = APIRouter()
router.include_router(figures.router)
router.include_router(bulletins.router)
router.include_router(open_data.router)

__all__ = [
    "PlanFigures",
    "Recounted",
    "collect_all",
    "keep_collected",
    "load_indicators",
    "recount",
    "router",
]
