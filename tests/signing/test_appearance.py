"""How signed pages look, by their pixels: Decree 30, appendix I, II.7 and II.8."""

import io
from collections.abc import Callable
from dataclasses import replace

import pytest
from PIL import Image

from signing.drawing import draw_signature_image
from signing.models import Placement
from signing.service import Signing
from signing.verdicts import Outcome
from tests.signing import attacks, office
from tests.signing.conftest import (
    AGENCY_KEY,
    LEADER_KEY,
    NOW,
    PERSON,
    PLAN,
    SEAL,
    Stages,
    run_route,
)

SCALE = 2
Box = tuple[int, int, int, int]


async def test_twelve_pages_signed_on_the_last(signing: Signing) -> None:
    long = await run_route(signing, office.long_plan())
    facts = await signing.inspect(long.sealed)
    assert facts.pages >= 12
    assert facts.signatures == 3
    assert facts.pdfa == "2B"
    assert "Số: 15/KH-UBND" in facts.text_excerpt
    last = await _picture(signing, long.sealed, page=facts.pages - 1)
    assert _box_of(last, _is_blue) is not None
    assert _box_of(last, _is_red) is not None
    assert (await signing.verify(long.sealed, now=NOW)).outcome is Outcome.VALID


async def test_signature_lies_between_position_and_name(signing: Signing, stages: Stages) -> None:
    picture = await _picture(signing, stages.signed)
    before = await _picture(signing, stages.prepared)
    blue = _box_of(picture, _is_blue)
    assert blue is not None
    assert _box_of(before, _is_blue) is None
    # The ink leaves the black lines of position and name alone.
    lines = _dark_rows(before, blue[0], blue[2])
    above = max(row for row in lines if row < (blue[1] + blue[3]) / 2)
    below = min(row for row in lines if row > (blue[1] + blue[3]) / 2)
    assert above < blue[1] < blue[3] < below


async def test_seal_covers_a_third_on_the_left(signing: Signing, stages: Stages) -> None:
    blue = _box_of(await _picture(signing, stages.signed), _is_blue)
    red = _box_of(await _picture(signing, stages.sealed), _is_red)
    assert blue is not None
    assert red is not None
    share = (red[2] - blue[0]) / (blue[2] - blue[0])
    assert 0.28 < share < 0.40
    assert red[0] < blue[0]
    diameter_mm = (red[2] - red[0]) / SCALE / 72 * 25.4
    assert diameter_mm == pytest.approx(SEAL.diameter_mm, abs=0.6)


async def test_seal_follows_a_narrow_signature(signing: Signing) -> None:
    prepared = await signing.prepare(office.plan_pdf(), PLAN)
    with Image.open(io.BytesIO(draw_signature_image("Lê"))) as drawn:
        narrow = io.BytesIO()
        drawn.resize((200, 260)).save(narrow, format="PNG")
    stamp = replace(PERSON, image=narrow.getvalue())
    signed = await signing.sign_person(prepared, key=LEADER_KEY, stamp=stamp, now=NOW)
    sealed = await signing.sign_seal(signed, key=AGENCY_KEY, stamp=SEAL, now=NOW)
    blue = _box_of(await _picture(signing, signed), _is_blue)
    red = _box_of(await _picture(signing, sealed), _is_red)
    assert blue is not None
    assert red is not None
    assert 0.25 < (red[2] - blue[0]) / (blue[2] - blue[0]) < 0.42


async def test_number_replaces_its_placeholder(signing: Signing, stages: Stages) -> None:
    before = await _picture(signing, stages.signed)
    after = await _picture(signing, stages.sealed)
    changed = _changed_rows(before, after)
    upper = [row for row in changed if row < before.height / 2]
    assert upper, "number and date must show in the upper half"
    assert max(upper) - min(upper) < 20 * SCALE, "and only on their line"


async def test_page_whose_corner_is_elsewhere(signing: Signing) -> None:
    draft = attacks.move_corner(office.plan_pdf(block="*CHỦ TỊCH*"), x=-40, y=-60)
    done = await run_route(signing, draft)
    picture = await _picture(signing, done.sealed)
    red = _box_of(picture, _is_red)
    assert red is not None
    assert red[0] > picture.width * 0.4
    assert red[3] < picture.height
    assert (await signing.verify(done.sealed, now=NOW)).outcome is Outcome.VALID


async def test_given_place_is_used(signing: Signing) -> None:
    place = Placement(page=0, x1=100, y1=300, x2=220, y2=350)
    plan = replace(PLAN, leader=replace(PLAN.leader, place=place))
    prepared = await signing.prepare(office.plan_pdf(), plan)
    signed = await signing.sign_person(prepared, key=LEADER_KEY, stamp=PERSON, now=NOW)
    picture = await _picture(signing, signed)
    blue = _box_of(picture, _is_blue)
    assert blue is not None
    assert blue[0] >= 100 * SCALE - 2
    assert blue[2] <= 220 * SCALE + 2


async def _picture(signing: Signing, pdf: bytes, *, page: int = 0) -> Image.Image:
    png = await signing.render_page(pdf, page=page, width=595 * SCALE)
    return Image.open(io.BytesIO(png)).convert("RGB")


def _is_blue(red: int, green: int, blue: int) -> bool:
    return blue > 110 and blue - red > 50 and blue - green > 40


def _is_red(red: int, green: int, blue: int) -> bool:
    return red > 150 and red - green > 70 and red - blue > 60


def _box_of(picture: Image.Image, wanted: Callable[[int, int, int], bool]) -> Box | None:
    """Return the smallest box around all pixels of this colour."""
    mask = bytes(
        255 if wanted(*pixel) else 0 for pixel in zip(*[iter(picture.tobytes())] * 3, strict=True)
    )
    return Image.frombytes("L", picture.size, mask).getbbox()


def _dark_rows(picture: Image.Image, left: int, right: int) -> list[int]:
    strip = picture.convert("L").crop((left, 0, right, picture.height))
    return [
        row
        for row in range(strip.height)
        if min(strip.crop((0, row, strip.width, row + 1)).tobytes()) < 90
    ]


def _changed_rows(before: Image.Image, after: Image.Image) -> list[int]:
    def row(picture: Image.Image, y: int) -> bytes:
        return picture.crop((0, y, picture.width, y + 1)).tobytes()

    return [y for y in range(before.height) if row(before, y) != row(after, y)]
