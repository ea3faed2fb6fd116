"""Seats: agencies, officials and guests, their votes, and who sits there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.meetings import door, planned, seated
from tests.office import only

if TYPE_CHECKING:
    from tests.office import Office

MY_HOA, THANH_MY = "H20.90.03", "H20.90.04"


async def test_the_seats_say_which_levels_take_part(office: Office) -> None:
    meeting = await seated(office, await planned(office), MY_HOA, THANH_MY)
    assert meeting["scope"] == ["district", "commune"]
    seats = [seat for seat in meeting["seats"] if seat["kind"] == "agency"]
    assert [seat["name"] for seat in seats] == [
        "Ủy ban nhân dân xã Mỹ Hòa",
        "Ủy ban nhân dân xã Thanh Mỹ",
    ]
    planner = await office.sign_in("chuyenvien.huyen")
    for seat in seats:
        meeting = (await planner.delete(f"{door(meeting)}/seats/{seat['id']}")).json()
    assert meeting["scope"] == ["district"]


async def test_an_agency_has_one_seat(office: Office) -> None:
    meeting = await seated(office, await planned(office), MY_HOA)
    planner = await office.sign_in("chuyenvien.huyen")
    again = await planner.post(
        f"{door(meeting)}/seats", [{"agency_id": meeting["seats"][-1]["agency_id"]}]
    )
    assert again.status_code == 400
    assert again.json()["errors"][0]["field"] == "seats"


async def test_the_convening_agency_comes_by_its_officials(office: Office) -> None:
    meeting = await planned(office)
    planner = await office.sign_in("chuyenvien.huyen")
    own = await planner.post(f"{door(meeting)}/seats", [{"agency_id": meeting["agency"]["id"]}])
    assert own.status_code == 400
    staff = (await planner.get("/staff")).json()
    head = only(staff, position="Trưởng phòng")
    seated_head = await planner.post(
        f"{door(meeting)}/seats", [{"appointment_id": head["appointment_id"]}]
    )
    assert seated_head.json()["seats"][-1]["name"] == head["full_name"]


async def test_guests_and_attendees_have_no_vote(office: Office) -> None:
    meeting = await planned(office)
    planner = await office.sign_in("chuyenvien.huyen")
    guest = {"full_name": "Ông Nguyễn Văn Khách", "office": "Giám đốc Trung tâm Viễn thông"}
    answer = await planner.post(
        f"{door(meeting)}/seats",
        [
            {"guest": guest, "weight": 3},
            {"appointment_id": planner.appointment_id, "role": "attendee", "weight": 2},
        ],
    )
    assert answer.status_code == 201, answer.text
    visitor, attendee = answer.json()["seats"][-2:]
    assert (visitor["name"], visitor["role"], visitor["weight"]) == (
        "Ông Nguyễn Văn Khách", "guest", 0,
    )  # fmt: skip
    assert attendee["weight"] == 0


async def test_a_seat_names_exactly_one_holder_and_no_chair(office: Office) -> None:
    meeting = await planned(office)
    planner = await office.sign_in("chuyenvien.huyen")
    for choice in (
        {},
        {"appointment_id": planner.appointment_id, "guest": {"full_name": "A"}},
        {"appointment_id": planner.appointment_id, "role": "chair"},
    ):
        answer = await planner.post(f"{door(meeting)}/seats", [choice])
        assert answer.status_code == 422, choice


async def test_the_role_of_the_chair_is_not_a_seats_to_change(office: Office) -> None:
    meeting = await seated(office, await planned(office), MY_HOA)
    planner = await office.sign_in("chuyenvien.huyen")
    chair, member = meeting["seats"][0], meeting["seats"][-1]
    for seat, role in ((chair, "member"), (member, "chair")):
        answer = await planner.patch(f"{door(meeting)}/seats/{seat['id']}", {"role": role})
        assert answer.status_code == 400
    heavier = await planner.patch(f"{door(meeting)}/seats/{member['id']}", {"weight": 5})
    assert heavier.json()["seats"][-1]["weight"] == 5


async def test_several_people_sit_behind_a_seat_and_one_leads_them(office: Office) -> None:
    meeting = await seated(office, await planned(office), MY_HOA)
    planner = await office.sign_in("chuyenvien.huyen")
    commune = await office.sign_in("canbo.myhoa")
    path = f"{door(meeting)}/seats/{meeting['seats'][-1]['id']}/people"
    people: list[dict[str, Any]] = [
        {"full_name": "Ông Lê Văn Ấp", "office": "Trưởng ấp 1"},
        {"appointment_id": commune.appointment_id, "is_head": True},
    ]
    named = (await planner.put(path, json=people)).json()["seats"][-1]["people"]
    assert [(row["is_head"], row["office"]) for row in named] == [
        (True, "Chuyên viên, Ủy ban nhân dân xã Mỹ Hòa"),
        (False, "Trưởng ấp 1"),
    ]
    two_heads = [{**row, "is_head": True} for row in people]
    assert (await planner.put(path, json=two_heads)).status_code == 400
    stranger = [{"appointment_id": planner.appointment_id}]
    assert (await planner.put(path, json=stranger)).status_code == 400
