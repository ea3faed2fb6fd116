"""Asking the document service for a document; what became of it comes back as events."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from auth.models import Agency
from auth.repository import find_officer_of
from auth.roles import Role
from auth.service import vietnam_day
from services.reporting.errors import FieldRefused
from services.reporting.models.paper import ReportingPaper
from services.reporting.wording import Block
from storage.outbox import publish

REPORT_TYPE = "BC"
OURS = "reporting."


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A Báo cáo to `receiver`; None: it is kept in one's own agency (Lưu)."""

    kind: str
    abstract: str
    signer_appointment_id: UUID
    agency_id: UUID
    receiver: Agency | None
    blocks: Sequence[Block]


async def want_document(
    session: AsyncSession, *, paper: ReportingPaper, wanted: Wanted, now: datetime
) -> None:
    """One under way at a time, which the table sees to; a job drafts it in the asker's name."""
    await require_signer(session, wanted, now=now)
    session.add(paper)
    receiver = wanted.receiver
    await publish(
        session,
        type="reporting.document_wanted",
        subject=paper.id,
        now=now,
        data={
            "kind": OURS + wanted.kind,
            "subject_id": str(paper.id),
            "type_code": REPORT_TYPE,
            "abstract": wanted.abstract[:500],
            "drafter_appointment_id": str(paper.wanted_by_id),
            "signer_appointment_id": str(wanted.signer_appointment_id),
            "secretary_appointment_id": None,
            "kept_only": receiver is None,
            "receivers": (
                [{"agency_id": str(receiver.id), "purpose": "acting"}] if receiver else []
            ),
            "receivers_printed": [f"{receiver.name};"] if receiver else [],
            "due_date": None,
            "blocks": list(wanted.blocks),
            "requests": [],
        },
    )
    await session.flush()  # a second one under way is refused here


async def require_signer(session: AsyncSession, wanted: Wanted, *, now: datetime) -> None:
    """A leader of the agency; who signs for whom is in the appointment (KT., TM.)."""
    day = vietnam_day(now)
    signer = await find_officer_of(session, wanted.signer_appointment_id, wanted.agency_id, day=day)
    if signer is None or Role.LEADER not in signer.roles:
        raise FieldRefused("signer_appointment_id", "not a leader of this agency")


async def find_agency(session: AsyncSession, agency_id: UUID | None) -> Agency | None:
    rows = await session.exec(select(Agency).where(col(Agency.id) == agency_id))
    return rows.one_or_none()
