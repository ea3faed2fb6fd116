"""The font has every letter; the drawn pictures are what Decree 30 asks for."""

import io
import unicodedata

import pytest
from PIL import Image

from signing.drawing import draw_seal_image, draw_signature_image, read_picture
from signing.errors import BadStamp
from signing.pades.fonts import VIETNAMESE, font_program, missing_letters
from tests.signing import office


def test_the_stamp_font_has_every_vietnamese_letter() -> None:
    assert len(set(VIETNAMESE)) == 134
    assert all(unicodedata.is_normalized("NFC", letter) for letter in VIETNAMESE)
    assert missing_letters(VIETNAMESE + "0123456789/-.,:;()& –") == set()
    assert missing_letters("漢") == {"漢"}
    assert len(font_program()) < 100_000


def test_signature_is_blue_on_transparent_ground() -> None:
    with Image.open(io.BytesIO(draw_signature_image(office.LEADER))) as picture:
        assert picture.mode == "RGBA"
        assert picture.getpixel((0, 0))[3] == 0  # type: ignore[index]
        colours = set(_inked(picture))
    assert all(blue > red and blue > green for red, green, blue in colours)


def test_signature_is_the_same_for_the_same_name() -> None:
    assert draw_signature_image("Trần Văn Hùng") == draw_signature_image("Trần Văn Hùng")
    assert draw_signature_image("Trần Văn Hùng") != draw_signature_image("Lê Quốc Điền")


@pytest.mark.parametrize("agency", [office.AGENCY, "", "Ủy ban nhân dân " * 6])
def test_seal_is_red_and_round(agency: str) -> None:
    with Image.open(io.BytesIO(draw_seal_image(agency))) as picture:
        assert picture.width == picture.height
        assert picture.getpixel((0, 0))[3] == 0  # type: ignore[index]
        colours = set(_inked(picture))
        box = picture.getchannel("A").getbbox()
    assert all(red > 150 > max(green, blue) for red, green, blue in colours)
    assert box is not None
    assert box[2] - box[0] == pytest.approx(box[3] - box[1], abs=2)


def test_stored_pictures_are_cropped_to_their_ink() -> None:
    picture = Image.new("RGBA", (100, 100), (0, 0, 0, 0))
    picture.paste((0, 0, 255, 255), (20, 30, 60, 50))
    out = io.BytesIO()
    picture.save(out, format="PNG")
    assert read_picture(out.getvalue(), part="leader").size == (40, 20)


@pytest.mark.parametrize(
    ("size", "reason"), [((10, 10), "empty_picture"), ((5000, 5000), "too_large")]
)
def test_bad_pictures(size: tuple[int, int], reason: str) -> None:
    out = io.BytesIO()
    Image.new("RGBA", size).save(out, format="PNG")
    with pytest.raises(BadStamp) as refused:
        read_picture(out.getvalue(), part="leader")
    assert refused.value.reason == reason


def _inked(picture: Image.Image) -> list[tuple[int, int, int]]:
    data = picture.convert("RGBA").tobytes()
    pixels = zip(data[0::4], data[1::4], data[2::4], data[3::4], strict=True)
    return [(red, green, blue) for red, green, blue, alpha in pixels if alpha > 128]
