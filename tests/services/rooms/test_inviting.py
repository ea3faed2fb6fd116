"""Inviting by a Giấy mời, three working days before (Decision 45/2018)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from meetings.calendar import move_working_days
from tests import meetings
from tests.corpus.reading import page_texts
from tests.meetings import (
    carried_through,
    door,
    invitation_wanted,
    invited,
    planned,
    seated,
    with_item,
)
from tests.office import only

if TYPE_CHECKING:
    from tests.office import Office

MY_HOA, THANH_MY = "H20.90.03", "H20.90.04"


async def test_the_invitation_is_drafted_in_the_form_of_decree_30(office: Office) -> None:
    plan = {"requirements": "Mang theo số liệu tháng 11 của xã"}
    meeting = await seated(office, await planned(office, **plan), MY_HOA, THANH_MY)
    meeting = await invitation_wanted(office, await with_item(office, meeting))
    paper = only(meeting["papers"], kind="invitation")
    assert (paper["state"], meeting["state"]) == ("drafted", "planned")
    planner = await office.sign_in("chuyenvien.huyen")
    document = (await planner.get(f"/documents/{paper['document_id']}")).json()
    assert (document["type_code"], document["state"]) == ("GM", "draft")
    assert [row["agency"]["name"] for row in document["receivers"]] == [
        "Ủy ban nhân dân xã Mỹ Hòa",
        "Ủy ban nhân dân xã Thanh Mỹ",
    ]
    file = await planner.get(f"/documents/{paper['document_id']}/file")
    text = " ".join(" ".join(page_texts(file.content)).split())
    for part in (
        "GIẤY MỜI",
        "trân trọng kính mời:",
        "Ủy ban nhân dân xã Mỹ Hòa",
        "Tới dự: Giao ban chuyển đổi số với các xã, thị trấn",
        "Chủ trì: Phó Chủ tịch Nguyễn Văn Hiệp",
        "Thời gian: 08 giờ 00 phút, ngày 03 tháng 12 năm 2024 (thứ Ba)",
        "Địa điểm: Phòng họp số 1, trụ sở Ủy ban nhân dân huyện",
        "Báo cáo kết quả chuyển đổi số (15 phút)",
        "Yêu cầu đối với người dự họp: Mang theo số liệu tháng 11 của xã",
    ):
        assert part in text, part


async def test_issued_it_invites(office: Office) -> None:
    meeting = await invited(office, MY_HOA)
    paper = only(meeting["papers"], kind="invitation")
    assert (meeting["state"], paper["state"]) == ("invited", "issued")
    assert paper["number_and_symbol"] == "01/GM-UBND"
    commune = await office.sign_in("vanthu.myhoa")
    seen = (await commune.get(door(meeting))).json()
    assert seen["own_seat_id"] == meeting["seats"][-1]["id"]
    assert seen["may_organise"] is False
    arrived = (await commune.get("/incoming")).json()["items"]
    assert only(arrived, number_and_symbol="01/GM-UBND")["type_code"] == "GM"


async def test_a_draft_given_up_lets_another_be_asked_for(office: Office) -> None:
    meeting = await seated(office, await planned(office), MY_HOA)
    meeting = await invitation_wanted(office, meeting)
    planner = await office.sign_in("chuyenvien.huyen")
    twice = await planner.post(f"{door(meeting)}/invitation", {})
    assert twice.status_code == 409
    await planner.post(
        f"/documents/{meeting['papers'][0]['document_id']}/cancel",
        {"reason": "Thay đổi thành phần dự họp"},
    )
    await office.work()
    meeting = await invitation_wanted(office, meeting)
    assert [paper["state"] for paper in meeting["papers"]] == ["cancelled", "drafted"]


@pytest.mark.parametrize(("days", "needs_reason"), [(3, False), (4, True)])
async def test_three_working_days_before_or_a_reason(
    office: Office, days: int, *, needs_reason: bool
) -> None:
    meeting = await seated(office, await planned(office), MY_HOA)
    assert meeting["latest_invitation_on"] == "2024-11-28"
    office.clock.move(timedelta(days=days))
    planner = await office.renew("chuyenvien.huyen")
    body: dict[str, Any] = {}
    answer = await planner.post(f"{door(meeting)}/invitation", body)
    assert answer.status_code == (400 if needs_reason else 202)
    if needs_reason:
        assert answer.json()["errors"][0]["field"] == "late_reason"
        body = {"late_reason": "Họp đột xuất ứng phó triều cường"}
        assert (await planner.post(f"{door(meeting)}/invitation", body)).status_code == 202


async def test_an_issue_that_comes_late_stays_a_warning(office: Office) -> None:
    meeting = await seated(office, await planned(office), MY_HOA)
    meeting = await invitation_wanted(office, meeting)
    assert meeting["warnings"] == []
    office.clock.move(timedelta(days=4))  # it was asked for in time, and signed too late
    await carried_through(office, meeting["papers"][0]["document_id"])
    meeting = await meetings.read(office, meeting)
    assert [row["code"] for row in meeting["warnings"]] == ["invitation-late"]
    planner = await office.renew("chuyenvien.huyen")
    reason = {"late_reason": "Chủ tọa đi công tác, ký muộn một ngày"}
    assert (await planner.patch(door(meeting), reason)).json()["warnings"] == []


def test_holidays_are_no_working_days() -> None:
    # Tết 2025: Saturday 25 January to Sunday 2 February.
    assert move_working_days(date(2025, 2, 4), -3) == date(2025, 1, 23)
    # A Saturday worked in exchange for Friday 2 May counts.
    assert move_working_days(date(2025, 4, 25), 2) == date(2025, 4, 28)
    assert move_working_days(date(2024, 8, 30), 1) == date(2024, 9, 4)


async def test_an_agencys_own_people_are_invited_at_once(office: Office) -> None:
    meeting = await planned(office)
    planner = await office.sign_in("chuyenvien.huyen")
    assert (await planner.post(f"{door(meeting)}/invitation", {})).status_code == 400
    answer = await planner.post(f"{door(meeting)}/invite", {})
    assert answer.json()["state"] == "invited"
    other = await seated(office, await planned(office, title="Họp với xã"), MY_HOA)
    assert (await planner.post(f"{door(other)}/invite", {})).status_code == 400


async def test_moving_it_nearer_than_three_working_days_needs_a_reason(office: Office) -> None:
    meeting = await planned(office)
    planner = await office.sign_in("chuyenvien.huyen")
    await planner.post(f"{door(meeting)}/invite", {})
    sooner = {"starts_at": "2024-11-27T01:00:00Z", "ends_at": "2024-11-27T03:00:00Z"}
    assert (await planner.patch(door(meeting), sooner)).status_code == 400
    reason = {"late_reason": "Bão số 9 đổ bộ sớm hơn dự báo"}
    moved = await planner.patch(door(meeting), {**sooner, **reason})
    assert moved.json()["late_reason"] == reason["late_reason"]


async def test_the_invited_confirm_decline_and_delegate(office: Office) -> None:
    meeting = await invited(office, MY_HOA, THANH_MY)
    first, second = meeting["seats"][-2:]
    clerk = await office.sign_in("vanthu.myhoa")
    official = await office.sign_in("canbo.myhoa")
    assert (await official.get(door(meeting))).status_code == 404
    path = f"{door(meeting)}/seats/{first['id']}"
    assert (await clerk.post(f"{path}/confirm")).status_code == 200
    delegated = await clerk.post(
        f"{path}/delegate",
        {
            "person": {"appointment_id": official.appointment_id},
            "reason": "Chủ tịch đi công tác tỉnh, cử cán bộ phụ trách",
        },
    )
    assert delegated.status_code == 200, delegated.text
    # The chair has to agree first (Decision 45/2018); nobody else says so.
    assert delegated.json()["seats"][-2]["state"] == "delegation_asked"
    chair = await office.sign_in("phochutich.huyen")
    for other in (clerk, await office.sign_in("chuyenvien.huyen")):
        assert (await other.post(f"{path}/delegation/accept")).status_code == 403
    seen = (await chair.get(door(meeting))).json()["seats"][-2]
    assert seen["delegation_reason"] == "Chủ tịch đi công tác tỉnh, cử cán bộ phụ trách"
    assert (await chair.post(f"{path}/delegation/accept")).status_code == 200
    assert (await chair.post(f"{path}/delegation/accept")).status_code == 409
    # Who was sent has the seat now.
    assert (await official.get(door(meeting))).json()["own_seat_id"] == first["id"]
    other = await office.sign_in("vanthu.thanhmy")
    assert (await other.post(f"{path}/confirm")).status_code == 403
    declined = await other.post(
        f"{door(meeting)}/seats/{second['id']}/decline",
        {"reason": "Trùng kỳ họp Hội đồng nhân dân"},
    )
    assert declined.status_code == 200
    seen = (await meetings.read(office, meeting))["seats"][-2:]
    assert [seat["state"] for seat in seen] == ["delegated", "declined"]
    assert seen[0]["people"][0]["is_head"] is True
    assert seen[1]["decline_reason"] == "Trùng kỳ họp Hội đồng nhân dân"
    # Why another does not come is for who organises.
    told = (await clerk.get(door(meeting))).json()["seats"][-1]
    assert (told["state"], told["decline_reason"]) == ("declined", None)


async def test_a_chair_who_does_not_agree_asks_for_the_person_invited(office: Office) -> None:
    meeting = await invited(office, MY_HOA)
    seat = meeting["seats"][-1]
    path = f"{door(meeting)}/seats/{seat['id']}"
    clerk = await office.sign_in("vanthu.myhoa")
    secretary = await office.sign_in("chanhvanphong.huyen")
    asked = {"person": {"full_name": "Bà Trần Thị Bé"}, "reason": "Chủ tịch dự họp ở tỉnh"}
    assert (await clerk.post(f"{path}/delegate", asked)).status_code == 200
    reason = {"reason": "Nội dung cần Chủ tịch quyết định tại chỗ"}
    refused = await secretary.post(f"{path}/delegation/refuse", reason)
    assert refused.status_code == 200, refused.text
    told = (await clerk.get(door(meeting))).json()["seats"][-1]
    assert (told["state"], told["people"]) == ("invited", [])
    assert told["delegation_refusal"] == reason["reason"]
    assert (await clerk.post(f"{path}/confirm")).status_code == 200
    told = (await clerk.get(door(meeting))).json()["seats"][-1]
    assert (told["state"], told["delegation_refusal"]) == ("confirmed", None)


async def test_nobody_answers_before_being_invited_and_the_chair_cannot_decline(
    office: Office,
) -> None:
    meeting = await planned(office)
    chair = await office.sign_in("phochutich.huyen")
    seat = f"{door(meeting)}/seats/{meeting['seats'][0]['id']}"
    assert (await chair.post(f"{seat}/confirm")).status_code == 409
    planner = await office.sign_in("chuyenvien.huyen")
    await planner.post(f"{door(meeting)}/invite", {})
    assert (await chair.post(f"{seat}/confirm")).status_code == 200
    declined = await chair.post(f"{seat}/decline", {"reason": "Bận việc đột xuất khác"})
    assert declined.status_code == 409
