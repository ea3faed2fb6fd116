"""The main story as its people click through it, from their desks."""

import re

from tests import corpus, story
from tests.office import Office
from tests.web.browser import Browser, open_browser
from tests.web.markup import read_page

PDF = {"file": ("van-ban.pdf", corpus.pdf("letter"), "application/pdf")}


async def act(browser: Browser, path: str, name: str, **typed: str) -> None:
    """Send the form of an act from the page on which it stands."""
    action = f"{path}/acts/{name}"
    answer = await browser.submit(path, action, typed)
    assert answer.status_code == 303, answer.text


async def first_on_desk(browser: Browser, kind: str) -> str:
    page = await browser.read(f"/?kind={kind}")
    rows = page.root.all("a", class_="row")
    assert rows, page.text
    return rows[0].attributes["href"]


async def test_a_draft_is_reviewed_signed_and_issued_from_the_desks(office: Office) -> None:
    document = await story.drafted(office)
    path = f"/documents/{document['id']}"
    reviewer = await office.sign_in(story.REVIEWER)
    async with open_browser(office, story.DRAFTER) as drafter:
        await act(drafter, path, "submit", reviewer_appointment_id=reviewer.appointment_id)
        assert "Đã trình duyệt." in (await drafter.read(path)).text
    async with open_browser(office, story.REVIEWER) as head:
        assert await first_on_desk(head, "to_review") == path
        await act(head, path, "comments", comment="Bổ sung kinh phí", page="1")
        assert "Trang 1: Bổ sung kinh phí" in (await head.read(path)).text
        await act(head, path, "approve", text="Đồng ý")
    async with open_browser(office, story.SIGNER) as leader:
        assert await first_on_desk(leader, "to_sign") == path
        await act(leader, path, "sign")
        busy = await leader.read(path)
        assert busy.root.all("main")[0].attributes["data-refresh"]
        assert not busy.has_form(f"{path}/acts/sign")
    await office.work()
    async with open_browser(office, story.CLERK) as clerk:
        assert await first_on_desk(clerk, "to_issue") == path
        await act(clerk, path, "issue")
        await office.work()
        page = await clerk.read(path)
        assert "01/KH-UBND" in page.text
        assert "Hợp lệ." in page.text
        assert re.search(r"Ủy ban nhân dân xã Mỹ Hòa Đã đến \[01\]", page.text)


async def test_a_commune_registers_assigns_and_answers(office: Office) -> None:
    incoming = await story.arrived(office)
    path = f"/incoming/{incoming['id']}"
    official = await office.sign_in("canbo.myhoa")
    async with open_browser(office, "vanthu.myhoa") as clerk:
        assert await first_on_desk(clerk, "to_register") == path
        assert "Hợp lệ." in (await clerk.read(path)).text
        await act(clerk, path, "register")
        await act(clerk, path, "present")
    async with open_browser(office, "chutich.myhoa") as chairman:
        assert await first_on_desk(chairman, "to_assign") == path
        told = {"instruction": "Tham mưu trả lời", "deadline": "5/12/2024"}
        await act(chairman, path, "assignments", lead=official.appointment_id, **told)
    async with open_browser(office, "canbo.myhoa") as worker:
        assert await first_on_desk(worker, "to_process") == path
        page = await worker.read(path)
        assert "05/12/2024" in page.text
        (start,) = [
            one.attributes["action"]
            for one in page.root.all("form")
            if one.attributes["action"].endswith("/start")
        ]
        assert (await worker.send(start)).status_code == 303
        page = await worker.read(path)
        assert f"/documents/new?reply_to={incoming['id']}" in page.links
        reply = await worker.read(f"/documents/new?reply_to={incoming['id']}")
        form = reply.form("/documents/new")
        assert form.values["reply_to_id"] == incoming["id"]
        assert form.element.all("ul", class_="chosen")[0].all("li")
    async with open_browser(office, "chutich.myhoa") as chairman:
        await act(chairman, path, "complete", text="Đã triển khai, không cần văn bản trả lời")
        assert "Đã hoàn thành" in (await chairman.read(path)).text


async def test_refusing_without_a_reason_changes_nothing_and_keeps_the_words(
    office: Office,
) -> None:
    incoming = await story.arrived(office)
    path = f"/incoming/{incoming['id']}"
    async with open_browser(office, "vanthu.myhoa") as clerk:
        answer = await clerk.submit(path, f"{path}/acts/refuse", {"reason": "sai"})
        assert answer.status_code == 422
        page = read_page(answer.text)
        assert "Lý do: quá ngắn" in page.text
        assert page.form(f"{path}/acts/refuse").values["reason"] == "sai"
        assert page.has_form(f"{path}/acts/register")


async def test_an_act_on_a_page_that_is_out_of_date_is_refused_in_words(office: Office) -> None:
    incoming = await story.arrived(office)
    path = f"/incoming/{incoming['id']}"
    async with open_browser(office, "vanthu.myhoa") as clerk:
        old = (await clerk.read(path)).form(f"{path}/acts/register").values
        assert (await clerk.send(f"{path}/acts/register", old)).status_code == 303
        answer = await clerk.send(f"{path}/acts/register", old | {"key": "another-key"})
        assert answer.status_code in {409, 412}
        assert "Trang đang hiển thị" in answer.text


async def test_a_paper_document_is_registered_and_gets_its_scan(office: Office) -> None:
    async with open_browser(office, "vanthu.huyen") as clerk:
        page = await clerk.read("/incoming/new")
        typed = page.form("/incoming/new").values | {
            "sender_name": "Bưu điện huyện Tháp Mười",
            "number_and_symbol": "12/TB-BĐ",
            "issued_on": "20/11/2024",
            "type_code": "TB",
            "abstract": "Thay đổi giờ phát thư",
        }
        answer = await clerk.send("/incoming/new", typed)
        path = answer.headers["Location"]
        page = await clerk.read(path)
        assert "Đã vào sổ văn bản giấy." in page.text
        assert "chưa có bản quét" in page.text
        scan = await clerk.submit(path, f"{path}/file", {}, files=PDF)
        assert scan.status_code == 303, scan.text
        assert (await clerk.read(path)).root.all("img", decoding="async")


async def test_a_work_file_is_opened_filled_and_closed(office: Office) -> None:
    document = await story.drafted(office)
    async with open_browser(office, story.DRAFTER) as officer:
        typed = {"symbol": "01.VHTT", "title": "Chuyển đổi số năm 2024", "retention_years": "10"}
        answer = await officer.submit("/work-files/new", "/work-files/new", typed)
        path = answer.headers["Location"]
        found = await officer.read(f"{path}?q=ke+hoach")
        thing = found.root.all("button", name="thing")[0].attributes["value"]
        assert thing == f"document:{document['id']}"
        form = found.form(f"{path}/acts/items").values
        added = await officer.send(f"{path}/acts/items", form | {"thing": thing})
        assert added.status_code == 303, added.text
        await act(officer, path, "steps", description="Họp thống nhất", medium="paper")
        assert "Họp thống nhất Giấy" in (await officer.read(path)).text
        await act(officer, path, "close")
        page = await officer.read(path)
        assert "Đã kết thúc" in page.text
        assert not page.has_form(f"{path}/acts/steps")


async def test_any_pdf_is_verified_and_the_verdict_said_in_words(office: Office) -> None:
    document = await story.issued(office)
    clerk = await office.sign_in(story.CLERK)
    sealed = (await clerk.get(f"/documents/{document['id']}/file")).content
    async with open_browser(office, "canbo.myhoa") as official:
        signed = {"file": ("da-ky.pdf", sealed, "application/pdf")}
        page = read_page((await official.send("/verify", files=signed)).text)
        assert "Kết quả: da-ky.pdf" in page.text
        assert "Hợp lệ." in page.text
        assert "Nguyễn Văn Hiệp" in page.text
        page = read_page((await official.send("/verify", files=PDF)).text)
        assert "Tệp không có chữ ký số nào" in page.text
        answer = await official.send("/verify", files={"file": ("", b"", "application/pdf")})
        assert "Tệp văn bản: còn thiếu" in answer.text


async def test_a_figure_opens_down_to_the_document(office: Office) -> None:
    document = await story.issued(office)
    async with open_browser(office, story.SIGNER) as leader:
        page = await leader.read("/indicators")
        link = next(one for one in page.links if one.startswith("/indicators/G07"))
        agencies = await leader.read(link)
        evidence = next(one for one in agencies.links if "/evidence" in one and "alone" in one)
        records = await leader.read(evidence)
        assert "Được tính" in records.text
        opened = next(one for one in records.links if document["id"] in one)
        record = await leader.read(opened)
        assert "Gửi điện tử" in record.text or "Chữ ký số đang được kiểm tra" in record.text
        assert f"/documents/{document['id']}" in record.links
