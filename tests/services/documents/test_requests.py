"""What a notice of conclusions asks of the agency that issues it becomes tasks there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.meetings import CHAIR, CLERK, PLANNER, SECRETARY, carried_through, door, planned, read
from tests.office import only

if TYPE_CHECKING:
    from tests.office import Office

TASK = "Văn phòng tổng hợp, theo dõi việc thực hiện"
HELD = {"starts_at": "2024-11-20T01:00:00Z", "ends_at": "2024-11-20T04:00:00Z"}
TIMES = {"opened_at": "2024-11-20T01:10:00Z", "closed_at": "2024-11-20T03:40:00Z"}


async def announced(office: Office) -> dict[str, Any]:
    """The notice of an internal meeting, issued: it goes to nobody else."""
    meeting = await planned(office, **HELD)
    planner = await office.sign_in(PLANNER)
    there = [{"seat_id": seat["id"]} for seat in meeting["seats"]]
    answer = await planner.post(f"{door(meeting)}/registration", {**TIMES, "attendance": there})
    assert answer.status_code == 200, answer.text
    own = {"text": TASK, "agency_id": meeting["agency"]["id"], "deadline": "2024-12-15"}
    answer = await planner.put(f"{door(meeting)}/conclusions", json=[own, {"text": "Thống nhất"}])
    assert answer.status_code == 200, answer.text
    answer = await planner.post(f"{door(meeting)}/conclusion-notice", {})
    assert answer.status_code == 202, answer.text
    await office.work()
    paper = only((await read(office, meeting))["papers"], kind="conclusion_notice")
    document = await carried_through(office, paper["document_id"])
    assert (document["state"], document["kept_only"]) == ("issued", True)
    assert (await read(office, meeting))["state"] == "concluded"
    return document


@pytest.fixture
async def document(office: Office) -> dict[str, Any]:
    return await announced(office)


def assignment(lead: str) -> dict[str, Any]:
    row = {"appointment_id": lead, "role": "lead", "deadline": "2024-12-10"}
    return {"instruction": "Giao theo dõi, báo cáo hằng tuần", "assignments": [row]}


async def on_desk(office: Office, who: str, kind: str) -> list[str]:
    officer = await office.sign_in(who)
    desk = (await officer.get("/desk")).json()
    return [row["abstract"] for row in desk["rows"] if row["kind"] == kind]


async def test_an_own_conclusion_is_assigned_reported_and_done(
    office: Office, document: dict[str, Any]
) -> None:
    chair, officer = await office.sign_in(CHAIR), await office.sign_in(PLANNER)
    [request] = document["requests"]
    assert (request["text"], request["due_on"], request["tasks"]) == (TASK, "2024-12-15", [])
    assert TASK in await on_desk(office, CHAIR, "to_assign")
    path = f"/documents/{document['id']}/requests/{request['id']}/assignments"
    answer = await chair.post(path, assignment(officer.appointment_id))
    assert answer.status_code == 201, answer.text
    [request] = answer.json()["requests"]
    [task] = request["tasks"]
    assert (task["state"], task["deadline"], request["may_assign"]) == (
        "assigned", "2024-12-10", False,
    )  # fmt: skip
    assert (await chair.post(path, assignment(officer.appointment_id))).status_code == 409
    assert TASK in await on_desk(office, PLANNER, "to_process")
    for verb, body in (("accept", None), ("start", None), ("report", {"text": "Đã tổng hợp"})):
        answer = await officer.post(f"/tasks/{task['id']}/{verb}", body)
        assert answer.status_code == 200, (verb, answer.text)
    assert TASK in await on_desk(office, CHAIR, "to_conclude")
    returned = {"reason": "Thiếu số liệu của hai phòng"}
    assert (await chair.post(f"/tasks/{task['id']}/return", returned)).status_code == 200
    for verb, body in (("start", None), ("report", {"text": "Đã bổ sung"})):
        answer = await officer.post(f"/tasks/{task['id']}/{verb}", body)
        assert answer.status_code == 200, (verb, answer.text)
    answer = await chair.post(f"/tasks/{task['id']}/complete")
    assert answer.json()["state"] == "done", answer.text
    seen = (await chair.get(f"/documents/{document['id']}")).json()
    assert [row["text"] for row in seen["comments"]][-2:] == [
        "Thiếu số liệu của hai phòng",
        "Đã bổ sung",
    ]
    assert TASK not in await on_desk(office, CHAIR, "to_conclude")
    acts = {row["act"] for row in (await chair.get(f"/documents/{document['id']}/history")).json()}
    assert "document:request:assign" in acts


async def test_who_has_a_task_sees_the_document_and_others_do_not(
    office: Office, document: dict[str, Any]
) -> None:
    chair, clerk = await office.sign_in(CHAIR), await office.sign_in(CLERK)
    stranger = await office.sign_in("chutich.myhoa")
    [request] = document["requests"]
    path = f"/documents/{document['id']}/requests/{request['id']}/assignments"
    answer = await chair.post(path, assignment(clerk.appointment_id))
    [task] = answer.json()["requests"][0]["tasks"]
    assert (await stranger.post(f"/tasks/{task['id']}/accept")).status_code == 404
    assert (await stranger.post(path, assignment(clerk.appointment_id))).status_code == 404
    planner = await office.sign_in(PLANNER)
    assert (await planner.post(path, assignment(clerk.appointment_id))).status_code == 403
    head = await office.sign_in(SECRETARY)
    assert (await head.post(f"/tasks/{task['id']}/accept")).status_code == 403


async def test_an_assignment_names_officials_of_the_agency_and_days_to_come(
    office: Office, document: dict[str, Any]
) -> None:
    chair, stranger = await office.sign_in(CHAIR), await office.sign_in("chutich.myhoa")
    [request] = document["requests"]
    path = f"/documents/{document['id']}/requests/{request['id']}/assignments"
    late = assignment(chair.appointment_id)
    late["assignments"][0]["deadline"] = "2024-11-01"
    for wrong in (assignment(stranger.appointment_id), late):
        answer = await chair.post(path, wrong)
        assert answer.status_code == 400
        assert answer.json()["errors"][0]["field"] == "assignments"
    nothing = f"/documents/{document['id']}/requests/{document['id']}/assignments"
    assert (await chair.post(nothing, assignment(chair.appointment_id))).status_code == 404
