"""A draft made without any script: receivers, groups, file, refusals that keep what was typed."""

from typing import Any

import pytest

from tests import corpus, story
from tests.office import Office, only
from tests.web.browser import Browser, open_browser
from tests.web.markup import Page, read_page

NEW = "/documents/new"
PDF = {"file": ("ke-hoach.pdf", corpus.pdf("letter"), "application/pdf")}


async def facts(browser: Browser) -> dict[str, Any]:
    form = (await browser.read(NEW)).form(NEW)
    signers = form.element.all("select", name="signer_appointment_id")[0].all("option")
    signer = next(one for one in signers if "Phó Chủ tịch" in one.text)
    return form.values | {
        "do": "save",
        "type_code": "KH",
        "abstract": "Kế hoạch ký số trên thiết bị di động",
        "signer_appointment_id": signer.attributes["value"],
        "due_date": "20/12/2024",
    }


def chosen(page: Page) -> list[str]:
    rows = page.root.all("ul", class_="chosen")[0].all("li")
    return [row.all("label")[0].text for row in rows]


async def test_receivers_are_found_without_diacritics_and_without_a_script(office: Office) -> None:
    async with open_browser(office, "chuyenvien.huyen") as browser:
        typed = await facts(browser) | {"do": "find", "receiver_query": "my hoa"}
        page = read_page((await browser.send(NEW, typed)).text)
        found = page.root.all("ul", class_="choices")[0].all("li")
        assert [one.all("input", name="receiver")[0].attributes["data-name"] for one in found] == [
            "Ủy ban nhân dân xã Mỹ Hòa"
        ]
        agency_id = found[0].all("input", name="receiver")[0].attributes["value"]
        typed |= page.form(NEW).values | {"do": "find", "receiver": agency_id}
        again = read_page((await browser.send(NEW, typed)).text)
        assert chosen(again) == ["Ủy ban nhân dân xã Mỹ Hòa"]
        assert again.form(NEW).values["abstract"] == typed["abstract"]


async def test_a_group_is_saved_and_taken_again(office: Office) -> None:
    agencies = await office.agencies("H20.90.0")
    ids = [row["id"] for row in agencies]
    names = {f"name_{row['id']}": row["name"] for row in agencies}
    async with open_browser(office, "chuyenvien.huyen") as browser:
        typed = await facts(browser) | names | {"receiver": ids}
        saved = await browser.send(NEW, typed | {"do": "save_group", "group_name": "Cụm số 1"})
        page = read_page(saved.text)
        groups = page.root.all("select", name="group_id")[0].all("option")
        assert [one.text for one in groups] == [f"Cụm số 1 ({len(ids)})"]
        wanted = {"do": "group", "group_id": groups[0].attributes["value"]}
        taken = read_page((await browser.send(NEW, await facts(browser) | wanted)).text)
        assert sorted(chosen(taken)) == sorted(names.values())
        fragment = read_page((await browser.get(f"/receivers?group={wanted['group_id']}")).text)
        assert len(fragment.root.all("li")) == len(ids) + 1  # and the row of the template


async def test_a_draft_is_made_with_its_file_and_receivers(office: Office) -> None:
    receiver = only(await office.agencies(), code="H20.90.03")
    async with open_browser(office, "chuyenvien.huyen") as browser:
        purpose = {f"purpose_{receiver['id']}": "information", "receiver": receiver["id"]}
        answer = await browser.send(NEW, await facts(browser) | purpose, files=PDF)
        assert answer.status_code == 303, answer.text
        page = await browser.read(answer.headers["Location"])
        assert "Đã lưu dự thảo." in page.text
        assert "20/12/2024" in page.text
        assert "Để biết" in page.text
        assert page.root.all("img", decoding="async")


async def test_the_same_form_sent_twice_makes_one_draft(office: Office) -> None:
    async with open_browser(office, "chuyenvien.huyen") as browser:
        typed = await facts(browser)
        first = await browser.send(NEW, typed)
        second = await browser.send(NEW, typed)
        assert first.headers["Location"] == second.headers["Location"]


async def test_a_state_secret_is_refused_in_words_and_the_form_is_kept(office: Office) -> None:
    async with open_browser(office, "chuyenvien.huyen") as browser:
        typed = await facts(browser) | {"secrecy": "secret"}
        answer = await browser.send(NEW, typed)
        assert answer.status_code == 403
        page = read_page(answer.text)
        assert "Văn bản có độ mật không được đưa lên hệ thống này." in page.text
        assert page.form(NEW).values["abstract"] == typed["abstract"]


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"due_date": "31/02/2025"}, "Hạn trả lời: không phải ngày hợp lệ"),
        ({"signer_appointment_id": ""}, "Người ký: chưa được chọn"),
        ({"abstract": ""}, "Trích yếu: không được để trống"),
    ],
)
async def test_what_is_wrong_is_named_and_marked(
    office: Office, wrong: dict[str, str], says: str
) -> None:
    async with open_browser(office, "chuyenvien.huyen") as browser:
        answer = await browser.send(NEW, await facts(browser) | wrong)
        assert answer.status_code == 422, answer.text
        page = read_page(answer.text)
        assert says in page.text
        (name,) = wrong
        marked = [one for one in page.root.walk() if one.attributes.get("name") == name]
        assert marked[0].attributes["aria-invalid"] == "true"


async def test_a_file_that_is_none_leaves_the_saved_draft_and_says_why(office: Office) -> None:
    files = {"file": ("ke-hoach.pdf", b"not a pdf at all", "application/pdf")}
    async with open_browser(office, "chuyenvien.huyen") as browser:
        answer = await browser.send(NEW, await facts(browser), files=files)
        assert answer.status_code == 415
        page = read_page(answer.text)
        assert "Chỉ nhận tệp PDF và Word (.docx)." in page.text
        action = next(
            one.attributes["action"]
            for one in page.root.all("form")
            if one.attributes["action"].endswith("/change")
        )
        typed = page.form(action).values | {"do": "save"}
        answer = await browser.send(action, typed, files=PDF)
        assert answer.status_code == 303, answer.text


async def test_an_upload_by_script_is_told_where_to_go(office: Office) -> None:
    async with open_browser(office, "chuyenvien.huyen") as browser:
        headers = {"X-Congvu-Upload": "1"}
        answer = await browser.send(NEW, await facts(browser), files=PDF, headers=headers)
        assert answer.status_code == 204
        assert answer.headers["Location"].startswith("/documents/")


async def test_a_change_made_meanwhile_is_not_overwritten(office: Office) -> None:
    document = await story.drafted(office)
    path = f"/documents/{document['id']}/change"
    async with open_browser(office, "chuyenvien.huyen") as browser:
        first = (await browser.read(path)).form(path).values
        changed = first | {"do": "save", "abstract": "Bản thứ nhất"}
        assert (await browser.send(path, changed)).status_code == 303
        late = await browser.send(path, first | {"do": "save", "abstract": "Bản thứ hai"})
        assert late.status_code == 412
        page = read_page(late.text)
        assert "Người khác vừa thay đổi nội dung này." in page.text
        assert page.form(path).values["abstract"] == "Bản thứ hai"
        assert "Bản thứ nhất" in (await browser.read(f"/documents/{document['id']}")).text


HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>{{ 7*7 }}%(name)s"


async def test_hostile_text_is_shown_and_never_obeyed(office: Office) -> None:
    async with open_browser(office, "chuyenvien.huyen") as browser:
        answer = await browser.send(NEW, await facts(browser) | {"abstract": HOSTILE})
        assert answer.status_code == 303, answer.text
        for path in (answer.headers["Location"], "/documents", f"/search?q={HOSTILE[:8]}"):
            page = await browser.read(path)
            assert "<script>alert" not in page.html
            assert not page.root.all("img", src="x")
            assert "49" not in page.text.split("onerror")[-1][:40]
            assert all("src" in one.attributes for one in page.root.all("script"))
        page = await browser.read("/documents")
        assert " ".join(HOSTILE.split()) in page.text
