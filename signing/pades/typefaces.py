"""The stamp font as it goes into a file: a subset, made once for a set of letters and kept.

Making it anew took half the time of a signature that shows text.
"""

import functools
import hashlib
import io
import zlib
from collections.abc import Iterable
from dataclasses import dataclass

from fontTools import ttLib  # type: ignore[import-untyped]
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name, pdf_string
from pyhanko.pdf_utils.writer import BasePdfFileWriter

from signing.pades.fonts import font_program, subset_font

#: Stands in every subset, so that all documents of an agency share one: what changes from one
#: to the next is the number, the date and the letters of the kind (Decree 30, appendix III).
ALWAYS = "0123456789 :;,+-/&ABCDEFGHIKLMNOPQRSTUVXYĐƯSố ngày tháng năm"
#: PDF measures glyphs in thousandths of the font's size.
THOUSANDTHS = 1000

_CMAP_HEAD = b"""/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <FFFF>
endcodespacerange
"""
_CMAP_FOOT = b"""endcmap
CMapName currentdict /CMap defineresource pop
end
end
"""
#: ISO 32000-1, 9.10.3: a bfchar section holds at most 100 lines.
_CMAP_LINES = 100


@dataclass(frozen=True, kw_only=True)
class Typeface:
    """A subset, ready to be written; ``glyphs`` gives number and width of each letter.

    Widths are in thousandths of the font's size. Streams are compressed.
    """

    name: str
    glyphs: dict[str, tuple[int, int]]
    widths: tuple[int, ...]
    metrics: dict[str, int]
    box: tuple[int, ...]
    program: bytes
    length: int
    to_unicode: bytes

    def width(self, text: str) -> float:
        """Width of the text at size 1."""
        return sum(self.glyphs[letter][1] for letter in text) / THOUSANDTHS

    def show(self, text: str) -> bytes:
        """Return the operator that shows the text."""
        return b"<%s> Tj" % "".join(f"{self.glyphs[one][0]:04x}" for one in text).encode()


def typeface_for(text: str) -> Typeface:
    """Return a subset with these letters, all of which the font has."""
    return _typeface(frozenset(ALWAYS + text))


@functools.lru_cache(maxsize=64)
def _typeface(letters: frozenset[str]) -> Typeface:
    ordered = sorted(letters)
    program = subset_font(ttLib.TTFont(io.BytesIO(font_program())), ordered)
    font = ttLib.TTFont(io.BytesIO(program), lazy=True)
    scale = THOUSANDTHS / font["head"].unitsPerEm
    advances = [font["hmtx"][name][0] for name in font.getGlyphOrder()]
    widths = tuple(round(advance * scale) for advance in advances)
    cmap = font.getBestCmap()
    glyphs = {one: font.getGlyphID(cmap[ord(one)]) for one in ordered}
    head, os2 = font["head"], font["OS/2"]
    return Typeface(
        name=f"/{_tag(ordered)}+SourceSerifPro-Regular",
        glyphs={one: (number, widths[number]) for one, number in glyphs.items()},
        widths=widths,
        metrics={
            "/Ascent": round(font["hhea"].ascent * scale),
            "/Descent": round(font["hhea"].descent * scale),
            "/CapHeight": round(os2.sCapHeight * scale),
            "/ItalicAngle": 0,
            "/StemV": 88,
            "/Flags": 0b110,  # serif, and letters beyond the standard Latin ones
        },
        box=tuple(round(side * scale) for side in (head.xMin, head.yMin, head.xMax, head.yMax)),
        program=zlib.compress(program),
        length=len(program),
        to_unicode=zlib.compress(_to_unicode(glyphs)),
    )


def _tag(letters: Iterable[str]) -> str:
    """ISO 32000-1, 9.6.4: six capitals that tell subsets of one font apart."""
    digest = hashlib.sha256("".join(letters).encode()).digest()
    return "".join(chr(ord("A") + octet % 26) for octet in digest[:6])


def _to_unicode(glyphs: dict[str, int]) -> bytes:
    lines = [
        f"<{number:04x}> <{letter.encode('utf-16-be').hex()}>\n".encode()
        for letter, number in sorted(glyphs.items(), key=lambda pair: pair[1])
    ]
    sections = [
        b"%d beginbfchar\n%sendbfchar\n" % (len(part), b"".join(part))
        for start in range(0, len(lines), _CMAP_LINES)
        if (part := lines[start : start + _CMAP_LINES])
    ]
    return _CMAP_HEAD + b"".join(sections) + _CMAP_FOOT


def embed_typeface(writer: BasePdfFileWriter, face: Typeface) -> generic.IndirectObject:
    """Add the font to the update and return its reference (ISO 32000-1, 9.7.6)."""
    descriptor = _dictionary(
        face.metrics,
        {
            "/Type": pdf_name("/FontDescriptor"),
            "/FontName": pdf_name(face.name),
            "/FontBBox": _numbers(face.box),
            "/FontFile2": writer.add_object(flate(face.program, {"/Length1": face.length})),
        },
    )
    system = _dictionary(
        {"/Supplement": 0}, {"/Registry": pdf_string("Adobe"), "/Ordering": pdf_string("Identity")}
    )
    letters = _dictionary(
        {},
        {
            "/Type": pdf_name("/Font"),
            "/Subtype": pdf_name("/CIDFontType2"),
            "/BaseFont": pdf_name(face.name),
            "/CIDSystemInfo": system,
            "/CIDToGIDMap": pdf_name("/Identity"),
            "/FontDescriptor": writer.add_object(descriptor),
            "/W": generic.ArrayObject([_number(0), _numbers(face.widths)]),
        },
    )
    whole: dict[str, generic.PdfObject] = {
        "/Type": pdf_name("/Font"),
        "/Subtype": pdf_name("/Type0"),
        "/BaseFont": pdf_name(face.name),
        "/Encoding": pdf_name("/Identity-H"),
        "/DescendantFonts": generic.ArrayObject([writer.add_object(letters)]),
        "/ToUnicode": writer.add_object(flate(face.to_unicode, {})),
    }
    return writer.add_object(_dictionary({}, whole))


def flate(compressed: bytes, entries: dict[str, int]) -> generic.StreamObject:
    """Make a stream of what zlib has compressed already."""
    kept = _dictionary(entries, {"/Filter": pdf_name("/FlateDecode")})
    return generic.StreamObject(dict(kept), encoded_data=compressed)


def _number(value: int) -> generic.NumberObject:
    return generic.NumberObject(value)  # type: ignore[no-untyped-call]


def _numbers(values: Iterable[int]) -> generic.ArrayObject:
    return generic.ArrayObject([_number(value) for value in values])


def _dictionary(
    numbers: dict[str, int], others: dict[str, generic.PdfObject]
) -> generic.DictionaryObject:
    made = generic.DictionaryObject()  # type: ignore[no-untyped-call]
    made.update({pdf_name(key): _number(value) for key, value in numbers.items()})
    made.update({pdf_name(key): value for key, value in others.items()})
    return made
