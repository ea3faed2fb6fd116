"""The statistics service: its routes, and what installs its indicators."""

from services.statistics.endpoints import router
from services.statistics.service.loading import load_indicators

__all__ = ["load_indicators", "router"]
