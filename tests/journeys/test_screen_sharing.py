"""A commune shows its screen in a meeting: when it may, to latecomers as well, until it stops."""

import pytest
from playwright.async_api import expect

from tests.journeys.makes import chromium
from tests.journeys.meeting_room import Attendee, attendees, until
from tests.journeys.serving import serve
from tests.meetings import invited
from tests.office import Office

DISTRICT, MY_HOA, THANH_MY = "phochutich.huyen", "chutich.myhoa", "vanthu.thanhmy"
SCREENS = [(1366, 768)] * 3
pytestmark = [pytest.mark.alone, pytest.mark.xdist_group("chromium")]


async def test_a_screen_is_shared(office: Office) -> None:
    meeting = await invited(office, "H20.90.03", "H20.90.04")
    path = f"/meetings/{meeting['id']}"
    async with (
        serve(office) as served,
        chromium() as browser,
        attendees(browser, served.address, SCREENS) as (chair, first, second),
    ):
        for who, username in ((chair, DISTRICT), (first, MY_HOA)):
            await who.arrives(username, path)
            await who.enters()
        await chair.presses("Khai mạc cuộc họp")
        share = first.page.locator("#share")
        await expect(share).to_be_hidden()
        await _let_share(chair, may=True)
        await share.click()
        await expect(share).to_have_text("Thôi chia sẻ")
        await _sees_the_screen(chair)
        await second.arrives(THANH_MY, path)
        await second.enters()
        await _sees_the_screen(second)
        await share.click()
        for who in (chair, second):
            await expect(who.page.locator(".shared:not([hidden])")).to_have_count(0)
        await second.sees_moving("xã Mỹ Hòa")
        # The right is taken away while the screen is shared: the browser stops.
        await share.click()
        await _sees_the_screen(second)
        await _let_share(chair, may=False)
        await expect(share).to_be_hidden()
        await expect(second.page.locator(".shared:not([hidden])")).to_have_count(0)


async def _let_share(chair: Attendee, *, may: bool) -> None:
    """The chair's button at the site of Mỹ Hòa."""
    await chair.turns_to("Điểm cầu")
    name = chair.page.locator("b", has_text="xã Mỹ Hòa")  # a proxy's list names every site
    site = chair.page.locator("#panel-sites li.site").filter(has=name)
    if await site.locator("details").get_attribute("open") is None:
        await site.locator("summary").click()
    does = "Cho chia sẻ màn hình" if may else "Thôi cho chia sẻ"
    await site.get_by_role("button", name=does).click()


async def _sees_the_screen(who: Attendee) -> None:
    """Pictures of the screen are drawn, more and more of them."""
    shared = who.page.locator(".shared:not([hidden])")
    await expect(shared).to_have_count(1)

    async def drawn() -> int:
        quality = "(one) => one.getVideoPlaybackQuality().totalVideoFrames"
        return int(await shared.evaluate(quality))

    before = await drawn()

    async def moves() -> bool:
        return await drawn() > before + 5

    await until(moves, "the screen does not move")
