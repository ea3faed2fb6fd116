"""Rooms and bridge points: looked after by their agency, held by one meeting at a time."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from tests.meetings import ENDS, STARTS, door, facts_of_plan, opened_place, planned, seated
from tests.office import etag, only

if TYPE_CHECKING:
    from tests.office import Office


async def test_a_place_is_looked_after_by_its_own_agency(office: Office) -> None:
    clerk = await office.sign_in("vanthu.huyen")
    place = await opened_place(clerk, "Phòng họp số 1", capacity=40)
    other = await office.sign_in("vanthu.myhoa")
    refused = await other.put(
        f"/places/{place['id']}", json={"name": "Của tôi"}, headers=etag(place)
    )
    assert refused.status_code == 403
    changed = await clerk.put(
        f"/places/{place['id']}", json={"name": "Phòng họp số 2"}, headers=etag(place)
    )
    assert (changed.json()["name"], changed.json()["version"]) == ("Phòng họp số 2", 2)
    twin = await clerk.post("/places", {"name": "Phòng họp số 2"})
    assert twin.status_code == 409


async def test_a_room_holds_one_meeting_at_a_time(office: Office) -> None:
    room = await opened_place(await office.sign_in("vanthu.huyen"), "Phòng họp số 1")
    first = await planned(office, place_id=room["id"])
    assert first["place"]["name"] == "Phòng họp số 1"
    planner = await office.sign_in("chuyenvien.huyen")
    clash = await planner.post("/meetings", await facts_of_plan(office, place_id=room["id"]))
    assert clash.status_code == 409
    assert clash.json()["type"] == "urn:congvu:problem:place-taken"
    assert clash.json()["place"] == "Phòng họp số 1"
    # One that begins when the other ends is none.
    await planned(office, place_id=room["id"], starts_at=ENDS, ends_at="2024-12-03T06:00:00Z")
    listed = await planner.get("/places", params={"starts_at": STARTS, "ends_at": ENDS})
    assert only(listed.json(), id=room["id"])["is_taken"] is True


async def test_of_two_bookings_at_once_the_database_refuses_one(office: Office) -> None:
    room = await opened_place(await office.sign_in("vanthu.huyen"), "Phòng họp số 1")
    planner = await office.sign_in("chuyenvien.huyen")
    body = await facts_of_plan(office, place_id=room["id"])
    answers = await asyncio.gather(*(planner.post("/meetings", body) for _ in range(4)))
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409]


async def test_a_bridge_point_is_booked_through_its_seat(office: Office) -> None:
    hall = await opened_place(await office.sign_in("vanthu.myhoa"), "Hội trường xã")
    planner = await office.sign_in("chuyenvien.huyen")
    first = await seated(office, await planned(office), "H20.90.03")
    second = await seated(office, await planned(office, title="Họp khác"), "H20.90.03")
    for meeting, status in ((first, 200), (second, 409)):
        seat = f"{door(meeting)}/seats/{meeting['seats'][-1]['id']}"
        answer = await planner.patch(seat, {"place_id": hall["id"]})
        assert answer.status_code == status
    await planner.post(f"{door(first)}/cancel", {"reason": "Dời sang tuần sau"})
    seat = f"{door(second)}/seats/{second['seats'][-1]['id']}"
    assert (await planner.patch(seat, {"place_id": hall["id"]})).status_code == 200


async def test_a_closed_place_takes_no_new_meeting(office: Office) -> None:
    clerk = await office.sign_in("vanthu.huyen")
    room = await opened_place(clerk, "Phòng cũ", active=False)
    planner = await office.sign_in("chuyenvien.huyen")
    refused = await planner.post("/meetings", await facts_of_plan(office, place_id=room["id"]))
    assert refused.status_code == 400
    assert refused.json()["errors"][0]["field"] == "place_id"
