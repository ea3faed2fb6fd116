"""From the district's figure to a record with its proof in three clicks; every page measured."""

from pathlib import Path

import pytest

from tests import story
from tests.office import Office
from tests.peers import require_peer
from tests.web.chromium import DESKTOP, PHONE, Window, open_window

SCREEN = (Path(__file__).parent / "measure.js").read_text(encoding="utf-8")
FINE = {"sideways": 0, "faint": [], "small": []}


@pytest.fixture(autouse=True)
def _chromium() -> None:
    require_peer("chromium")


@pytest.fixture
async def issued(office: Office) -> str:
    document = await story.issued(office)
    await office.work()
    await office.sequence()
    return str(document["id"])


async def click(window: Window, link: str) -> None:
    await window.page.locator("a.row", has_text=link).first.click()
    assert await window.page.evaluate(SCREEN) == FINE, window.page.url


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
async def test_three_clicks_lead_from_the_figure_to_the_proof(
    office: Office, issued: str, size: tuple[int, int]
) -> None:
    async with open_window(office, story.SIGNER, size=size) as window:
        await window.open("/indicators")
        await click(window, "Văn bản trao đổi điện tử được ký số")
        await click(window, "Ủy ban nhân dân huyện Tháp Mười")
        await click(window, "Kế hoạch chuyển đổi số năm 2024")
        assert issued in window.page.url
        page = window.page
        assert await page.get_by_text("Trong nhật ký đã ký, chưa bị sửa").count() > 3
        assert await page.get_by_role("link", name="Tải bằng chứng").first.is_visible()


@pytest.mark.parametrize("language", ["vi", "en"])
async def test_pages_of_figures_can_be_read(office: Office, issued: str, language: str) -> None:
    head = await office.sign_in("chanhvanphong.huyen")
    made = (await head.post("/bulletins", {"period": "2024-11"})).json()["id"]
    async with open_window(office, "chanhvanphong.huyen", size=PHONE) as window:
        await window.open("/indicators")
        await window.page.locator(".account summary").click()
        await window.page.click(f"button[value={language}]")
        for path in (
            "/indicators",
            "/indicators/G07/definition",
            "/indicators/comparison?period=2024-11",
            "/indicators/G07/comparison",
            "/indicators/bulletins",
            "/indicators/bulletins/new",
            f"/indicators/bulletins/{made}/recount",
            f"/indicators/G07/evidence/{issued}",
        ):
            await window.open(path)
            assert await window.page.evaluate(SCREEN) == FINE, path


async def test_paper_has_no_menu_and_every_table(office: Office, issued: str) -> None:
    async with open_window(office, story.SIGNER) as window:
        await window.open("/indicators/G07")
        page = window.page
        table = page.locator("details table").first
        assert not await table.is_visible()
        await page.emulate_media(media="print")
        assert not await page.locator(".side").is_visible()
        assert not await page.locator(".not-printed").first.is_visible()
        assert await page.locator("svg.chart").first.is_visible()
        assert await table.evaluate("one => one.checkVisibility()")
