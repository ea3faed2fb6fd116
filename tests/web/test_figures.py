"""Pages of the figures: publications, comparisons, definitions, records of others, PDFs."""

from datetime import date

import pypdfium2  # type: ignore[import-untyped]

from tests import story
from tests.office import Office
from tests.services.statistics.records import DISTRICT, MY_HOA, open_registers
from tests.web.browser import Browser, open_browser

HEAD = "chanhvanphong.huyen"
BULLETINS = "/indicators/bulletins"
NEW = f"{BULLETINS}/new"


async def publish(browser: Browser, why: str = "") -> str:
    answer = await browser.submit(NEW, NEW, {"period": "2024-11", "why": why})
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


def text_of(pdf: bytes) -> str:
    assert pdf.startswith(b"%PDF")
    document = pypdfium2.PdfDocument(pdf)
    try:
        text = " ".join(one.get_textpage().get_text_bounded() for one in document)
    finally:
        document.close()
    return " ".join(text.replace("\xa0", " ").split())


async def test_a_period_is_published_corrected_and_counted_again(office: Office) -> None:
    registers = await open_registers(office.platform)
    await registers.issue(DISTRICT, date(2024, 11, 5), {MY_HOA: "valid"})
    async with open_browser(office, HEAD) as head:
        assert NEW in (await head.read(BULLETINS)).links
        first = await publish(head)
        page = await head.read(first)
        assert "Tháng 11 năm 2024" in page.text
        assert "Ủy ban nhân dân xã Mỹ Hòa" in page.text
        recounted = await head.read(f"{first}/recount")
        assert "Tính lại cho đúng những con số đã công bố." in recounted.text
        again = await head.submit(NEW, NEW, {"period": "2024-11", "why": ""})
        assert again.status_code == 409
        assert "Lần công bố sau phải nêu lý do đính chính." in again.text
        second = await publish(head, "Đã kiểm tra xong chữ ký số")
        assert "Đã kiểm tra xong chữ ký số" in (await head.read(second)).text
        assert {first, second} <= set((await head.read(BULLETINS)).links)


async def test_a_difference_is_said_in_words(office: Office) -> None:
    registers = await open_registers(office.platform)
    await registers.issue(DISTRICT, date(2024, 11, 5), {MY_HOA: "valid"})
    async with open_browser(office, HEAD) as head:
        made = await publish(head)
        async with office.platform.database.engine.begin() as connection:
            await connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
            await connection.exec_driver_sql(
                "UPDATE bulletin_figure SET numerator = 0 WHERE indicator_code = 'G07' AND whole"
            )
        page = await head.read(f"{made}/recount")
        assert "Tính lại không ra những con số đã công bố." in page.text
        assert "0/1" in page.text


async def test_only_who_publishes_has_the_button(office: Office) -> None:
    async with open_browser(office, "vanthu.huyen") as clerk:
        assert NEW not in (await clerk.read(BULLETINS)).links
        answer = await clerk.submit(NEW, NEW, {"period": "2024-11"})
        assert answer.status_code == 403


async def test_two_periods_stand_side_by_side(office: Office) -> None:
    registers = await open_registers(office.platform)
    await registers.issue(DISTRICT, date(2024, 11, 5), {MY_HOA: "valid"})
    await registers.issue(DISTRICT, date(2024, 10, 5), {MY_HOA: "invalid"})
    asked = "period=2024-11&against=2024-10"
    async with open_browser(office, HEAD) as head:
        for path in ("/indicators/comparison", "/indicators/G07/comparison"):
            text = (await head.read(f"{path}?{asked}")).text.replace("\xa0", " ")
            assert "+100 điểm %" in text
            assert "Tháng 10 năm 2024" in text


async def test_the_definition_says_what_is_left_out_and_by_which_decision(office: Office) -> None:
    async with open_browser(office, HEAD) as head:
        text = (await head.read("/indicators/G07/definition")).text
        assert "Năm 2024: hệ thống đã từ chối 0 lần đưa bí mật nhà nước vào." in text
        assert "942/QĐ-TTg" in text
        await head.speak("en")
        assert (
            "the system refused state secrets 0 times"
            in (await head.read("/indicators/G07/definition")).text
        )
        assert (await head.get("/indicators/Z99/definition")).status_code == 404


async def test_a_record_of_another_agency_is_shown_without_a_way_into_it(office: Office) -> None:
    registers = await open_registers(office.platform)
    made = await registers.issue(MY_HOA, date(2024, 11, 5), {DISTRICT: "valid"})
    async with open_browser(office, "phochutich.huyen") as leader:
        page = await leader.read(f"/indicators/G07/evidence/{made}")
        assert "Được tính" in page.text
        assert f"/documents/{made}" not in page.links


async def test_the_proof_of_a_record_is_taken_away(office: Office) -> None:
    document = await story.issued(office)
    await office.work()
    await office.sequence()
    async with open_browser(office, "vanthu.huyen") as clerk:
        page = await clerk.read(f"/indicators/G07/evidence/{document['id']}")
        proofs = [link for link in page.links if "/tlog-proof" in link]
        entries = [link for link in page.links if "/entry" in link]
        assert len(proofs) == len(entries) > 3
        assert (await clerk.get(proofs[0])).text.startswith("c2sp.org/tlog-proof")
        assert (await clerk.get(entries[0])).json()["subject_id"] == document["id"]
        missing = proofs[0].replace(proofs[0].split("/lines/")[1][:36], document["id"])
        assert (await clerk.get(missing)).status_code == 404


async def test_the_figures_are_typeset(office: Office) -> None:
    registers = await open_registers(office.platform)
    await registers.issue(MY_HOA, date(2024, 11, 5), {DISTRICT: "valid"})
    async with open_browser(office, HEAD) as head:
        dashboard = await head.get("/indicators/print?period=2024")
        assert dashboard.headers["content-type"] == "application/pdf"
        text = text_of(dashboard.content)
        for said in ("Chính quyền số", "G07", "1/1", "Chỉ số kiểm soát", "Phiên bản định nghĩa"):
            assert said in text
        text = text_of((await head.get("/indicators/G07/print?period=2024-11")).content)
        for said in ("Tháng 11 năm 2024", "Ủy ban nhân dân xã Mỹ Hòa", "Mục tiêu 100 %", "Tử số"):
            assert said in text, said
        assert (await head.get("/indicators/Z99/print")).status_code == 404
        await head.speak("en")
        assert "Target 100%" in text_of((await head.get("/indicators/G07/print")).content)
