"""Every table of the house, imported once so that the metadata is complete."""

from sqlmodel import SQLModel

from auth import models as auth
from services.documents.models import (
    archive,
    books,
    copy,
    document,
    incoming,
    lookup,
    signing,
    signing_batch,
    signing_session,
    work_file,
)
from services.statistics import models as statistics
from storage import idempotency, journal, outbox

METADATA = SQLModel.metadata

__all__ = [
    "METADATA",
    "archive",
    "auth",
    "books",
    "copy",
    "document",
    "idempotency",
    "incoming",
    "journal",
    "lookup",
    "outbox",
    "signing",
    "signing_batch",
    "signing_session",
    "statistics",
    "work_file",
]
