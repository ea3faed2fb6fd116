"""What the revisions of a file say: fields at a point, changed fields, bytes at the end."""

from collections.abc import Sequence
from dataclasses import dataclass

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

_WHITE = b" \t\r\n\f\0"
#: Deeper or larger forms than this are hostile.
MOST_FIELDS = 20_000


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


def fields_at(reader: PdfFileReader, revision: int) -> set[str]:
    """Full names of all form fields at the end of this revision (0 = first)."""
    names: set[str] = set()
    try:
        form = reader.get_historical_root(revision)["/AcroForm"]
        waiting = [(one, "") for one in form["/Fields"]]
    except Exception:  # noqa: BLE001 - no form at all, or a broken one: it names no fields
        return names
    seen = 0
    while waiting and seen < MOST_FIELDS:
        seen += 1
        field, prefix = waiting.pop()
        if not isinstance(field, generic.DictionaryObject):
            continue
        part = field.get("/T")
        name = ".".join(filter(None, (prefix, str(part) if part is not None else "")))
        kids = [kid for kid in field.get("/Kids", ()) if isinstance(kid, generic.DictionaryObject)]
        if part is not None:
            names.add(name)
        waiting.extend((kid, name) for kid in kids if "/T" in kid)
    return names
