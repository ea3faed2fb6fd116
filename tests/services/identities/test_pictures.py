"""Pictures of seals and signatures: what is taken, from when, and what signing makes of it."""

import io
from typing import Any

import pytest
from httpx2 import Response
from PIL import Image, ImageDraw

from tests.office import Office, only
from tests.signing.pictures import box_of, is_blue, is_red
from tests.story import CLERK, SIGNER, door, issued

ADMINISTRATOR = "quantri"
RED, BLUE, BLACK = (200, 20, 40), (20, 40, 180), (10, 10, 10)
TODAY = "2024-11-25"


def drawn(
    colour: tuple[int, int, int],
    *,
    size: tuple[int, int] = (400, 400),
    ground: tuple[int, int, int, int] = (0, 0, 0, 0),
    form: str = "PNG",
) -> bytes:
    """A ring of the colour that reaches the edges."""
    picture = Image.new("RGBA", size, ground)
    ImageDraw.Draw(picture).ellipse((0, 0, size[0] - 1, size[1] - 1), outline=colour, width=20)
    out = io.BytesIO()
    picture.convert("RGBA" if form == "PNG" else "RGB").save(out, format=form)
    return out.getvalue()


async def set_seal(
    office: Office, data: bytes, *, username: str = ADMINISTRATOR, **params: Any
) -> Response:
    officer = await office.sign_in(username)
    district = only(await office.agencies("H20.90"), code="H20.90")
    return await officer.put(
        f"/agencies/{district['id']}/seal",
        params={"diameter_mm": 36, "valid_from": TODAY} | params,
        content=data,
    )


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (drawn(RED, form="JPEG"), "not-png"),
        (b"\x89PNG\r\n\x1a\nnothing follows", "no-picture"),
        (drawn(RED, size=(60, 60)), "too-small"),
        (drawn(RED, size=(5000, 5000)), "too-large"),
        (drawn(RED, ground=(255, 255, 255, 255)), "not-transparent"),
        (drawn(BLUE), "wrong-colour"),
        (drawn(BLACK), "wrong-colour"),
        (drawn(RED, size=(600, 300)), "not-round"),
        (b"", "not-png"),
    ],
)
async def test_a_seal_is_what_the_decree_asks_for(data: bytes, reason: str, office: Office) -> None:
    answer = await set_seal(office, data)
    assert (answer.status_code, answer.json()["reason"]) == (415, reason)


@pytest.mark.parametrize("diameter", [9, 61, "nan", "wide"])
async def test_a_seal_has_a_diameter_of_a_seal(diameter: Any, office: Office) -> None:
    assert (await set_seal(office, drawn(RED), diameter_mm=diameter)).status_code == 422


async def test_only_the_administrator_above_may(office: Office) -> None:
    assert (await set_seal(office, drawn(RED), username=CLERK)).status_code == 403
    assert (await set_seal(office, drawn(RED) + bytes(1024 * 1024))).status_code == 413


async def test_signing_uses_the_pictures_in_force_at_their_real_size(office: Office) -> None:
    administrator = await office.sign_in(ADMINISTRATOR)
    assert (await set_seal(office, drawn(RED), diameter_mm=30)).status_code == 200
    # Another seal that begins tomorrow does not count yet.
    await set_seal(office, drawn(RED), diameter_mm=42, valid_from="2024-11-26")
    signer = await office.sign_in(SIGNER)
    path = f"/staff/{signer.appointment_id}/signature-picture"
    stored = await administrator.put(
        path, params={"valid_from": TODAY}, content=drawn(BLUE, size=(400, 100))
    )
    assert stored.status_code == 200, stored.text
    assert (await signer.get(path)).headers["content-type"] == "image/png"
    document = await issued(office)
    clerk = await office.sign_in(CLERK)
    page = await clerk.get(f"{door(document)}/pages/1", params={"width": 2000})
    with Image.open(io.BytesIO(page.content)) as image:
        shown = image.convert("RGB")
    red, blue = box_of(shown, is_red), box_of(shown, is_blue)
    assert red is not None
    assert blue is not None
    dots = shown.width / 210
    assert (red[2] - red[0]) / dots == pytest.approx(30, abs=0.6)
    assert (blue[2] - blue[0]) / (blue[3] - blue[1]) == pytest.approx(4, rel=0.12)


async def test_the_day_s_later_upload_replaces_the_earlier(office: Office) -> None:
    first = await set_seal(office, drawn(RED))
    second = await set_seal(office, drawn(RED, size=(500, 500)))
    administrator = await office.sign_in(ADMINISTRATOR)
    district = only(await office.agencies("H20.90"), code="H20.90")
    shown = await administrator.get(f"/agencies/{district['id']}/seal")
    assert first.json()["digest"] != second.json()["digest"]
    with Image.open(io.BytesIO(shown.content)) as image:
        assert image.size == (500, 500)


async def test_what_is_stored_is_listed_with_its_days(office: Office) -> None:
    administrator = await office.sign_in(ADMINISTRATOR)
    await set_seal(office, drawn(RED), diameter_mm=30)
    await set_seal(office, drawn(RED, size=(600, 600)), diameter_mm=36, valid_from="2024-12-02")
    signer = await office.sign_in(SIGNER)
    await administrator.put(
        f"/staff/{signer.appointment_id}/signature-picture",
        params={"valid_from": TODAY},
        content=drawn(BLUE, size=(400, 100)),
    )
    path = f"/agencies/{administrator.agency_id}"
    found = (await administrator.get(f"{path}/pictures")).json()
    assert [(row["diameter_mm"], row["valid_from"], row["state"]) for row in found["seal"]] == [
        (36, "2024-12-02", "to_come"),
        (30, TODAY, "in_force"),
    ]
    signing = {row["full_name"]: len(row["pictures"]) for row in found["signatures"]}
    assert signing == {"Trần Thị Kim Phượng": 0, "Nguyễn Văn Hiệp": 1, "Lê Thanh Tùng": 0}
    later = await administrator.get(f"{path}/seal", params={"on": "2024-12-02"})
    with Image.open(io.BytesIO(later.content)) as image:
        assert image.size == (600, 600)
