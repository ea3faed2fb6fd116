"""Asking the document service for a document, and entering what became of it there."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from meetings.errors import MoveRefused
from meetings.models.meeting import Meeting
from meetings.models.paper import MeetingPaper
from meetings.models.states import PaperKind
from meetings.repository.papers import find_paper_under_way
from meetings.wording.phrases import Block
from storage.outbox import publish

TYPE_CODES = {
    PaperKind.INVITATION: "GM",
    PaperKind.MINUTES: "BB",
    PaperKind.CONCLUSION_NOTICE: "TB",
}
ACTING, INFORMATION = "acting", "information"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """`receivers`: agencies with why they get it; `requests`: what it asks of whom, until when."""

    kind: PaperKind
    abstract: str
    signer_appointment_id: UUID
    secretary_appointment_id: UUID | None = None
    receivers: Sequence[tuple[UUID, str]]
    receivers_printed: Sequence[str]
    blocks: Sequence[Block]
    requests: Sequence[tuple[UUID, str, date | None]] = field(default=())


async def want_paper(
    session: AsyncSession, *, meeting: Meeting, wanted: Wanted, by: UUID, now: datetime
) -> MeetingPaper:
    """One of a kind at a time; a job of the document service drafts it in the asker's name."""
    under_way = await find_paper_under_way(session, meeting.id, wanted.kind)
    if under_way is not None:
        raise MoveRefused("meeting_paper", under_way.state, "wanted again")
    paper = MeetingPaper(meeting_id=meeting.id, kind=wanted.kind, wanted_by_id=by, wanted_at=now)
    session.add(paper)
    await publish(
        session,
        type="meeting.document_wanted",
        subject=meeting.id,
        now=now,
        data=_data(paper, wanted),
    )
    return paper


def _data(paper: MeetingPaper, wanted: Wanted) -> dict[str, Any]:
    secretary = wanted.secretary_appointment_id
    return {
        "kind": f"meeting.{wanted.kind}",
        "subject_id": str(paper.id),
        "type_code": TYPE_CODES[wanted.kind],
        "abstract": wanted.abstract[:500],
        "drafter_appointment_id": str(paper.wanted_by_id),
        "signer_appointment_id": str(wanted.signer_appointment_id),
        "secretary_appointment_id": str(secretary) if secretary else None,
        "kept_only": not wanted.receivers,
        "receivers": [
            {"agency_id": str(agency), "purpose": purpose} for agency, purpose in wanted.receivers
        ],
        "receivers_printed": list(wanted.receivers_printed),
        "due_date": None,
        "blocks": list(wanted.blocks),
        "requests": [
            {"agency_id": str(agency), "text": text, "due_on": day.isoformat() if day else None}
            for agency, text, day in wanted.requests
        ],
    }
