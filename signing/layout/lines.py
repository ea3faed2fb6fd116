"""Lines of a page, made from characters and their places; pure, knows no PDF library."""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

#: A gap wider than this many font sizes starts another column.
COLUMN_GAP = 2.2
#: A gap wider than this many font sizes is a space even if the file has none.
WORD_GAP = 0.18
#: Baselines that differ by less than this many points are one line.
SAME_LINE = 2.0


class Cell(NamedTuple):
    """One character, or one letter with its marks, with its box in points.

    A tuple, since a page has thousands and a frozen dataclass takes four times as long to make.
    """

    text: str
    x1: float
    y1: float
    x2: float
    y2: float
    baseline: float
    size: float


@dataclass(frozen=True, kw_only=True)
class Line:
    """Neighbouring cells on one baseline."""

    cells: tuple[Cell, ...]

    @property
    def text(self) -> str:
        """The line's text in NFC."""
        return "".join(cell.text for cell in self.cells)

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Left, bottom, right and top of the inked cells, in points."""
        inked = [cell for cell in self.cells if not cell.text.isspace()] or list(self.cells)
        return (
            min(cell.x1 for cell in inked),
            min(cell.y1 for cell in inked),
            max(cell.x2 for cell in inked),
            max(cell.y2 for cell in inked),
        )

    @property
    def baseline(self) -> float:
        """Height of the first cell's baseline above the page's lower edge, in points."""
        return self.cells[0].baseline

    @property
    def size(self) -> float:
        """The commonest font size, in points."""
        sizes = [round(cell.size, 1) for cell in self.cells]
        return max(set(sizes), key=sizes.count)

    def part(self, start: int, end: int) -> "Line":
        """Return the cells behind characters ``start`` to ``end`` of :attr:`text`."""
        chosen, position = [], 0
        for cell in self.cells:
            if position < end and position + len(cell.text) > start:
                chosen.append(cell)
            position += len(cell.text)
        return Line(cells=tuple(chosen))


def fold(text: str) -> str:
    """For comparing: NFC, no case, one space between words."""
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())


def compose(cells: Iterable[Cell]) -> list[Cell]:
    """Join combining marks to their letter, so that NFD files read like NFC ones."""
    out: list[Cell] = []
    for cell in cells:
        if out and unicodedata.combining(cell.text[0]):
            last = out[-1]
            out[-1] = last._replace(
                text=unicodedata.normalize("NFC", last.text + cell.text),
                # A glyph that stands for letter and mark is split between the two.
                x1=min(last.x1, cell.x1),
                x2=max(last.x2, cell.x2),
                y1=min(last.y1, cell.y1),
                y2=max(last.y2, cell.y2),
            )
        else:
            text = unicodedata.normalize("NFC", cell.text)
            out.append(cell if text == cell.text else cell._replace(text=text))
    return out


def to_rows(cells: Iterable[Cell]) -> list[Line]:
    """Rows across the whole page, top first; a column gap becomes two spaces."""
    rows: list[list[Cell]] = []
    for cell in sorted(compose(cells), key=lambda one: -one.baseline):
        if rows and abs(rows[-1][0].baseline - cell.baseline) < SAME_LINE:
            rows[-1].append(cell)
        else:
            rows.append([cell])
    return [Line(cells=tuple(_spaced(sorted(row, key=lambda one: one.x1)))) for row in rows]


def _spaced(row: Sequence[Cell]) -> list[Cell]:
    out: list[Cell] = []
    for cell in row:
        if out and not cell.text.isspace() and not out[-1].text.isspace():
            last = out[-1]
            if cell.x1 - last.x2 > WORD_GAP * max(cell.size, 1.0):
                out.append(last._replace(text=" ", x1=last.x2, x2=cell.x1))
        out.append(cell)
    return out


def to_columns(row: Line) -> list[Line]:
    """Split a row where the white space is wider than :data:`COLUMN_GAP`."""
    columns: list[list[Cell]] = []
    right: float | None = None
    for cell in row.cells:
        if cell.text.isspace():
            if columns:
                columns[-1].append(cell)
            continue
        if right is None or cell.x1 - right > COLUMN_GAP * max(cell.size, 1.0):
            columns.append([])
        columns[-1].append(cell)
        right = cell.x2
    return [_stripped(column) for column in columns]


def _stripped(cells: list[Cell]) -> Line:
    while cells[-1].text.isspace():
        cells.pop()
    return Line(cells=tuple(cells))
