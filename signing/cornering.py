"""Where the agency's text stands on an attachment or a copy, and how its lines break.

The place is blank paper, so that nothing of the page is hidden and an earlier signature
keeps all it covers (Decree 30/2020, appendix I, part I, II.8b and part II).
"""

from collections.abc import Iterator
from datetime import UTC, datetime

from signing.errors import AlreadySigned, BadStamp, NoRoom
from signing.layout import corner, decree, pages
from signing.models import ATTACHMENT_FIELD, COPY_FIELD, AttachmentStamp, CopyStamp, Placement
from signing.pades.corners import CornerPlan
from signing.pades.fields import FieldPlace
from signing.pades.files import open_reader, signature_fields
from signing.pades.fonts import missing_letters, text_width
from signing.pades.stamps import LEADING

CornerStamp = AttachmentStamp | CopyStamp

#: Lines are at most so long: one line where the margin has room, else a small block.
WIDEST_MM = (175.0, 95.0, 60.0)
MOST_LINES = 8
#: Any time: its figures are as wide as any other's.
WIDE_TIME = datetime(2024, 12, 24, tzinfo=UTC)


def plan_corner(pdf: bytes, stamp: CornerStamp, *, now: datetime) -> CornerPlan:
    """Find the place for the stamp's text, signed at ``now``.

    Raises:
        AlreadySigned: an attachment that carries signatures; the agency signs its own files.
        NoRoom: page one is full.
        BadStamp: a letter that the font does not have.
        UnreadablePdf, EncryptedPdf.
    """
    text = _text_of(stamp, now)
    missing = missing_letters(text)
    if missing:
        raise BadStamp("text", "letters_missing:" + "".join(sorted(missing)))
    signatures = sum(signature_fields(open_reader(pdf)).values())
    if isinstance(stamp, AttachmentStamp) and signatures:
        raise AlreadySigned(signatures)
    with pages.open_document(pdf) as document:
        lines, box = _find(corner.read_paper(document), text)
        view = pages.read_view(document, 0)
    return CornerPlan(
        field=ATTACHMENT_FIELD if isinstance(stamp, AttachmentStamp) else COPY_FIELD,
        place=FieldPlace(box=view.on_page(box), turn=view.turn),
        lines=lines,
    )


def has_corner(pdf: bytes) -> bool:
    """Whether page one has a place for the text of an attachment, its number not known yet."""
    text = decree.attachment_text("0000", "W" * 16, WIDE_TIME)
    with pages.open_document(pdf) as document:
        try:
            _find(corner.read_paper(document), text)
        except NoRoom:
            return False
    return True


def _text_of(stamp: CornerStamp, now: datetime) -> str:
    if isinstance(stamp, AttachmentStamp):
        return decree.attachment_text(stamp.number, stamp.symbol, now)
    return decree.copy_text(stamp.form, stamp.agency, now)


def _find(paper: corner.Paper, text: str) -> tuple[tuple[str, ...], Placement]:
    for lines, anywhere in _layouts(text):
        width = max(text_width(line, size=decree.CORNER_SIZE) for line in lines) + 1
        height = decree.CORNER_SIZE * (LEADING * len(lines) + 0.1)
        box = corner.find_corner(paper, width=width, height=height, anywhere=anywhere)
        if box is not None:
            return lines, box
    raise NoRoom


def _layouts(text: str) -> Iterator[tuple[tuple[str, ...], bool]]:
    for anywhere in (False, True):
        for widest in WIDEST_MM:
            lines = tuple(wrap(text, widest=decree.mm(widest)))
            if len(lines) <= MOST_LINES:
                yield lines, anywhere


def wrap(text: str, *, widest: float) -> list[str]:
    """Break between words so that each line is at most ``widest`` points, the first fullest."""
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and text_width(longer, size=decree.CORNER_SIZE) > widest:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines
