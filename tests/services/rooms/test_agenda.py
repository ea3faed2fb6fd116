"""The agenda, its documents for those with a seat, and everybody's own notes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlmodel import select

from storage.journal import JournalEntry
from tests import corpus
from tests.meetings import door, facts_of_plan, planned, with_item
from tests.office import only
from tests.story import drafted

if TYPE_CHECKING:
    from tests.office import Office


async def with_document(office: Office, content: bytes | None = None) -> dict[str, Any]:
    meeting = await with_item(office, await planned(office))
    planner = await office.sign_in("chuyenvien.huyen")
    answer = await planner.put(
        f"{door(meeting)}/agenda/{meeting['agenda'][0]['id']}/documents",
        params={"filename": "bao-cao.pdf"},
        content=content or corpus.pdf("report"),
    )
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def test_items_stand_in_the_order_they_are_put_in(office: Office) -> None:
    meeting = await planned(office)
    for title in ("Khai mạc", "Báo cáo", "Thảo luận"):
        meeting = await with_item(office, meeting, title=title)
    planner = await office.sign_in("chuyenvien.huyen")
    ids = [item["id"] for item in meeting["agenda"]]
    order = {"item_ids": [ids[2], ids[0], ids[1]]}
    meeting = (await planner.put(f"{door(meeting)}/agenda/order", json=order)).json()
    assert [item["title"] for item in meeting["agenda"]] == ["Thảo luận", "Khai mạc", "Báo cáo"]
    partial = await planner.put(f"{door(meeting)}/agenda/order", json={"item_ids": ids[:2]})
    assert partial.status_code == 400
    meeting = (await planner.delete(f"{door(meeting)}/agenda/{ids[0]}")).json()
    assert [item["position"] for item in meeting["agenda"]] == [1, 2]


async def test_an_item_names_its_presenter_by_seat(office: Office) -> None:
    meeting = await planned(office)
    chair = meeting["seats"][0]["id"]
    meeting = await with_item(office, meeting, presenter_seat_id=chair, minutes_planned=30)
    assert meeting["agenda"][0]["presenter_seat_id"] == chair
    other = await planned(office, title="Cuộc họp khác")
    planner = await office.sign_in("chuyenvien.huyen")
    strange = await planner.post(
        f"{door(other)}/agenda", {"title": "Báo cáo", "presenter_seat_id": chair}
    )
    assert strange.status_code == 404


async def test_documents_are_for_seats_and_each_reading_is_journalled(office: Office) -> None:
    meeting = await with_document(office)
    document = meeting["agenda"][0]["documents"][0]
    path = f"{door(meeting)}/documents/{document['id']}"
    secretary = await office.sign_in("chanhvanphong.huyen")
    read = await secretary.get(f"{path}/file")
    assert read.content == corpus.pdf("report")
    assert (await secretary.get(f"{path}/pages/1")).headers["content-type"] == "image/png"
    # A leader of the agency sees that the meeting is there, but has no seat in it.
    leader = await office.sign_in("chutich.huyen")
    assert (await leader.get(door(meeting))).status_code == 200
    assert (await leader.get(f"{path}/file")).status_code == 403
    async with office.platform.database.session() as session:
        found = await session.exec(
            select(JournalEntry).where(JournalEntry.act == "meeting:document:read")
        )
        readings = found.all()
    assert [row.digest for row in readings] == [document["digest"]] * 2


async def test_a_document_with_a_mark_of_secrecy_is_refused(office: Office) -> None:
    meeting = await with_item(office, await planned(office))
    planner = await office.sign_in("chuyenvien.huyen")
    path = f"{door(meeting)}/agenda/{meeting['agenda'][0]['id']}/documents"
    for content, status in ((corpus.pdf("secret"), 403), (b"not a pdf", 415)):
        answer = await planner.put(path, params={"filename": "a.pdf"}, content=content)
        assert answer.status_code == status, answer.text


async def test_an_item_with_documents_is_not_taken_away(office: Office) -> None:
    meeting = await with_document(office)
    planner = await office.sign_in("chuyenvien.huyen")
    item = meeting["agenda"][0]
    assert (await planner.delete(f"{door(meeting)}/agenda/{item['id']}")).status_code == 409
    removed = await planner.delete(f"{door(meeting)}/documents/{item['documents'][0]['id']}")
    assert removed.json()["agenda"][0]["documents"] == []
    assert (await planner.delete(f"{door(meeting)}/agenda/{item['id']}")).status_code == 200


async def test_a_note_is_seen_by_its_writer_alone(office: Office) -> None:
    meeting = await with_document(office)
    item = meeting["agenda"][0]
    planner = await office.sign_in("chuyenvien.huyen")
    note = {
        "item_id": item["id"],
        "document_id": item["documents"][0]["id"],
        "page": 1,
        "text": "Hỏi lại số liệu xã Mỹ Hòa",
    }
    written = await planner.post(f"{door(meeting)}/notes", note)
    assert written.status_code == 201, written.text
    own = (await planner.get(f"{door(meeting)}/notes")).json()
    assert only(own, id=written.json()["id"])["text"] == note["text"]
    chair = await office.sign_in("phochutich.huyen")
    assert (await chair.get(f"{door(meeting)}/notes")).json() == []
    path = f"{door(meeting)}/notes/{written.json()['id']}"
    assert (await chair.delete(path)).status_code == 404
    assert (await planner.delete(path)).status_code == 204


async def offered(office: Office, username: str, item: dict[str, Any], meeting_id: str) -> int:
    document = await drafted(office)
    officer = await office.sign_in(username)
    answer = await officer.post(
        f"/documents/{document['id']}/meeting-offers",
        {"meeting_id": meeting_id, "item_id": item["id"]},
    )
    await office.work()
    return answer.status_code


async def test_a_document_of_the_system_is_laid_on_the_table(office: Office) -> None:
    meeting = await with_item(office, await planned(office))
    assert await offered(office, "chuyenvien.huyen", meeting["agenda"][0], meeting["id"]) == 202
    planner = await office.sign_in("chuyenvien.huyen")
    meeting = (await planner.get(door(meeting))).json()
    document = meeting["agenda"][0]["documents"][0]
    assert document["document_id"] is not None
    # The chair does not see the draft in the document service; here there is a seat.
    chair = await office.sign_in("phochutich.huyen")
    assert (await chair.get(f"/documents/{document['document_id']}")).status_code == 404
    file = await chair.get(f"{door(meeting)}/documents/{document['id']}/file")
    assert file.content == corpus.pdf("letter")


async def test_who_cannot_see_a_document_cannot_offer_it(office: Office) -> None:
    meeting = await with_item(office, await planned(office))
    assert await offered(office, "noivu.huyen", meeting["agenda"][0], meeting["id"]) == 404


async def test_who_has_no_part_in_a_meeting_lays_nothing_on_its_table(office: Office) -> None:
    other = await office.sign_in("chanhvanphong.huyen")
    body = await facts_of_plan(office, secretary_appointment_id=None)
    staff = (await other.get("/staff")).json()
    body["secretary_appointment_id"] = only(staff, position="Văn thư")["appointment_id"]
    meeting = (await other.post("/meetings", body)).json()
    meeting = (await other.post(f"{door(meeting)}/agenda", {"title": "Nội dung kín"})).json()
    assert await offered(office, "chuyenvien.huyen", meeting["agenda"][0], meeting["id"]) == 202
    assert (await other.get(door(meeting))).json()["agenda"][0]["documents"] == []
    async with office.platform.database.session() as session:
        found = await session.exec(
            select(JournalEntry).where(JournalEntry.act == "meeting:document:refuse")
        )
        refusal = found.one()
    assert "neither organises nor has a seat" in refusal.details["reason"]
