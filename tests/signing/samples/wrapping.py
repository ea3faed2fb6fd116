"""Signature wrapping: the second signed part moved away, other objects in the gap.

Mladenov and others, "1 Trillion Dollar Refund", CCS 2019, section 4.3.
"""

import re

from tests.signing.samples.paper import Paper
from tests.signing.samples.saving import new_body
from tests.signing.samples.scenes import BROADEST, SCENES
from tests.signing.samples.table import after_signing

_RANGE = re.compile(rb"/ByteRange \[0 (\d+) (\d+) (\d+)\s*\]")


def _wrap(paper: Paper, *, pad: bytes = b"", section: bool = True, startxref: bool = True) -> Paper:
    """Put objects between the parts; the digest still fits.

    The first part with Contents stays, the second moves to the end, and the byte range,
    which stands behind Contents and thus would move too, is written before the gap.
    """
    match = list(_RANGE.finditer(paper.data))[-1]
    end, length = int(match[2]), int(match[3])
    head, tail = paper.data[:end], paper.data[end : end + length]
    body, places = bytearray(pad), {}
    start = len(head)
    body += b"/ByteRange [0 %d @@@@@@@@@@ %d]" % (int(match[1]), length)
    body += b">>\nendobj\n"
    for number, one in new_body(paper).items():
        places[number] = start + len(body)
        body += b"%d 0 obj\n%b\nendobj\n" % (number, one)
    table = start + len(body)
    if section:
        body += _section(paper, places)
    if startxref:
        body += b"startxref\n%d\n%%%%EOF\n" % table
    # What follows is taken for the inside of a string that nobody reads.
    moved = start + len(body)
    return Paper(head + bytes(body).replace(b"@" * 10, b"%010d" % moved) + tail)


def _section(paper: Paper, places: dict[int, int]) -> bytes:
    rows = b"".join(b"%d 1\n%010d 00000 n \n" % pair for pair in sorted(places.items()))
    return b"xref\n%btrailer\n<</Size %d/Root %d 0 R/Prev %d>>\n" % (
        rows, paper.size + 1, paper.root, paper.startxref,
    )  # fmt: skip


@after_signing(scenes=SCENES)
def moved_with_section(paper: Paper) -> Paper:
    return _wrap(paper)


@after_signing(scenes=BROADEST)
def moved_without_section(paper: Paper) -> Paper:
    return _wrap(paper, section=False, startxref=False)


@after_signing(scenes=BROADEST)
def moved_with_section_nobody_names(paper: Paper) -> Paper:
    return _wrap(paper, startxref=False)


@after_signing(scenes=BROADEST)
def moved_with_startxref_only(paper: Paper) -> Paper:
    return _wrap(paper, section=False)


@after_signing(scenes=BROADEST)
def moved_behind_zeros(paper: Paper) -> Paper:
    return _wrap(paper, pad=bytes(64))


@after_signing(scenes=BROADEST)
def moved_and_section_relocated(paper: Paper) -> Paper:
    made = _wrap(paper)
    return made.appended(b"startxref\n%d\n%%%%EOF\n" % made.data.rindex(b"\nxref\n"))


@after_signing(scenes=BROADEST)
def padding_in_contents(paper: Paper) -> Paper:
    # The hole's zeros hold objects; every offset stays as it was.
    match = list(_RANGE.finditer(paper.data))[-1]
    hole = paper.data[int(match[1]) : int(match[2])]
    body = b"".join(b"%d 0 obj\n%b\nendobj\n" % pair for pair in new_body(paper).items())
    zeros = len(hole) - len(hole.rstrip(b"0>"))
    keep = len(hole) - zeros
    filled = hole[: keep + 2] + b">\n" + body
    filled += b" " * (len(hole) - len(filled) - 1) + b">"
    return Paper(paper.data[: int(match[1])] + filled + paper.data[int(match[2]) :])


@after_signing(scenes=BROADEST)
def range_moved_into_an_own_revision(paper: Paper) -> Paper:
    # The old bytes appended once more; the range names the copy's second part.
    match = list(_RANGE.finditer(paper.data))[-1]
    end, length = int(match[2]), int(match[3])
    copy = len(paper.data) + end
    text = b"/ByteRange [0 %d %d %d" % (int(match[1]), copy, length)
    padded = text.ljust(len(match[0]) - 1) + b"]"
    first = paper.data[: match.start()] + padded + paper.data[match.end() :]
    return Paper(first + paper.data)
