"""What the revisions of a file say: fields at a point, changed fields, bytes at the end."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

from signing.pades.forms import walk_fields

_WHITE = b" \t\r\n\f\0"


@dataclass(frozen=True, kw_only=True)
class Tail:
    """Whether a signature reaches to the end, and whether something was put behind it."""

    covered: bool
    appended: bool


def tail_after(pdf: bytes, reader: PdfFileReader, embedded: Sequence[EmbeddedPdfSignature]) -> Tail:
    """Look at the bytes behind the last revision.

    pyHanko ignores them; an object appended there stays green. Good files of other
    makers end in up to eight bytes of white space.
    """
    end = max(signed_end(one) for one in embedded)
    covered = not pdf[end:].strip(_WHITE)
    latest = max(one.signed_revision for one in embedded)
    if latest == reader.xrefs.total_revisions - 1:
        return Tail(covered=covered, appended=not covered)
    marker = pdf.rfind(b"%%EOF")
    return Tail(covered=covered, appended=bool(pdf[marker + 5 :].strip(_WHITE)))


def signed_end(signature: EmbeddedPdfSignature) -> int:
    """Offset of the first byte behind what the signature claims to cover."""
    try:
        return int(signature.byte_range[2]) + int(signature.byte_range[3])
    except (IndexError, TypeError, ValueError):
        return 0


def fields_at(reader: PdfFileReader, revision: int) -> Counter[str]:
    """Count the form fields by full name at the end of this revision (0 = first)."""
    return Counter(field.name for field in walk_fields(reader.get_historical_root(revision)))


def shows_nothing(field: generic.DictionaryObject) -> bool:
    """Whether the field is a single widget without any extent on its page."""
    try:
        x1, y1, x2, y2 = (float(value) for value in field["/Rect"])
    except (KeyError, TypeError, ValueError):
        return False
    return "/Kids" not in field and (x1 == x2 or y1 == y2)
