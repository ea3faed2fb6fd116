"""Opinion slips (phiếu lấy ý kiến) before a meeting."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from tests.meetings import door, planned

if TYPE_CHECKING:
    from tests.office import Office

SLIP = {
    "question": "Thống nhất dự thảo Kế hoạch chuyển đổi số năm 2025?",
    "choices": ["Thống nhất", "Không thống nhất"],
    "deadline": "2024-11-29T10:00:00Z",
}


async def asked(office: Office, **slip: Any) -> tuple[dict[str, Any], str]:
    meeting = await planned(office)
    planner = await office.sign_in("chuyenvien.huyen")
    await planner.post(f"{door(meeting)}/invite", {})
    answer = await planner.post(f"{door(meeting)}/opinions", {**SLIP, **slip})
    assert answer.status_code == 201, answer.text
    return meeting, f"{door(meeting)}/opinions/{answer.json()[0]['id']}/answer"


async def test_each_seat_answers_and_the_newest_counts(office: Office) -> None:
    meeting, path = await asked(office)
    chair = await office.sign_in("phochutich.huyen")
    secretary = await office.sign_in("chanhvanphong.huyen")
    for officer, choice in ((chair, 1), (secretary, 0), (chair, 0)):
        given = {"choice": SLIP["choices"][choice], "text": "Bổ sung kinh phí"}
        assert (await officer.put(path, json=given)).status_code == 200
    planner = await office.sign_in("chuyenvien.huyen")
    slip = (await planner.get(f"{door(meeting)}/opinions")).json()[0]
    assert slip["counts"] == {"Thống nhất": 2, "Không thống nhất": 0}
    names = sorted(row["name"] for row in slip["answers"])
    assert names == ["Nguyễn Văn Hiệp", "Trần Thị Kim Phượng"]


async def test_an_answer_after_the_deadline_says_so_and_is_not_counted(office: Office) -> None:
    meeting, path = await asked(office)
    office.clock.move(timedelta(days=5))
    chair = await office.renew("phochutich.huyen")
    answer = await chair.put(path, json={"choice": "Thống nhất"})
    assert answer.json()[0]["answers"][0]["late"] is True
    assert answer.json()[0]["counts"] == {"Thống nhất": 0, "Không thống nhất": 0}
    assert answer.json()[0]["is_over"] is True
    assert meeting["id"]


async def test_an_answer_fits_its_slip(office: Office) -> None:
    _, path = await asked(office)
    chair = await office.sign_in("phochutich.huyen")
    for wrong in ({"choice": "Có thể"}, {"text": "Tùy"}):
        assert (await chair.put(path, json=wrong)).status_code == 400
    _, in_words = await asked(office, choices=[])
    assert (await chair.put(in_words, json={"choice": "Thống nhất"})).status_code == 400
    assert (await chair.put(in_words, json={"text": "Nhất trí"})).status_code == 200


async def test_who_has_no_seat_does_not_answer(office: Office) -> None:
    _, path = await asked(office)
    planner = await office.sign_in("chuyenvien.huyen")
    assert (await planner.put(path, json={"choice": "Thống nhất"})).status_code == 403


async def test_the_deadline_lies_before_the_meeting(office: Office) -> None:
    meeting = await planned(office)
    planner = await office.sign_in("chuyenvien.huyen")
    for deadline in ("2024-11-24T00:00:00Z", "2024-12-04T00:00:00Z"):
        answer = await planner.post(f"{door(meeting)}/opinions", {**SLIP, "deadline": deadline})
        assert answer.status_code == 400
