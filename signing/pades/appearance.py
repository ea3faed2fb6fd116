"""What a signature field shows: pictures and Vietnamese text, as PDF operators."""

from collections.abc import Sequence
from dataclasses import dataclass

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.content import ResourceType
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.layout import BoxConstraints
from pyhanko.pdf_utils.writer import BasePdfFileWriter
from pyhanko.stamp import BaseStampStyle
from pyhanko.stamp.base import BaseStamp

from signing.errors import BadStamp
from signing.pades.fonts import missing_letters
from signing.pades.pictures import Raster, add_raster
from signing.pades.typefaces import embed_typeface, typeface_for

#: How far slanted text leans: the tangent of 12 degrees.
SLANT = 0.2126
#: Text is set smaller down to this share before it is refused.
SMALLEST = 0.6

#: Counterclockwise turns by so many degrees, as the first four numbers of a matrix.
TURNS = {90: (0, 1, -1, 0), 180: (-1, 0, 0, -1), 270: (0, -1, 1, 0)}

#: Where the picture lies in the appearance, read again when the seal is placed.
PICTURE_BOX = pdf_name("/CongvuPicture")


def number(value: float) -> generic.FloatObject:
    """Return a PDF number with three decimals, a thousandth of a point."""
    return generic.FloatObject(round(value, 3))  # type: ignore[no-untyped-call]


def numbers(*values: float) -> bytes:
    """Write operands as PDF allows them: never with an exponent."""
    return " ".join(f"{value:.3f}" for value in values).encode()


@dataclass(frozen=True, kw_only=True)
class Picture:
    """A picture in a box of the field (left, bottom, width, height in points)."""

    image: Raster
    box: tuple[float, float, float, float]
    multiply: bool = False


@dataclass(frozen=True, kw_only=True)
class Words:
    """One line of text centred on ``middle``; coordinates are the field's, in points.

    ``cover`` is painted white first (left, bottom, right, top).
    """

    text: str
    middle: float
    baseline: float
    size: float
    widest: float
    slanted: bool = False
    cover: tuple[float, float, float, float] | None = None


@dataclass(frozen=True)
class StampStyle(BaseStampStyle):
    """Hands pyHanko an appearance made beforehand."""

    parts: Sequence[Picture | Words] = ()
    #: How far the page is shown turned clockwise, in degrees: the parts stand upright there.
    turn: int = 0

    def create_stamp(
        self, writer: BasePdfFileWriter, box: BoxConstraints, text_params: dict[str, object]
    ) -> BaseStamp:
        """Return the appearance for one field of this writer."""
        del text_params
        if self.turn in {90, 270}:
            box = BoxConstraints(width=box.height, height=box.width)
        return Stamp(writer, self, box)


class Stamp(BaseStamp):
    """The appearance stream of one field."""

    def __init__(self, writer: BasePdfFileWriter, style: "StampStyle", box: BoxConstraints) -> None:
        super().__init__(writer, style, box)
        self._parts = style.parts
        self._turn = style.turn

    def render(self) -> bytes:
        """All operators of the stamp."""
        words = [part for part in self._parts if isinstance(part, Words)]
        pictures = [part for part in self._parts if isinstance(part, Picture)]
        drawn = [self._draw_picture(part, index) for index, part in enumerate(pictures)]
        if words:
            drawn += self._write(words)
        return b"\n".join([b"q", *drawn, b"Q"])

    def as_form_xobject(self) -> generic.StreamObject:
        """Return the stream, with a note where the picture lies."""
        form = super().as_form_xobject()
        if self._turn in TURNS:
            matrix = [number(value) for value in (*TURNS[self._turn], 0, 0)]
            form[pdf_name("/Matrix")] = generic.ArrayObject(matrix)
        for part in self._parts:
            if isinstance(part, Picture):
                box = [number(value) for value in part.box]
                form[PICTURE_BOX] = generic.ArrayObject(box)
        return form

    def _draw_picture(self, part: Picture, index: int) -> bytes:
        name = f"/Pic{index}"
        self.set_resource(
            ResourceType.XOBJECT, pdf_name(name), add_raster(self._ensure_writer, part.image)
        )
        state = b""
        if part.multiply:
            # Ink on ink: what lies below the seal stays readable.
            multiply = generic.DictionaryObject({pdf_name("/BM"): pdf_name("/Multiply")})  # type: ignore[no-untyped-call]
            self.set_resource(ResourceType.EXT_G_STATE, pdf_name("/Ink"), multiply)
            state = b"/Ink gs "
        left, bottom, width, height = part.box
        matrix = numbers(width, 0, 0, height, left, bottom)
        return b"q %s%s cm %s Do Q" % (state, matrix, name.encode())

    def _write(self, words: Sequence[Words]) -> list[bytes]:
        text = "".join(part.text for part in words)
        missing = missing_letters(text)
        if missing:
            raise BadStamp("text", "letters_missing:" + "".join(sorted(missing)))
        face = typeface_for(text)
        drawn = []
        for part in words:
            width = face.width(part.text)
            size = min(part.size, part.widest / max(width, 0.01))
            if size < part.size * SMALLEST:
                raise BadStamp("text", "too_long")
            if part.cover:
                x1, y1, x2, y2 = part.cover
                drawn.append(b"q 1 1 1 rg %s re f Q" % numbers(x1, y1, x2 - x1, y2 - y1))
            x = part.middle - width * size / 2
            matrix = numbers(1, 0, SLANT if part.slanted else 0, 1, x, part.baseline)
            shown = face.show(part.text)
            drawn.append(b"BT 0 g /Font %s Tf %s Tm %s ET" % (numbers(size), matrix, shown))
        reference = embed_typeface(self._ensure_writer, face)
        self.set_resource(ResourceType.FONT, pdf_name("/Font"), reference)
        return drawn
