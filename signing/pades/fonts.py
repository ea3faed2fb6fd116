"""The stamp font: Source Serif Pro, with every Vietnamese letter.

Its italics lack 100 Vietnamese letters, so slanted text is the upright font, sheared.
"""

import functools
import io
import unicodedata
from collections.abc import Iterable

from font_source_serif_pro import font_files_ttf  # type: ignore[import-untyped]
from fontTools import subset, ttLib  # type: ignore[import-untyped]

VIETNAMESE = "ăâđêôơưĂÂĐÊÔƠƯ" + unicodedata.normalize(
    "NFC",
    "".join(
        vowel + tone
        for vowel in "aăâeêioôơuưyAĂÂEÊIOÔƠUƯY"
        for tone in "\u0300\u0301\u0303\u0309\u0323"
    ),
)
LETTERS = "".join(map(chr, [*range(0x20, 0x7F), *range(0xA0, 0x100)])) + VIETNAMESE + "–—‘’“”…₫"


@functools.cache
def font_program() -> bytes:
    """Return the font with only the letters a stamp can need (25 kB), made once a process."""
    return subset_font(ttLib.TTFont(font_files_ttf["SourceSerifPro"]), LETTERS)


def subset_font(font: ttLib.TTFont, letters: Iterable[str]) -> bytes:
    options = subset.Options(
        layout_features=[], hinting=False, notdef_outline=True, glyph_names=False
    )
    maker = subset.Subsetter(options)
    maker.populate(unicodes=[ord(letter) for letter in letters])
    maker.subset(font)
    out = io.BytesIO()
    font.save(out)
    return out.getvalue()


def missing_letters(text: str) -> set[str]:
    """Letters of ``text`` (NFC) that the stamp font cannot draw."""
    glyphs, _, _ = _advances()
    return {letter for letter in text if ord(letter) not in glyphs}


@functools.cache
def _advances() -> tuple[dict[int, str], dict[str, tuple[int, int]], int]:
    font = ttLib.TTFont(io.BytesIO(font_program()))
    return font.getBestCmap(), dict(font["hmtx"].metrics), font["head"].unitsPerEm


def text_width(text: str, *, size: float) -> float:
    """How wide the stamp font sets one line, in points; unknown letters count as none."""
    glyphs, advances, units = _advances()
    known = (glyphs[ord(letter)] for letter in text if ord(letter) in glyphs)
    return sum(advances[glyph][0] for glyph in known) * size / units
