"""What a receiver does: verify, register, refuse, present, assign, process, reply, complete."""

import asyncio
import hashlib
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from auth.models import Appointment
from services.documents.models.incoming import IncomingDocument, Task
from tests import corpus
from tests.bulk import insert_rows
from tests.office import Office, Officer, etag, only
from tests.rows import incoming_row, task_row
from tests.story import COMMUNE, REASON, arrived, door, drafted, receivers

PAPER = {
    "sender_name": "Ngân hàng Chính sách xã hội",
    "number_and_symbol": "112/CV-NHCS",
    "issued_on": "2024-11-20",
    "type_code": "CV",
    "abstract": "V/v rà soát hộ vay vốn",
}


def path_of(incoming: dict[str, Any]) -> str:
    return f"/incoming/{incoming['id']}"


async def seen_by_sender(office: Office, incoming: dict[str, Any]) -> dict[str, Any]:
    """The delivery to the commune as the district's clerk sees it."""
    clerk = await office.sign_in("vanthu.huyen")
    rows = (await clerk.get("/documents", params={"state": "issued", "limit": 100})).json()
    sent = only(rows["items"], number_and_symbol=incoming["number_and_symbol"])
    document = (await clerk.get(f"/documents/{sent['id']}")).json()
    [receiver] = [row for row in document["receivers"] if row["agency"]["code"] == COMMUNE]
    return dict(receiver["delivery"])


async def assigned(
    office: Office, incoming: dict[str, Any], **changes: Any
) -> tuple[dict[str, Any], Officer, Officer]:
    """Register, present and assign to the commune's official: the task, the official, the head."""
    clerk = await office.sign_in("vanthu.myhoa")
    chairman, official = [await office.sign_in(f"{name}.myhoa") for name in ("chutich", "canbo")]
    for act in ("register", "present"):
        answer = await clerk.post(f"{path_of(incoming)}/{act}")
        assert answer.status_code == 200, answer.text
    answer = await chairman.post(
        f"{path_of(incoming)}/assignments",
        {
            "instruction": "Tham mưu báo cáo",
            "assignments": [
                {
                    "appointment_id": official.appointment_id,
                    "role": "lead",
                    "deadline": "2024-12-05",
                    **changes,
                }
            ],
        },
    )
    assert answer.status_code == 201, answer.text
    return answer.json()["tasks"][0], official, chairman


async def test_an_arrival_waits_for_its_verdict(office: Office) -> None:
    incoming = await arrived(office)
    async with office.platform.database.session() as session:
        row = await session.get_one(IncomingDocument, UUID(incoming["id"]))
        row.verdict = None
        await session.commit()
    clerk = await office.sign_in("vanthu.myhoa")
    refused = await clerk.post(f"{path_of(incoming)}/register")
    assert (refused.status_code, refused.json()["type"]) == (
        409,
        "urn:congvu:problem:signatures-not-valid",
    )
    await clerk.post(f"{path_of(incoming)}/verify")
    await office.work()
    assert (await clerk.post(f"{path_of(incoming)}/register")).json()["arrival_number"] == 1


async def test_changed_bytes_are_invalid_refused_and_told_to_the_sender(
    office: Office, tmp_path: Path
) -> None:
    incoming = await arrived(office)
    change_a_byte(tmp_path / "blobs", incoming["digest"])
    clerk = await office.sign_in("vanthu.myhoa")
    assert (await clerk.post(f"{path_of(incoming)}/verify")).status_code == 202
    await office.work()
    found = (await clerk.get(path_of(incoming))).json()
    assert found["verdict"] == "invalid"
    assert found["actions"][0] == "refuse"
    assert "register" not in found["actions"]
    refused = await clerk.post(f"{path_of(incoming)}/register")
    assert (refused.status_code, refused.json()["outcome"]) == (409, "invalid")

    answer = await clerk.post(f"{path_of(incoming)}/refuse", {"reason": REASON})
    assert answer.json()["state"] == "refused"
    delivery = await seen_by_sender(office, incoming)
    assert delivery["state"] == "refused"
    assert (delivery["events"][-1]["code"], delivery["events"][-1]["reason"]) == ("02", REASON)
    again = await clerk.post(f"{path_of(incoming)}/register")
    assert again.status_code == 409


async def test_each_step_is_told_to_the_sender_with_its_code(office: Office) -> None:
    incoming = await arrived(office)
    task, official, chairman = await assigned(office, incoming)
    tasks = f"/tasks/{task['id']}"
    for officer, act, body, state in [
        (official, "accept", None, "accepted"),
        (official, "start", None, "in_progress"),
        (official, "report", {"text": "Đã thực hiện xong"}, "reported"),
        (chairman, "return", {"reason": REASON}, "returned"),
        (official, "start", None, "in_progress"),
        (official, "report", {"text": "Đã bổ sung số liệu"}, "reported"),
        (chairman, "complete", None, "done"),
    ]:
        answer = await officer.post(f"{tasks}/{act}", body)
        assert (answer.status_code, answer.json().get("state")) == (200, state), (act, answer.text)
    delivery = await seen_by_sender(office, incoming)
    codes = [event["code"] for event in delivery["events"]]
    assert codes == [None, None, "01", "03", "04", "05", "06"]
    found = (await chairman.get(path_of(incoming))).json()
    assert found["state"] == "completed"
    assert [row["kind"] for row in found["comments"]] == [
        "instruction",
        "report",
        "return",
        "report",
        "report",
    ]
    late = await official.post(f"{tasks}/start")
    assert late.status_code == 409


async def test_a_reply_completes_what_it_answers_by_itself(office: Office) -> None:
    incoming = await arrived(office)
    task, official, _ = await assigned(office, incoming)
    await official.post(f"/tasks/{task['id']}/start")
    reply = await reply_issued(office, incoming, official)
    found = (await official.get(path_of(incoming))).json()
    assert found["state"] == "completed"
    assert [row["id"] for row in found["replies"]] == [reply["id"]]
    assert found["tasks"][0]["state"] == "done"
    delivery = await seen_by_sender(office, incoming)
    assert (delivery["state"], delivery["events"][-1]["code"]) == ("completed", "06")
    clerk = await office.sign_in("vanthu.huyen")
    [answer] = (await clerk.get("/incoming")).json()["items"]
    assert (answer["number_and_symbol"], answer["verdict"]) == (
        reply["number_and_symbol"],
        "valid",
    )


async def test_paper_and_electronic_share_one_series(office: Office) -> None:
    incoming = await arrived(office)
    clerk = await office.sign_in("vanthu.myhoa")
    first = await clerk.post("/incoming", PAPER)
    second = await clerk.post(f"{path_of(incoming)}/register")
    third = await clerk.post("/incoming", PAPER)
    numbers = [answer.json()["arrival_number"] for answer in (first, second, third)]
    assert numbers == [1, 2, 3]
    media = [answer.json()["medium"] for answer in (first, second, third)]
    assert media == ["paper", "electronic", "paper"]
    district = await office.sign_in("vanthu.huyen")
    assert (await district.post("/incoming", PAPER)).json()["arrival_number"] == 1


async def test_a_scan_belongs_to_a_paper_document_only(office: Office) -> None:
    clerk = await office.sign_in("vanthu.myhoa")
    paper = (await clerk.post("/incoming", PAPER)).json()
    assert (await clerk.get(f"{path_of(paper)}/file")).status_code == 404
    options = {"params": {"filename": "scan.pdf"}, "content": corpus.pdf("scan")}
    scanned = await clerk.put(f"{path_of(paper)}/file", **options, headers=etag(paper))
    assert scanned.status_code == 200, scanned.text
    assert (scanned.json()["medium"], scanned.json()["pages"]) == (
        "paper",
        corpus.facts("scan").pages,
    )
    assert (await clerk.get(f"{path_of(paper)}/file")).content == corpus.pdf("scan")
    electronic = await arrived(office)
    kept = await clerk.put(f"{path_of(electronic)}/file", **options, headers=etag(electronic))
    assert (kept.status_code, kept.json()["errors"][0]["field"]) == (400, "file")


async def test_a_scan_of_one_who_may_not_is_not_even_stored(office: Office) -> None:
    clerk, chairman = [await office.sign_in(f"{name}.myhoa") for name in ("vanthu", "chutich")]
    paper = (await clerk.post("/incoming", PAPER)).json()
    answer = await chairman.put(
        f"{path_of(paper)}/file",
        params={"filename": "scan.pdf"},
        content=corpus.pdf("notice"),
        headers=etag(paper),
    )
    assert answer.status_code == 403
    digest = hashlib.sha256(corpus.pdf("notice")).hexdigest()
    assert not await office.platform.blobs.exists(digest)


@pytest.mark.parametrize(
    ("field", "value"),
    [("type_code", "XX"), ("issued_on", "2024-11-26"), ("issued_on", "2024-13-01")],
)
async def test_paper_facts_that_cannot_be_are_refused_by_name(
    field: str, value: str, office: Office
) -> None:
    clerk = await office.sign_in("vanthu.myhoa")
    answer = await clerk.post("/incoming", {**PAPER, field: value})
    assert answer.status_code in {400, 422}
    assert answer.json()["errors"][0]["field"] == field
    assert (await clerk.post("/incoming", PAPER)).json()["arrival_number"] == 1


async def test_an_assignment_names_one_lead_of_the_agency_and_a_day_to_come(
    office: Office,
) -> None:
    incoming = await arrived(office)
    clerk, chairman = [await office.sign_in(f"{name}.myhoa") for name in ("vanthu", "chutich")]
    await clerk.post(f"{path_of(incoming)}/register")
    own = {"appointment_id": clerk.appointment_id, "role": "lead", "deadline": "2024-12-01"}
    other = {**own, "appointment_id": chairman.appointment_id}
    stranger = {**own, "appointment_id": (await office.sign_in("canbo.thanhmy")).appointment_id}
    for rows, status in [
        ([], 422),
        ([own, other], 422),
        ([own, {**own, "role": "coordinate"}], 422),
        ([{**own, "role": "inform"}], 422),
        ([stranger], 400),
        ([{**own, "deadline": "2024-11-24"}], 400),
        ([own, {**other, "role": "coordinate"}], 201),
    ]:
        body = {"instruction": "Tham mưu", "assignments": rows}
        answer = await chairman.post(f"{path_of(incoming)}/assignments", body)
        assert answer.status_code == status, (rows, answer.text)
        if status != 201:
            assert answer.json()["errors"], answer.text
    again = await chairman.post(
        f"{path_of(incoming)}/assignments", {"instruction": "x", "assignments": [own]}
    )
    assert again.status_code == 409


async def test_nobody_is_asked_in_an_appointment_that_has_ended(office: Office) -> None:
    incoming = await arrived(office)
    official = await office.sign_in("canbo.myhoa")
    await end_appointment(office, official, yesterday=office.clock.now() - timedelta(days=1))
    clerk, chairman = [await office.sign_in(f"{name}.myhoa") for name in ("vanthu", "chutich")]
    await clerk.post(f"{path_of(incoming)}/register")
    row = {"appointment_id": official.appointment_id, "role": "lead"}
    answer = await chairman.post(
        f"{path_of(incoming)}/assignments", {"instruction": "Tham mưu", "assignments": [row]}
    )
    assert answer.status_code == 400, answer.text


async def test_the_official_who_leads_may_complete_without_a_reply(office: Office) -> None:
    incoming = await arrived(office)
    _, official, _ = await assigned(office, incoming)
    answer = await official.post(f"{path_of(incoming)}/complete", {"text": "Đã triển khai"})
    assert answer.json()["state"] == "completed", answer.text
    again = await official.post(f"{path_of(incoming)}/complete", {"text": "Đã triển khai"})
    assert again.status_code == 409


async def test_starting_and_completing_at_once_do_not_lock_each_other_out(office: Office) -> None:
    clerk = await office.sign_in("vanthu.myhoa")
    chairman, official = [await office.sign_in(f"{name}.myhoa") for name in ("chutich", "canbo")]
    rows = [incoming_row(UUID(clerk.agency_id)) for _ in range(24)]
    ids = await insert_rows(office, IncomingDocument, rows)
    owner, leader = UUID(official.appointment_id), UUID(chairman.appointment_id)
    tasks = await insert_rows(office, Task, [task_row(made, owner, by=leader) for made in ids])
    answers = await asyncio.gather(
        *(official.post(f"/tasks/{task}/start") for task in tasks),
        *(chairman.post(f"/incoming/{made}/complete", {"text": "Đã xong"}) for made in ids),
    )
    assert {answer.status_code for answer in answers} <= {200, 409}
    assert {answer.status_code for answer in answers[len(ids) :]} == {200}


async def test_a_document_is_not_completed_before_it_is_registered(office: Office) -> None:
    incoming = await arrived(office)
    chairman = await office.sign_in("chutich.myhoa")
    answer = await chairman.post(f"{path_of(incoming)}/complete", {"text": "Đã triển khai"})
    assert answer.status_code == 409
    assert (await chairman.get(path_of(incoming))).json()["comments"] == []


async def test_the_same_agency_is_a_receiver_once_and_never_its_own(office: Office) -> None:
    twice = await receivers(office, [COMMUNE, COMMUNE])
    own = await receivers(office, ["H20.90"])
    gone = [{"agency_id": "01900000-0000-7000-8000-000000000000"}]
    document = await drafted(office, file=None)
    drafter = await office.sign_in("chuyenvien.huyen")
    for wrong in (twice, own, gone):
        answer = await drafter.patch(door(document), {"receivers": wrong}, headers=etag(document))
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, "receivers")
    assert len((await drafter.get(door(document))).json()["receivers"]) == 1


def change_a_byte(blobs: Path, digest: str) -> None:
    path = blobs / digest[:2] / digest
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 0xFF
    path.chmod(0o640)
    path.write_bytes(content)


async def end_appointment(office: Office, officer: Officer, *, yesterday: datetime) -> None:
    async with office.platform.database.session() as session:
        appointment = await session.get_one(Appointment, UUID(officer.appointment_id))
        appointment.valid_to = yesterday.date()
        await session.commit()


async def reply_issued(
    office: Office, incoming: dict[str, Any], official: Officer
) -> dict[str, Any]:
    """The commune's answer to the district, through its own chain to the end."""
    clerk, chairman = [await office.sign_in(f"{name}.myhoa") for name in ("vanthu", "chutich")]
    body = {
        "type_code": "BC",
        "abstract": "Báo cáo kết quả thực hiện",
        "signer_appointment_id": chairman.appointment_id,
        "receivers": await receivers(office, ["H20.90"]),
        "reply_to_id": incoming["id"],
    }
    document = (await official.post("/documents", body)).json()
    await official.put(
        f"{door(document)}/file",
        params={"filename": "bao-cao.pdf"},
        content=corpus.pdf("letter"),
        headers=etag(document),
    )
    chain = [
        (official, "submit", {"reviewer_appointment_id": chairman.appointment_id}),
        (chairman, "approve", {}),
        (chairman, "sign", None),
        (clerk, "issue", None),
    ]
    for officer, act, given in chain:
        answer = await officer.post(f"{door(document)}/{act}", given)
        assert answer.status_code in {200, 202}, (act, answer.text)
        await office.work()
    found = (await clerk.get(door(document))).json()
    assert found["state"] == "issued", found["signing"]
    return dict(found)
