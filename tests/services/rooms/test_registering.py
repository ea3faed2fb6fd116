"""Meetings held without this system are entered afterwards, with who was there (G18)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.meetings import door, planned, seated
from tests.office import only

if TYPE_CHECKING:
    from tests.office import Office

HELD = {
    "form": "in_person",
    "starts_at": "2024-11-20T01:00:00Z",
    "ends_at": "2024-11-20T04:00:00Z",
}
TIMES = {"opened_at": "2024-11-20T01:10:00Z", "closed_at": "2024-11-20T03:40:00Z"}


async def registered(office: Office) -> dict[str, Any]:
    meeting = await seated(office, await planned(office, **HELD), "H20.90.03", "H20.90.04")
    planner = await office.sign_in("chuyenvien.huyen")
    there = [{"seat_id": seat["id"]} for seat in meeting["seats"][:3]]
    answer = await planner.post(f"{door(meeting)}/registration", {**TIMES, "attendance": there})
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def test_a_past_meeting_is_entered_with_its_attendance(office: Office) -> None:
    meeting = await registered(office)
    assert (meeting["state"], meeting["held_here"]) == ("closed", False)
    planner = await office.sign_in("chuyenvien.huyen")
    table = (await planner.get(f"{door(meeting)}/attendance")).json()
    assert [(row["name"], row["present"]) for row in table] == [
        ("Nguyễn Văn Hiệp", True),
        ("Trần Thị Kim Phượng", True),
        ("Ủy ban nhân dân xã Mỹ Hòa", True),
        ("Ủy ban nhân dân xã Thanh Mỹ", False),
    ]
    assert table[0]["stays"][0]["joined_at"] == "2024-11-20T01:10:00Z"


async def test_the_secretary_mends_the_attendance(office: Office) -> None:
    meeting = await registered(office)
    secretary = await office.sign_in("chanhvanphong.huyen")
    last = meeting["seats"][-1]["id"]
    rows = [{"seat_id": last, "joined_at": "2024-11-20T02:00:00Z", "person": "Bà Lê Thị Mai"}]
    table = (await secretary.put(f"{door(meeting)}/attendance", json=rows)).json()
    there = only(table, present=True)
    assert (there["seat_id"], there["stays"][0]["person"]) == (last, "Bà Lê Thị Mai")
    for wrong in (
        [{"seat_id": meeting["id"]}],
        [{"seat_id": last, "left_at": "2024-11-20T01:00:00Z"}],
    ):
        answer = await secretary.put(f"{door(meeting)}/attendance", json=wrong)
        assert answer.status_code == 400


async def test_what_is_still_to_come_cannot_be_entered_as_held(office: Office) -> None:
    meeting = await planned(office)
    planner = await office.sign_in("chuyenvien.huyen")
    times = {"opened_at": meeting["starts_at"], "closed_at": meeting["ends_at"]}
    answer = await planner.post(f"{door(meeting)}/registration", {**times, "attendance": []})
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["field"] == "closed_at"
