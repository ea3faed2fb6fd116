"""Guests join by a link whose secret is shown once and expires."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlmodel import select

from meetings.models.guest import GuestLink
from tests import corpus
from tests.live import invited, serve
from tests.live import opened as opened_socket
from tests.meetings import CHAIR, door, planned
from tests.office import only
from tests.services.rooms.test_agenda import with_document

if TYPE_CHECKING:
    from tests.office import Office, Officer


async def with_guest(office: Office) -> tuple[Officer, dict[str, Any], str]:
    meeting = await planned(office)
    planner = await office.sign_in("chuyenvien.huyen")
    guest = {"full_name": "Bà Lê Thị Khách", "office": "Bưu điện huyện"}
    meeting = (await planner.post(f"{door(meeting)}/seats", [{"guest": guest}])).json()
    return planner, meeting, f"{door(meeting)}/seats/{meeting['seats'][-1]['id']}/guest-link"


async def test_the_secret_is_shown_once_and_its_digest_kept(office: Office) -> None:
    planner, meeting, path = await with_guest(office)
    made = (await planner.post(path)).json()
    secret = made["path"].rpartition("/")[2]
    assert made["expires_at"] == "2024-12-03T06:00:00Z"
    async with office.platform.database.session() as session:
        link = (await session.exec(select(GuestLink))).one()
    assert secret not in link.model_dump_json()
    seen = (await office.client.get(f"/api/v1/public/meetings/{secret}")).json()
    assert (seen["title"], seen["guest_name"], seen["is_admitted"]) == (
        meeting["title"], "Bà Lê Thị Khách", False,
    )  # fmt: skip


async def test_a_new_link_ends_the_one_before(office: Office) -> None:
    planner, _, path = await with_guest(office)
    first = (await planner.post(path)).json()["path"].rpartition("/")[2]
    second = (await planner.post(path)).json()["path"].rpartition("/")[2]
    statuses = [
        (await office.client.get(f"/api/v1/public/meetings/{secret}")).status_code
        for secret in (first, second, "guessed")
    ]
    assert statuses == [404, 200, 404]


async def test_a_link_opens_nothing_after_the_meeting(office: Office) -> None:
    planner, _, path = await with_guest(office)
    secret = (await planner.post(path)).json()["path"].rpartition("/")[2]
    office.clock.move(timedelta(days=9))
    assert (await office.client.get(f"/api/v1/public/meetings/{secret}")).status_code == 404


async def test_only_a_guests_seat_has_a_link(office: Office) -> None:
    planner, meeting, _ = await with_guest(office)
    path = f"{door(meeting)}/seats/{meeting['seats'][0]['id']}/guest-link"
    assert (await planner.post(path)).status_code == 400


async def test_a_guest_reads_what_was_opened_once_let_in(office: Office) -> None:
    meeting = await invited(office)
    chair, planner = await office.sign_in(CHAIR), await office.sign_in("chuyenvien.huyen")
    for name in ("bao-cao.pdf", "noi-bo.pdf"):
        meeting = (
            await planner.put(
                f"{door(meeting)}/agenda/{meeting['agenda'][0]['id']}/documents",
                params={"filename": name},
                content=corpus.pdf("report" if name == "bao-cao.pdf" else "letter"),
            )
        ).json()
    first, second = meeting["agenda"][0]["documents"]
    assert not first["for_guests"]
    opened = await planner.patch(f"{door(meeting)}/documents/{first['id']}", {"for_guests": True})
    assert opened.json()["agenda"][0]["documents"][0]["for_guests"]
    guest = {"full_name": "Bà Lê Thị Khách", "office": "Bưu điện huyện"}
    meeting = (await planner.post(f"{door(meeting)}/seats", [{"guest": guest}])).json()
    seat = only(meeting["seats"], kind="guest")["id"]
    secret = (await planner.post(f"{door(meeting)}/seats/{seat}/guest-link")).json()["path"][16:]
    table = f"/api/v1/public/meetings/{secret}/documents"
    assert (await office.client.get(table)).status_code == 403
    async with serve(office) as address, opened_socket(address, meeting) as door_of_guest:
        join = {"do": "join", "guest": secret, "device": "device-guest"}
        await door_of_guest.socket.send(json.dumps(join))
        await door_of_guest.until(lambda message: message["type"] == "lobby")
        admit = {"do": "guest.admit", "seat_id": seat}
        assert (await chair.post(f"{door(meeting)}/live/commands", admit)).status_code == 200
        await door_of_guest.until(lambda message: message["type"] == "snapshot")
    listed = (await office.client.get(table)).json()
    assert [row["filename"] for row in listed] == ["bao-cao.pdf"]
    page = await office.client.get(f"{table}/{first['id']}/pages/1", params={"width": 200})
    assert page.headers["content-type"] == "image/png"
    file = await office.client.get(f"{table}/{first['id']}/file")
    assert file.content == corpus.pdf("report")
    assert (await office.client.get(f"{table}/{second['id']}/file")).status_code == 404
    lines = (await planner.get(f"{door(meeting)}/history")).json()
    read = [line for line in lines if line["details"].get("guest_seat") == seat]
    assert [line["act"] for line in read] == ["meeting:document:read"] * 2
    away = {"do": "seat.remove", "seat_id": seat, "reason": "Không thuộc thành phần họp"}
    await chair.post(f"{door(meeting)}/live/commands", {"do": "meeting.open"})
    assert (await chair.post(f"{door(meeting)}/live/commands", away)).status_code == 200
    assert (await office.client.get(table)).status_code == 403


async def test_only_who_organises_opens_a_document_to_guests(office: Office) -> None:
    meeting = await with_document(office)
    document = meeting["agenda"][0]["documents"][0]["id"]
    other = await office.sign_in("noivu.huyen")
    path = f"{door(meeting)}/documents/{document}"
    assert (await other.patch(path, {"for_guests": True})).status_code == 404
    planner = await office.sign_in("chuyenvien.huyen")
    assert (await planner.patch(path, {})).status_code == 422
