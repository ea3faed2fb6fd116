"""Composing a draft that another service wants, as a job."""

import asyncio
from datetime import datetime

from pydantic import ValidationError
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from auth.models import Agency, Appointment, Department
from auth.service import vietnam_day
from services.documents.administrative import (
    AdministrativeDocument,
    Signature,
    typeset_administrative,
)
from services.documents.errors import FieldRefused
from services.documents.schemas.wanted import WantedDocument
from services.documents.service.originating import enter_wanted
from services.documents.service.signatories import read_signatories
from services.documents.service.uploading import PDF, Upload
from services.documents.types import DOCUMENT_TYPES, symbol_of
from services.typesetting import TypesettingError
from services.worker import Consumer, GiveUp, Job
from storage.outbox import publish


async def draft_wanted(job: Job) -> None:
    """Typeset the document in the form of Decree 30 and enter it as a draft."""
    try:
        wanted = WantedDocument.model_validate(job.event.data)
    except ValidationError as error:
        raise GiveUp(f"not a document: {error}") from error
    async with job.platform.database.session() as session:
        document = await _compose(session, wanted, now=job.now)
    try:
        pdf = await asyncio.to_thread(typeset_administrative, document, now=job.now)
    except TypesettingError as error:
        raise GiveUp(str(error)) from error
    facts = await job.platform.signing.inspect(pdf)
    if facts.secrecy_mark:
        raise GiveUp(f"what it says carries the mark {facts.secrecy_mark}")
    stored = await job.platform.blobs.put(pdf)
    upload = Upload(
        filename=f"{wanted.kind.rpartition('.')[2].replace('_', '-')}.pdf",
        media_type=PDF,
        digest=stored.digest,
        size=stored.size,
        facts=facts,
    )
    try:
        async with job.completing() as session:
            await enter_wanted(session, wanted=wanted, upload=upload, now=job.now)
    except FieldRefused as error:
        raise GiveUp(str(error)) from error


async def tell_failure(job: Job, reason: str) -> None:
    """Let the one who wanted it know that there is no draft."""
    data = job.event.data
    async with job.platform.database.session() as session:
        await publish(
            session,
            type="document.draft_failed",
            subject=job.event.subject,
            now=job.now,
            data={
                "origin": {"kind": data.get("kind"), "subject_id": data.get("subject_id")},
                "problem": reason[:300],
            },
        )
        await session.commit()


async def _compose(
    session: AsyncSession, wanted: WantedDocument, *, now: datetime
) -> AdministrativeDocument:
    rows = await session.exec(
        select(Appointment, Department, Agency)
        .join(Department, col(Department.id) == Appointment.department_id)
        .join(Agency, col(Agency.id) == Department.agency_id)
        .where(Appointment.id == wanted.drafter_appointment_id)
    )
    _, department, agency = rows.one()
    people = await read_signatories(
        session, secretary=wanted.secretary_appointment_id, leader=wanted.signer_appointment_id
    )
    *first, leader = [Signature(authority=one.lines, name=one.signatory.name) for one in people]
    return AdministrativeDocument(
        type_name=DOCUMENT_TYPES[wanted.type_code].upper(),
        abstract=wanted.abstract,
        symbol=symbol_of(
            wanted.type_code, agency=agency.abbreviation, department=department.abbreviation
        ),
        agency=agency.name.upper(),
        place=agency.place,
        year=vietnam_day(now).year,
        blocks=wanted.blocks,
        receivers=(*wanted.receivers_printed, f"Lưu: VT, {department.abbreviation}."),
        signature=leader,
        secretary=first[0] if first else None,
    )


_DRAFT = [Consumer("documents.draft_wanted", draft_wanted, give_up=tell_failure)]
CONSUMERS = {"meeting.document_wanted": _DRAFT, "reporting.document_wanted": _DRAFT}
