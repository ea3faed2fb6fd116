"""All signatures of a file as facts: one by one, so that a bad one hides no other."""

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime

from signing.errors import EncryptedPdf, UnreadablePdf
from signing.pades.appended import Listing
from signing.pades.background import Background, Proof
from signing.pades.byterange import contents_of
from signing.pades.chains import Chains
from signing.pades.changes.comparing import Difference, compare
from signing.pades.changes.revisions import Revision
from signing.pades.covering import covers_content
from signing.pades.embedded import Embedded, find_signatures
from signing.pades.fetchers import fetchers_for
from signing.pades.files import refuse_endless
from signing.pades.filling import shows_otherwise
from signing.pades.permissions import certification_level, locks_of, refused
from signing.pades.single import examine_one
from signing.pades.validation_data import ValidationData, data_inside, read_store
from signing.policy import rank
from signing.revocation.client import RevocationClient
from signing.trust import TrustMaterial
from signing.verdicts import ChangedAfter, Purpose, SignatureFacts

_WHITE = b" \t\r\n\f\0"


@dataclass(frozen=True, kw_only=True)
class Examined:
    """Facts about every signature, oldest first, and whether one reaches to the file's end."""

    signatures: tuple[SignatureFacts, ...]
    covers_whole_file: bool


async def examine(
    pdf: bytes, *, trust: TrustMaterial, now: datetime, client: RevocationClient | None = None
) -> Examined:
    """Look at every signature field and at what lies outside the signatures.

    Raises:
        UnreadablePdf, EncryptedPdf: the file cannot be examined at all.
    """
    final = open_revision(pdf)
    found = find_signatures(pdf, final)
    fetchers = None if client is None else fetchers_for(client)
    chains = Chains(trust, _carried(final, found), fetchers=fetchers)
    stamps = tuple(one.end for one in found if one.is_time_stamp)
    background = Background(pdf=pdf, chains=chains, now=now, stamps=stamps)
    facts: dict[int, SignatureFacts] = {}
    # The newest first: a time stamp proves what lies before it.
    for index in reversed(range(len(found))):
        facts[index] = await examine_one(found[index], background)
        if facts[index].is_document_timestamp and not facts[index].problems:
            proof = Proof(end=found[index].end, time=facts[index].signed_at or now)
            background = replace(background, proofs=(*background.proofs, proof))
    level = next((one for one in map(_level, found) if one is not None), None)
    first = min((one.end for one in found if one.end), default=len(pdf))
    listing = _listing(final, start=first)
    signatures = tuple(
        _with_changes(facts[index], one, final, level=level, listing=listing)
        for index, one in enumerate(found)
    )
    end = max((one.end for one in found), default=0)
    return Examined(
        signatures=_in_roles(signatures), covers_whole_file=end > 0 and _is_white(pdf, end)
    )


def _in_roles(signatures: tuple[SignatureFacts, ...]) -> tuple[SignatureFacts, ...]:
    """What a secretary has signed as well are minutes, and their leader is the chair."""
    if all(one.purpose is not Purpose.SECRETARY for one in signatures):
        return signatures
    return tuple(
        replace(one, purpose=Purpose.CHAIR) if one.purpose is Purpose.PERSON else one
        for one in signatures
    )


def open_revision(pdf: bytes) -> Revision:
    """Read the file as it stands; raises as :func:`examine`."""
    refuse_endless(pdf)
    try:
        revision = Revision(pdf)
        revision.root["/Pages"]
        encrypted = revision.reader.encrypted and not _is_open(revision)
    except MemoryError as error:
        raise UnreadablePdf("memory") from error
    except Exception as error:  # Hostile files raise errors of a dozen kinds.
        raise UnreadablePdf from error
    if encrypted:
        raise EncryptedPdf
    return revision


def _is_open(revision: Revision) -> bool:
    handler = revision.reader.security_handler
    return handler is not None and handler.is_authenticated()


def _carried(final: Revision, found: list[Embedded]) -> ValidationData:
    """Certificates and revocation data of the whole file; each is judged when it is used."""
    data = ValidationData()
    with suppress(Exception):  # A broken store is no store.
        data += read_store(final)
    for one in found:
        with suppress(Exception):  # What is wrong with the signature is said with its facts.
            if one.dictionary is not None:
                data += data_inside(contents_of(one.dictionary))
    return data


def _listing(final: Revision, *, start: int) -> Listing | None:
    """None where the file is so broken that nothing can be said to be listed."""
    try:
        return Listing(final.data, final.reader, start=start)
    except Exception:  # noqa: BLE001 - hostile files raise errors of a dozen kinds
        return None


def _level(one: Embedded) -> int | None:
    if one.dictionary is None or one.revision is None:
        return None
    try:
        return certification_level(one.revision, one.dictionary)
    except Exception:  # noqa: BLE001 - what cannot be read certifies with the strictest level
        return 1


def _with_changes(
    facts: SignatureFacts,
    one: Embedded,
    final: Revision,
    *,
    level: int | None,
    listing: Listing | None,
) -> SignatureFacts:
    """Add what came after the signature, and what is wrong with that."""
    if one.covered is None or one.revision is None or one.dictionary is None:
        return replace(facts, certification=_level(one))
    whole = _is_white(final.data, one.end)
    coverage = "entire_file" if whole else "entire_revision"
    facts = replace(facts, coverage=coverage, certification=_level(one))
    if whole:
        return replace(facts, changed_after=ChangedAfter.NOTHING)
    try:
        difference = compare(one.revision, final)
        problems = refused(difference, level=level, locks=locks_of(one.revision, one.dictionary))
        if covers_content(one.revision, difference.widgets):
            problems.append("page_covered_after_signing")
        if level is not None and shows_otherwise(one.revision, final, difference.filled):
            problems.append("form_changed_after_signing")
        if listing is None or listing.leaves_out(one.end):
            problems.append("appended_after_last_revision")
    except Exception:  # noqa: BLE001 - hostile files raise errors of a dozen kinds
        difference = Difference(kind=ChangedAfter.CONTENT, found=(), widgets=())
        problems = ["changed_after_signing"]
    return replace(
        facts,
        changed_after=difference.kind,
        changes=tuple(what for _, what in difference.found),
        problems=tuple(sorted({*facts.problems, *problems}, key=rank)),
    )


def _is_white(pdf: bytes, start: int) -> bool:
    return not pdf[start:].strip(_WHITE)
