"""The place of the leader's signature: found, looked at, chosen by hand."""

import io
from typing import Any

import pytest
from PIL import Image

from tests.office import Office
from tests.signing.pictures import box_of, is_blue
from tests.story import SIGNER, approved, door, read


async def test_the_place_found_is_between_position_and_name(office: Office) -> None:
    document = await approved(office)
    signer = await office.sign_in(SIGNER)
    place = (await signer.get(f"{door(document)}/signature-place")).json()
    assert (place["page"], place["pages"]) == (1, 1)
    assert (place["page_width"], place["page_height"]) == (210.0, 297.0)
    assert 0 < place["left"] < 210 - place["width"]
    assert 0 < place["bottom"] < 297 - place["height"]


@pytest.mark.parametrize(
    ("place", "covers"),
    [
        ({"page": 1, "left": 5, "bottom": 5}, "nothing"),
        ({"page": 1, "left": 60, "bottom": 200}, "text"),
    ],
)
async def test_a_place_over_text_is_warned_of(
    place: dict[str, Any],
    covers: str,
    office: Office,
) -> None:
    document = await approved(office)
    signer = await office.sign_in(SIGNER)
    answer = await signer.get(f"{door(document)}/signature-place", params=place)
    assert answer.json()["covers"] is (covers == "text")


@pytest.mark.parametrize(
    "place",
    [
        {"page": 2, "left": 20, "bottom": 20},
        {"page": 1, "left": 180, "bottom": 20},
        {"page": 1, "left": 20, "bottom": 290},
    ],
)
async def test_a_place_outside_the_page_is_refused(place: dict[str, Any], office: Office) -> None:
    document = await approved(office)
    signer = await office.sign_in(SIGNER)
    looked = await signer.get(f"{door(document)}/signature-place", params=place)
    signed = await signer.post(f"{door(document)}/sign", {"place": place})
    for answer in (looked, signed):
        assert answer.status_code == 400, answer.text
        assert answer.json()["errors"][0]["field"] == "place"
    assert (await read(office, document))["state"] == "approved"


@pytest.mark.parametrize(
    "place",
    [{"page": 0, "left": 1, "bottom": 1}, {"page": 1}, {"page": 1, "left": -1, "bottom": 1}],
)
async def test_a_malformed_place(place: dict[str, Any], office: Office) -> None:
    document = await approved(office)
    signer = await office.sign_in(SIGNER)
    answer = await signer.post(f"{door(document)}/sign", {"place": place})
    assert answer.status_code == 422


async def test_the_signature_stands_where_the_leader_put_it(office: Office) -> None:
    document = await approved(office)
    signer = await office.sign_in(SIGNER)
    place = {"page": 1, "left": 20, "bottom": 30}
    assert (await signer.post(f"{door(document)}/sign", {"place": place})).status_code == 202
    await office.work()
    assert (await read(office, document))["state"] == "signed"
    picture = await signer.get(f"{door(document)}/pages/1", params={"width": 2000})
    with Image.open(io.BytesIO(picture.content)) as image:
        found = box_of(image.convert("RGB"), is_blue)
        dots = image.width / 210
    assert found is not None
    assert 20 * dots - 3 <= found[0] < found[2] <= 65 * dots + 3
    assert (297 - 50) * dots - 3 <= found[1] < found[3] <= (297 - 30) * dots + 3
