"""Reporting by its pages: opening, filling in, sending, returning, accepting, the sheet."""

from typing import Any
from urllib.parse import urlsplit

from tests import corpus
from tests.office import Office
from tests.reports import OPENER, issued, opened, read, report_of, sent
from tests.web.accessible import faults
from tests.web.browser import Browser, open_browser

CLERK = "vanthu.myhoa"
SPECIALIST = "canbo.myhoa"
WHY = "Tử số G01 chưa khớp với biểu của phòng chuyên môn"
NUMBERS = {
    "code": ["G01", "G02", "E12"],
    "n_G01": "45", "d_G01": "60", "n_G02": "900", "d_G02": "1.200", "n_E12": "-3", "d_E12": "100",
}  # fmt: skip


async def test_a_period_is_opened_as_it_is_proposed(office: Office) -> None:
    async with open_browser(office, OPENER) as browser:
        assert "Chưa có kỳ báo cáo nào." in (await browser.read("/reporting-periods")).text
        page = await browser.read("/reporting-periods/new?period=2024-11")
        assert faults(page) == []
        form = page.form("/reporting-periods")
        answer = await browser.send("/reporting-periods", form.values | {"due_on": "24/11/2024"})
        assert answer.status_code == 400
        assert "đã qua" in answer.text
        answer = await browser.send("/reporting-periods", form.values)
        assert answer.status_code == 303, answer.text
        page = await browser.read(urlsplit(answer.headers["location"]).path)
        assert faults(page) == []
        assert "Báo cáo tháng 11 năm 2024" in page.text


async def filled_in(browser: Browser, base: str, typed: dict[str, Any]) -> Any:
    return await browser.submit(base, f"{base}/lines", typed)


async def test_the_form_takes_numbers_as_an_office_writes_them(office: Office) -> None:
    report = report_of(await opened(office), "Mỹ Hòa")
    base = f"/agency-reports/{report['id']}"
    async with open_browser(office, CLERK) as browser:
        page = await browser.read("/reporting-periods")
        assert base in page.links
        page = await browser.read(base)
        assert faults(page) == []
        answer = await filled_in(browser, base, NUMBERS | {"n_G01": "bốn"})
        assert answer.status_code == 400
        assert "G01: không phải số nguyên" in answer.text
        assert 'value="1.200"' in answer.text  # what was typed stays
        answer = await filled_in(browser, base, NUMBERS | {"n_G01": "61"})
        assert "tử số không nằm trong mẫu số" in answer.text
        assert (await filled_in(browser, base, NUMBERS)).status_code == 303
        files = {"file": ("so.pdf", corpus.pdf("letter"), "application/pdf")}
        answer = await browser.submit(base, f"{base}/evidence", {"indicator": "G02"}, files=files)
        assert answer.status_code == 303, answer.text
        page = await browser.read(base)
        assert faults(page) == []
        assert "so.pdf" in page.text
        form = await browser.get(f"{base}/form.xlsx")
        assert form.content[:2] == b"PK"
        files = {"file": ("bieu.xlsx", form.content, "application/octet-stream")}
        answer = await browser.submit(base, f"{base}/form.xlsx", {}, files=files)
        assert answer.status_code == 303, answer.text
        head = await office.sign_in("chutich.myhoa")
        answer = await browser.submit(
            base, f"{base}/acts/send", {"signer_appointment_id": head.appointment_id}
        )
        assert answer.status_code == 303, answer.text
    now = await read(office, CLERK, report)
    assert now["state"] == "signing"
    assert [line["numerator"] for line in now["lines"]] == [45, 900, -3]


async def test_the_desk_shows_what_waits(office: Office) -> None:
    period = await opened(office)
    report = report_of(period, "Mỹ Hòa")
    base, path = f"/agency-reports/{report['id']}", f"/reporting-periods/{period['id']}"
    async with open_browser(office, CLERK) as browser:
        desk = await browser.read("/")
        assert faults(desk) == []
        assert base in desk.links
    async with open_browser(office, SPECIALIST) as browser:  # may not fill it in
        assert base not in (await browser.read("/")).links
    await sent(office, report)
    await issued(office, report)
    async with open_browser(office, CLERK) as browser:
        assert base not in (await browser.read("/")).links
    async with open_browser(office, OPENER) as browser:
        desk = await browser.read("/")
        assert path in desk.links
        assert "1 báo cáo chờ chấp nhận" in desk.text
        await browser.submit(base, f"{base}/acts/accept", {})
        assert path not in (await browser.read("/")).links


async def test_returned_then_accepted_and_summed(office: Office) -> None:
    period = await opened(office)
    report = report_of(period, "Mỹ Hòa")
    base, path = f"/agency-reports/{report['id']}", f"/reporting-periods/{period['id']}"
    await sent(office, report)
    await issued(office, report)
    async with open_browser(office, OPENER) as browser:
        page = await browser.read(path)
        assert faults(page) == []
        assert "Nhắc 2 cơ quan" in page.text
        answer = await browser.submit(path, f"{path}/acts/reminders", {"text": "Gửi trước 17 giờ"})
        assert answer.status_code == 303
        answer = await browser.submit(base, f"{base}/acts/accept", {})
        assert answer.status_code == 303, answer.text
        page = await browser.read(path)
        assert "900/1.200" in page.text
        assert (await browser.get(f"{path}/sheet.xlsx")).content[:2] == b"PK"
        answer = await browser.submit(base, f"{base}/acts/return", {"reason": "ngắn"})
        assert answer.status_code == 422
        answer = await browser.submit(base, f"{base}/acts/return", {"reason": WHY})
        assert answer.status_code == 303, answer.text
        head = await office.sign_in("phochutich.huyen")
        answer = await browser.submit(
            path, f"{path}/acts/document", {"signer_appointment_id": head.appointment_id}
        )
        assert answer.status_code == 303, answer.text
        await office.work()
        page = await browser.read(path)
        assert faults(page) == []
        await browser.speak("en")
        page = await browser.read(path)
        assert "Remind 3 agencies" in page.text
        page = await browser.read(base)
        assert "Returned" in page.text
    async with open_browser(office, CLERK) as browser:
        page = await browser.read(base)
        assert faults(page) == []
        assert WHY in page.text
        assert "Gửi trước 17 giờ" not in page.text  # it had been sent then
        line = next(row for row in (await read(office, CLERK, report))["lines"])
        assert line["numerator"] == 45
        history = [link for link in page.links if "/history/" in link]
        assert (await browser.get(history[0])).status_code == 200
