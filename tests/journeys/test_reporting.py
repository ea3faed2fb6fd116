"""A report in Chromium: opened by the district, filled in and sent to signature by a commune."""

import pytest
from playwright.async_api import Browser, expect

from tests.journeys import clicks
from tests.journeys.browser import OFFICE_SCREEN, PHONE, Official, visitors
from tests.journeys.serving import ServedOffice

pytestmark = pytest.mark.xdist_group("browser")

TITLE = "Báo cáo tháng 11 năm 2024"
COMMUNE = "Ủy ban nhân dân xã Mỹ Hòa"
ASKED = ("G01", "G02")


async def opens_a_period(head: Official) -> None:
    """For two indicators of every agency."""
    await head.turns_to("Báo cáo số liệu")
    await head.sees("Báo cáo số liệu")
    await head.follows("Mở kỳ báo cáo")
    await head.sees("Mở kỳ báo cáo")
    await head.chooses("Kỳ", "Tháng 11 năm 2024")
    await head.presses("Chọn kỳ")
    await head.sees("Mở kỳ báo cáo")
    for box in await head.page.locator("input[name=indicator]").all():
        await box.set_checked(await box.get_attribute("value") in ASKED)
    await head.presses("Mở kỳ báo cáo")
    await head.sees(TITLE)
    await head.reads("Đã mở kỳ báo cáo.")


async def fills_it_in(clerk: Official) -> None:
    await clerk.turns_to("Báo cáo số liệu")
    await clerk.sees("Báo cáo số liệu")
    await clerk.follows(TITLE)
    await clerk.sees(COMMUNE)
    for label, number in (
        *(("Tử số G01", "45"), ("Mẫu số G01", "60")),
        *(("Tử số G02", "900"), ("Mẫu số G02", "1.200")),
    ):
        await clerk.writes(label, number)
    await clerk.presses("Lưu nháp")
    await clerk.reads("Đã lưu số liệu.")
    await clerk.sees(COMMUNE)
    await clerk.reads("75 %")


async def sends_it_to_signature(clerk: Official) -> None:
    await clerk.chooses("Người ký", ", Chủ tịch")
    await clerk.presses("Soạn văn bản để ký")
    await clerk.sees(COMMUNE)
    await clerk.reads("Đang trình ký")
    draft = clerk.page.get_by_role("link", name="Xem dự thảo")
    for _ in range(20):  # a job drafts it
        if await draft.count():
            break
        await clerk.page.wait_for_timeout(1000)
        await clerk.page.reload()
    await draft.click()
    await clerk.sees("Báo cáo: Số liệu các chỉ tiêu chuyển đổi số tháng 11 năm 2024")


async def test_a_report_goes_from_the_district_to_a_commune_and_to_signature(
    chromium: Browser, served_office: ServedOffice
) -> None:
    async with visitors(chromium, served_office.address, OFFICE_SCREEN) as arrive:
        head, clerk = await arrive(), await arrive()
        await clicks.at_desk(head, "chanhvanphong.huyen")
        await opens_a_period(head)
        await clicks.at_desk(clerk, "vanthu.myhoa")
        await fills_it_in(clerk)
        await sends_it_to_signature(clerk)
        await head.presses("Nhắc 14 cơ quan")
        await head.reads("Đã nhắc.")
        await head.sees(TITLE)
        await head.page.set_viewport_size(PHONE)
        await head.sees(TITLE)
        await head.follows(COMMUNE)
        await head.sees(COMMUNE)
        await expect(head.page.get_by_role("button", name="Lưu nháp")).to_have_count(0)
