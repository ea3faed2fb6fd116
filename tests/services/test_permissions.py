"""Every endpoint as every role: deny by default, and 404 before 403 (the table: permissions.py)."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import pytest
from httpx2 import Response

from auth.models import Appointment
from auth.service import get_seal_credential
from meetings.models.meeting import Meeting
from meetings.models.place import Place
from services.documents.models.copy import DocumentCopy
from services.documents.models.document import ReceiverGroup
from services.documents.models.incoming import IncomingDocument, Task
from services.documents.models.states import BookDirection
from services.documents.models.work_file import WorkFile
from services.documents.repository.numbers import get_book
from storage.ids import new_id
from storage.outbox import OutboxEvent
from tests import corpus
from tests.bulk import copies, insert_rows
from tests.meetings import CHAIR, SECRETARY, facts_of_plan
from tests.office import ADDRESS, OFFICE_DAY, Office, Officer
from tests.rows import (
    copy_row,
    dead_event_row,
    incoming_row,
    meeting_row,
    place_row,
    task_row,
    work_file_row,
)
from tests.services.permissions import ENDS_THE_SESSION, MATRIX, PEOPLE, PUBLIC
from tests.story import REASON, facts_of_draft, submitted

UPLOADS = {
    "PUT /documents/{document_id}/file",
    "PUT /documents/{document_id}/attachments",
    "PUT /agencies/{agency_id}/seal",
    "PUT /staff/{appointment_id}/signature-picture",
    "PUT /incoming/{incoming_id}/file",
    "PUT /meetings/{meeting_id}/agenda/{item_id}/documents",
    "PUT /agency-reports/{report_id}/lines/{code}/evidence",
    "POST /verifications",
}
HELD = {"opened_at": "2024-11-20T01:10:00Z", "closed_at": "2024-11-20T03:40:00Z"}
MINUTES = {
    "title": "Giao ban",
    "form": "online",
    **HELD,
    "chair": "Phó Chủ tịch",
    "secretary": "Chánh Văn phòng",
    **{name: [] for name in ("present", "absent", "course", "opinions", "votes", "conclusions")},
}


def operations(office: Office) -> set[str]:
    paths = office.app.openapi()["paths"]
    return {
        f"{method.upper()} {path.removeprefix('/api/v1')}"
        for path, methods in paths.items()
        for method in methods
    }


async def test_the_matrix_holds_every_operation(office: Office) -> None:
    assert operations(office) == {*MATRIX, *PUBLIC, ENDS_THE_SESSION}


async def test_the_public_routes(office: Office) -> None:
    """The list of public routes; everything else wants to know who asks before anything else."""
    public = set()
    for operation in sorted(operations(office)):
        method, path = operation.split(" ")
        for wanted in [path.replace("{", "").replace("}", ""), with_ids(path)]:
            answer = await office.client.request(method, f"/api/v1{wanted}", json={})
            if answer.status_code != 401:
                public.add(operation)
            else:
                assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    assert public == PUBLIC
    schema = await office.client.get("/api/v1/openapi.json")
    assert schema.status_code == 200


class Things:
    """Fresh things of the district for every cell, since a cell may change what it is given."""

    def __init__(
        self, office: Office, document: dict[str, Any], officers: Sequence[Officer]
    ) -> None:
        self._office = office
        self._officers = [UUID(officer.appointment_id) for officer in officers]
        self._document = document
        self._names: dict[str, list[UUID]] = {}

    async def make(self, number: int, *, official: Officer, leader: Officer) -> None:
        agency, me = UUID(official.agency_id), UUID(official.appointment_id)
        digest = self._document["files"][0]["digest"]
        incoming = await insert_rows(
            self._office, IncomingDocument, [incoming_row(agency, digest=digest)] * number
        )
        tasks = [task_row(made, me, by=UUID(leader.appointment_id)) for made in incoming]
        groups = [{"agency_id": agency, "name": f"Nhóm {n}", "version": 1} for n in range(number)]
        self._names = {
            "document_id": list(await copies(self._office, self._document["id"], number)),
            "incoming_id": list(incoming),
            "task_id": list(await insert_rows(self._office, Task, tasks)),
            "work_file_id": list(
                await insert_rows(
                    self._office,
                    WorkFile,
                    [work_file_row(agency, me, number=n) for n in range(number)],
                )
            ),
            "batch_id": [new_id() for _ in range(number)],
            "entry_id": [new_id() for _ in range(number)],
            "request_id": [new_id() for _ in range(number)],
            "signing_id": [new_id() for _ in range(number)],
            "group_id": list(await insert_rows(self._office, ReceiverGroup, groups)),
            "copy_id": await self._copies(number, agency, me, incoming[0]),
            "agency_id": [agency] * number,
            "appointment_id": [me] * number,
            "person_id": [await self._person(me)] * number,
            "credential_id": [await self._seal(agency)] * number,
            "meeting_id": list(
                await insert_rows(
                    self._office, Meeting, [meeting_row(agency, me, self._officers)] * number
                )
            ),
            "place_id": list(
                await insert_rows(
                    self._office, Place, [place_row(agency, number=n) for n in range(number)]
                )
            ),
            **{
                name: [new_id() for _ in range(number)]
                for name in (
                    *("seat_id", "item_id", "note_id", "slip_id", "recording_id"),
                    *("bulletin_id", "case_id", "record_id", "inspection_id"),
                    *("period_id", "report_id", "evidence_id"),
                )
            },
            "job_id": list(
                await insert_rows(self._office, OutboxEvent, [dead_event_row()] * number)
            ),
        }

    async def _person(self, appointment_id: UUID) -> UUID:
        async with self._office.platform.database.session() as session:
            return (await session.get_one(Appointment, appointment_id)).person_id

    async def _seal(self, agency: UUID) -> UUID:
        async with self._office.platform.database.session() as session:
            return (await get_seal_credential(session, agency_id=agency, now=OFFICE_DAY)).id

    async def _copies(self, number: int, agency: UUID, me: UUID, of: UUID) -> list[UUID]:
        async with self._office.platform.database.session() as session:
            book = await get_book(session, agency, BookDirection.COPIES)
            seal = await get_seal_credential(session, agency_id=agency, now=OFFICE_DAY)
            await session.commit()
        keys = {"book_id": book, "credential_id": seal.id, "appointment_id": me}
        rows = [copy_row(agency, of=of, number=n, **keys) for n in range(1, number + 1)]
        return list(await insert_rows(self._office, DocumentCopy, rows))

    def path(self, operation: str) -> str:
        path = operation.split(" ")[1]
        for name in [name for name in self._names if f"{{{name}}}" in path]:
            path = path.replace(f"{{{name}}}", str(self._names[name].pop()))
        return (
            path.replace("{page}", "1")
            .replace("{code}", "G07")
            .replace("{number}", "1")
            .replace("{name}", "behalf")
        )


@pytest.mark.parametrize("username", PEOPLE)
async def test_what_each_may_do(username: str, office: Office) -> None:
    official = await office.sign_in("chuyenvien.huyen")
    document = await submitted(office, beside=("phu-luc.pdf",))
    officers = [await office.sign_in(name) for name in (CHAIR, SECRETARY)]
    things = Things(office, document, officers)
    await things.make(len(MATRIX), official=official, leader=await office.sign_in("chutich.huyen"))
    bodies = await make_bodies(office, official)
    bodies["POST /work-files/{work_file_id}/items"] = {"document_id": document["id"]}
    bodies["POST /cases"]["records"][0]["record_id"] = document["id"]
    officer = await office.sign_in(username)
    bodies["POST /sessions/current/appointment"] = {"appointment_id": officer.appointment_id}
    column = PEOPLE.index(username)
    for operation, expected in MATRIX.items():
        answer = await call(officer, operation, things.path(operation), bodies)
        found = {401: "1", 403: "3", 404: "4", 422: "?"}.get(answer.status_code, ".")
        assert answer.status_code < 500, (operation, answer.text)
        assert found == expected[column], (operation, answer.status_code, answer.text)


async def call(officer: Officer, operation: str, path: str, bodies: dict[str, Any]) -> Response:
    method = operation.split(" ", maxsplit=1)[0]
    headers = {"If-Match": "*", "Origin": ADDRESS}
    if operation in UPLOADS:
        return await officer.send(
            method,
            path,
            params={"filename": "a.pdf", "diameter_mm": 36, "valid_from": "2024-11-25"},
            content=corpus.pdf("letter"),
            headers=headers,
        )
    return await officer.send(method, path, json=bodies.get(operation), headers=headers)


async def case_body(office: Office) -> dict[str, Any]:
    leader = await office.sign_in("chutich.huyen")
    (auditor,) = (await leader.get("/auditors")).json()
    return {
        "auditor_appointment_id": auditor["appointment_id"],
        "basis": "QĐ số 12/QĐ-UBND",
        "reason": REASON,
        "until": "2024-12-10",
        "records": [{"noun": "document", "record_id": str(new_id())}],
    }


async def make_bodies(office: Office, official: Officer) -> dict[str, Any]:
    """A body that each operation accepts by its shape."""
    draft = await facts_of_draft(office)
    group = {
        "name": "Các xã",
        "agency_ids": [row["agency_id"] for row in draft["receivers"]],
    }
    assignment = {
        "instruction": "Tham mưu thực hiện",
        "assignments": [{"appointment_id": official.appointment_id, "role": "lead"}],
    }
    reason, report = {"reason": REASON}, {"text": "Đã thực hiện xong"}
    step = {"description": "Họp", "medium": "electronic", "done_on": "2024-11-25"}
    paper = {
        "sender_name": "Ngân hàng",
        "number_and_symbol": "1/CV",
        "issued_on": "2024-11-20",
        "type_code": "CV",
        "abstract": "V/v phối hợp",
    }
    appointment = {
        "department_id": str(new_id()),
        "position": "Chuyên viên",
        "roles": ["specialist"],
        "valid_from": "2024-11-25",
    }
    signer = {"signer_appointment_id": official.appointment_id}
    inspection = {
        "inspected_agency_id": official.agency_id,
        "subject": "Việc xử lý văn bản",
        "basis": "QĐ số 45/QĐ-UBND",
        "form": "documents",
        "begins_on": "2024-11-20",
        "ends_on": "2024-11-28",
    }
    certificate = {"certificate": "AAAA", "key_store": "client"}
    return {
        "POST /agencies/{agency_id}/credentials/examination": certificate,
        "POST /agencies/{agency_id}/credentials": certificate,
        "POST /credentials/{credential_id}/end": reason,
        "POST /agencies/{agency_id}/people": {
            "full_name": "Trần Thị Ánh",
            "staff_code": "H20.90.0100",
            "appointment": appointment,
        },
        "POST /agencies/{agency_id}/appointments": appointment
        | {"staff_code": official.me["staff_code"]},
        "PUT /account/password": {"old": "một mật khẩu khác", "new": "con mèo nằm trên mái nhà"},
        "POST /people/{person_id}/account": {"username": "ten.moi"},
        "POST /people/{person_id}/account/lock": reason,
        "POST /appointments/{appointment_id}/end": {"last_day": "2024-11-25"} | reason,
        "POST /signing-batches": {"documents": [{"id": str(new_id()), "version": 1}]},
        "POST /documents": draft,
        "PATCH /documents/{document_id}": {"note": "sửa"},
        "PUT /documents/{document_id}/attachments/order": {"numbers": [1]},
        "POST /cases": await case_body(office),
        "POST /inspections": inspection,
        "PUT /inspections/{inspection_id}": inspection,
        "POST /inspections/{inspection_id}/evidence": {
            "noun": "document",
            "record_id": str(new_id()),
        },
        "POST /inspections/{inspection_id}/conclude": {
            "concluded_on": "2024-11-25",
            "result": "12/KL-UBND",
        },
        "POST /inspections/{inspection_id}/cancel": reason,
        "POST /cases/{case_id}/records": {"noun": "document", "record_id": str(new_id())},
        "POST /cases/{case_id}/withdraw": reason,
        "POST /documents/{document_id}/copies": {"kind": "true_copy", "purpose": "Lưu hồ sơ"},
        "POST /incoming/{incoming_id}/copies": {"kind": "true_copy", "purpose": "Lưu hồ sơ"},
        "POST /documents/{document_id}/submit": {
            "reviewer_appointment_id": official.appointment_id
        },
        "POST /documents/{document_id}/comments": {"text": "Rà soát"},
        "POST /documents/{document_id}/return": reason,
        "POST /documents/{document_id}/approve": {},
        "POST /documents/{document_id}/cancel": reason,
        "POST /documents/{document_id}/signing-sessions": {"agent": "sign_service"},
        "POST /copies/{copy_id}/signing-sessions": {"agent": "sign_service"},
        "PUT /signing-sessions/{signing_id}/value": {"value": "AAAA"},
        "POST /signing-sessions/{signing_id}/abort": {"reason": "user-cancelled"},
        "POST /incoming": paper,
        "POST /incoming/{incoming_id}/refuse": reason,
        "POST /incoming/{incoming_id}/assignments": assignment,
        "POST /documents/{document_id}/requests/{request_id}/assignments": assignment,
        "POST /incoming/{incoming_id}/complete": report,
        "POST /tasks/{task_id}/report": report,
        "POST /tasks/{task_id}/return": reason,
        "POST /work-files": {"symbol": "77.KT", "title": "Kiểm tra"},
        "POST /work-files/{work_file_id}/steps": step,
        "POST /meetings": await facts_of_plan(office),
        "PATCH /meetings/{meeting_id}": {"title": "Họp khác"},
        "POST /meetings/{meeting_id}/cancel": reason,
        "POST /meetings/{meeting_id}/live/commands": {"do": "floor.ask"},
        "POST /meetings/{meeting_id}/registration": {**HELD, "attendance": []},
        "PUT /meetings/{meeting_id}/attendance": [],
        "POST /meetings/{meeting_id}/seats": [{"guest": {"full_name": "Ông Khách"}}],
        "PATCH /meetings/{meeting_id}/seats/{seat_id}": {"weight": 1},
        "PATCH /meetings/{meeting_id}/documents/{document_id}": {"for_guests": True},
        "PUT /meetings/{meeting_id}/seats/{seat_id}/people": [],
        "POST /meetings/{meeting_id}/seats/{seat_id}/decline": reason,
        "POST /meetings/{meeting_id}/recordings/{recording_id}/hold": reason,
        "POST /meetings/{meeting_id}/seats/{seat_id}/delegation/refuse": reason,
        "POST /meetings/{meeting_id}/seats/{seat_id}/delegate": {
            "person": {"full_name": "Ông Thay"},
            **reason,
        },
        "POST /meetings/{meeting_id}/agenda": {"title": "Báo cáo"},
        "PUT /meetings/{meeting_id}/agenda/order": {"item_ids": []},
        "PUT /meetings/{meeting_id}/agenda/{item_id}": {"title": "Báo cáo"},
        "POST /meetings/{meeting_id}/notes": {"item_id": str(new_id()), "text": "Hỏi lại"},
        "POST /meetings/{meeting_id}/invitation": {},
        "POST /meetings/{meeting_id}/invite": {},
        "POST /meetings/{meeting_id}/opinions": {
            "question": "Thống nhất?",
            "deadline": "2024-11-29T10:00:00Z",
        },
        "PUT /meetings/{meeting_id}/opinions/{slip_id}/answer": {"text": "Nhất trí"},
        "PUT /meetings/{meeting_id}/minutes": MINUTES,
        "POST /meetings/{meeting_id}/minutes/document": {},
        "PUT /meetings/{meeting_id}/conclusions": [{"text": "Thống nhất"}],
        "POST /meetings/{meeting_id}/conclusion-notice": {},
        "POST /meetings/{meeting_id}/conclude": reason,
        "POST /places": {"name": "Phòng họp mới"},
        "POST /bulletins": {"period": "2024-Q1"},
        "POST /reporting-periods": {"period": "2024-11"},
        "POST /reporting-periods/{period_id}/reminders": {},
        "POST /reporting-periods/{period_id}/document": signer,
        "PUT /agency-reports/{report_id}/lines": {"lines": [{"indicator_code": "G01"}]},
        "PUT /agency-reports/{report_id}/holder": {"appointment_id": None},
        "POST /agency-reports/{report_id}/send": signer,
        "POST /agency-reports/{report_id}/return": reason,
        "PUT /places/{place_id}": {"name": "Phòng họp đổi tên"},
        "POST /documents/{document_id}/meeting-offers": {
            "meeting_id": str(new_id()),
            "item_id": str(new_id()),
        },
        "POST /receiver-groups": group,
        "PUT /receiver-groups/{group_id}": group,
    }


def with_ids(path: str) -> str:
    for name in (
        "document",
        "incoming",
        "task",
        "work_file",
        "group",
        "job",
        "signing",
        "copy",
        "agency",
        "appointment",
        "batch",
        "person",
        "credential",
        "meeting",
        "seat",
        "item",
        "note",
        "slip",
        "place",
        "entry",
        "recording",
        "vote",
    ):
        path = path.replace(f"{{{name}_id}}", str(new_id()))
    return path.replace("{page}", "1").replace("{code}", "G07").replace("{number}", "1")
