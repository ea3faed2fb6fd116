"""Meetings are planned, changed and called off by those who may (Decision 45/2018)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlmodel import select

from storage.journal import JournalEntry
from tests.meetings import door, facts_of_plan, invited, planned
from tests.office import etag, only

if TYPE_CHECKING:
    from tests.office import Office


async def test_a_planned_meeting_seats_its_chair_and_secretary(office: Office) -> None:
    meeting = await planned(office)
    assert meeting["state"] == "planned"
    assert meeting["scope"] == ["district"]
    seats = [(seat["role"], seat["name"], seat["weight"]) for seat in meeting["seats"]]
    assert seats == [("chair", "Nguyễn Văn Hiệp", 1), ("secretary", "Trần Thị Kim Phượng", 0)]
    assert all(seat["joins_online"] for seat in meeting["seats"])


async def test_an_official_is_chair_only_as_a_leader(office: Office) -> None:
    planner = await office.sign_in("chuyenvien.huyen")
    body = await facts_of_plan(office, chair_appointment_id=planner.appointment_id)
    answer = await planner.post("/meetings", body)
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["field"] == "chair_appointment_id"


async def test_a_meeting_about_a_secret_is_refused_and_the_attempt_kept(office: Office) -> None:
    planner = await office.sign_in("chuyenvien.huyen")
    answer = await planner.post("/meetings", await facts_of_plan(office, secrecy="secret"))
    assert answer.status_code == 403
    assert answer.json()["type"] == "urn:congvu:problem:state-secret"
    async with office.platform.database.session() as session:
        traces = await session.exec(
            select(JournalEntry).where(JournalEntry.act == "document:secret:refuse")
        )
        trace = traces.one()
    assert (trace.subject_type, trace.details) == ("meeting", {"mark": "secret"})


async def test_a_change_needs_the_version_that_was_seen(office: Office) -> None:
    meeting = await planned(office)
    planner = await office.sign_in("chuyenvien.huyen")
    changed = await planner.patch(door(meeting), {"title": "Họp khác"}, headers=etag(meeting))
    assert changed.json()["title"] == "Họp khác"
    again = await planner.patch(door(meeting), {"title": "Họp nữa"}, headers=etag(meeting))
    assert again.status_code == 412


async def test_chair_and_secretary_can_change_places(office: Office) -> None:
    meeting = await planned(office)
    planner = await office.sign_in("chuyenvien.huyen")
    swapped = await planner.patch(
        door(meeting),
        {
            "chair_appointment_id": meeting["secretary"]["appointment_id"],
            "secretary_appointment_id": meeting["chair"]["appointment_id"],
        },
    )
    assert swapped.status_code == 200, swapped.text
    names = {seat["role"]: seat["name"] for seat in swapped.json()["seats"]}
    assert names == {"chair": "Trần Thị Kim Phượng", "secretary": "Nguyễn Văn Hiệp"}


async def test_a_called_off_meeting_stays_in_the_list(office: Office) -> None:
    meeting = await planned(office)
    planner = await office.sign_in("chuyenvien.huyen")
    answer = await planner.post(
        f"{door(meeting)}/cancel", {"reason": "Trùng lịch công tác của Chủ tọa"}
    )
    assert answer.json()["state"] == "cancelled"
    listed = (await planner.get("/meetings", params={"state": "cancelled"})).json()["items"]
    assert only(listed, id=meeting["id"])["title"] == meeting["title"]
    late = await planner.patch(door(meeting), {"title": "Họp lại"})
    assert late.status_code == 409


async def test_a_plan_is_not_seen_outside_the_agency(office: Office) -> None:
    meeting = await planned(office)
    for username, status in {
        "chanhvanphong.huyen": 200,
        "vanthu.huyen": 200,
        "noivu.huyen": 404,
        "vanthu.myhoa": 404,
    }.items():
        officer = await office.sign_in(username)
        assert (await officer.get(door(meeting))).status_code == status, username


async def test_the_list_finds_words_without_diacritics(office: Office) -> None:
    meeting = await planned(office)
    planner = await office.sign_in("chuyenvien.huyen")
    found = (await planner.get("/meetings", params={"q": "chuyen doi so"})).json()["items"]
    assert [row["id"] for row in found] == [meeting["id"]]
    assert (await planner.get("/meetings", params={"q": "không có"})).json()["items"] == []


@pytest.mark.parametrize(
    ("kind", "ends_at", "is_too_long"),
    [
        ("briefing", "2024-12-03T05:00:00Z", False),
        ("briefing", "2024-12-03T05:30:00Z", True),
        ("professional", "2024-12-03T10:00:00Z", False),
        ("review", "2024-12-04T04:00:00Z", True),
        ("training", "2024-12-04T10:00:00Z", False),
        ("training", "2024-12-05T10:00:00Z", True),
    ],
)
async def test_decision_45_2018_says_how_long_each_kind_may_take(
    office: Office, kind: str, ends_at: str, *, is_too_long: bool
) -> None:
    meeting = await planned(office, kind=kind, ends_at=ends_at)
    codes = [warning["code"] for warning in meeting["warnings"]]
    assert ("longer-than-allowed" in codes) is is_too_long


async def test_who_sits_in_two_meetings_at_once_is_warned_of(office: Office) -> None:
    first = await planned(office)
    assert first["warnings"] == []
    second = await planned(office, title="Họp cùng giờ")
    busy = [row["detail"] for row in second["warnings"] if row["code"] == "person-busy"]
    assert sorted(busy) == ["Nguyễn Văn Hiệp", "Trần Thị Kim Phượng"]


async def test_the_seats_follow_a_changed_form(office: Office) -> None:
    meeting = await planned(office)
    planner = await office.sign_in("chuyenvien.huyen")
    for form, expected in (("in_person", False), ("hybrid", False), ("online", True)):
        changed = (await planner.patch(door(meeting), {"form": form})).json()
        assert {seat["joins_online"] for seat in changed["seats"]} == {expected}, form


@pytest.mark.parametrize(
    "moment", ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59-14:00", "2024-12-03"]
)
async def test_a_time_that_no_calendar_reaches_is_malformed(office: Office, moment: str) -> None:
    planner = await office.sign_in("chuyenvien.huyen")
    for field in ("starts_at", "ends_at"):
        answer = await planner.post("/meetings", await facts_of_plan(office, **{field: moment}))
        assert answer.status_code == 422
    listed = await planner.get("/places", params={"starts_at": moment, "ends_at": moment})
    assert listed.status_code == 422


async def test_the_list_says_what_waits_for_ones_answer(office: Office) -> None:
    meeting = await invited(office, "H20.90.03")
    commune = await office.sign_in("chutich.myhoa")
    waiting = (await commune.get("/meetings", params={"waiting": "true"})).json()["items"]
    assert only(waiting, id=meeting["id"])["own_seat_state"] == "invited"
    assert (await commune.get("/meetings/counts")).json() == {
        "states": {"invited": 1},
        "waiting": 1,
    }
    seat = only((await commune.get(door(meeting))).json()["seats"], kind="agency")
    assert (await commune.post(f"{door(meeting)}/seats/{seat['id']}/confirm")).status_code == 200
    assert (await commune.get("/meetings", params={"waiting": "true"})).json()["items"] == []
    listed = (await commune.get("/meetings")).json()["items"]
    assert only(listed, id=meeting["id"])["own_seat_state"] == "confirmed"
    assert (await commune.get("/meetings/counts")).json()["waiting"] == 0


async def test_chair_and_planner_are_not_asked(office: Office) -> None:
    meeting = await invited(office, "H20.90.03")
    for username, state in {"phochutich.huyen": "invited", "chuyenvien.huyen": None}.items():
        officer = await office.sign_in(username)
        assert (await officer.get("/meetings/counts")).json()["waiting"] == 0
        listed = (await officer.get("/meetings")).json()["items"]
        assert only(listed, id=meeting["id"])["own_seat_state"] == state
