"""What our scripts add in a real browser, and what only a real browser can measure."""

from collections.abc import Awaitable
from pathlib import Path
from typing import Any

import pytest

from tests import corpus, story
from tests.office import Office
from tests.peers import require_peer
from tests.web.chromium import DESKTOP, PHONE, open_window

SCREEN = (Path(__file__).parent / "measure.js").read_text(encoding="utf-8")


@pytest.fixture(autouse=True)
def _chromium() -> None:
    require_peer("chromium")


async def test_receivers_are_found_while_typing_and_the_file_goes_up(
    office: Office, tmp_path: Path
) -> None:
    file = tmp_path / "ke-hoach.pdf"
    file.write_bytes(corpus.pdf("letter"))
    async with open_window(office, "chuyenvien.huyen") as window:
        page = window.page
        await window.open("/documents/new")
        await page.select_option("#type_code", "KH")
        await page.select_option("#signer", index=1)
        await page.fill("#abstract", "Kế hoạch ký số trên thiết bị di động")
        await page.set_input_files("#file", file)
        await page.locator("#receiver_query").press_sequentially("doc binh kieu", delay=15)
        await page.locator("[data-found] input").wait_for()
        await page.locator("#receiver_query").press("ArrowDown")
        await page.keyboard.press("Space")
        chosen = page.locator("[data-chosen] li")
        assert await chosen.all_inner_texts() != []
        await page.fill("#receiver_query", "")
        assert await chosen.count() == 1
        await page.click(".buttons button")
        await page.locator(".sheets img").first.wait_for()
        assert "Ủy ban nhân dân xã Đốc Binh Kiều" in await page.locator("main").inner_text()
        assert "Đã lưu dự thảo." in await page.locator("#notice").inner_text()


async def test_a_page_that_waits_for_a_signature_shows_it_by_itself(office: Office) -> None:
    document = await story.approved(office)
    async with open_window(office, story.SIGNER) as window:
        await window.open(f"/documents/{document['id']}")
        await window.page.click("#next form button")
        await window.page.locator(".busy").wait_for()
        await office.work()
        await window.page.locator(".busy").wait_for(state="detached")
        assert "Đã ký" in await window.page.locator("#notice").inner_text()
        assert window.page.url.endswith(document["id"])


async def test_a_list_is_walked_with_the_keys_and_goes_on_by_itself(office: Office) -> None:
    await _fill_register(office, 45)
    async with open_window(office, "vanthu.huyen") as window:
        page = window.page
        await window.open("/incoming")
        rows = page.locator("a.row")
        assert await rows.count() == 20
        await page.keyboard.press("ArrowDown")
        await page.keyboard.press("ArrowDown")
        await page.keyboard.press("ArrowUp")
        assert (
            await page.evaluate("document.activeElement.textContent")
            == await rows.first.inner_text()
        )
        for expected in (40, 45):
            await page.mouse.wheel(0, 20_000)
            await rows.nth(expected - 1).wait_for()
        assert await rows.count() == 45
        await page.keyboard.press("Enter")
        await page.locator(".paper").wait_for()


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
async def test_pages_fit_the_screen_and_can_be_read_and_hit(
    office: Office, size: tuple[int, int]
) -> None:
    """No sideways scrolling; contrast of WCAG 2.2, 1.4.3; targets of 24 pixels (2.5.8)."""
    document = await story.issued(office, codes=("H20.90.03", "H20.90.09"))
    async with open_window(office, story.SIGNER, size=size) as window:
        for path in (
            "/",
            "/documents",
            f"/documents/{document['id']}",
            "/documents/new",
            "/incoming",
            "/work-files/new",
            "/indicators",
            "/indicators/G07",
            "/indicators/G10/evidence",
            "/search?q=ke+hoach",
            "/verify",
        ):
            await window.open(path)
            measured: dict[str, Any] = await _measure(window.page.evaluate(SCREEN))
            assert measured == {"sideways": 0, "faint": [], "small": []}, path


async def _measure(found: Awaitable[Any]) -> dict[str, Any]:
    return dict(await found)


async def _fill_register(office: Office, count: int) -> None:
    clerk = await office.sign_in("vanthu.huyen")
    for number in range(count):
        answer = await clerk.post(
            "/incoming",
            {
                "sender_name": "Bưu điện huyện Tháp Mười",
                "number_and_symbol": f"{number}/TB-BĐ",
                "issued_on": "2024-11-20",
                "type_code": "TB",
                "abstract": f"Thay đổi giờ phát thư, lần {number}",
            },
        )
        assert answer.status_code == 201, answer.text
