"""What a file signed elsewhere has more than the file that was given out.

The rule of the route holds: every field is made before the first signature, or on blank paper
by ourselves. A signing program therefore signs the prepared field; a leader's, if nobody has
signed yet, may make one of its own in the very revision it signs. A field that a program makes
later would spoil the signatures before it.
"""

from signing.errors import AdditionRefused
from signing.models import ROUTE_FIELDS, AddedSignature
from signing.pades.changes.comparing import compare
from signing.pades.changes.revisions import Revision
from signing.pades.cms import BadCms
from signing.pades.embedded import Embedded, find_signatures
from signing.pades.examination import open_revision
from signing.pades.files import signature_fields
from signing.pades.formats import check_format
from signing.pades.values import UnsupportedSignature
from signing.verdicts import ChangedAfter

_HARMLESS = {ChangedAfter.NOTHING, ChangedAfter.ARCHIVAL_DATA}


def find_addition(
    base: bytes, signed: bytes, *, field: str, may_make_field: bool
) -> AddedSignature:
    """Describe the one signature that ``signed`` has more; ``field`` is the prepared one.

    Raises:
        AdditionRefused: it is not ``base`` with one signature, and nothing else, behind it.
        UnreadablePdf, EncryptedPdf.
    """
    if len(signed) <= len(base) or not signed.startswith(base):
        raise AdditionRefused("not_appended")
    earlier, later = open_revision(base), open_revision(signed)
    before, after = signature_fields(earlier.reader), signature_fields(later.reader)
    name = _new_signature(before, after)
    first, made = not any(before.values()), name not in before
    if made and not first:
        raise AdditionRefused("field_made_late")
    if made and not may_make_field:
        raise AdditionRefused("own_field")
    if not made and name != field:
        raise AdditionRefused("wrong_field")
    found = {one.field: one for one in find_signatures(signed, later)}
    if signed[found[name].end :].strip():
        raise AdditionRefused("not_to_the_end")
    _require_nothing_else(earlier, later, name=name, made=made and first)
    fingerprint = _signer_of(found[name], signed)
    return AddedSignature(field=name, fingerprint=fingerprint, made_field=made, first=first)


def _new_signature(before: dict[str, bool], after: dict[str, bool]) -> str:
    if any(filled and not after.get(name) for name, filled in before.items()):
        raise AdditionRefused("other_changes")
    if any(name not in after for name in ROUTE_FIELDS if name in before):
        raise AdditionRefused("other_changes")
    new = [name for name, filled in after.items() if filled and not before.get(name)]
    if not new:
        raise AdditionRefused("no_signature")
    if len(new) > 1:
        raise AdditionRefused("too_many_signatures")
    return new[0]


def _signer_of(one: Embedded, signed: bytes) -> str:
    """Return the certificate's fingerprint; what the signature is worth is for the verdict."""
    if one.problem or one.is_time_stamp:
        raise AdditionRefused("signature_broken")
    try:
        return str(check_format(one, signed).signed.signer.sha256.hex())
    except (BadCms, UnsupportedSignature) as error:
        raise AdditionRefused("signature_broken") from error


def _require_nothing_else(earlier: Revision, later: Revision, *, name: str, made: bool) -> None:
    allowed = (ChangedAfter.FURTHER_SIGNATURES, f"signature {name}")
    for kind, what in compare(earlier, later).found:
        # The first signer's program may bring the form along with the field.
        if kind not in _HARMLESS and (kind, what) != allowed and not (made and what == "form"):
            raise AdditionRefused("other_changes")
