"""Pictures for stamps, drawn with Pillow where an office has not stored its own.

Decree 30, appendix I: a leader's signature is blue, an agency's seal red, both PNG on
a transparent ground. The drawn ones are for the trial: a scribble made from the name,
the same for the same name, and a round seal with the agency's name and a star.
"""

import functools
import hashlib
import io
import itertools
import math
import random
from collections.abc import Iterator

from font_source_serif_pro import font_files_ttf  # type: ignore[import-untyped]
from PIL import Image, ImageDraw, ImageFilter, ImageFont, ImageStat

from signing.errors import BadStamp

BLUE = (24, 52, 168)
RED = (206, 17, 38)
#: Drawn this many times larger and scaled down, for smooth edges.
FINE = 3
SIGNATURE_SIZE = (720, 260)
SEAL_SIZE = 560
MOST_PIXELS = 12_000_000
_PNG = b"\x89PNG\r\n\x1a\n"
#: A stored picture: at least so many pixels each way, so much of it transparent, its ink's
#: red or blue above the other colours by so much of 255, a seal's sides equal within a tenth.
FEWEST_PIXELS = 100
LEAST_CLEAR = 0.15
HUE = 40
ROUND = 1.1

Point = tuple[float, float]


def read_picture(data: bytes, *, part: str) -> Image.Image:
    """Draw a stored stamp picture as RGBA, its transparent margin cut off.

    Raises:
        BadStamp: no picture, too large a one, or an empty one.
    """
    try:
        with Image.open(io.BytesIO(data), formats=("PNG", "JPEG")) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise BadStamp(part, "too_large")
            picture = opened.convert("RGBA")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise BadStamp(part, "no_picture") from error
    inked = picture.getchannel("A").getbbox()
    if inked is None:
        raise BadStamp(part, "empty_picture")
    return picture.crop(inked)


def check_picture(data: bytes, *, part: str, is_seal: bool) -> tuple[int, int]:
    """Say how many pixels wide and high the ink of an office's own picture is.

    Decree 30, appendix I, part I, II.7d and II.8a: PNG on a transparent ground, a signature
    blue, a seal red.

    Raises:
        BadStamp: it is not so, or too small or too large to be used.
    """
    if not data.startswith(_PNG):
        raise BadStamp(part, "not_png")
    picture = read_picture(data, part=part)
    if min(picture.size) < FEWEST_PIXELS:
        raise BadStamp(part, "too_small")
    alpha = picture.getchannel("A")
    clear = sum(alpha.histogram()[:16]) / (picture.width * picture.height)
    if clear < LEAST_CLEAR:
        raise BadStamp(part, "not_transparent")
    red, green, blue = (
        int(level) for level in ImageStat.Stat(picture.convert("RGB"), mask=alpha).mean
    )
    good = red > max(green, blue) + HUE if is_seal else blue > max(red, green) + HUE
    if not good:
        raise BadStamp(part, "wrong_colour")
    if is_seal and not 1 / ROUND < picture.width / picture.height < ROUND:
        raise BadStamp(part, "not_round")
    return picture.size


@functools.lru_cache(maxsize=64)
def draw_signature_image(name: str) -> bytes:
    """Draw a handwritten-looking blue scribble for ``name`` as a transparent PNG."""
    seed = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big")
    rng = random.Random(seed)  # noqa: S311 - a picture, no secret
    width, height = (side * FINE for side in SIGNATURE_SIZE)
    ink = Image.new("L", (width, height), 0)
    pen = ImageDraw.Draw(ink)
    for stroke in (_body(name, rng), _flourish(rng)):
        _draw_stroke(pen, [(x * width, y * height) for x, y in stroke])
    return _as_png(ink, BLUE, SIGNATURE_SIZE)


def _body(name: str, rng: random.Random) -> list[Point]:
    """Loops of changing height, one for each letter, in a unit square."""
    loops = max(5, min(sum(letter.isalpha() for letter in name) // 2, 9))
    heights = [1.0] + [rng.choice((0.26, 0.34, 0.48, 0.78)) for _ in range(loops - 1)]
    points: list[Point] = []
    steps = 60
    for step in range(loops * steps):
        turn = step / steps
        index = min(int(turn), loops - 1)
        following = heights[min(index + 1, loops - 1)]
        blend = (1 - math.cos((turn - index) * math.pi)) / 2
        high = heights[index] * (1 - blend) + following * blend
        angle = turn * 2 * math.pi - math.pi / 2
        x = 0.14 + 0.62 * turn / loops - 0.055 * high * math.cos(angle)
        y = 0.60 - 0.40 * high * (math.sin(angle) + 1) / 2 + 0.10 * high
        points.append((x + (0.60 - y) * 0.22, y))
    return points


def _flourish(rng: random.Random) -> list[Point]:
    """Return the stroke back under the name and out to the right."""
    drop, back, out = rng.uniform(0.74, 0.88), rng.uniform(0.08, 0.32), rng.uniform(0.48, 0.64)
    anchors = [(0.72, 0.52), (0.86, 0.66), (0.48, drop), (back, 0.86), (0.55, 0.72), (0.97, out)]
    return list(_through(anchors))


def _through(anchors: list[Point]) -> Iterator[Point]:
    """Draw a smooth curve through the anchors (Catmull-Rom)."""
    padded = [anchors[0], *anchors, anchors[-1]]
    for p0, p1, p2, p3 in zip(padded, padded[1:], padded[2:], padded[3:], strict=False):
        for step in range(40):
            t = step / 40
            yield tuple(  # type: ignore[misc]
                0.5
                * (
                    2 * b
                    + (c - a) * t
                    + (2 * a - 5 * b + 4 * c - d) * t**2
                    + (3 * b - a - 3 * c + d) * t**3
                )
                for a, b, c, d in zip(p0, p1, p2, p3, strict=True)
            )


def _draw_stroke(pen: ImageDraw.ImageDraw, points: list[Point]) -> None:
    """Draw a line that is thicker going down and thins out at both ends, like a pen's."""
    total = len(points)
    for index, ((x1, y1), (x2, y2)) in enumerate(itertools.pairwise(points)):
        length = math.hypot(x2 - x1, y2 - y1) or 1.0
        ends = min(1.0, index / 14, (total - index) / 40)
        radius = FINE * (1.5 + 2.0 * max((y2 - y1) / length, 0) + 0.5) * (0.35 + 0.65 * ends)
        for part in range(max(1, int(length / FINE))):
            t = part * FINE / length
            x, y = x1 + (x2 - x1) * t, y1 + (y2 - y1) * t
            pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=255)


@functools.lru_cache(maxsize=64)
def draw_seal_image(agency_name: str) -> bytes:
    """Draw a round red seal as a transparent PNG: the name around the ring, a star within."""
    side = SEAL_SIZE * FINE
    ink = Image.new("L", (side, side), 0)
    pen = ImageDraw.Draw(ink)
    centre = side / 2
    for radius, width in ((0.492, 0.016), (0.462, 0.005), (0.305, 0.006)):
        r = radius * side
        box = (centre - r, centre - r, centre + r, centre + r)
        pen.ellipse(box, outline=255, width=int(width * side))
    pen.polygon(_star(centre, 0.20 * side), fill=255)
    _write_ring(ink, agency_name.upper())
    pen.polygon(_star(centre, 0.030 * side, down=0.385 * side), fill=255)
    rng = random.Random(agency_name)  # noqa: S311 - a picture, no secret
    return _as_png(_worn(ink, rng), RED, (SEAL_SIZE, SEAL_SIZE))


def _star(centre: float, radius: float, *, down: float = 0.0) -> list[Point]:
    corners = []
    for index in range(10):
        reach = radius if index % 2 == 0 else radius * 0.382
        angle = math.pi * index / 5 - math.pi / 2
        corners.append((centre + reach * math.cos(angle), centre + down + reach * math.sin(angle)))
    return corners


def _write_ring(ink: Image.Image, text: str) -> None:
    """Write around the ring, clockwise from lower left to lower right."""
    side = ink.width
    size = int(side * 0.085)
    while True:
        font = ImageFont.truetype(font_files_ttf["SourceSerifProSemibold"], size)
        widths = [font.getlength(letter) + size * 0.10 for letter in text]
        radius = 0.383 * side
        arc = sum(widths) / radius
        if arc <= math.radians(300) or size <= side * 0.03:
            break
        size = int(size * 0.93)
    angle = -arc / 2
    for letter, width in zip(text, widths, strict=True):
        middle = angle + width / radius / 2
        _paste_letter(ink, letter, font, radius=radius, angle=middle)
        angle += width / radius


def _paste_letter(
    ink: Image.Image, letter: str, font: ImageFont.FreeTypeFont, *, radius: float, angle: float
) -> None:
    side = int(font.size * 2.2)
    tile = Image.new("L", (side, side), 0)
    # The baseline lies a third of a letter below the tile's middle, the capitals' centre.
    ImageDraw.Draw(tile).text(
        (side / 2, side / 2 + font.size * 0.30), letter, font=font, fill=255, anchor="ms"
    )
    turned = tile.rotate(-math.degrees(angle), resample=Image.Resampling.BICUBIC)
    x = ink.width / 2 + radius * math.sin(angle) - side / 2
    y = ink.height / 2 - radius * math.cos(angle) - side / 2
    ink.paste(255, (int(x), int(y)), turned)


def _worn(ink: Image.Image, rng: random.Random) -> Image.Image:
    """Uneven ink, as a stamp pad leaves it; in 16 steps, so that it compresses."""
    small = ink.width // 40
    grain = Image.new("L", (small, small))
    grain.putdata([rng.randint(178, 255) for _ in range(small * small)])
    grain = grain.resize(ink.size, Image.Resampling.BICUBIC).filter(ImageFilter.GaussianBlur(FINE))
    return Image.composite(grain, Image.new("L", ink.size, 0), ink)


def _as_png(ink: Image.Image, colour: tuple[int, int, int], size: tuple[int, int]) -> bytes:
    picture = Image.new("RGBA", size, (*colour, 0))
    alpha = ink.resize(size, Image.Resampling.LANCZOS)
    picture.putalpha(alpha.point([level & 0xF0 | level >> 4 for level in range(256)]))
    out = io.BytesIO()
    picture.save(out, format="PNG", optimize=False)
    return out.getvalue()
