"""A leader signs several documents from the desk: choose, confirm the list, see what came of it."""

from services.web.forms import Typed
from tests.bulk import copies
from tests.office import Office
from tests.story import REASON, SIGNER, approved, door
from tests.web.browser import open_browser
from tests.web.markup import read_page


async def test_from_the_desk_to_the_results(office: Office) -> None:
    document = await approved(office)
    await copies(office, document["id"], 2)
    async with open_browser(office, SIGNER) as leader:
        assert "/signing-batches/new" in (await leader.read("/")).links
        choices = await leader.read("/signing-batches/new?every=true")
        boxes = [one.attributes for one in choices.root.all("input", name="document")]
        assert len(boxes) == 3
        assert all("checked" in one for one in boxes)
        none = await leader.read("/signing-batches/new")
        assert not any(
            "checked" in one.attributes for one in none.root.all("input", name="document")
        )
        chosen = [one["value"] or "" for one in boxes]
        answer = await leader.send("/signing-batches/confirm", {"document": chosen[:2]})
        listed = read_page(answer.text)
        assert "Xác nhận ký 2 văn bản" in listed.text
        for fact in ("Kế hoạch chuyển đổi số năm 2024", "Người duyệt", "Số trang"):
            assert fact in listed.text
        key = listed.form("/signing-batches").values["key"]
        sent = await leader.send("/signing-batches", {"document": chosen[:2], "key": key})
        assert sent.status_code == 303, sent.text
        page = await leader.read(sent.headers["Location"])
        assert page.root.all("main")[0].attributes["data-refresh"]
        await office.work()
        done = await leader.read(sent.headers["Location"])
        assert "Đã ký 2/2 văn bản." in done.text
        assert "data-refresh" not in done.root.all("main")[0].attributes


async def test_what_was_refused_says_why_and_what_to_do(office: Office) -> None:
    document = await approved(office)
    leader = await office.sign_in(SIGNER)
    assert (await leader.post(f"{door(document)}/sign")).status_code == 202
    async with open_browser(office, SIGNER) as browser:
        named = {"document": [f"{document['id']} {document['version']}"], "key": "k"}
        sent = await browser.send("/signing-batches", named)
        page = await browser.read(sent.headers["Location"])
        assert "1 văn bản không ký được" in page.text
        assert "Văn bản đang được ký." in page.text
        assert "Đề nghị chờ ký xong" in page.text


async def test_nothing_chosen_or_all_of_it_changed(office: Office) -> None:
    document = await approved(office)
    leader = await office.sign_in(SIGNER)
    async with open_browser(office, SIGNER) as browser:
        answer = await browser.send("/signing-batches/confirm", {})
        assert answer.status_code == 409
        assert "Chưa có văn bản nào được chọn để ký." in answer.text
        returned = await leader.post(f"{door(document)}/return", {"reason": REASON})
        assert returned.status_code == 200
        named = {"document": [f"{document['id']} {document['version']}"]}
        answer = await browser.send("/signing-batches/confirm", named)
        assert answer.status_code == 409
        assert "Không có văn bản nào chờ ký." in answer.text


def test_a_form_without_values_names_nothing() -> None:
    assert Typed().many("document") == []
