"""Around the room, in real browsers: the device check, the hall's screen, a guest, the table."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from playwright.async_api import expect

from tests import corpus
from tests.journeys.browser import look_over
from tests.journeys.makes import DEVICES, Make, chromium, firefox
from tests.journeys.meeting_room import Attendee, attendees, until
from tests.journeys.serving import serve
from tests.meetings import CHAIR, CLERK, PLANNER, SECRETARY, door, invited
from tests.office import only

if TYPE_CHECKING:
    from meetings.media.settings import MediaSettings
    from tests.office import Office

COMMUNE = "chutich.myhoa"
MY_HOA, THANH_MY = "H20.90.03", "H20.90.04"
DESK, PHONE, HALL = (1366, 768), (390, 844), (1920, 1080)
STUN = "stun:127.0.0.1:3478"  # nobody is there, and nobody needs to be
FAKE_DEVICES_ASKED_FOR = DEVICES[:1]
pytestmark = pytest.mark.alone


@pytest.mark.parametrize("make", [chromium, firefox])
async def test_devices_are_checked_before_the_meeting(
    office: Office, media: MediaSettings, make: Make
) -> None:
    meeting = await invited(office, MY_HOA)
    async with (
        make() as browser,
        serve(office, media=media) as served,
        attendees(browser, served.address, [PHONE]) as (who,),
    ):
        await who.arrives(COMMUNE, door(meeting))
        await who.official.opens(f"{door(meeting)}/check")
        await expect(who.page.locator("#camera-says")).to_have_text(
            "Nhìn thấy mình trong khung là máy quay đang chạy."
        )
        await expect(who.page.locator("#microphone-says")).to_have_text("Micrô đang nhận tiếng.")
        await who.page.wait_for_function(
            "() => document.getElementById('preview').videoWidth > 100"
        )
        await who.page.get_by_role("button", name="Thử loa").click()
        await who.page.get_by_role("button", name="Đo đường truyền").click()
        # On a busy machine the line may be weak; every figure is measured all the same.
        await expect(who.page.locator("#network-says")).to_contain_text("Đường truyền ")
        facts = await who.page.locator("#network-facts dd").all_inner_texts()
        for fact, form in zip(
            facts, (r"\d+ mili giây", r"[\d,]+ %", *[r"[\d,]+ Mbit/s.*"] * 2), strict=True
        ):
            assert re.fullmatch(form, fact), facts
        assert float(facts[2].split()[0].replace(",", ".")) > 0
        assert float(facts[3].split()[0].replace(",", ".")) > 0
        assert await look_over(who.page) == []
        rows = (await (await office.sign_in(CHAIR)).get(f"{door(meeting)}/attendance")).json()
        assert not any(row["stays"] for row in rows)


async def test_what_the_browser_refuses_is_said(office: Office) -> None:
    meeting = await invited(office, MY_HOA)
    async with (
        chromium(devices=FAKE_DEVICES_ASKED_FOR) as browser,
        serve(office) as served,
        attendees(browser, served.address, [DESK]) as (who,),
    ):
        await who.arrives(COMMUNE, door(meeting))
        denied = "Trình duyệt chưa được phép dùng"
        for place, camera, microphone in (
            ("check", "#camera-says", "#microphone-says"),
            ("room", "#camera-problem", "#microphone-problem"),
        ):
            await who.official.opens(f"{door(meeting)}/{place}")
            await expect(who.page.locator(camera)).to_contain_text(denied)
            await expect(who.page.locator(microphone)).to_contain_text(denied)
        # Without devices one sees, hears and votes all the same.
        await who.enters()
        await expect(who.page.locator("#mic-state")).to_have_text("Không có micrô.")
        await expect(who.page.locator("#mic")).to_be_disabled()


async def prepared(office: Office) -> tuple[dict[str, Any], str]:
    """A meeting with a document that guests may read, and the link of a guest."""
    meeting = await invited(office, MY_HOA, THANH_MY, form="hybrid")
    planner = await office.sign_in(PLANNER)
    meeting = (await planner.post(f"{door(meeting)}/agenda", {"title": "Báo cáo tháng 11"})).json()
    item = meeting["agenda"][0]["id"]
    meeting = (
        await planner.put(
            f"{door(meeting)}/agenda/{item}/documents",
            params={"filename": "Báo cáo.pdf"},
            content=corpus.pdf("report"),
        )
    ).json()
    document = meeting["agenda"][0]["documents"][0]["id"]
    await planner.patch(f"{door(meeting)}/documents/{document}", {"for_guests": True})
    guest = {"full_name": "Bà Lê Thị Khách", "office": "Bưu điện huyện"}
    meeting = (await planner.post(f"{door(meeting)}/seats", [{"guest": guest}])).json()
    seat = only(meeting["seats"], kind="guest")["id"]
    link = (await planner.post(f"{door(meeting)}/seats/{seat}/guest-link")).json()["path"]
    return meeting, link


async def test_the_room_the_hall_and_a_guest(office: Office) -> None:
    meeting, link = await prepared(office)
    media = office.platform.media.model_copy(update={"ice_urls": (STUN,)})
    async with (
        chromium() as browser,
        serve(office, media=media) as served,
        attendees(browser, served.address, [DESK, PHONE, HALL]) as (chair, guest, hall),
    ):
        await chair.arrives(CHAIR, door(meeting))
        await chair.enters()
        await _is_told_of_ice(chair)
        await chair.presses("Khai mạc cuộc họp")
        await chair.presses("Vào nội dung đầu tiên")
        await hall.arrives(CLERK, door(meeting))
        await hall.official.opens(f"{door(meeting)}/hall")
        await expect(hall.page.locator("#hall-item")).to_have_text("1. Báo cáo tháng 11")
        await expect(hall.page.locator("#today")).to_have_text("Thứ Hai, 25/11/2024")
        await _let_in(chair, guest, link)
        await _read_together(chair, guest)
        await _write_notes(chair, door(meeting))
        await _call_the_roll(chair, hall)
        await _speak(office, meeting, chair, hall)
        await _note_an_opinion(office, meeting, chair)
        await _only_listen(chair)
        for who in (chair, guest, hall):
            assert await look_over(who.page) == []


async def _is_told_of_ice(chair: Attendee) -> None:
    """What the office has set reaches the connection of the browser."""
    found = "congvuRoom.media.working?.up.getConfiguration().iceServers.flatMap(({ urls }) => urls)"

    async def is_told() -> bool:
        return bool(await chair.page.evaluate(found) == [STUN])

    await until(is_told, "the room was not told of the STUN server")


async def _let_in(chair: Attendee, guest: Attendee, link: str) -> None:
    await guest.official.opens(link)
    await guest.official.presses("Vào phòng họp")
    await expect(guest.page.locator("#lobby")).to_contain_text("Chủ tọa hoặc thư ký sẽ cho vào")
    await chair.turns_to("Điểm cầu")
    await chair.presses("Cho vào")
    await expect(guest.page.locator("#inside")).to_be_visible()


async def _read_together(chair: Attendee, guest: Attendee) -> None:
    """The guest sees the page that the chair shows, and turns back to the pictures."""
    await chair.turns_to("Tài liệu")
    await chair.presses("Báo cáo.pdf")
    await chair.presses("Cho mọi người xem trang này")
    await expect(guest.page.locator("#page-name")).to_have_text("Trang 1, Báo cáo.pdf")
    await guest.page.wait_for_function(
        "() => document.getElementById('page-picture').naturalWidth > 400"
    )
    await guest.presses("Đóng tài liệu")
    await expect(guest.page.locator("#paper")).to_be_hidden()


async def _write_notes(chair: Attendee, path: str) -> None:
    await chair.page.get_by_label("Ghi chú cho trang 1, Báo cáo.pdf").fill(
        "Hỏi lại số liệu quý III"
    )
    await chair.presses("Lưu ghi chú")
    await expect(chair.page.locator("#notes")).to_contain_text("Hỏi lại số liệu quý III")
    await chair.presses("Đóng tài liệu")
    kept = await chair.page.evaluate(f"fetch('{path}/notes').then((answer) => answer.text())")
    assert "Hỏi lại số liệu quý III" in kept
    assert "Báo cáo.pdf, trang 1" in kept


async def _call_the_roll(chair: Attendee, hall: Attendee) -> None:
    """Who sits in the hall is there by the roll; the screen alone makes nobody present."""
    await expect(hall.page.locator("#hall-quorum")).to_have_text("Có mặt 1/3")
    await chair.turns_to("Điểm cầu")
    await chair.presses("Điểm danh")
    await chair.page.get_by_role("checkbox", name="xã Thanh Mỹ").check()
    await chair.page.get_by_label("Người dự của Ủy ban nhân dân xã Thanh Mỹ").fill("Võ Thị Bình")
    await chair.presses("Lưu điểm danh")
    name = chair.page.locator("b", has_text="xã Thanh Mỹ")
    site = chair.page.locator(".site").filter(has=name)
    await expect(site).to_contain_text("có mặt · tại hội trường")
    await expect(site).to_contain_text("Võ Thị Bình")
    await expect(hall.page.locator("#hall-quorum")).to_have_text("Có mặt 2/3")


async def _speak(office: Office, meeting: dict[str, Any], chair: Attendee, hall: Attendee) -> None:
    commune = await office.renew(COMMUNE)
    asked = {"do": "floor.ask", "kind": "speak", "person": "Trần Minh Hòa"}
    answer = await commune.post(f"{door(meeting)}/live/commands", asked)
    assert answer.status_code == 200, answer.text
    await expect(hall.page.locator("#hall-queue li")).to_have_text("UBND xã Mỹ Hòa")
    await chair.presses("Mời người tiếp theo")
    await expect(hall.page.locator("#hall-speaker")).to_contain_text("Ủy ban nhân dân xã Mỹ Hòa")
    await expect(hall.page.locator("#hall-speaker")).to_contain_text("Trần Minh Hòa")
    await expect(hall.page.locator("#hall-spent")).to_have_text(re.compile("00:0[1-9]"))
    await expect(hall.page.locator("#hall-waiting")).to_be_hidden()


async def _note_an_opinion(office: Office, meeting: dict[str, Any], chair: Attendee) -> None:
    """Of whoever has the floor, without choosing; the minutes have it word by word."""
    said = "Đề nghị huyện hỗ trợ đường truyền cho ba ấp."
    await chair.turns_to("Phát biểu")
    await chair.page.get_by_label("Ý kiến", exact=True).fill(said)
    await chair.presses("Ghi vào biên bản")
    await expect(chair.page.locator("#toast")).to_contain_text("Đã ghi")
    await expect(chair.page.get_by_label("Ý kiến", exact=True)).to_have_value("")
    secretary = await office.sign_in(SECRETARY)
    content = (await secretary.get(f"{door(meeting)}/minutes")).json()["content"]
    speaker = "Trần Minh Hòa (Ủy ban nhân dân xã Mỹ Hòa)"
    assert content["opinions"] == [{"name": speaker, "text": said}]


async def _only_listen(chair: Attendee) -> None:
    for said in ("bằng nhau", "danh sách các điểm cầu", "Chỉ nghe tiếng"):
        await chair.presses("Đổi cách bày")
        await expect(chair.page.locator("#toast")).to_contain_text(said)

    async def nothing_is_seen() -> bool:
        view = await chair.page.evaluate("congvuRoom.media.view")
        camera = await chair.page.evaluate("congvuRoom.media.sending.get('camera')")
        return view["wanted"] == [] and view["audio"] and camera is None

    await until(nothing_is_seen, "pictures are still wanted or sent")
    await chair.presses("Đổi cách bày")
