"""Records put straight into the registers, so that every ratio is known by construction."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from itertools import count
from uuid import UUID

from sqlmodel import col, select

from auth.models import Agency, Appointment, Department
from services.documents.models.books import Book
from services.documents.models.document import Document
from services.documents.models.incoming import Delivery, IncomingDocument
from services.documents.models.states import (
    BookDirection,
    DocumentState,
    Medium,
    ReceiverPurpose,
    Urgency,
    WorkFileState,
)
from services.documents.models.work_file import WorkFile, WorkFileItem, WorkFileStep
from services.platform import Platform
from services.statistics.main import collect_all
from storage.ids import new_id

DISTRICT = "H20.90"
MY_HOA = "H20.90.03"
THANH_MY = "H20.90.04"
PROVINCE = "H20"


@dataclass
class Registers:
    """Agencies by code, with an appointment of each; and what to put into their registers."""

    platform: Platform
    agencies: dict[str, Agency]
    appointments: dict[str, Appointment]
    _numbers: "count[int]" = field(default_factory=lambda: count(1))

    async def issue(
        self, sender: str, day: date, receivers: dict[str, str | None], *, arrived: bool = True
    ) -> UUID:
        """An issued document. `receivers`: by code the verdict, None or "paper"."""
        at = datetime(day.year, day.month, day.day, 3, tzinfo=UTC)
        document = self._document(sender, day, at)
        async with self.platform.database.session() as session:
            session.add(await self._book(sender))
            session.add(document)
            await session.flush()
            deliveries = {
                code: self._delivery(document, code, how) for code, how in receivers.items()
            }
            session.add_all(deliveries.values())
            await session.flush()
            session.add_all(
                self._arrival(document, deliveries[code], how, at)
                for code, how in receivers.items()
                if how != "paper" and arrived
            )
            await session.commit()
        await collect_all(self.platform)
        return document.id

    async def examine(self, document_id: UUID, receiver: str, verdict: str | None) -> None:
        """Enter a verdict at one receiver."""
        async with self.platform.database.session() as session:
            arrivals = await session.exec(
                select(IncomingDocument)
                .join(Delivery, col(Delivery.id) == IncomingDocument.delivery_id)
                .where(
                    Delivery.document_id == document_id,
                    Delivery.agency_id == self.agencies[receiver].id,
                )
            )
            arrivals.one().verdict = verdict
            await session.commit()
        await collect_all(self.platform)

    async def close_file(
        self,
        agency: str,
        at: datetime,
        *,
        documents: Sequence[Medium] = (),
        steps: Sequence[Medium] = (),
        state: WorkFileState = WorkFileState.CLOSED,
    ) -> UUID:
        """A work file, closed `at` unless it is still open."""
        appointment = self.appointments[agency]
        number = next(self._numbers)
        work_file = WorkFile(
            symbol=f"{number:02d}.X", title=f"Hồ sơ {number}", retention_years=None,
            agency_id=self.agencies[agency].id, holder_appointment_id=appointment.id,
            year=at.year, state=state, opened_at=at, folded="",
            closed_at=at if state is WorkFileState.CLOSED else None,
        )  # fmt: skip
        contents = [self._document(agency, None, at) for _ in documents]
        async with self.platform.database.session() as session:
            session.add_all([work_file, *contents])
            await session.flush()
            session.add_all(
                WorkFileItem(
                    work_file_id=work_file.id, document_id=document.id, medium=medium, added_at=at
                )
                for document, medium in zip(contents, documents, strict=True)
            )
            session.add_all(
                WorkFileStep(
                    work_file_id=work_file.id, appointment_id=appointment.id, medium=medium,
                    description="Họp", done_on=at.date(), at=at,
                )
                for medium in steps
            )  # fmt: skip
            await session.commit()
        await collect_all(self.platform)
        return work_file.id

    def _document(self, agency: str, day: date | None, at: datetime) -> Document:
        appointment = self.appointments[agency]
        issued = day is not None
        return Document(
            type_code="CV", abstract=f"Về việc {next(self._numbers)}", urgency=Urgency.NORMAL,
            due_date=None, note="", agency_id=self.agencies[agency].id,
            department_id=appointment.department_id, drafter_appointment_id=appointment.id,
            signer_appointment_id=appointment.id, symbol="UBND-VP",
            state=DocumentState.ISSUED if issued else DocumentState.DRAFT,
            book_id=self._book_id(agency) if issued else None,
            year=day.year if day else None,
            number=next(self._numbers) if issued else None,
            issued_on=day, issued_at=at if issued else None,
            created_at=at, changed_at=at, folded="",
        )  # fmt: skip

    _book_ids: dict[str, UUID] = field(default_factory=dict)

    def _book_id(self, agency: str) -> UUID:
        return self._book_ids.setdefault(agency, new_id())

    async def _book(self, agency: str) -> Book:
        async with self.platform.database.session() as session:
            found = await session.get(Book, self._book_id(agency))
        return found or Book(
            id=self._book_id(agency), agency_id=self.agencies[agency].id,
            direction=BookDirection.OUTGOING, name="Sổ thử",
        )  # fmt: skip

    def _delivery(self, document: Document, receiver: str, how: str | None) -> Delivery:
        return Delivery(
            document_id=document.id, agency_id=self.agencies[receiver].id,
            purpose=ReceiverPurpose.ACTING, digest="0" * 64,
            medium=Medium.PAPER if how == "paper" else Medium.ELECTRONIC,
        )  # fmt: skip

    def _arrival(
        self, document: Document, delivery: Delivery, verdict: str | None, at: datetime
    ) -> IncomingDocument:
        return IncomingDocument(
            sender_name="UBND", number_and_symbol=document.number_and_symbol or "",
            issued_on=document.issued_on or at.date(), type_code="CV", abstract=document.abstract,
            urgency=Urgency.NORMAL, due_date=None, agency_id=delivery.agency_id,
            delivery_id=delivery.id, sender_agency_id=document.agency_id,
            medium=Medium.ELECTRONIC, purpose=ReceiverPurpose.ACTING, digest="0" * 64,
            verdict=verdict, arrived_at=at, folded="",
        )  # fmt: skip


async def open_registers(platform: Platform) -> Registers:
    async with platform.database.session() as session:
        agencies = {agency.code: agency for agency in (await session.exec(select(Agency))).all()}
        rows = await session.exec(
            select(Agency.code, Appointment)
            .join(Department, col(Department.agency_id) == Agency.id)
            .join(Appointment, col(Appointment.department_id) == Department.id)
        )
        appointments = dict(rows.all())
    return Registers(platform, agencies, appointments)
