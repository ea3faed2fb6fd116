"""The meeting service: its routes and what its jobs consume."""

from fastapi import APIRouter

from services.rooms import jobs, mail_jobs, recording_jobs
from services.rooms.endpoints import (
    agenda,
    guest_documents,
    history,
    invitations,
    live,
    meetings,
    outcomes,
    places,
    recordings,
    seats,
)
from services.worker import Consumers, merge_consumers

router = APIRouter()
for part in (
    meetings, seats, agenda, invitations, guest_documents, outcomes, places, live, recordings,
    history,
):  # fmt: skip
    router.include_router(part.router)

CONSUMERS: Consumers = merge_consumers(
    jobs.CONSUMERS, mail_jobs.CONSUMERS, recording_jobs.CONSUMERS
)

__all__ = ["CONSUMERS", "router"]
