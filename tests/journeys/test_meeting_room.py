"""The district meets two communes in three real browsers, which see and hear each other."""

import re

import pytest
from playwright.async_api import expect

from meetings.media.settings import MediaSettings
from tests.journeys.browser import look_over
from tests.journeys.makes import Make, chromium, firefox
from tests.journeys.meeting_room import Attendee, attendees
from tests.journeys.serving import serve
from tests.meetings import invited
from tests.office import Office

DISTRICT, MY_HOA, THANH_MY = "phochutich.huyen", "chutich.myhoa", "vanthu.thanhmy"
DESK, PHONE = (1366, 768), (390, 844)
pytestmark = pytest.mark.alone


@pytest.mark.parametrize(
    ("media", "make"),
    [("forwarding", chromium), ("forwarding", firefox), ("janus", chromium)],
    indirect=["media"],
)
async def test_a_meeting_is_held_in_three_browsers(
    office: Office, media: MediaSettings, make: Make
) -> None:
    """The chair and a phone in Chromium, a commune in this make."""
    meeting = await invited(office, "H20.90.03", "H20.90.04")
    path = f"/meetings/{meeting['id']}"
    async with (
        serve(office, media=media) as served,
        chromium() as usual,
        make() as other,
        attendees(usual, served.address, [DESK, PHONE]) as (chair, second),
        attendees(other, served.address, [DESK]) as (first,),
    ):
        for who, username in ((chair, DISTRICT), (first, MY_HOA), (second, THANH_MY)):
            await who.arrives(username, path)
            await who.enters()
        await chair.presses("Khai mạc cuộc họp")
        await _see_and_hear(chair, first, second)
        await _speak(chair, first, second)
        await _vote(chair, first, second, secret=False)
        await _vote(chair, first, second, secret=True)
        await _drop_and_come_back(chair, first, second)
        for who in (chair, first, second):
            assert await look_over(who.page) == []


async def _see_and_hear(chair: Attendee, first: Attendee, second: Attendee) -> None:
    """Everybody sees everybody; the chair is heard by both, and the communes by nobody."""
    await chair.sees_moving("xã Mỹ Hòa", "xã Thanh Mỹ")
    await first.sees_moving("Nguyễn Văn Hiệp", "xã Thanh Mỹ")
    await second.sees_moving("Nguyễn Văn Hiệp", "xã Mỹ Hòa")
    await first.hears(since=0)
    await second.hears(since=0)
    assert await chair.energy() == 0
    await first.reads("Micrô mở khi được mời phát biểu.")


async def _speak(chair: Attendee, first: Attendee, second: Attendee) -> None:
    await first.presses("Đăng ký phát biểu")
    await second.presses("Đăng ký phát biểu")
    queue = chair.page.locator("#panel-floor .queue li")
    await expect(queue).to_have_count(2)
    await expect(queue.first).to_contain_text("xã Mỹ Hòa")
    await chair.presses("Mời người tiếp theo")
    await first.reads("Micrô đang mở, mọi người nghe thấy bạn.")
    await second.reads("đang phát biểu")
    await chair.hears(since=0)
    running = re.compile(r"\d\d:(0[1-9]|[1-5]\d)")
    await expect(chair.page.locator(".turn-clock .spent")).to_have_text(running)
    await chair.presses("Dừng phát biểu")
    await first.reads("Micrô mở khi được mời phát biểu.")
    await expect(queue).to_have_count(1)


async def _vote(chair: Attendee, first: Attendee, second: Attendee, *, secret: bool) -> None:
    question = "Bỏ phiếu kín chọn phương án" if secret else "Thông qua Kế hoạch chuyển đổi số 2025"
    await chair.turns_to("Biểu quyết")
    await chair.page.get_by_text("Đưa ra biểu quyết").click()
    await chair.official.writes("Nội dung biểu quyết", question)
    if secret:
        await chair.page.get_by_label("Bỏ phiếu kín").check()
    await chair.presses("Chuẩn bị biểu quyết")
    await chair.presses("Bắt đầu biểu quyết")
    for who, choice in ((chair, "Tán thành"), (first, "Tán thành"), (second, "Không tán thành")):
        ballot = who.page.get_by_role("group", name=question)
        await ballot.get_by_role("button", name=choice, exact=True).click()
        await ballot.get_by_role("button", name=f"Bỏ phiếu: {choice}", exact=True).click()
        await who.reads("Đã bỏ phiếu kín." if secret else "Đã biểu quyết.")
    await chair.presses("Kết thúc và kiểm phiếu")
    for who in (chair, first, second):
        result = who.page.locator(".vote", has_text=question)
        await expect(result).to_contain_text("Được thông qua")
        assert await result.locator("dd b").all_inner_texts() == ["2", "1", "0"]


async def _drop_and_come_back(chair: Attendee, first: Attendee, second: Attendee) -> None:
    """One's line is cut, the other reloads the page: seat, queue and vote are as they were."""
    media = await first.page.evaluate("congvuRoom.media.working.name")
    await first.page.evaluate("congvuRoom.socket.socket.close(4000)")
    await expect(first.page.locator("#line")).to_contain_text("Mất kết nối")
    await expect(first.page.locator("#line")).to_contain_text("Đường truyền")
    assert await first.page.evaluate("congvuRoom.media.working.name") == media
    await second.page.reload()
    await second.enters()
    await second.sees_moving("Nguyễn Văn Hiệp")
    await second.hears(since=0)
    await expect(second.page.locator("#hand")).to_have_text("Thôi đăng ký")
    await expect(chair.page.locator("#panel-floor .queue li")).to_have_count(1)
    await second.turns_to("Biểu quyết")
    await second.reads("Được thông qua")
    await chair.sees_moving("xã Thanh Mỹ")
    # The media of one break without a word: a new pair takes over.
    await first.page.evaluate(
        "() => { for (const one of ['up', 'down']) congvuRoom.media.working[one].close();"
        " congvuRoom.media.recover('broken'); }"
    )
    await first.sees_moving("Nguyễn Văn Hiệp")
    assert await first.page.evaluate("congvuRoom.media.working.name") != media
    await chair.sees_moving("xã Mỹ Hòa")
