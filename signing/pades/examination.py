"""All signatures of a file as facts: one by one, so that a bad one hides no other."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

from signing.models import ChangedAfter, SignatureFacts
from signing.pades.files import open_reader
from signing.pades.forms import walk_fields
from signing.pades.history import fields_at, tail_after
from signing.pades.single import examine_one, purpose_of
from signing.policy import rank
from signing.trust import TrustMaterial


@dataclass(frozen=True, kw_only=True)
class Examined:
    """Facts about every signature, oldest first, and about the file itself."""

    signatures: tuple[SignatureFacts, ...]
    problems: tuple[str, ...]
    covers_whole_file: bool


async def examine(pdf: bytes, *, trust: TrustMaterial, now: datetime) -> Examined:
    """Look at every signature field and at what lies outside the signatures.

    Raises:
        UnreadablePdf, EncryptedPdf: the file cannot be examined at all.
    """
    reader = open_reader(pdf)
    found: list[tuple[int, SignatureFacts]] = []
    embedded: list[EmbeddedPdfSignature] = []
    for name, signature in _signatures(reader):
        if signature is None:
            facts = SignatureFacts(
                field=name, purpose=purpose_of(name), problems=("not_examinable",)
            )
            found.append((reader.xrefs.total_revisions, facts))
            continue
        embedded.append(signature)
        facts = await examine_one(signature, trust=trust, now=now)
        found.append((signature.signed_revision, facts))
    found.sort(key=lambda one: one[0])
    signatures = tuple(facts for _, facts in found)
    if not embedded:
        return Examined(signatures=signatures, problems=(), covers_whole_file=False)
    signatures = _with_added_fields(reader, embedded, signatures)
    rest = tail_after(pdf, reader, embedded)
    return Examined(
        signatures=signatures,
        problems=("appended_after_last_revision",) if rest.appended else (),
        covers_whole_file=rest.covered,
    )


def _signatures(reader: PdfFileReader) -> Iterator[tuple[str, EmbeddedPdfSignature | None]]:
    for field in walk_fields(reader.root):
        if not field.is_filled_signature:
            continue
        if field.dictionary is None:
            yield field.name, None
            continue
        try:
            signature = EmbeddedPdfSignature(reader, field.dictionary, field.name)
        except Exception:  # noqa: BLE001 - hostile fields raise errors of a dozen kinds
            yield field.name, None
        else:
            yield field.name, signature


def _with_added_fields(
    reader: PdfFileReader,
    embedded: list[EmbeddedPdfSignature],
    signatures: tuple[SignatureFacts, ...],
) -> tuple[SignatureFacts, ...]:
    """Mark signatures whose field was made after the first signature.

    pyHanko takes such a field for form filling, also when its appearance hides the
    page. Only document time stamps, which show nothing, may come with a field of their own.
    """
    first = min(one.signed_revision for one in embedded)
    known = fields_at(reader, first)
    now_present = fields_at(reader, reader.xrefs.total_revisions - 1)
    timestamps = Counter(one.field for one in signatures if one.is_document_timestamp)
    added = set(now_present - known - timestamps)
    if not added:
        return signatures
    # An added field that was not signed stains the signatures it may hide something of.
    signed = {one.field for one in signatures}
    stained = added & signed if added <= signed else signed
    return tuple(
        replace(
            one,
            changed_after=one.changed_after if one.field in added else ChangedAfter.OTHER,
            problems=sorted_problems((*one.problems, "field_added_after_signing")),
        )
        if one.field in stained
        else one
        for one in signatures
    )


def sorted_problems(problems: tuple[str, ...]) -> tuple[str, ...]:
    """Each problem once, worst first."""
    return tuple(sorted(set(problems), key=rank))
