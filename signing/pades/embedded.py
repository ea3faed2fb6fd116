"""The signatures of a file, each with the revision it covers, before anything is judged."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass

from pyhanko.pdf_utils import generic

from signing.errors import UnreadablePdf
from signing.pades.byterange import BadByteRange, ByteRange, contents_of, read_byte_range
from signing.pades.changes.equality import raw
from signing.pades.changes.revisions import Revision
from signing.pades.forms import FormField, walk_fields

#: A file of 25 signers renewed each year for a century has fewer.
MOST_SIGNATURES = 150

_STAMP = "/ETSI.RFC3161"


@dataclass(frozen=True, kw_only=True)
class Embedded:
    """One filled signature field; what is None could not be read, and ``problem`` says why."""

    field: str
    dictionary: generic.DictionaryObject | None = None
    covered: ByteRange | None = None
    revision: Revision | None = None
    problem: str = ""

    @property
    def is_time_stamp(self) -> bool:
        """Whether it is a document time stamp, whatever its /Type says."""
        one = self.dictionary
        if one is None:
            return False
        return one.get("/SubFilter") == _STAMP or one.get("/Type") == "/DocTimeStamp"

    @property
    def end(self) -> int:
        """Where the signed revision ends; 0 when that is unknown."""
        return self.covered.end if self.covered else 0


def find_signatures(pdf: bytes, final: Revision) -> list[Embedded]:
    """Return every filled signature field, oldest first, unreadable ones at the end.

    Raises:
        UnreadablePdf: there are more than anybody would sign with.
    """
    found = list(itertools.islice(_signatures(pdf, final), MOST_SIGNATURES + 1))
    if len(found) > MOST_SIGNATURES:
        raise UnreadablePdf("too_many_signatures")
    return sorted(found, key=lambda one: one.end or len(pdf) + 1)


def _signatures(pdf: bytes, final: Revision) -> Iterator[Embedded]:
    for field in walk_fields(final.root):
        if not field.is_filled_signature:
            continue
        try:
            yield _read(pdf, final, field)
        except BadByteRange as error:
            yield Embedded(
                field=field.name, dictionary=_value(final, field), problem=f"byte_range {error}"
            )
        except Exception:  # noqa: BLE001 - hostile fields raise errors of a dozen kinds
            yield Embedded(field=field.name, problem="not_examinable")


def _read(pdf: bytes, final: Revision, field: FormField) -> Embedded:
    now = _value(final, field)
    if now is None:
        raise BadByteRange("no_signature")
    covered = read_byte_range(pdf, now)
    signed = final if covered.end == len(pdf) else final.until(covered.end)
    # The dictionary as it was signed: a later revision may say something else.
    for one in walk_fields(signed.root):
        value = _value(signed, one) if one.name == field.name else None
        if value is not None and contents_of(value) == contents_of(now):
            return Embedded(field=field.name, dictionary=value, covered=covered, revision=signed)
    raise BadByteRange("not_in_its_own_revision")


def _value(revision: Revision, field: FormField) -> generic.DictionaryObject | None:
    if field.dictionary is None:
        return None
    value = revision.resolve(raw(field.dictionary, "/V"))
    return value if isinstance(value, generic.DictionaryObject) else None
