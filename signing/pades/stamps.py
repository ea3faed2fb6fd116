"""From a stamp in words to its appearance in a field, by Decree 30, appendix I."""

from collections.abc import Mapping, Sequence

from pyhanko.pdf_utils import generic

from signing.drawing import draw_seal_image, draw_signature_image
from signing.errors import BadStamp
from signing.layout import decree
from signing.models import (
    LEADER_FIELD,
    SEAL_FIELD,
    NumberStamp,
    PersonStamp,
    SealStamp,
)
from signing.pades.appearance import PICTURE_BOX, Picture, StampStyle, Words
from signing.pades.fonts import text_width
from signing.pades.pictures import Raster, raster_of

Box = tuple[float, float, float, float]
NAME_SIZE = 13.0
SMALLEST_SEAL_MM = 10.0
#: From one baseline to the next, in font sizes.
LEADING = 1.2


def field_turn(field: generic.DictionaryObject) -> int:
    """How far the field's page is shown turned clockwise, in degrees."""
    try:
        return int(field["/MK"]["/R"]) % 360
    except (KeyError, TypeError, ValueError):
        return 0


def field_box(field: generic.DictionaryObject) -> Box:
    """Left, bottom, right and top of the field with its page upright, in points.

    Turned about the page's origin: boxes of one page compare, whatever its corner.
    """
    a, b, c, d = (float(value) for value in field["/Rect"])
    x1, y1, x2, y2 = min(a, c), min(b, d), max(a, c), max(b, d)
    match field_turn(field):
        case 90:
            return y1, -x2, y2, -x1
        case 180:
            return -x2, -y2, -x1, -y1
        case 270:
            return -y2, x1, -y1, x2
    return x1, y1, x2, y2


def person_style(stamp: PersonStamp, *, box: Box, hint: Mapping[str, object]) -> StampStyle:
    """Return the signature's picture, centred in the field; name and position where none stand."""
    width, height = box[2] - box[0], box[3] - box[1]
    image = raster_of(stamp.image or draw_signature_image(stamp.name), part=LEADER_FIELD)
    if not hint.get("write_name"):
        return StampStyle(border_width=0, parts=[_fitted(image, (0, 0, width, height))])
    line = NAME_SIZE * 1.35
    middle, widest = width / 2, width
    size = NAME_SIZE
    lines = stamp.authority or (stamp.position.upper(),)
    tops = [
        Words(text=one, middle=middle, baseline=height - line * n, size=size, widest=widest)
        for n, one in enumerate(lines, start=1)
    ]
    below = Words(text=stamp.name, middle=middle, baseline=line * 0.35, size=size, widest=widest)
    room = (0.0, line * 1.1, width, height - line * (len(lines) + 1.4))
    return StampStyle(border_width=0, parts=[_fitted(image, room), *tops, below])


def _fitted(image: Raster, room: Box) -> Picture:
    """As large as the room (left, bottom, width, height) allows, in its middle."""
    left, bottom, width, height = room
    scale = min(width / image.width, height / image.height)
    wide, high = image.width * scale, image.height * scale
    box = (left + (width - wide) / 2, bottom + (height - high) / 2, wide, high)
    return Picture(image=image, box=box)


def number_style(stamp: NumberStamp, *, box: Box, hint: Mapping[str, object]) -> StampStyle:
    """Show number upright, place and date slanted, each over its placeholder."""
    number = decree.number_text(stamp.number, stamp.symbol)
    date = decree.date_text(stamp.place, stamp.date)
    return StampStyle(
        border_width=0,
        parts=[
            _words(number, hint.get("number"), box=box, hint=hint),
            _words(date, hint.get("date"), box=box, hint=hint, slanted=True),
        ],
    )


def _words(
    text: str, slot: object, *, box: Box, hint: Mapping[str, object], slanted: bool = False
) -> Words:
    placed = hint.get("box")
    if not isinstance(slot, Mapping) or not isinstance(placed, Mapping):
        # A field made elsewhere: one half of it for each text.
        width = (box[2] - box[0]) / 2
        middle = width * (1.6 if slanted else 0.5)
        widest = width * 0.95
        return Words(text=text, middle=middle, baseline=4, size=12, widest=widest, slanted=slanted)
    # The slots were found beside the box, on the page as shown: only their distance counts.
    left, bottom = placed["x1"], placed["y1"]
    cover = slot["cover"]
    return Words(
        text=text,
        middle=slot["middle"] - left,
        baseline=slot["baseline"] - bottom,
        size=slot["size"],
        widest=slot["widest"],
        slanted=slanted,
        cover=cover and (cover[0] - left, cover[1] - bottom, cover[2] - left, cover[3] - bottom),
    )


def seal_style(stamp: SealStamp, *, box: Box, leader: Box | None) -> StampStyle:
    """Return the seal at its real size, its right edge on the first third of ``leader``.

    ``leader`` is the place of the leader's picture on the page (left, bottom, right, top).
    """
    diameter = decree.mm(stamp.diameter_mm)
    if stamp.diameter_mm < SMALLEST_SEAL_MM or diameter > box[3] - box[1] + 0.5:
        raise BadStamp(SEAL_FIELD, "diameter")
    image = raster_of(stamp.image or draw_seal_image(stamp.agency), part=SEAL_FIELD)
    x, y = box[0] + 1, (box[1] + box[3] - diameter) / 2
    if leader is not None:
        x = leader[0] + (leader[2] - leader[0]) / 3 - diameter
        y = (leader[1] + leader[3] - diameter) / 2
    x = min(max(x, box[0]), max(box[2] - diameter, box[0]))
    y = min(max(y, box[1]), max(box[3] - diameter, box[1]))
    fitted = _fitted(image, (x - box[0], y - box[1], diameter, diameter))
    return StampStyle(border_width=0, parts=[Picture(image=image, box=fitted.box, multiply=True)])


def corner_style(lines: Sequence[str], *, box: Box, turn: int) -> StampStyle:
    """Return lines of upright black text, each ending at the right edge of the field."""
    width, leading = box[2] - box[0], decree.CORNER_SIZE * LEADING
    first = box[3] - box[1] - decree.CORNER_SIZE
    words = [
        Words(
            text=line,
            middle=width - text_width(line, size=decree.CORNER_SIZE) / 2,
            baseline=first - index * leading,
            size=decree.CORNER_SIZE,
            widest=width + 1,
        )
        for index, line in enumerate(lines)
    ]
    return StampStyle(border_width=0, parts=words, turn=turn)


def picture_on_page(field: generic.DictionaryObject | None) -> Box | None:
    """Say where the picture of this field lies on the page, or None when it shows none."""
    try:
        shown = field["/AP"]["/N"][PICTURE_BOX] if field is not None else None
    except KeyError:
        shown = None
    if field is None or shown is None:
        return None
    left, bottom, width, height = (float(value) for value in shown)
    corner = field_box(field)
    x, y = corner[0] + left, corner[1] + bottom
    return x, y, x + width, y + height
