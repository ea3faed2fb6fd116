"""The steps of a meeting through the API, for tests that begin somewhere in it."""

from typing import Any

from tests.office import Office, Officer, only

PLANNER = "chuyenvien.huyen"
CHAIR = "phochutich.huyen"
SECRETARY = "chanhvanphong.huyen"
CLERK = "vanthu.huyen"
# Tuesday of the week after OFFICE_DAY, 8:00 to 11:00 in Vietnam.
STARTS, ENDS = "2024-12-03T01:00:00Z", "2024-12-03T04:00:00Z"


def door(meeting: dict[str, Any]) -> str:
    return f"/meetings/{meeting['id']}"


async def facts_of_plan(office: Office, **changes: Any) -> dict[str, Any]:
    """A body for POST /meetings that is accepted as it is."""
    planner = await office.sign_in(PLANNER)
    staff = (await planner.get("/staff")).json()
    return {
        "title": "Giao ban chuyển đổi số với các xã, thị trấn",
        "kind": "work_solving",
        "form": "online",
        "starts_at": STARTS,
        "ends_at": ENDS,
        "chair_appointment_id": only(staff, position="Phó Chủ tịch")["appointment_id"],
        "secretary_appointment_id": only(staff, position="Chánh Văn phòng")["appointment_id"],
        "place_text": "Phòng họp số 1, trụ sở Ủy ban nhân dân huyện",
        **changes,
    }


async def planned(office: Office, **changes: Any) -> dict[str, Any]:
    planner = await office.sign_in(PLANNER)
    answer = await planner.post("/meetings", await facts_of_plan(office, **changes))
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def seated(office: Office, meeting: dict[str, Any], *codes: str) -> dict[str, Any]:
    """The meeting with a seat for each of these agencies."""
    planner = await office.sign_in(PLANNER)
    known = {row["code"]: row["id"] for row in await office.agencies()}
    answer = await planner.post(
        f"{door(meeting)}/seats", [{"agency_id": known[code]} for code in codes]
    )
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def with_item(office: Office, meeting: dict[str, Any], **plan: Any) -> dict[str, Any]:
    planner = await office.sign_in(PLANNER)
    answer = await planner.post(
        f"{door(meeting)}/agenda", {"title": "Báo cáo kết quả chuyển đổi số", **plan}
    )
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def opened_place(officer: Officer, name: str, **plan: Any) -> dict[str, Any]:
    answer = await officer.post("/places", {"name": name, **plan})
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def invitation_wanted(office: Office, meeting: dict[str, Any]) -> dict[str, Any]:
    """The meeting after its Giấy mời was drafted."""
    planner = await office.sign_in(PLANNER)
    answer = await planner.post(f"{door(meeting)}/invitation", {})
    assert answer.status_code == 202, answer.text
    await office.work()
    return await read(office, meeting)


async def read(office: Office, meeting: dict[str, Any]) -> dict[str, Any]:
    planner = await office.sign_in(PLANNER)
    answer = await planner.get(door(meeting))
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def carried_through(office: Office, document_id: str) -> dict[str, Any]:
    """A draft of the planner's reviewed, signed by the chair and issued."""
    path = f"/documents/{document_id}"
    reviewer = await office.sign_in(SECRETARY)
    planner = await office.renew(PLANNER)
    of_two = (await planner.get(path)).json()["secretary"] is not None
    steps = (
        (PLANNER, "submit", {"reviewer_appointment_id": reviewer.appointment_id, "text": "Trình"}),
        (SECRETARY, "approve", {"text": "Đồng ý"}),
        *([(SECRETARY, "sign", None)] if of_two else []),
        (CHAIR, "sign", None),
        (CLERK, "issue", None),
    )
    for username, verb, body in steps:
        officer = await office.renew(username)
        answer = await officer.post(f"{path}/{verb}", body)
        assert answer.status_code in {200, 202}, (verb, answer.text)
        await office.work()
    return dict((await (await office.sign_in(CLERK)).get(path)).json())


async def invited(office: Office, *codes: str, **plan: Any) -> dict[str, Any]:
    """A meeting whose Giấy mời went out to these agencies."""
    meeting = await invitation_wanted(
        office, await seated(office, await planned(office, **plan), *codes)
    )
    await carried_through(office, meeting["papers"][0]["document_id"])
    return await read(office, meeting)
