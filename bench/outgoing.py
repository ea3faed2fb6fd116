"""Outgoing documents in bulk: copies of the signed template, each for the thirteen communes."""

from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from auth.actor import Actor
from auth.service import vietnam_day
from bench.office import Office
from services.documents.models.document import Document, DocumentFile, Receiver
from services.documents.models.states import (
    BookDirection,
    DocumentState,
    FileRole,
    FileState,
    ReceiverPurpose,
    Urgency,
)
from services.documents.repository.numbers import get_book, spend_number
from storage.vietnamese import fold

S = DocumentState
TYPE_CODE = "CV"


async def add_signed(office: Office, count: int, *, name: str) -> list[UUID]:
    """`count` documents that wait for number and seal; `name` distinguishes their abstracts."""
    return [document.id for document in await _add(office, count, name=name, numbered=False)]


async def add_numbered(office: Office, count: int, *, name: str) -> list[Document]:
    """`count` documents that have their number and whose file is sealed, not issued yet."""
    return await _add(office, count, name=name, numbered=True)


async def _add(office: Office, count: int, *, name: str, numbered: bool) -> list[Document]:
    drafter = await office.actor("chuyenvien.huyen")
    signer = await office.actor("phochutich.huyen")
    communes = await office.communes()
    async with office.database.session() as session:
        documents = [
            _document(office, drafter, signer, abstract=f"{name} {number}")
            for number in range(1, count + 1)
        ]
        if numbered:
            for document in documents:
                await _give_number(session, office, document)
        session.add_all(documents)
        await session.flush()  # files and receivers refer to documents
        session.add_all(_file(office, document, sealed=numbered) for document in documents)
        session.add_all(
            Receiver(document_id=document.id, agency_id=agency, purpose=ReceiverPurpose.ACTING)
            for document in documents
            for agency in communes
        )
        await session.commit()
    return documents


def _document(office: Office, drafter: Actor, signer: Actor, *, abstract: str) -> Document:
    now = office.now
    return Document(
        agency_id=drafter.agency_id,
        department_id=drafter.department_id,
        drafter_appointment_id=drafter.appointment_id,
        signer_appointment_id=signer.appointment_id,
        type_code=TYPE_CODE,
        abstract=abstract,
        urgency=Urgency.NORMAL,
        due_date=None,
        note="",
        symbol="UBND",
        state=S.SIGNED,
        version=5,
        signed_at=now,
        created_at=now,
        changed_at=now,
        folded=fold(abstract),
    )


async def _give_number(session: AsyncSession, office: Office, document: Document) -> None:
    day = vietnam_day(office.now)
    book = await get_book(session, document.agency_id, BookDirection.OUTGOING)
    number = await spend_number(session, book_id=book, year=day.year)
    document.mark_numbered(
        book_id=book, year=day.year, number=number, issued_on=day, now=office.now
    )


def _file(office: Office, document: Document, *, sealed: bool) -> DocumentFile:
    template = office.template
    return DocumentFile(
        document_id=document.id,
        role=FileRole.MAIN,
        revision=2,
        filename="cong-van.pdf",
        media_type="application/pdf",
        digest=template.sealed if sealed else template.signed,
        size=template.size,
        pages=template.pages,
        state=FileState.READY,
        added_at=office.now,
    )
