"""Every table of the house, imported once so that the metadata is complete."""

from sqlmodel import SQLModel

from auth import cases
from auth import models as auth
from meetings.models import (
    agenda,
    event,
    floor,
    guest,
    live,
    meeting,
    opinion,
    outcome,
    paper,
    place,
    recording,
    seat,
    vote,
)
from services.documents.models import (
    archive,
    books,
    copy,
    document,
    incoming,
    lookup,
    origin,
    signing,
    signing_batch,
    signing_session,
    work_file,
)
from services.inspections import models as inspections
from services.reporting.models import paper as reporting_paper
from services.reporting.models import period, report
from services.statistics.models import bulletin, indicators, memory
from storage import idempotency, journal, outbox
from storage.sequencing import models as sequencing

METADATA = SQLModel.metadata

__all__ = [
    "METADATA",
    "agenda",
    "archive",
    "auth",
    "books",
    "bulletin",
    "cases",
    "copy",
    "document",
    "event",
    "floor",
    "guest",
    "idempotency",
    "incoming",
    "indicators",
    "inspections",
    "journal",
    "live",
    "lookup",
    "meeting",
    "memory",
    "opinion",
    "origin",
    "outbox",
    "outcome",
    "paper",
    "period",
    "place",
    "recording",
    "report",
    "reporting_paper",
    "seat",
    "sequencing",
    "signing",
    "signing_batch",
    "signing_session",
    "vote",
    "work_file",
]
