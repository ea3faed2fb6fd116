"""After a meeting: minutes, conclusions, the notice within five working days (Decision 45/2018)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from tests.corpus.reading import page_texts
from tests.meetings import carried_through, door, planned, read, seated, with_item
from tests.office import etag, only

if TYPE_CHECKING:
    from tests.office import Office

MY_HOA, THANH_MY = "H20.90.03", "H20.90.04"
# Wednesday, 20 November 2024; five working days later it is the 27th.
HELD = {"starts_at": "2024-11-20T01:00:00Z", "ends_at": "2024-11-20T04:00:00Z"}
TIMES = {"opened_at": "2024-11-20T01:10:00Z", "closed_at": "2024-11-20T03:40:00Z"}


async def held(office: Office) -> dict[str, Any]:
    """A meeting with two communes, one of which came."""
    meeting = await seated(office, await planned(office, **HELD), MY_HOA, THANH_MY)
    meeting = await with_item(office, meeting)
    planner = await office.sign_in("chuyenvien.huyen")
    there = [{"seat_id": seat["id"]} for seat in meeting["seats"][:3]]
    answer = await planner.post(f"{door(meeting)}/registration", {**TIMES, "attendance": there})
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def concluded_upon(office: Office) -> dict[str, Any]:
    meeting = await held(office)
    planner = await office.sign_in("chuyenvien.huyen")
    answer = await planner.put(
        f"{door(meeting)}/conclusions",
        json=[
            {
                "text": "Hoàn thành lắp đặt đường truyền",
                "agency_id": meeting["seats"][2]["agency_id"],
                "deadline": "2024-12-15",
            },
            {"text": "Phòng Văn hóa và Thông tin theo dõi, đôn đốc"},
        ],
    )
    assert answer.status_code == 200, answer.text
    return meeting


async def test_the_minutes_are_assembled_from_what_is_known(office: Office) -> None:
    meeting = await concluded_upon(office)
    secretary = await office.sign_in("chanhvanphong.huyen")
    minutes = (await secretary.get(f"{door(meeting)}/minutes")).json()
    assert minutes["version"] == 0
    content = minutes["content"]
    assert content["chair"] == "Phó Chủ tịch Nguyễn Văn Hiệp"
    assert content["secretary"] == "Chánh Văn phòng Trần Thị Kim Phượng"
    assert [row["name"] for row in content["present"]][-1] == "Ủy ban nhân dân xã Mỹ Hòa"
    assert [row["name"] for row in content["absent"]] == ["Ủy ban nhân dân xã Thanh Mỹ"]
    assert content["course"][0]["text"] == "Báo cáo kết quả chuyển đổi số"
    assert content["conclusions"][0] == (
        "Hoàn thành lắp đặt đường truyền. Cơ quan chủ trì thực hiện: Ủy ban nhân dân xã Mỹ Hòa. "
        "Thời hạn: ngày 15 tháng 12 năm 2024."
    )


async def test_every_save_is_a_version_on_top_of_the_one_seen(office: Office) -> None:
    meeting = await held(office)
    secretary = await office.sign_in("chanhvanphong.huyen")
    path = f"{door(meeting)}/minutes"
    minutes = (await secretary.get(path)).json()
    content = {**minutes["content"], "conclusions": ["Thống nhất nội dung báo cáo"]}
    first = await secretary.put(path, json=content, headers=etag(minutes))
    assert first.json()["version"] == 1
    assert (await secretary.put(path, json=content, headers=etag(minutes))).status_code == 412
    assert (await secretary.put(path, json=content)).status_code == 428
    found = (await secretary.get(path)).json()
    assert found["content"]["conclusions"] == ["Thống nhất nội dung báo cáo"]
    assert found["saved_by"]["full_name"] == "Trần Thị Kim Phượng"


async def test_the_minutes_become_a_document_that_two_sign(office: Office) -> None:
    meeting = await concluded_upon(office)
    planner = await office.sign_in("chuyenvien.huyen")
    answer = await planner.post(f"{door(meeting)}/minutes/document", {})
    assert answer.status_code == 202, answer.text
    await office.work()
    paper = only((await read(office, meeting))["papers"], kind="minutes")
    document = (await planner.get(f"/documents/{paper['document_id']}")).json()
    assert document["type_code"] == "BB"
    assert document["signer"]["full_name"] == "Nguyễn Văn Hiệp"
    assert document["secretary"]["full_name"] == "Trần Thị Kim Phượng"
    assert (document["kept_only"], document["receivers"]) == (True, [])
    file = await planner.get(f"/documents/{paper['document_id']}/file")
    text = " ".join(" ".join(page_texts(file.content)).split())
    for part in ("BIÊN BẢN", "Thời gian bắt đầu: 08 giờ 10 phút", "Thành phần tham dự: có mặt 3/4",
                 "Vắng mặt:", "2. Kết luận", "Cuộc họp kết thúc vào 10 giờ 40 phút"):  # fmt: skip
        assert part in text, part
    minutes = (await planner.get(f"{door(meeting)}/minutes")).json()
    late = await planner.put(
        f"{door(meeting)}/minutes", json=minutes["content"], headers=etag(minutes)
    )
    assert late.status_code == 409


async def test_the_notice_is_due_within_five_working_days(office: Office) -> None:
    meeting = await held(office)
    assert meeting["notice_due"] == {"due_on": "2024-11-27", "days_left": 2, "is_overdue": False}
    office.clock.move(timedelta(days=3))
    planner = await office.renew("chuyenvien.huyen")
    listed = (await planner.get("/meetings", params={"notice_due": True})).json()["items"]
    assert only(listed, id=meeting["id"])["notice_due"] == {
        "due_on": "2024-11-27", "days_left": -1, "is_overdue": True,
    }  # fmt: skip


async def test_issued_the_notice_concludes_the_meeting_and_brings_each_its_task(
    office: Office,
) -> None:
    meeting = await concluded_upon(office)
    planner = await office.sign_in("chuyenvien.huyen")
    answer = await planner.post(f"{door(meeting)}/conclusion-notice", {})
    assert answer.status_code == 202, answer.text
    await office.work()
    paper = only((await read(office, meeting))["papers"], kind="conclusion_notice")
    document = await carried_through(office, paper["document_id"])
    meeting = await read(office, meeting)
    assert meeting["state"] == "concluded"
    assert meeting["notice_due"] == {"due_on": "2024-11-27", "days_left": None, "is_overdue": False}
    purposes = {row["agency"]["code"]: row["purpose"] for row in document["receivers"]}
    assert purposes == {MY_HOA: "acting", THANH_MY: "information"}
    asked = {}
    for commune in ("myhoa", "thanhmy"):
        clerk = await office.sign_in(f"vanthu.{commune}")
        rows = (await clerk.get("/incoming")).json()["items"]
        row = only(rows, number_and_symbol=document["number_and_symbol"])
        asked[commune] = (await clerk.get(f"/incoming/{row['id']}")).json()["requests"]
    assert asked == {
        "myhoa": [{"text": "Hoàn thành lắp đặt đường truyền", "due_on": "2024-12-15"}],
        "thanhmy": [],
    }


async def test_a_conclusion_is_for_who_took_part(office: Office) -> None:
    meeting = await held(office)
    planner = await office.sign_in("chuyenvien.huyen")
    others = {row["code"]: row["id"] for row in await office.agencies()}
    for wrong, status in (
        ({"text": "Làm", "agency_id": others["H20.90.05"]}, 400),
        ({"text": "Làm", "agency_id": meeting["agency"]["id"], "deadline": "2024-11-01"}, 400),
        ({"text": "Làm", "deadline": "2024-12-01"}, 422),
    ):
        answer = await planner.put(f"{door(meeting)}/conclusions", json=[wrong])
        assert answer.status_code == status


async def test_what_needs_no_notice_is_concluded_with_a_reason(office: Office) -> None:
    meeting = await held(office)
    planner = await office.sign_in("chuyenvien.huyen")
    reason = {"reason": "Giao ban hằng tuần, không ra thông báo kết luận"}
    answer = await planner.post(f"{door(meeting)}/conclude", reason)
    assert answer.json()["state"] == "concluded"
    assert (await planner.post(f"{door(meeting)}/conclude", reason)).status_code == 409


async def test_only_who_organises_writes_the_outcome(office: Office) -> None:
    meeting = await held(office)
    commune = await office.sign_in("vanthu.myhoa")
    assert (await commune.get(f"{door(meeting)}/minutes")).status_code == 200
    refused = await commune.put(f"{door(meeting)}/conclusions", json=[{"text": "Tự kết luận"}])
    assert refused.status_code == 403
