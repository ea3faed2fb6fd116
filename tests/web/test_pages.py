"""Every page, for the people who use it, in both languages: reachable, readable, well built."""

from typing import Any

import pytest

from tests import story
from tests.office import Office, etag
from tests.services.documents.test_cases import granted
from tests.services.inspections import test_inspections as inspections
from tests.web.accessible import faults
from tests.web.browser import Browser, open_browser

PLACES = {
    "chuyenvien.huyen": [
        "/", "/documents", "/documents?state=draft", "/documents?q=ke+hoach", "/documents/new",
        "{draft}", "{draft}/change", "{waiting}",
        "{issued}", "/work-files", "/work-files/new", "{work_file}",
        "{work_file}?q=ke+hoach", "/search", "/search?q=ke+hoach", "/verify", "/incoming",
    ],
    "chanhvanphong.huyen": ["/", "{submitted}"],
    "phochutich.huyen": [
        "/", "{approved}", "/indicators", "/indicators?period=2024-Q4", "/indicators/G07",
        "/indicators/G07/evidence", "/indicators/G10/evidence?counted=false",
        "/indicators/G07/definition", "/indicators/S01/definition", "/indicators/K06",
        "/indicators?shown=G10", "/indicators/comparison", "/indicators/G07/comparison",
        "/indicators/comparison?period=2024-11&against=2024-10", "{record}",
        "/indicators/bulletins", "/indicators/bulletins/new", "{bulletin}", "{bulletin}/recount",
    ],
    "vanthu.huyen": ["/", "{signed}", "{proven}", "/incoming/new", "{paper}"],
    "vanthu.myhoa": ["/", "/incoming", "{arrived}", "/documents/new?reply_to={arrived_id}"],
    "chutich.myhoa": ["{arrived}"],
    "quantri": [
        "/", "/operations", "/indicators", "/operations/certificates", "/operations/pictures",
        "/operations/certificates/new", "/operations/staff", "/operations/staff/new",
        "{person}", "/password",
    ],
    "kiemtra": [
        "/", "/indicators/G10", "/search", "/audit", "/audit/acts", "/audit/behalf",
        "/audit/after_signing?finding=added", "/audit/numbers?since=01/01/2024", "/audit/hours",
        "/cases", "{case}", "{opened}", "{entry}",
    ],
    "chutich.huyen": [
        "/inspections", "/inspections?state=planned", "/inspections/new", "{inspection}",
        "{inspection}/change", "/cases", "{case}",
        "/cases/new?record=document:{issued_id}", "{issued}",
    ],
}  # fmt: skip


@pytest.fixture
async def places(office: Office) -> dict[str, str]:
    """A document in every state, by the address of its page."""
    found = {}
    for name, reach in {
        "draft": story.drafted,
        "submitted": story.submitted,
        "approved": story.approved,
        "signed": story.signed,
    }.items():
        found[name] = f"/documents/{(await reach(office))['id']}"
    found["proven"] = await _line(office, found["signed"], "vanthu.huyen")
    await office.sequence()
    await story.approved(office)  # acts after the checkpoint
    found["waiting"] = await _line(office, found["draft"], "chuyenvien.huyen")
    arrived = await story.arrived(office)
    found |= {"arrived_id": arrived["id"], "arrived": f"/incoming/{arrived['id']}"}
    clerk = await office.sign_in("vanthu.huyen")
    rows = (await clerk.get("/documents", params={"state": "issued"})).json()["items"]
    found["issued"] = f"/documents/{rows[0]['id']}"
    paper = await clerk.post("/incoming", _paper())
    found["paper"] = f"/incoming/{paper.json()['id']}"
    administrator = await office.sign_in("quantri")
    staff = (await administrator.get(f"/agencies/{administrator.agency_id}/staff")).json()
    found["person"] = f"/operations/staff/{staff['people'][0]['id']}"
    found |= await _case(office, found["issued"])
    found["record"] = f"/indicators/G07/evidence/{rows[0]['id']}"
    head = await office.sign_in("chanhvanphong.huyen")
    published = (await head.post("/bulletins", {"period": "2024-11"})).json()
    found["bulletin"] = f"/indicators/bulletins/{published['id']}"
    found["inspection"] = await _inspection(office, found["issued_id"])
    found["work_file"] = f"/work-files/{await _work_file(office, found['issued'])}"
    return found


async def _inspection(office: Office, document_id: str) -> str:
    inspection = await inspections.planned(office)
    inspector = await office.sign_in(inspections.INSPECTOR)
    await inspections.cite(inspector, inspection, "document", document_id)
    return f"/inspections/{inspection['id']}"


async def _case(office: Office, issued: str) -> dict[str, str]:
    """A document that is open to the auditor, and an act of it."""
    document_id = issued.rsplit("/", 1)[1]
    case = await granted(office, ("document", document_id))
    auditor = await office.sign_in("kiemtra")
    lines = await auditor.get("/audit/questions/behalf", params={"record": document_id})
    entry = lines.json()["items"][0]["entry_id"]
    return {
        "issued_id": document_id, "case": f"/cases/{case['id']}", "opened": issued,
        "entry": f"/audit/history/{entry}",
    }  # fmt: skip


async def _line(office: Office, document: str, username: str) -> str:
    """The page of the proof of a document's newest act."""
    officer = await office.sign_in(username)
    history = (await officer.get(f"{document}/history")).json()
    return f"{document}/history/{history[-1]['id']}"


def _paper() -> dict[str, Any]:
    return {
        "sender_name": "Bưu điện huyện Tháp Mười",
        "number_and_symbol": "12/TB-BĐ",
        "issued_on": "2024-11-20",
        "type_code": "TB",
        "abstract": "Thay đổi giờ phát thư",
    }


async def _work_file(office: Office, issued: str) -> str:
    officer = await office.sign_in("chuyenvien.huyen")
    opened = (
        await officer.post("/work-files", {"symbol": "01.VHTT", "title": "Chuyển đổi số"})
    ).json()
    path = f"/work-files/{opened['id']}"
    item = {"document_id": issued.rsplit("/", 1)[1]}
    added = await officer.post(f"{path}/items", item, headers=etag(opened))
    assert added.status_code < 300, added.text
    step = {"description": "Họp thống nhất", "medium": "paper", "done_on": "2024-11-22"}
    assert (await officer.post(f"{path}/steps", step)).status_code < 300
    return str(opened["id"])


@pytest.mark.parametrize("language", ["vi", "en"])
async def test_pages_are_well_built(office: Office, places: dict[str, str], language: str) -> None:
    for person, wanted in PLACES.items():
        async with open_browser(office, person) as browser:
            await browser.speak(language)
            for path in (place.format(**places) for place in wanted):
                page = await browser.read(path)
                assert faults(page) == [], path
                assert page.root.all("html")[0].attributes["lang"] == language


@pytest.mark.parametrize("path", ["/sign-in", "/documents", "/verify"])
async def test_pages_for_nobody_are_well_built(office: Office, path: str) -> None:
    async with open_browser(office) as browser:
        answer = await browser.get(path, follow_redirects=True)
        page = await browser.read(answer.request.url.raw_path.decode())
        assert faults(page) == []


async def test_every_link_leads_somewhere(office: Office, places: dict[str, str]) -> None:
    for person, wanted in PLACES.items():
        async with open_browser(office, person) as browser:
            await _follow(browser, [place.format(**places) for place in wanted])


async def _follow(browser: Browser, paths: list[str]) -> None:
    seen: set[str] = set()
    for path in paths:
        for link in (await browser.read(path)).links:
            target = link.partition("#")[0]
            if target and target not in seen:
                seen.add(target)
                answer = await browser.get(target)
                assert answer.status_code == 200, (path, target, answer.status_code)


async def test_what_is_not_there_is_said_in_words_with_the_menu(office: Office) -> None:
    async with open_browser(office, "vanthu.huyen") as browser:
        for path in (
            "/nowhere",
            "/documents/00000000-0000-0000-0000-000000000000",
            "/documents/not-an-id",
            "/incoming/00000000-0000-0000-0000-000000000000/file",
            "/indicators/X99",
        ):
            answer = await browser.get(path)
            assert answer.status_code == 404, path
            assert 'href="/documents"' in answer.text
            assert "Đề nghị" in answer.text


async def test_a_page_picture_and_the_pdf_come_through(office: Office) -> None:
    arrived = f"/incoming/{(await story.arrived(office))['id']}"
    async with open_browser(office, "vanthu.myhoa") as browser:
        page = await browser.read(arrived)
        picture = page.root.all("img", decoding="async")[0].attributes["src"]
        answer = await browser.get(picture)
        assert answer.headers["Content-Type"] == "image/png"
        assert answer.content.startswith(b"\x89PNG")
        known = {"If-None-Match": answer.headers["ETag"]}
        assert (await browser.get(picture, headers=known)).status_code in {200, 304}
        shown = await browser.get(f"{arrived}/file")
        assert shown.content.startswith(b"%PDF-")
        assert shown.headers["Content-Disposition"].startswith("inline")
        saved = await browser.get(f"{arrived}/file?download=1")
        assert saved.headers["Content-Disposition"].startswith("attachment")
