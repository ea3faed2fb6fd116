"""One SVG picture: its title, its description, and the few marks that charts are made of."""

import textwrap
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from xml.etree.ElementTree import Element, SubElement, tostring

from services.charts.values import Tone

WIDTH = 720.0  # units; on A4 between margins a letter of 15 units is printed in 10 points
INK, SOFT, FAINT, PAPER, ACCENT = "#18242c", "#47565f", "#d3dce0", "#ffffff", "#0b5c78"
SMALL, NORMAL, LARGE = 13.0, 15.0, 24.0
COLOURS = {
    Tone.GOOD: "#1a6b3c",
    Tone.GO: ACCENT,
    Tone.RISK: "#8a5200",
    Tone.BAD: "#a4221d",
    Tone.QUIET: SOFT,
}
# In a square of 24: what is filled, and what is drawn upon it in the colour of paper.
_SHAPES = {
    Tone.GOOD: ("M12 3a9 9 0 1 0 0 18a9 9 0 1 0 0-18z", "m8 12.3 2.8 2.8L16 9.6"),
    Tone.GO: ("M12 4a8 8 0 0 1 0 16z", ""),
    Tone.RISK: ("M12 3 22.5 21h-21z", "M12 10v5m0 2v1"),
    Tone.BAD: ("M8 3h8l5 5v8l-5 5H8l-5-5V8z", "m9 9 6 6m0-6-6 6"),
    Tone.QUIET: ("", ""),
}
_RINGED = frozenset({Tone.GO, Tone.QUIET})
# typst has this font, with every Vietnamese letter; a page's style sheet puts its own.
_FONT = "Libertinus Serif"
_LETTER = 0.5  # of its size a letter is wide, on average
_NAMESPACE = "http://www.w3.org/2000/svg"


@dataclass(frozen=True, slots=True)
class Picture:
    """An SVG being drawn, `within` one of its parts."""

    root: Element
    within: Element

    @staticmethod
    def begin(name: str, *, title: str, about: str, height: float, role: str = "img") -> "Picture":
        """`name` is its own on the page: the title and the description hang on it."""
        looks = {
            "xmlns": _NAMESPACE,
            "class": "chart",
            "viewBox": f"0 0 {_number(WIDTH)} {_number(height)}",
            "width": _number(WIDTH),
            "height": _number(height),
            "role": role,
            "aria-labelledby": f"{name}-title",
            "aria-describedby": f"{name}-about",
            "font-family": _FONT,
        }
        root = Element("svg", looks)
        picture = Picture(root, root)
        picture.add("title", clean(title), id=f"{name}-title")
        picture.add("desc", clean(about), id=f"{name}-about")
        return picture

    def inside(self, tag: str, **looks: str) -> "Picture":
        """The same picture, drawn on within a new part of it."""
        return Picture(self.root, SubElement(self.within, tag, looks))

    def line(self, start: tuple[float, float], end: tuple[float, float], **looks: str) -> None:
        x1, y1, x2, y2 = map(_number, (*start, *end))
        self.add("line", "", x1=x1, y1=y1, x2=x2, y2=y2, **looks)

    def path_through(self, points: Iterable[tuple[float, float]], **looks: str) -> None:
        through = " ".join(f"{_number(x)},{_number(y)}" for x, y in points)
        self.add("polyline", "", points=through, fill="none", **looks)

    def box(self, x: float, y: float, width: float, height: float, **looks: str) -> None:
        size = {"width": _number(width), "height": _number(height)}
        self.add("rect", "", x=_number(x), y=_number(y), **size, **looks)

    def dot(self, x: float, y: float, radius: float, **looks: str) -> None:
        self.add("circle", "", cx=_number(x), cy=_number(y), r=_number(radius), **looks)

    def path(self, way: str, **looks: str) -> None:
        self.add("path", "", d=way, **looks)

    def text(self, x: float, y: float, said: str, *, size: float = NORMAL, **looks: str) -> None:
        """`y` is that of the line the letters stand on."""
        place = {"x": _number(x), "y": _number(y), "font-size": _number(size)}
        self.add("text", clean(said), **place, **({"fill": INK} | looks))

    def shape(self, tone: Tone, x: float, y: float, *, size: float = 18) -> None:
        """The shape of a status, centred."""
        solid, mark = _SHAPES[tone]
        move = f"translate({_number(x - size / 2)} {_number(y - size / 2)})"
        drawn = self.inside("g", transform=f"{move} scale({size / 24:.3f})")
        colour = COLOURS[tone]
        if tone in _RINGED:
            dashes = {"stroke_dasharray": "3 3"} if tone is Tone.QUIET else {}
            drawn.dot(12, 12, 8, fill="none", stroke=colour, stroke_width="2", **dashes)
        if solid:
            drawn.path(solid, fill=colour)
        if mark:
            drawn.path(mark, fill="none", stroke=PAPER, stroke_width="2.4")

    def written(self) -> str:
        return tostring(self.root, encoding="unicode")

    def add(self, tag: str, text: str, **looks: str) -> None:
        attributes = {name.replace("_", "-"): value for name, value in looks.items()}
        SubElement(self.within, tag, attributes).text = text or None


def clean(text: str) -> str:
    """XML has no place for control characters."""
    return "".join(one for one in text if unicodedata.category(one) not in {"Cc", "Cs", "Cn"})


def lines_of(text: str, *, width: float, size: float, most: int) -> list[str]:
    """The text in at most so many lines of about this width; what is too long ends in dots."""
    letters = max(1, int(width / (size * _LETTER)))
    return textwrap.wrap(clean(text), letters, max_lines=most, placeholder="…") or [""]


def share_of(value: float) -> float:
    """Percent as a part of the whole, inside 0 to 1."""
    return max(0.0, min(100.0, value)) / 100


def _number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
