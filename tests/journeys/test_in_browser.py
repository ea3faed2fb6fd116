"""The main story in Chromium, told by clicking the words that are on the pages."""

import pytest
from playwright.async_api import Browser

from tests.journeys import clicks
from tests.journeys.browser import OFFICE_SCREEN, PHONE, look_over, visitors
from tests.journeys.serving import ServedOffice
from tests.office import PASSWORD
from tests.peers import require_peer

pytestmark = pytest.mark.xdist_group("browser")


async def test_the_story_is_told_by_clicking(
    chromium: Browser, served_office: ServedOffice
) -> None:
    await clicks.save_the_group(served_office)
    async with visitors(chromium, served_office.address, OFFICE_SCREEN) as arrive:
        specialist, head, leader, clerk = [await arrive() for _ in range(4)]
        commune_clerk, chairman, official = [await arrive() for _ in range(3)]
        await clicks.at_desk(specialist, "chuyenvien.huyen")
        await specialist.is_not_offered("Quản trị")
        await clicks.write_the_plan(specialist)
        await clicks.submit(specialist, "Chánh Văn phòng")
        await specialist.is_not_offered("Ký số")
        await clicks.at_desk(head, "chanhvanphong.huyen")
        await clicks.comment_and_approve(head)
        await clicks.at_desk(leader, "phochutich.huyen")
        await clicks.sign(leader, clicks.PLAN_HEADING)
        await clicks.at_desk(commune_clerk, "vanthu.myhoa")
        await commune_clerk.reads("Không có việc nào đang chờ.")
        await clicks.at_desk(clerk, "vanthu.huyen")
        await clicks.issue(clerk, clicks.PLAN_HEADING)
        await clerk.reads("Đã đến 13", clerk.part("Nơi nhận"))
        await clerk.reads("01/KH-UBND", clerk.part("Thông tin văn bản"))

        await clicks.register(commune_clerk, clicks.PLAN_HEADING, signer="Nguyễn Văn Hiệp")
        await commune_clerk.presses("Trình lãnh đạo")
        await commune_clerk.reads("Đã trình lãnh đạo.")
        await clicks.at_desk(chairman, "chutich.myhoa")
        await clicks.assign_by_keyboard(chairman)
        await clicks.at_desk(official, "canbo.myhoa")
        await clicks.begin_and_answer(official)
        await clicks.submit(official, "– Chủ tịch")
        await clicks.approve_and_sign(chairman)
        await clicks.issue(commune_clerk, clicks.LETTER_HEADING)
        await clicks.register(clerk, clicks.LETTER_HEADING, signer="Ủy ban nhân dân xã Mỹ Hòa")

        await specialist.turns_to("Văn bản đi")
        await specialist.sees("Văn bản đi")
        await specialist.follows(clicks.PLAN_HEADING)
        await clicks.see_what_became_of_it(specialist)
        await clicks.open_the_figure(clerk)


async def test_refusals_explain_themselves(chromium: Browser, served_office: ServedOffice) -> None:
    async with visitors(chromium, served_office.address, OFFICE_SCREEN) as arrive:
        specialist = await arrive()
        await specialist.opens("/documents")
        async with specialist.refused(401):
            await specialist.signs_in("chuyenvien.huyen", "sai mật khẩu")
            await specialist.reads("Tên đăng nhập hoặc mật khẩu không đúng.")
        await specialist.sees("Đăng nhập")
        await specialist.writes("Mật khẩu", PASSWORD)
        await specialist.presses("Đăng nhập")
        await specialist.sees("Văn bản đi")
        await clicks.refuse_a_secret(specialist)
        await clicks.speak_english(specialist)
        await clicks.come_back_after_lunch(specialist, served_office)


async def test_a_word_file_travels_on_a_phone(
    chromium: Browser, served_office: ServedOffice
) -> None:
    require_peer("libreoffice")
    async with visitors(chromium, served_office.address, PHONE) as arrive:
        specialist, head, leader, clerk = [await arrive() for _ in range(4)]
        await clicks.at_desk(specialist, "chuyenvien.huyen")
        heading = await clicks.write_the_decision(specialist)
        await clicks.submit(specialist, "Chánh Văn phòng")
        await clicks.at_desk(head, "chanhvanphong.huyen")
        await clicks.open_from_desk(head, heading)
        await head.presses("Duyệt")
        await head.reads("Đã duyệt. Văn bản đang chờ ký số.")
        await clicks.at_desk(leader, "phochutich.huyen")
        await clicks.sign(leader, heading)
        await clicks.at_desk(clerk, "vanthu.huyen")
        await clicks.issue(clerk, heading)
        await clerk.reads("Đã đến 1", clerk.part("Nơi nhận"))
        await clicks.walk_through_the_menu(clerk)
        commune_clerk = await arrive()
        await clicks.at_desk(commune_clerk, "vanthu.myhoa")
        await clicks.register(commune_clerk, heading, signer="Nguyễn Văn Hiệp")


async def test_looking_a_page_over_finds_what_is_wrong(chromium: Browser) -> None:
    context = await chromium.new_context(viewport=PHONE)
    page = await context.new_page()
    await page.set_content(
        "<h1>Một</h1><h1>Hai</h1><input name=so><img src='data:,'><a href='/'></a>"
        "<p id=a style='width: 900px'>Rộng</p><p id=a></p>"
    )
    faults = " ".join(await look_over(page))
    await context.close()
    for fault in (
        "2 main",
        "no language",
        "no title",
        "label: so",
        "no text",
        "no name",
        "twice: a",
    ):
        assert fault in faults
    assert "px wide on a screen of" in faults
