"""All signatures of a file as facts: one by one, so that a bad one hides no other."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

from signing.pades.files import open_reader
from signing.pades.forms import walk_fields
from signing.pades.history import fields_at, shows_nothing, tail_after
from signing.pades.single import examine_one, purpose_of
from signing.policy import rank
from signing.trust import TrustMaterial
from signing.verdicts import ChangedAfter, SignatureFacts


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
    found = list(_signatures(reader))
    embedded = [signature for _, signature in found if signature is not None]
    facts = [await _facts_of(name, one, trust=trust, now=now) for name, one in found]
    # Those that cannot be read have no revision: they stand last.
    last = reader.xrefs.total_revisions
    order = [last if one is None else one.signed_revision for _, one in found]
    signatures = tuple(one for _, one in sorted(zip(order, facts, strict=True), key=first_of))
    if not embedded:
        return Examined(signatures=signatures, problems=(), covers_whole_file=False)
    rest = tail_after(pdf, reader, embedded)
    return Examined(
        signatures=_with_added_fields(reader, embedded, signatures),
        problems=("appended_after_last_revision",) if rest.appended else (),
        covers_whole_file=rest.covered,
    )


def first_of(pair: tuple[int, SignatureFacts]) -> int:
    """Return what to sort by: the revision."""
    return pair[0]


async def _facts_of(
    name: str, signature: EmbeddedPdfSignature | None, *, trust: TrustMaterial, now: datetime
) -> SignatureFacts:
    if signature is None:
        return SignatureFacts(field=name, purpose=purpose_of(name), problems=("not_examinable",))
    return await examine_one(signature, trust=trust, now=now)


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

    pyHanko takes such a field for form filling, also when its appearance hides the page.
    """
    added = _added_fields(reader, embedded)
    if not added:
        return signatures
    # An added field that was not signed stains every signature it may hide something of.
    signed = {one.field for one in signatures}
    stained = added & signed if added <= signed else signed
    return tuple(
        _stained(one, own=one.field in added) if one.field in stained else one for one in signatures
    )


def _added_fields(reader: PdfFileReader, embedded: list[EmbeddedPdfSignature]) -> set[str]:
    first = min(one.signed_revision for one in embedded)
    known = fields_at(reader, first)
    present = fields_at(reader, reader.xrefs.total_revisions - 1)
    # Document time stamps bring their field along; they may do so when they show nothing.
    allowed = Counter(
        str(one.fq_name)
        for one in embedded
        if one.sig_object_type == "/DocTimeStamp" and shows_nothing(one.sig_field)
    )
    return set(present - known - allowed)


def _stained(facts: SignatureFacts, *, own: bool) -> SignatureFacts:
    return replace(
        facts,
        changed_after=facts.changed_after if own else ChangedAfter.CONTENT,
        problems=tuple(sorted({*facts.problems, "field_added_after_signing"}, key=rank)),
    )
