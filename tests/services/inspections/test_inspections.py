"""Inspections: planned, made on records or over the line, concluded, and counted as G16."""

from datetime import timedelta
from typing import Any

import pytest

from tests import meetings, story
from tests.office import Office, Officer, etag, only

INSPECTOR = "chanhvanphong.huyen"
REASON = {"reason": "Kế hoạch kiểm tra đã được điều chỉnh"}
Row = dict[str, Any]


async def plan_of(office: Office, **changes: Any) -> Row:
    commune = only(await office.agencies("my hoa"), code=story.COMMUNE)
    return {
        "inspected_agency_id": commune["id"],
        "subject": "Việc tiếp nhận, xử lý văn bản điện tử",
        "basis": "QĐ số 45/QĐ-UBND",
        "plan": "Kế hoạch kiểm tra năm 2024",
        "form": "documents",
        "begins_on": "2024-11-20",
        "ends_on": "2024-11-28",
        **changes,
    }


async def planned(office: Office, **changes: Any) -> Row:
    inspector = await office.sign_in(INSPECTOR)
    answer = await inspector.post("/inspections", await plan_of(office, **changes))
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def cite(officer: Officer, inspection: Row, noun: str, record_id: str) -> Row:
    answer = await officer.post(
        f"/inspections/{inspection['id']}/evidence",
        {"noun": noun, "record_id": record_id, "note": "Đối chiếu sổ văn bản"},
    )
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def concluded(office: Office, inspection: Row) -> Row:
    inspector = await office.sign_in(INSPECTOR)
    now = (await inspector.get(f"/inspections/{inspection['id']}")).json()
    answer = await inspector.post(
        f"/inspections/{inspection['id']}/conclude",
        {"concluded_on": "2024-11-25", "result": "12/KL-UBND"},
        headers=etag(now),
    )
    assert answer.status_code == 200, answer.text
    await office.collect()
    return dict(answer.json())


async def reasons(office: Office) -> dict[str, int]:
    reader = await office.sign_in("phochutich.huyen")
    figure = (await reader.get("/indicators/G16", params={"period": "2024"})).json()
    return dict(figure["reasons"])


async def test_one_on_documents_cites_them_and_is_counted(office: Office) -> None:
    arrived = await story.arrived(office)
    document_id = (await sent(office))["id"]
    inspector = await office.sign_in(INSPECTOR)
    inspection = await planned(office)
    assert (inspection["state"], inspection["may_change"]) == ("planned", True)
    cited = await cite(inspector, inspection, "document", document_id)
    cited = await cite(inspector, inspection, "incoming_document", arrived["id"])
    again = await cite(inspector, inspection, "incoming_document", arrived["id"])
    assert again["version"] == cited["version"] == 3
    assert {row["name"] for row in again["evidence"]} == {arrived["number_and_symbol"]}
    done = await concluded(office, inspection)
    assert (done["state"], done["result"], done["may_change"]) == (
        "concluded", "12/KL-UBND", False
    )  # fmt: skip
    assert await reasons(office) == {"digital": 1}
    (row,) = (await inspector.get("/indicators/G16/evidence", params={"period": "2024"})).json()[
        "items"
    ]
    assert (row["noun"], row["id"], row["counted"]) == ("inspection", inspection["id"], True)
    history = (await inspector.get(f"/inspections/{inspection['id']}/history")).json()
    assert [line["act"].split(":", 1)[1] for line in history] == [
        "plan:create", "evidence:add", "evidence:add", "result:conclude"
    ]  # fmt: skip
    await office.sequence()
    proof = await inspector.get(f"/inspections/{inspection['id']}/history/{history[0]['id']}/proof")
    assert proof.json()["state"] == "proven"


async def sent(office: Office) -> Row:
    clerk = await office.sign_in("vanthu.huyen")
    rows = (await clerk.get("/documents", params={"state": "issued"})).json()["items"]
    return dict(rows[0])


async def test_what_cites_nothing_does_not_count(office: Office) -> None:
    for form in ("on_site", "documents", "video", "mixed"):
        await concluded(office, await planned(office, form=form))
    assert await reasons(office) == {"on_site": 1, "no_evidence": 3}


async def held(office: Office) -> Row:
    """An online meeting that was entered afterwards."""
    plan = {"starts_at": "2024-11-20T01:00:00Z", "ends_at": "2024-11-20T04:00:00Z"}
    meeting = await meetings.seated(office, await meetings.planned(office, **plan), story.COMMUNE)
    planner = await office.sign_in("chuyenvien.huyen")
    there = [{"seat_id": seat["id"]} for seat in meeting["seats"]]
    times = {"opened_at": "2024-11-20T01:10:00Z", "closed_at": "2024-11-20T03:40:00Z"}
    answer = await planner.post(
        f"{meetings.door(meeting)}/registration", {**times, "attendance": there}
    )
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def test_one_by_video_counts_with_a_meeting_that_was_held(office: Office) -> None:
    meeting = await held(office)
    inspection = await planned(office, form="video")
    await cite(await office.sign_in(INSPECTOR), inspection, "meeting", meeting["id"])
    await concluded(office, inspection)
    assert await reasons(office) == {"digital": 1}


async def test_an_answer_from_the_journal_is_evidence(office: Office) -> None:
    auditor = await office.sign_in("kiemtra")
    assert (await auditor.get("/audit/questions/numbers/answer")).status_code == 200
    taken = (
        await auditor.get("/audit/questions/reads", params={"act": "audit:answer:take"})
    ).json()
    inspection = await planned(office)
    cited = await cite(auditor, inspection, "answer", taken["items"][0]["entry_id"])
    assert cited["evidence"][0]["name"] == "numbers"
    await concluded(office, inspection)
    assert await reasons(office) == {"digital": 1}


async def test_who_sees_and_who_changes(office: Office) -> None:
    inspection = await planned(office)
    door = f"/inspections/{inspection['id']}"
    for name, status in (
        ("vanthu.myhoa", 200), ("canbo.myhoa", 404), ("vanthu.huyen", 200), ("quantri", 404),
        ("chuyenvien.huyen", 404), ("kiemtra", 200),
    ):  # fmt: skip
        assert (await (await office.sign_in(name)).get(door)).status_code == status, name
    inspected = await office.sign_in("chutich.myhoa")
    seen = (await inspected.get(door)).json()
    assert seen["may_change"] is False
    refused = await inspected.post(f"{door}/cancel", REASON, headers=etag(seen))
    assert refused.status_code == 403


async def test_it_is_changed_while_planned_and_then_stays(office: Office) -> None:
    inspection = await planned(office)
    door = f"/inspections/{inspection['id']}"
    inspector = await office.sign_in(INSPECTOR)
    plan = await plan_of(office, form="mixed")
    changed = await inspector.put(door, json=plan, headers=etag(inspection))
    assert (changed.json()["form"], changed.json()["version"]) == ("mixed", 2)
    stale = await inspector.put(door, json=plan, headers=etag(inspection))
    assert stale.status_code == 412
    cancelled = await inspector.post(f"{door}/cancel", REASON, headers=etag(changed.json()))
    assert cancelled.json()["state"] == "cancelled"
    late = await inspector.put(door, json=plan, headers=etag(cancelled.json()))
    assert (late.status_code, late.json()["state"]) == (409, "cancelled")
    listed = (await inspector.get("/inspections", params={"state": "cancelled"})).json()["items"]
    assert [row["id"] for row in listed] == [inspection["id"]]
    assert (await inspector.get("/inspections", params={"state": "planned"})).json()["items"] == []


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"ends_on": "2024-11-01"}, 422),
        ({"form": "telepathy"}, 422),
        ({"basis": "  "}, 422),
        ({"inspected_agency_id": "00000000-0000-0000-0000-000000000000"}, 400),
    ],
)
async def test_plans_that_are_refused(office: Office, changes: Row, status: int) -> None:
    inspector = await office.sign_in(INSPECTOR)
    answer = await inspector.post("/inspections", await plan_of(office, **changes))
    assert answer.status_code == status


async def test_evidence_and_days_that_are_refused(office: Office) -> None:
    inspection = await planned(office)
    door = f"/inspections/{inspection['id']}"
    inspector = await office.sign_in(INSPECTOR)
    nothing = {"noun": "document", "record_id": inspection["id"]}
    assert (await inspector.post(f"{door}/evidence", nothing)).status_code == 400
    office.clock.move(timedelta(days=-1))
    for day in ("2024-11-25", "2024-11-19"):  # tomorrow, and before it began
        answer = await inspector.post(
            f"{door}/conclude", {"concluded_on": day, "result": "1/KL"}, headers=etag(inspection)
        )
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, "concluded_on")
