"""Where the three stamps of a route belong on the page, found from the text layer.

``sheet`` is the visible part of the page, whose corner need not lie at 0, 0.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from signing.layout import decree
from signing.layout.lines import Line, fold, to_columns
from signing.models import Placement

#: Number and date stand in the upper part of page one.
UPPER_PART = 0.55
#: How far above the name, in points, the position line may stand.
REACH_ABOVE = 220.0
#: Position and name are centred on each other within this many points.
SAME_AXIS = 70.0
#: Names whose baselines differ by less stand side by side.
SAME_LINE = 12.0
LEAST_HEIGHT = 24.0
MOTTO = "độc lập - tự do - hạnh phúc"
SHORTEST_POSITION = 4
GAP = 2.0

_BLANK = r"[\s.…_·]*"
_NUMBER = re.compile(
    rf"Số{_BLANK}:?{_BLANK}(?P<given>\d*){_BLANK}/{_BLANK}[^\W\d_][\w&-]*(?:{_BLANK}-{_BLANK}\w+)*"
    rf"|Số{_BLANK}:[\s.…_·]*$"
)
_DATE = re.compile(
    rf"ngày{_BLANK}\d{{0,2}}{_BLANK}tháng{_BLANK}\d{{0,2}}{_BLANK}năm{_BLANK}(?:\d{{2,4}})?[.…_·]*"
)


@dataclass(frozen=True, kw_only=True)
class TextSlot:
    """Where one text is typed: its middle, baseline and size, and what it must cover.

    ``cover`` is left, bottom, right, top of the placeholder in points, or None;
    ``widest`` is the room the text may take in points.
    """

    middle: float
    baseline: float
    size: float
    widest: float
    cover: tuple[float, float, float, float] | None


@dataclass(frozen=True, kw_only=True)
class NumberPlace:
    """The field of number and date with the two texts in it."""

    box: Placement
    number: TextSlot
    date: TextSlot


@dataclass(frozen=True, kw_only=True)
class LeaderPlace:
    """The leader's field; ``write_name`` when the page does not name the signer."""

    box: Placement
    write_name: bool


def place_number(rows: Sequence[Line], *, sheet: Placement) -> NumberPlace:
    """Show number and date on page one (boxes 3 and 4): the placeholders, or the standard place."""
    number = date = None
    for row in rows:
        if row.baseline < sheet.y1 + sheet.height * UPPER_PART:
            break
        number = number or _slot(row, _NUMBER, lambda _row, start: start)
        date = date or _slot(row, _DATE, _start_of_place)
        if number and date:
            break
    baseline = _free_baseline(rows, sheet=sheet)
    number = number or _standard(decree.NUMBER_MIDDLE_MM, decree.NUMBER_WIDTH_MM, sheet, baseline)
    date = date or _standard(decree.DATE_MIDDLE_MM, decree.DATE_WIDTH_MM, sheet, baseline)
    return NumberPlace(box=_around([number, date], sheet=sheet), number=number, date=date)


def _slot(
    row: Line, pattern: re.Pattern[str], start_of: Callable[[Line, int], int]
) -> TextSlot | None:
    match = pattern.search(row.text)
    if match is None:
        return None
    line = row.part(start_of(row, match.start()), match.end())
    x1, y1, x2, y2 = line.box
    return TextSlot(
        middle=(x1 + x2) / 2,
        baseline=line.baseline,
        size=line.size,
        widest=(x2 - x1) * 1.12,
        # Only what the placeholder inks: a rule may lie close above or below.
        cover=(x1 - 1, y1 - 1, x2 + 1, y2 + 0.4),
    )


def _start_of_place(row: Line, start: int) -> int:
    """Find the place's name is what stands left of "ngày" in the same column."""
    position = 0
    for column in to_columns(row):
        begin = row.text.index(column.text, position)
        position = begin + len(column.text)
        if begin <= start < position:
            number = _NUMBER.search(row.text[begin:start])
            return begin + number.end() if number else begin
    return start


def _free_baseline(rows: Sequence[Line], *, sheet: Placement) -> float:
    """Find the height for boxes 3 and 4: below the motto, else as the decree draws it."""
    for row, following in pairwise(rows):
        if MOTTO in fold(row.text):
            usual = row.baseline - decree.NUMBER_SIZE * 1.8
            lowest = following.box[3] + decree.NUMBER_SIZE * 0.3
            return max(usual, min(lowest, row.baseline - decree.NUMBER_SIZE))
    return sheet.y2 - decree.mm(decree.NUMBER_BASELINE_MM)


def _standard(middle_mm: float, width_mm: float, sheet: Placement, baseline: float) -> TextSlot:
    # The decree's figures are for A4; other sizes keep the proportions across.
    across = sheet.width / decree.mm(decree.A4_WIDTH_MM)
    return TextSlot(
        middle=sheet.x1 + decree.mm(middle_mm) * across,
        baseline=baseline,
        size=decree.NUMBER_SIZE,
        widest=decree.mm(width_mm) * across,
        cover=None,
    )


def _around(slots: Sequence[TextSlot], *, sheet: Placement) -> Placement:
    boxes = [
        (
            slot.middle - slot.widest / 2,
            slot.baseline - slot.size * 0.3,
            slot.middle + slot.widest / 2,
            slot.baseline + slot.size,
        )
        for slot in slots
    ]
    boxes += [slot.cover for slot in slots if slot.cover]
    return Placement(
        page=0,
        x1=max(min(box[0] for box in boxes) - GAP, sheet.x1),
        y1=max(min(box[1] for box in boxes) - GAP, sheet.y1),
        x2=min(max(box[2] for box in boxes) + GAP, sheet.x2),
        y2=min(max(box[3] for box in boxes) + GAP, sheet.y2),
    )


def place_leader(
    rows: Sequence[Line], *, page: int, sheet: Placement, name: str, position: str
) -> LeaderPlace | None:
    """Find the space between the position line and the last occurrence of the name, or None."""
    columns = [column for row in rows for column in to_columns(row)]
    names = [column for column in columns if _is_name(column.text, name)]
    if not names:
        return None
    lowest = min(one.baseline for one in names)
    # Two namesakes sign side by side: each under a line of their own.
    beside = [one for one in names if one.baseline < lowest + SAME_LINE]
    line = max(beside, key=lambda one: (_is_titled(columns, one, position), -one.baseline))
    left, _, right, top = line.box
    middle = (left + right) / 2
    ceiling = _bottom_of_position(columns, below=line, position=position)
    if ceiling is None or ceiling - top < LEAST_HEIGHT:
        ceiling = min(top + decree.mm(decree.SIGNATURE_MM[1]) + 2 * GAP, sheet.y2)
    width, height = decree.mm(decree.SIGNATURE_MM[0]), decree.mm(decree.SIGNATURE_MM[1])
    height = min(height * 1.25, ceiling - top - 2 * GAP)
    centre = (ceiling + top) / 2
    box = Placement(
        page=page,
        x1=max(middle - width / 2, sheet.x1),
        y1=max(centre - height / 2, sheet.y1),
        x2=min(middle + width / 2, sheet.x2),
        y2=min(centre + height / 2, sheet.y2),
    )
    return LeaderPlace(box=box, write_name=False)


def _is_name(text: str, name: str) -> bool:
    # Without spaces, since wide letters of some fonts seem to have one beside them.
    return fold(text).strip(" .,;:").replace(" ", "") == fold(name).replace(" ", "")


def _is_titled(columns: Sequence[Line], name: Line, position: str) -> bool:
    return any(_same_position(fold(one.text), fold(position)) for one in _above(columns, name))


def _above(columns: Sequence[Line], name: Line) -> list[Line]:
    """Lines centred on the name, not far above it."""
    middle = (name.box[0] + name.box[2]) / 2
    return [
        column
        for column in columns
        if name.box[3] < column.box[1] < name.box[3] + REACH_ABOVE
        and abs((column.box[0] + column.box[2]) / 2 - middle) < SAME_AXIS
    ]


def _bottom_of_position(columns: Sequence[Line], *, below: Line, position: str) -> float | None:
    above = _above(columns, below)
    wanted = fold(position)
    lines = [one for one in above if _same_position(fold(one.text), wanted)]
    lines = lines or [one for one in above if one.text == one.text.upper()]
    return min((one.box[1] for one in lines), default=None)


def _same_position(text: str, wanted: str) -> bool:
    # "KT. CHỦ TỊCH" holds a part of "Phó Chủ tịch" and the other way round; a comma does not.
    return len(text) >= SHORTEST_POSITION and (text in wanted or wanted in text)


def fallback_leader(
    rows: Sequence[Line], *, page: int, sheet: Placement, on_left: bool = False
) -> LeaderPlace:
    """Find room for position, picture and name: right, under the last text, else at the foot.

    ``on_left`` is where the secretary of minutes signs.
    """
    width, height = decree.mm(70), decree.mm(38)
    right, foot = sheet.x2 - decree.mm(15), sheet.y1 + decree.mm(22)
    left = max(right - width, sheet.x1)
    if on_left:
        left = sheet.x1 + decree.mm(20)
        right = min(left + width, sheet.x2)
    columns = [column for row in rows for column in to_columns(row)]
    inked = [one.box[1] for one in columns if one.box[2] > left and one.box[0] < right]
    top = min(inked, default=sheet.y1) - decree.mm(4)
    bottom = max(foot, top - height)
    box = Placement(page=page, x1=left, y1=bottom, x2=right, y2=bottom + height)
    return LeaderPlace(box=box, write_name=True)


def place_seal(leader: Placement, *, diameter_mm: float, sheet: Placement) -> Placement:
    """Room for the seal left of the leader's box (box 8 of Decree 30).

    The box is wider than the seal: it reaches to the middle of the leader's box, so that
    the seal can be shifted to cover a third of the image, however wide that turns out.
    """
    diameter = decree.mm(diameter_mm)
    middle = (leader.y1 + leader.y2) / 2
    right = (leader.x1 + leader.x2) / 2 + GAP
    left = max(leader.x1 + leader.width / 3 - diameter - GAP, sheet.x1)
    highest = max(sheet.y2 - diameter - 2, sheet.y1)
    bottom = min(max(middle - diameter / 2 - 1, sheet.y1), highest)
    return Placement(
        page=leader.page,
        x1=left,
        y1=bottom,
        x2=max(right, left + diameter + 2),
        y2=bottom + diameter + 2,
    )
