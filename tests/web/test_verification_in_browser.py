"""The public pages in a real browser: a changed file, a printed copy, both widths and languages."""

from pathlib import Path
from typing import Any

import pytest

from tests import story
from tests.office import Office
from tests.peers import require_peer
from tests.services.documents.test_printing import code_of
from tests.signing import attacks
from tests.web.chromium import DESKTOP, PHONE, Window, open_window

SCREEN = (Path(__file__).parent / "measure.js").read_text(encoding="utf-8")
FINE = {"sideways": 0, "faint": [], "small": []}


@pytest.fixture(autouse=True)
def _chromium() -> None:
    require_peer("chromium")


@pytest.fixture
async def issued(office: Office) -> dict[str, Any]:
    document = await story.issued(office)
    await office.work()
    return document


@pytest.fixture
async def pdf(office: Office, issued: dict[str, Any]) -> bytes:
    clerk = await office.sign_in("vanthu.huyen")
    return (await clerk.get(f"/documents/{issued['id']}/file")).content


async def measured(window: Window) -> dict[str, Any]:
    found: dict[str, Any] = dict(await window.page.evaluate(SCREEN))
    return found


@pytest.mark.parametrize("size", [DESKTOP, PHONE])
@pytest.mark.parametrize("language", ["vi", "en"])
async def test_a_changed_file_is_shown_beside_what_was_signed(
    office: Office,
    pdf: bytes,
    tmp_path: Path,
    size: tuple[int, int],
    language: str,
) -> None:
    file = tmp_path / "van-ban.pdf"
    file.write_bytes(attacks.append_update(pdf))
    async with open_window(office, "vanthu.huyen", size=size) as window:
        await window.page.context.clear_cookies()
        await window.open("/verify")
        await window.page.click(f"button[value={language}]")
        await window.page.set_input_files("#file", file)
        await window.page.click("button.main")
        await window.page.locator(".pair img").first.wait_for()
        assert await window.page.locator(".pair img").count() == 2
        widths = "images => images.map(one => one.naturalWidth)"
        drawn = await window.page.locator(".pair img").evaluate_all(widths)
        assert all(one >= 700 for one in drawn)
        await window.page.click(".signature summary")
        assert await measured(window) == FINE


@pytest.mark.parametrize("size", [DESKTOP, PHONE])
async def test_a_file_is_compared_without_leaving_the_machine(
    office: Office, issued: dict[str, Any], pdf: bytes, tmp_path: Path, size: tuple[int, int]
) -> None:
    code, digest = await code_of(office, issued)
    right, wrong = tmp_path / "right.pdf", tmp_path / "wrong.pdf"
    right.write_bytes(pdf)
    wrong.write_bytes(pdf + b"\n")
    async with open_window(office, "vanthu.huyen", size=size) as window:
        await window.page.context.clear_cookies()
        await window.open(f"/v/{code}/{digest}")
        sent: list[str] = []
        window.page.on("request", lambda request: sent.append(request.method))
        await window.page.set_input_files("#copy-file", right)
        await window.page.locator(".result.is-good").wait_for()
        await window.page.set_input_files("#copy-file", wrong)
        await window.page.locator(".result.is-bad").wait_for()
        assert set(sent) <= {"GET"}  # the icon of the page may still come; no file goes
        assert await measured(window) == FINE
