"""Rendered pages by their pixels: where a colour lies, how far two pages differ."""

import io
from collections.abc import Callable

from PIL import Image, ImageChops

from signing.service import Signing

Box = tuple[int, int, int, int]
Colour = Callable[[int, int, int], bool]


async def picture(signing: Signing, pdf: bytes, *, page: int = 0, width: int = 1190) -> Image.Image:
    """Return the page as it is shown, in RGB."""
    png = await signing.render_page(pdf, page=page, width=width)
    return Image.open(io.BytesIO(png)).convert("RGB")


def is_blue(red: int, green: int, blue: int) -> bool:
    return blue > 110 and blue - red > 50 and blue - green > 40


def is_red(red: int, green: int, blue: int) -> bool:
    return red > 150 and red - green > 70 and red - blue > 60


def box_of(image: Image.Image, wanted: Colour) -> Box | None:
    """Return the smallest box around all pixels of this colour."""
    mask = bytes(
        255 if wanted(*pixel) else 0 for pixel in zip(*[iter(image.tobytes())] * 3, strict=True)
    )
    return Image.frombytes("L", image.size, mask).getbbox()


def changed_box(before: Image.Image, after: Image.Image, *, by: int = 40) -> Box | None:
    """Return the smallest box around all pixels that differ by more than ``by``."""
    difference = ImageChops.difference(before, after).convert("L")
    return difference.point([255 if level > by else 0 for level in range(256)]).getbbox()


def share_changed(before: Image.Image, after: Image.Image, *, by: int = 100) -> float:
    """Return which share of the pixels differs by more than ``by``."""
    difference = ImageChops.difference(before, after).convert("L")
    return sum(difference.histogram()[by:]) / (before.width * before.height)


def mm(pixels: float, *, dpi: float) -> float:
    """Pixels as millimetres."""
    return pixels / dpi * 25.4
