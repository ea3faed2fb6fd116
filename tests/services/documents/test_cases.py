"""What an auditor may read for a case: deny by default, granted by the owner, every look an act."""

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import select

from auth.acts import Act
from storage.journal import JournalEntry
from tests import story
from tests.office import Office, Officer

REASON = "Kiểm tra việc ban hành văn bản theo kế hoạch"
AUDITOR, LEADER = "kiemtra", "chutich.huyen"


async def case_body(office: Office, *records: tuple[str, str], **changes: Any) -> dict[str, Any]:
    leader = await office.sign_in(LEADER)
    (auditor,) = (await leader.get("/auditors")).json()
    return {
        "auditor_appointment_id": auditor["appointment_id"],
        "basis": "QĐ số 12/QĐ-UBND",
        "reason": REASON,
        "until": "2024-12-10",
        "records": [{"noun": noun, "record_id": record_id} for noun, record_id in records],
        **changes,
    }


async def granted(office: Office, *records: tuple[str, str], **changes: Any) -> dict[str, Any]:
    leader = await office.sign_in(LEADER)
    answer = await leader.post("/cases", await case_body(office, *records, **changes))
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def looks(office: Office) -> list[tuple[str, str]]:
    """Of the auditor's looks the noun, and what was looked at."""
    async with office.platform.database.session() as session:
        rows = await session.exec(select(JournalEntry).where(JournalEntry.act == Act.CASE_LOOK))
        return sorted((row.subject_type, row.details["path"].split("/")[-1]) for row in rows)


async def statuses(officer: Officer, *paths: str) -> list[int]:
    return [(await officer.get(path)).status_code for path in paths]


async def test_nothing_is_open_without_a_case_and_every_look_with_one_is_journalled(
    office: Office,
) -> None:
    document = await story.issued(office)
    other = await story.approved(office)
    door = f"/documents/{document['id']}"
    parts = (door, f"{door}/file", f"{door}/pages/1", f"{door}/history")
    auditor = await office.sign_in(AUDITOR)
    assert await statuses(auditor, *parts) == [404] * 4
    case = await granted(office, ("document", document["id"]))
    assert case["records"] == [
        {"noun": "document", "record_id": document["id"], "name": document["number_and_symbol"]}
    ]
    assert await statuses(auditor, *parts) == [200] * 4
    assert await statuses(auditor, f"/documents/{other['id']}") == [404]
    assert [row["id"] for row in (await auditor.get("/documents")).json()["items"]] == [
        document["id"]
    ]
    assert await looks(office) == sorted(
        ("document", part) for part in ("1", document["id"], "file", "history")
    )
    assert (await auditor.get(door)).json()["actions"] == []
    leader = await office.sign_in(LEADER)
    await statuses(leader, *parts)
    assert len(await looks(office)) == 5  # not those of the owner


async def test_a_case_is_for_reading(office: Office) -> None:
    document = await story.submitted(office)
    await granted(office, ("document", document["id"]))
    auditor = await office.sign_in(AUDITOR)
    door = f"/documents/{document['id']}"
    for path, body in (
        (f"{door}/comments", {"text": "Góp ý"}),
        (f"{door}/approve", {}),
        (f"{door}/return", {"reason": REASON}),
        (f"{door}/cancel", {"reason": REASON}),
        (f"{door}/sign", {}),
        (f"{door}/copies", {"kind": "true_copy", "purpose": "Lưu hồ sơ"}),
        (
            f"{door}/meeting-offers",
            dict.fromkeys(("meeting_id", "item_id"), "00000000-0000-0000-0000-000000000000"),
        ),
    ):
        answer = await auditor.post(path, body, headers={"If-Match": "*"})
        assert answer.status_code == 403, (path, answer.text)


async def test_a_work_file_opens_what_lies_in_it(office: Office) -> None:
    document = await story.issued(office)
    incoming = await story.arrived(office)
    holder = await office.sign_in("chuyenvien.huyen")
    made = (await holder.post("/work-files", {"symbol": "77.KT", "title": "Kiểm tra"})).json()
    added = await holder.post(
        f"/work-files/{made['id']}/items", {"document_id": document["id"]},
        headers={"If-Match": "*"},
    )  # fmt: skip
    assert added.status_code == 201, added.text
    await granted(office, ("work_file", made["id"]))
    auditor = await office.sign_in(AUDITOR)
    assert await statuses(
        auditor,
        f"/work-files/{made['id']}", f"/documents/{document['id']}", f"/incoming/{incoming['id']}",
    ) == [200, 200, 404]  # fmt: skip
    assert {noun for noun, _ in await looks(office)} == {"work_file", "document"}
    step = {"description": "Họp", "medium": "electronic", "done_on": "2024-11-25"}
    refused = await auditor.post(f"/work-files/{made['id']}/steps", step, headers={"If-Match": "*"})
    assert refused.status_code == 403


async def test_it_ends_by_itself_and_at_once_when_withdrawn(office: Office) -> None:
    document = await story.issued(office)
    door = f"/documents/{document['id']}"
    first = await granted(office, ("document", document["id"]))
    leader, auditor = await office.sign_in(LEADER), await office.sign_in(AUDITOR)
    withdrawn = await leader.post(f"/cases/{first['id']}/withdraw", {"reason": REASON})
    assert (withdrawn.status_code, withdrawn.json()["is_open"]) == (200, False)
    assert await statuses(auditor, door) == [404]
    again = await leader.post(f"/cases/{first['id']}/withdraw", {"reason": REASON})
    assert again.status_code == 409
    await granted(office, ("document", document["id"]), until="2024-11-26")
    assert await statuses(auditor, door) == [200]
    office.clock.move(timedelta(days=2))
    auditor = await office.renew(AUDITOR)
    assert await statuses(auditor, door) == [404]
    seen = (await auditor.get("/cases")).json()["items"]
    assert [(row["is_open"], row["may_change"]) for row in seen] == [(False, False)] * 2


async def test_more_may_be_opened_for_the_same_case(office: Office) -> None:
    first, second = await story.issued(office), await story.issued(office)
    case = await granted(office, ("document", first["id"]))
    leader, auditor = await office.sign_in(LEADER), await office.sign_in(AUDITOR)
    record = {"noun": "document", "record_id": second["id"]}
    for _ in range(2):  # the second time it is open already
        answer = await leader.post(f"/cases/{case['id']}/records", record)
        assert len(answer.json()["records"]) == 2
    assert await statuses(auditor, f"/documents/{second['id']}") == [200]
    refused = await auditor.post(f"/cases/{case['id']}/records", record)
    assert refused.status_code == 403


async def test_who_opens_what_to_whom(office: Office) -> None:
    arrived = await story.arrived(office)
    leader = await office.sign_in(LEADER)
    commune = await office.sign_in("chutich.myhoa")
    own = await case_body(office, ("incoming_document", arrived["id"]))
    # The commune's arrival is not the district's to open, nor is it seen there.
    assert (await leader.post("/cases", own)).status_code == 404
    opened = await commune.post("/cases", own)
    assert opened.status_code == 201, opened.text
    auditor = await office.sign_in(AUDITOR)
    assert await statuses(auditor, f"/incoming/{arrived['id']}") == [200]
    assert await statuses(leader, f"/cases/{opened.json()['id']}") == [404]
    for name in ("vanthu.myhoa", "canbo.myhoa", "quantri", AUDITOR):
        officer = await office.sign_in(name)
        assert (await officer.post("/cases", own)).status_code == 403, name


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"until": "2024-11-24"}, "until"),
        ({"until": "2025-12-01"}, "until"),
        ({"auditor_appointment_id": "00000000-0000-0000-0000-000000000000"},
         "auditor_appointment_id"),
    ],
)  # fmt: skip
async def test_what_is_refused(office: Office, change: dict[str, Any], field: str) -> None:
    document = await story.drafted(office)
    leader = await office.sign_in(LEADER)
    answer = await leader.post(
        "/cases", await case_body(office, ("document", document["id"]), **change)
    )
    assert answer.status_code == 400
    assert [row["field"] for row in answer.json()["errors"]] == [field]
