"""Secrecy marks: box 10a of Decree 30, a word in capitals alone on its line."""

import re
from collections.abc import Iterable

from signing.layout.lines import Line, fold, to_columns
from signing.models import Placement

#: The mark stands in the upper part of page one; below this share it is body text.
UPPER_PART = 0.5

_MARKS = {"mật": "MẬT", "tối mật": "TỐI MẬT", "tuyệt mật": "TUYỆT MẬT"}
_FRAME = re.compile(r"^[\s\[\](){}|*.:_–—-]+|[\s\[\](){}|*.:_–—-]+$")


def find_mark(rows: Iterable[Line], *, sheet: Placement) -> str | None:
    """Return the highest secrecy mark on page one, or None.

    Only a column that holds nothing but the mark, in capitals, counts: ``bảo mật`` and
    ``trừ văn bản mật`` are ordinary words. A frame around the mark or letter-spacing
    does not hide it.
    """
    found: list[str] = []
    for row in rows:
        if row.baseline < sheet.y1 + sheet.height * UPPER_PART:
            continue
        for column in [*to_columns(row), row]:
            mark = mark_of(column.text)
            if mark is not None:
                found.append(mark)
    return max(found, key=list(_MARKS.values()).index, default=None)


def mark_of(text: str) -> str | None:
    """Return the mark a line consists of, or None."""
    bare = _FRAME.sub("", text)
    if not bare or bare != bare.upper():
        return None
    words = fold(bare)
    if words not in _MARKS and all(len(part) == 1 for part in words.split()):
        # Letter-spaced: "M Ậ T", "T Ố I  M Ậ T".
        joined = words.replace(" ", "")
        words = next((mark for mark in _MARKS if mark.replace(" ", "") == joined), words)
    return _MARKS.get(words)
