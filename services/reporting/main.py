"""The reporting service: its routes, what its jobs consume, and what reminds beside."""

from fastapi import APIRouter

from services.reporting import jobs, mail_jobs
from services.reporting.endpoints import history, periods, reports, spreadsheets
from services.reporting.reminder_jobs import keep_reminded, remind_all
from services.worker import Consumers, merge_consumers

router = APIRouter()
for part in (periods, reports, spreadsheets, history):
    router.include_router(part.router)

CONSUMERS: Consumers = merge_consumers(jobs.CONSUMERS, mail_jobs.CONSUMERS)

__all__ = ["CONSUMERS", "keep_reminded", "remind_all", "router"]
