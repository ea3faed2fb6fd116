"""What a file signed elsewhere has more than the file that was given out.

The rule of the route holds: every field is made before the first signature. A signing
program may therefore sign a prepared field, or, if nobody has signed yet, make one of its
own in the very revision it signs; a field made later would spoil the signatures before it.
"""

from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import (
    DEFAULT_DIFF_POLICY,
    ModificationLevel,
    SuspiciousModification,
)
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

from signing.errors import AdditionRefused
from signing.models import ROUTE_FIELDS, AddedSignature
from signing.pades.files import open_reader, signature_fields
from signing.pades.history import tail_after


def find_addition(base: bytes, signed: bytes, *, field: str) -> AddedSignature:
    """Describe the one signature that ``signed`` has more; ``field`` is the prepared one.

    Raises:
        AdditionRefused: it is not ``base`` with one signature, and nothing else, behind it.
        UnreadablePdf, EncryptedPdf.
    """
    if len(signed) <= len(base) or not signed.startswith(base):
        raise AdditionRefused("not_appended")
    before_reader, reader = open_reader(base), open_reader(signed)
    before, after = signature_fields(before_reader), signature_fields(reader)
    name = _new_signature(before, after)
    first, made = not any(before.values()), name not in before
    if made and not first:
        raise AdditionRefused("field_made_late")
    if not made and name != field:
        raise AdditionRefused("wrong_field")
    signature = _embedded(reader, name)
    if not tail_after(signed, reader, [signature]).covered:
        raise AdditionRefused("not_to_the_end")
    _require_nothing_else(reader, revision=before_reader.xrefs.total_revisions - 1, name=name)
    fingerprint = signature.signer_cert.sha256.hex()
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


def _embedded(reader: PdfFileReader, name: str) -> EmbeddedPdfSignature:
    found: EmbeddedPdfSignature | None = None
    try:
        for one in reader.embedded_signatures:
            if one.field_name == name and one.sig_object_type != "/DocTimeStamp":
                found = one
                found.signer_cert.dump()
    except Exception as error:  # Broken signatures raise errors of a dozen kinds.
        raise AdditionRefused("signature_broken") from error
    if found is None:
        raise AdditionRefused("no_signature")
    return found


def _require_nothing_else(reader: PdfFileReader, *, revision: int, name: str) -> None:
    # Every revision since is looked at: `apply` would see what the last one holds, and no other.
    difference = DEFAULT_DIFF_POLICY.review_file(reader, revision)
    if isinstance(difference, SuspiciousModification):
        raise AdditionRefused("other_changes") from difference
    if difference.modification_level > ModificationLevel.FORM_FILLING:
        raise AdditionRefused("other_changes")
    if not difference.changed_form_fields <= {name}:
        raise AdditionRefused("other_changes")
