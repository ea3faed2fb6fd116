"""The steps of the story, as people at the pages take them."""

import re
from datetime import timedelta

from playwright.async_api import Locator, expect

from tests import corpus
from tests.journeys.browser import Official
from tests.journeys.serving import ServedOffice
from tests.journeys.steps import DOCX

GROUP = "Ủy ban nhân dân các xã, thị trấn"
PLAN = corpus.facts("plan")
PLAN_HEADING = f"Kế hoạch: {PLAN.abstract}"
LETTER = corpus.facts("letter")
LETTER_HEADING = f"Công văn: {LETTER.abstract}"


async def save_the_group(served: ServedOffice) -> None:
    """The office has used the system before: a group of receivers is saved."""
    specialist = await served.office.sign_in("chuyenvien.huyen")
    communes = [row["id"] for row in await served.office.agencies("H20.90.")]
    saved = await specialist.post("/receiver-groups", {"name": GROUP, "agency_ids": communes})
    assert saved.status_code == 201, saved.text


async def at_desk(person: Official, username: str) -> None:
    await person.opens("/")
    await person.signs_in(username)
    await person.sees("Bàn làm việc")


async def open_from_desk(person: Official, heading: str) -> None:
    """Today's desk; the row names the abstract, without the type of document."""
    await person.turns_to("Bàn làm việc")
    await person.sees("Bàn làm việc")
    abstract = heading.partition(": ")[2]
    await person.follows(re.compile(re.escape(abstract), re.IGNORECASE))
    await person.sees(heading)


async def begin_draft(person: Official, kind: str, abstract: str, signer: str) -> None:
    await person.turns_to("Văn bản đi")
    await person.sees("Văn bản đi")
    await person.follows("Soạn dự thảo")
    await person.sees("Soạn dự thảo")
    await person.chooses("Loại văn bản", kind)
    await person.chooses("Người ký", signer)
    await person.writes("Trích yếu", abstract)


async def pick_my_hoa(person: Official) -> None:
    """Found while typing, without diacritics."""
    await person.page.get_by_label("Tìm cơ quan").press_sequentially("my hoa")
    found = person.page.get_by_role("checkbox", name="Ủy ban nhân dân xã Mỹ Hòa")
    await found.check()
    await expect(chosen(person)).to_have_count(1)


def chosen(person: Official) -> Locator:
    return person.page.get_by_role("combobox", name="nhận để làm gì")


async def write_the_plan(specialist: Official) -> None:
    await begin_draft(specialist, "Kế hoạch", PLAN.abstract, "Nguyễn Văn Hiệp – Phó Chủ tịch")
    await specialist.attaches("ke-hoach.pdf", corpus.pdf("plan"))
    await pick_my_hoa(specialist)
    await specialist.chooses("Nhóm đã lưu", f"{GROUP} (13)")
    await specialist.presses("Thêm nhóm")
    await expect(chosen(specialist)).to_have_count(13)
    await specialist.presses("Lưu dự thảo")
    await specialist.sees(PLAN_HEADING)
    await specialist.reads("Đã lưu dự thảo.")
    await specialist.sees_pages(30)


async def write_the_decision(specialist: Official) -> str:
    facts = corpus.docx_facts("decision")
    await begin_draft(specialist, "Quyết định", facts.abstract, "Phó Chủ tịch")
    await specialist.attaches("quyet-dinh.docx", corpus.docx("decision"), DOCX)
    await pick_my_hoa(specialist)
    await specialist.presses("Lưu dự thảo")
    heading = f"Quyết định: {facts.abstract}"
    await specialist.sees(heading)
    await specialist.sees_pages(facts.pages)
    return heading


async def submit(drafter: Official, reviewer: str) -> None:
    await drafter.chooses("Người duyệt", reviewer)
    await drafter.writes("Nội dung trình", "Kính trình xem xét, cho ý kiến.")
    await drafter.presses("Trình duyệt")
    await drafter.reads("Đã trình duyệt.")


async def comment_and_approve(head: Official) -> None:
    await head.reads("Chờ tôi duyệt")
    await open_from_desk(head, PLAN_HEADING)
    await head.writes("Góp ý", "Đề nghị rà soát lại thời hạn báo cáo.")
    await head.page.get_by_label("Trang", exact=True).fill("1")
    await head.presses("Gửi góp ý")
    await head.reads("Trang 1: Đề nghị rà soát lại thời hạn báo cáo.")
    await head.is_not_offered("Ký số")
    await head.presses("Duyệt")
    await head.reads("Đã duyệt. Văn bản đang chờ ký số.")


async def sign(leader: Official, heading: str) -> None:
    await open_from_desk(leader, heading)
    await leader.presses("Ký số")
    await leader.reads("Đã ký, chờ phát hành")


async def issue(clerk: Official, heading: str) -> None:
    await open_from_desk(clerk, heading)
    await clerk.presses("Cấp số, đóng dấu, phát hành")
    await clerk.reads("Đã phát hành")
    await clerk.reads("Đã đến", clerk.part("Nơi nhận"))


async def register(clerk: Official, heading: str, *, signer: str) -> None:
    await open_from_desk(clerk, heading)
    signatures = clerk.part("Chữ ký số")
    await clerk.reads("Hợp lệ. Mọi chữ ký số đều toàn vẹn", signatures)
    await clerk.reads(signer, signatures)
    await clerk.presses("Tiếp nhận, vào sổ")
    await clerk.reads("Đã tiếp nhận và vào sổ.")
    await clerk.reads("1/2024", clerk.part("Thông tin văn bản"))


async def assign_by_keyboard(chairman: Official) -> None:
    """From the desk to the assignment without a mouse."""
    keys = chairman.page.keyboard
    await keys.press("ArrowDown")
    await keys.press("Enter")
    await chairman.sees(PLAN_HEADING)
    await chairman.tabs_to(chairman.page.get_by_label("Ý kiến chỉ đạo"))
    await keys.type("Tham mưu báo cáo kết quả thực hiện.")
    await keys.press("Tab")
    lead = chairman.page.get_by_label("Chủ trì", exact=True)
    await expect(lead).to_be_focused()
    names = [name.strip() for name in await lead.locator("option").all_inner_texts()]
    for _ in range(names.index(next(name for name in names if name.endswith("– Chuyên viên")))):
        await keys.press("ArrowDown")
    await keys.press("Tab")
    await keys.type("05/12/2024")
    await chairman.tabs_to(chairman.page.get_by_role("button", name="Phân công", exact=True))
    await keys.press("Enter")
    await chairman.reads("Đã phân công.")
    await chairman.reads("05/12/2024", chairman.part("Phân công xử lý"))


async def begin_and_answer(official: Official) -> None:
    await open_from_desk(official, PLAN_HEADING)
    await official.presses("Bắt đầu xử lý")
    await official.reads("Đã ghi nhận bắt đầu xử lý.")
    await official.follows("Soạn văn bản trả lời")
    await official.sees("Soạn dự thảo")
    await official.reads("Trả lời văn bản 01/KH-UBND")
    await expect(chosen(official)).to_have_accessible_name(re.compile("huyện Tháp Mười"))
    await official.chooses("Người ký", "– Chủ tịch")
    await official.writes("Trích yếu", LETTER.abstract)
    await official.attaches("tra-loi.pdf", corpus.pdf("letter"))
    await official.presses("Lưu dự thảo")
    await official.sees(LETTER_HEADING)


async def approve_and_sign(chairman: Official) -> None:
    await open_from_desk(chairman, LETTER_HEADING)
    await chairman.presses("Duyệt")
    await chairman.reads("Đã duyệt. Văn bản đang chờ ký số.")
    await sign(chairman, LETTER_HEADING)


async def see_what_became_of_it(specialist: Official) -> None:
    await specialist.sees(PLAN_HEADING)
    receivers = specialist.part("Nơi nhận")
    await specialist.reads("Đã hoàn thành 1", receivers)
    row = receivers.get_by_role("listitem").filter(has_text="Mỹ Hòa")
    await row.get_by_text("Ủy ban nhân dân xã Mỹ Hòa").click()
    await specialist.reads("[06] Đã hoàn thành", row)
    await specialist.reads("[01] Đã đến", row)


async def open_the_figure(clerk: Official) -> None:
    """From the share to its records, from a record to its proof and to the document."""
    await clerk.turns_to("Chỉ tiêu")
    await clerk.sees("Chỉ tiêu")
    row = clerk.page.get_by_role("row").filter(has_text="G07")
    await clerk.reads("2/2", row)
    await clerk.follows(re.compile("."), row)
    await clerk.sees(re.compile("G07$"))
    await clerk.reads("100 %", clerk.part("Ủy ban nhân dân huyện Tháp Mười"))
    await clerk.follows("Xem minh chứng")
    await clerk.sees(re.compile("^Minh chứng"))
    await clerk.reads("01/KH-UBND")
    await clerk.follows(PLAN.abstract)
    await clerk.sees(re.compile("01/KH-UBND$"))
    await clerk.reads("Tải dòng nhật ký")
    await clerk.follows("Mở bản ghi")
    await clerk.sees(PLAN_HEADING)


async def refuse_a_secret(specialist: Official) -> None:
    await begin_draft(specialist, "Báo cáo", "Tình hình quý III", "Phó Chủ tịch")
    await specialist.chooses("Độ mật", "Mật")
    async with specialist.refused(403):
        await specialist.presses("Lưu dự thảo")
        await specialist.reads("Văn bản có độ mật không được đưa lên hệ thống này.")
    await specialist.sees("Soạn dự thảo")
    await expect(specialist.page.get_by_label("Trích yếu")).to_have_value("Tình hình quý III")
    await specialist.chooses("Độ mật", "Không mật")
    await specialist.presses("Lưu dự thảo")
    await specialist.sees("Báo cáo: Tình hình quý III")
    await specialist.reads("Dự thảo chưa có tệp.")


async def speak_english(specialist: Official) -> None:
    account = specialist.page.get_by_text("Đỗ Minh Ấn").first
    await account.click()
    await specialist.presses("English")
    await expect(specialist.page.locator("html")).to_have_attribute("lang", "en")
    await specialist.turns_to("Outgoing")
    await specialist.sees("Outgoing")
    await specialist.follows("New draft")
    await specialist.sees("New draft")
    await specialist.turns_to("Indicators")
    await specialist.sees("Indicators")
    await specialist.turns_to("My desk")
    await specialist.sees("My desk")
    await account.click()
    await specialist.presses("Tiếng Việt")
    await specialist.sees("Bàn làm việc")


async def come_back_after_lunch(specialist: Official, served: ServedOffice) -> None:
    """The session ended meanwhile: one signs in and is where one wanted to go."""
    served.clock.move(timedelta(hours=3))
    await specialist.turns_to("Văn bản đi")
    await specialist.signs_in("chuyenvien.huyen")
    await specialist.sees("Văn bản đi")
    await specialist.reads("Tình hình quý III")


async def walk_through_the_menu(clerk: Official) -> None:
    entries = ("Văn bản đến", "Văn bản đi", "Hồ sơ", "Chỉ tiêu", "Tra cứu")
    headings = {"Hồ sơ": "Hồ sơ công việc"}
    for entry in entries:
        await clerk.turns_to(entry)
        await clerk.sees(headings.get(entry, entry))
