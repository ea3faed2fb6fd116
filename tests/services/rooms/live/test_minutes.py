"""The minutes of a meeting held here say what happened in it, and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from meetings.models.opinion import OpinionAnswer, OpinionSlip
from tests.corpus.reading import page_texts
from tests.live import COMMUNE, MY_HOA, PHU_DIEN, THANH_MY, running
from tests.meetings import PLANNER, carried_through, door, read
from tests.office import only

if TYPE_CHECKING:
    from tests.live import Device, Room
    from tests.office import Office

QUESTION = "Thông qua Kế hoạch chuyển đổi số quý I năm 2025"
ASKED = "Thống nhất dự thảo Kế hoạch chuyển đổi số năm 2025?"


async def ask_opinion(room: Room) -> None:
    """A slip before the meeting, answered by one commune."""
    at = room.office.clock.moment
    slip = OpinionSlip(
        meeting_id=UUID(room.meeting["id"]),
        question=ASKED,
        choices=["Thống nhất", "Không thống nhất"],
        deadline=at,
        asked_by_id=UUID(room.meeting["secretary"]["appointment_id"]),
        asked_at=at,
    )
    answer = OpinionAnswer(
        slip_id=slip.id,
        seat_id=UUID(room.commune_seat),
        choice="Thống nhất",
        text="Đề nghị bổ sung kinh phí cho xã",
        late=False,
        answered_by_id=slip.asked_by_id,
        answered_at=at,
    )
    async with room.office.platform.database.session() as session:
        session.add(slip)
        await session.flush()
        session.add(answer)
        await session.commit()


async def speak(room: Room, seat: str, person: str, *, seconds: int, **facts: Any) -> None:
    await room.chair.done("floor.call", seat_id=seat, person=person, seconds=300, **facts)
    room.pass_time(seconds=seconds)
    await room.chair.done("floor.end")


async def hold(room: Room, commune: Device) -> None:
    """Two communes at their devices or by the secretary's word, an item, speeches, a vote."""
    items = [item["id"] for item in room.meeting["agenda"]]
    seats = room.meeting["seats"]
    entries = [{"seat_id": seat["id"], "present": True} for seat in seats[:3]]
    entries.append({"seat_id": room.second_seat, "present": True, "person": "Bà Lê Thị Mai"})
    await room.secretary.done("roll.call", entries=entries)
    room.pass_time(minutes=2)
    await room.chair.done("item.start", item_id=items[0])
    room.pass_time(minutes=1)
    await speak(room, room.commune_seat, "Ông Trần Văn Mỹ", seconds=200)
    await room.secretary.done(
        "remark.note", seat_id=room.commune_seat, person="Ông Trần Văn Mỹ",
        text="Đề nghị huyện hỗ trợ đường truyền cho ba ấp.",
    )  # fmt: skip
    await speak(room, room.second_seat, "Bà Lê Thị Mai", seconds=45)
    await room.chair.done("item.finish")
    room.pass_time(minutes=1)
    vote = (await room.chair.done("vote.prepare", question=QUESTION))["vote_id"]
    await room.chair.done("vote.open", vote_id=vote)
    await commune.done("vote.cast", vote_id=vote, choice="for")
    await room.chair.done("vote.cast", vote_id=vote, choice="for")
    await room.secretary.done(
        "vote.enter", vote_id=vote, seat_id=room.second_seat, choice="abstain"
    )
    room.pass_time(minutes=1)
    await room.chair.done("vote.close", vote_id=vote)
    room.pass_time(minutes=30)
    await room.chair.done("meeting.close")


async def test_the_minutes_are_the_meetings_course(office: Office) -> None:
    async with running(office, MY_HOA, THANH_MY, PHU_DIEN) as room:
        async with room.join(COMMUNE) as commune:
            await ask_opinion(room)
            await hold(room, commune)
        secretary = await office.renew("chanhvanphong.huyen")
        digest = only((await secretary.get(f"{door(room.meeting)}/course")).json()["votes"])[
            "digest"
        ]
        content = (await secretary.get(f"{door(room.meeting)}/minutes")).json()["content"]
    assert [row["name"] for row in content["absent"]] == ["Ủy ban nhân dân xã Mỹ An"]
    notes = {row["name"]: row["note"] for row in content["present"]}
    assert notes["Ủy ban nhân dân xã Thanh Mỹ"] == "Bà Lê Thị Mai"
    told = [row["text"] for row in content["course"]]
    result = "tán thành 2; không tán thành 0; không có ý kiến 1 - được thông qua"
    assert told == [
        "Chủ tọa khai mạc cuộc họp.",
        "Điểm danh: có mặt 3/4 thành viên có quyền biểu quyết, đủ số người họp.",
        "Bắt đầu nội dung: Báo cáo kết quả chuyển đổi số.",
        "Ông Trần Văn Mỹ (Ủy ban nhân dân xã Mỹ Hòa) phát biểu (3 phút 20 giây).",
        "Bà Lê Thị Mai (Ủy ban nhân dân xã Thanh Mỹ) phát biểu (45 giây).",
        "Kết thúc nội dung: Báo cáo kết quả chuyển đổi số.",
        f"Biểu quyết: {QUESTION} - {result}.",
        "Chủ tọa tuyên bố kết thúc cuộc họp.",
    ]
    times = [row["at"] for row in content["course"]]
    assert times == sorted(times)
    assert content["opinions"] == [
        {
            "name": "Ông Trần Văn Mỹ (Ủy ban nhân dân xã Mỹ Hòa)",
            "text": "Đề nghị huyện hỗ trợ đường truyền cho ba ấp.",
        },
        {"name": "Bà Lê Thị Mai (Ủy ban nhân dân xã Thanh Mỹ)", "text": ""},
    ]
    [vote] = content["votes"]
    assert vote["question"] == QUESTION
    for part in (result, "biểu quyết công khai", "có mặt 3/4", digest):
        assert part in vote["result"], part
    [slip] = content["slips"]
    assert slip == {
        "question": ASKED,
        "result": "1/5 thành viên trả lời; Thống nhất 1; Không thống nhất 0; "
        "Ủy ban nhân dân xã Mỹ Hòa: Đề nghị bổ sung kinh phí cho xã",
    }


async def test_the_document_of_the_minutes_is_signed_by_secretary_and_chair(
    office: Office,
) -> None:
    async with running(office, MY_HOA, THANH_MY, PHU_DIEN) as room, room.join(COMMUNE) as commune:
        await ask_opinion(room)
        await hold(room, commune)
        meeting = room.meeting
    planner = await office.renew(PLANNER)
    conclusion = {"text": "Các xã hoàn thành lắp đặt đường truyền", "deadline": "2024-12-20"}
    commune_agency = only(meeting["seats"], name="Ủy ban nhân dân xã Mỹ Hòa")["agency_id"]
    answer = await planner.put(
        f"{door(meeting)}/conclusions", json=[conclusion | {"agency_id": commune_agency}]
    )
    assert answer.status_code == 200, answer.text
    answer = await planner.post(f"{door(meeting)}/minutes/document", {})
    assert answer.status_code == 202, answer.text
    await office.work()
    paper = only((await read(office, meeting))["papers"], kind="minutes")
    document = await carried_through(office, paper["document_id"])
    assert (document["state"], document["kept_only"], document["receivers"]) == (
        "issued", True, [],
    )  # fmt: skip
    purposes = [row["purpose"] for row in document["verdict"]["signatures"]]
    assert purposes[:4] == ["secretary", "chair", "number", "seal"]
    assert document["verdict"]["outcome"] == "valid"
    file = (await planner.get(f"/documents/{document['id']}/file")).content
    text = " ".join(" ".join(page_texts(file)).split())
    for part in ("BIÊN BẢN", "THƯ KÝ Trần Thị Kim Phượng CHỦ TỌA Nguyễn Văn Hiệp",
                 "Lưu: VT, VHTT.", "Thời hạn: ngày 20 tháng 12 năm 2024"):  # fmt: skip
        assert part in text, part
    assert (await read(office, meeting))["state"] == "closed"
