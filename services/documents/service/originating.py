"""Drafts that another service wants: entered in the name of who asked for them there.

From here on they are drafts like any other: reviewed, signed, numbered, sealed and issued.
"""

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from auth.actor import record_act
from auth.acts import Act
from auth.models import Appointment, Department
from services.documents.models.document import Document, DocumentFile
from services.documents.models.origin import DocumentOrigin, DocumentRequest
from services.documents.models.states import FileRole, FileState
from services.documents.schemas.document import DocumentCreate, ReceiverChoice
from services.documents.schemas.wanted import WantedDocument
from services.documents.service.drafting import enter_draft
from services.documents.service.uploading import PDF, Upload
from storage.outbox import publish


async def enter_wanted(
    session: AsyncSession, *, wanted: WantedDocument, upload: Upload, now: datetime
) -> Document:
    """The draft with its file, where it comes from and what it asks of whom."""
    drafter = await session.get_one(Appointment, wanted.drafter_appointment_id)
    department = await session.get_one(Department, drafter.department_id)
    document = await enter_draft(
        session,
        draft=DocumentCreate(
            type_code=wanted.type_code,
            abstract=wanted.abstract,
            signer_appointment_id=wanted.signer_appointment_id,
            secretary_appointment_id=wanted.secretary_appointment_id,
            due_date=wanted.due_date,
            kept_only=wanted.kept_only,
            receivers=[ReceiverChoice(**row.model_dump()) for row in wanted.receivers],
        ),
        department=department,
        drafter_appointment_id=drafter.id,
        now=now,
    )
    session.add(_file(document, upload, now=now))
    session.add(
        DocumentOrigin(document_id=document.id, kind=wanted.kind, subject_id=wanted.subject_id)
    )
    session.add_all(
        DocumentRequest(**request.model_dump(), document_id=document.id, position=position)
        for position, request in enumerate(wanted.requests, start=1)
    )
    record_act(
        session,
        actor=None,
        act=Act.DRAFT_CREATE,
        subject=("document", document.id),
        now=now,
        digest=upload.digest,
        agency_id=document.agency_id,
        details={"kind": wanted.kind, "wanted": str(wanted.subject_id)},
    )
    await publish(
        session,
        type="document.drafted",
        subject=document.id,
        now=now,
        data={"origin": {"kind": wanted.kind, "subject_id": str(wanted.subject_id)}},
    )
    return document


def _file(document: Document, upload: Upload, *, now: datetime) -> DocumentFile:
    return DocumentFile(
        document_id=document.id,
        role=FileRole.MAIN,
        revision=1,
        filename=upload.filename,
        media_type=PDF,
        digest=upload.digest,
        size=upload.size,
        pages=upload.facts.pages if upload.facts else None,
        state=FileState.READY,
        added_at=now,
    )
