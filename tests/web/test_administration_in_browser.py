"""The administrator's pages in Chromium, with everything folded out, at two sizes of screen."""

from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from tests.holders import new_token
from tests.office import Office, only
from tests.services.identities.test_pictures import BLUE, RED, drawn
from tests.web.chromium import DESKTOP, PHONE, Window, open_window

SCREEN = (Path(__file__).parent / "measure.js").read_text(encoding="utf-8")
FITS = {"sideways": 0, "faint": [], "small": []}
PLACES = (
    "/operations",
    "/operations/certificates",
    "/operations/certificates/new",
    "/operations/pictures",
    "/operations/staff",
    "/operations/staff/new",
    "/password",
)


@pytest.fixture
async def person(office: Office) -> str:
    """The page of the signer, whose signature and agency's seal have pictures."""
    administrator = await office.sign_in("quantri")
    signer = await office.sign_in("phochutich.huyen")
    for path, colour, facts in (
        (f"/agencies/{administrator.agency_id}/seal", RED, {"diameter_mm": 36}),
        (f"/staff/{signer.appointment_id}/signature-picture", BLUE, {}),
    ):
        size = (400, 400) if colour is RED else (400, 150)
        params = {"valid_from": "2024-11-25"} | facts
        answer = await administrator.put(path, params=params, content=drawn(colour, size=size))
        assert answer.status_code == 200, answer.text
    staff = (await administrator.get(f"/agencies/{administrator.agency_id}/staff")).json()
    found = only(staff["people"], full_name="Nguyễn Văn Hiệp")
    return f"/operations/staff/{found['id']}"


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
async def test_the_pages_fit_and_can_be_read_and_hit(
    office: Office, size: tuple[int, int], person: str
) -> None:
    async with open_window(office, "quantri", size=size) as window:
        for path in (*PLACES, person):
            await window.open(path)
            await window.page.evaluate(
                "for (const one of document.querySelectorAll('details')) one.open = true"
            )
            assert await measured(window) == FITS, path


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
async def test_a_certificate_is_registered_and_a_seal_has_its_size(
    office: Office, size: tuple[int, int], person: str, key_dir: Path, tmp_path: Path
) -> None:
    del person
    file = tmp_path / "hiep.crt"
    file.write_bytes(new_token(key_dir).certificate.public_bytes(Encoding.PEM))
    async with open_window(office, "quantri", size=size) as window:
        page = window.page
        await window.open("/operations/certificates/new")
        await page.select_option("#holder", label="Nguyễn Văn Hiệp – Phó Chủ tịch")
        await page.set_input_files("#file", str(file))
        await page.click("main button.main")
        await page.wait_for_selector("#compare-title")
        assert await measured(window) == FITS
        await page.click("main button.main")
        await page.wait_for_selector("#notice .notice")
        await window.open("/operations/pictures")
        # 36 mm are 36 / 25.4 inches of 96 CSS pixels.
        box = await page.locator(".stamps svg").first.bounding_box()
        assert box is not None
        assert box["width"] == pytest.approx(36 / 25.4 * 96, abs=0.6)
        assert await page.evaluate(
            "Promise.all([...document.querySelectorAll('.stamps image')].map(one => one.decode()"
            ".then(() => true)))"
        ) == [True, True]


async def measured(window: Window) -> dict[str, Any]:
    return dict(await window.page.evaluate(SCREEN))
