"""Long-term levels: validation data in the file, and a document time stamp over all of it.

ETSI EN 319 142-1: B-LT adds the document security store (5.4), B-LTA a document time stamp
(5.5) that covers it. Renewing is the same step once more: data for the newest time stamp,
then a newer one over it. Everything is appended; no byte before it changes.
"""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from asn1crypto import cms, x509  # type: ignore[import-untyped]
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.general import SigningError as PyhankoSigningError
from pyhanko.sign.signers.pdf_signer import PdfTimeStamper
from pyhanko.sign.timestamps import TimeStamper, TimestampRequestError
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko.sign.validation.generic_cms import extract_tst_data_iter
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko_certvalidator.path import ValidationPath

from signing.algorithms import hash_ends, signature_ends
from signing.errors import (
    ArchiveTooLarge,
    NotArchivable,
    TimeStampUnavailable,
    UnreadablePdf,
)
from signing.models import ArchivedPdf
from signing.pades.evidence import Evidence, Gatherer, Sources
from signing.pades.files import QuietWriter, close_writer, new_writer, open_reader, signature_fields
from signing.pades.forms import walk_fields
from signing.verdicts import Level

_STAMP = "/DocTimeStamp"
_STAMPING = frozenset({"time_stamping"})
_FIELD = "CongvuTimeStamp"
#: Of the imprint; without a known end in signing/algorithms.py.
_DIGEST = "sha256"


@dataclass(frozen=True, kw_only=True)
class ArchiveTask:
    """What one extension works with; ``largest`` limits the data that it adds, in bytes."""

    level: Level
    sources: Sources
    time_stamper: TimeStamper
    now: datetime
    largest: int


def archive_pdf(pdf: bytes, task: ArchiveTask) -> ArchivedPdf:
    """Bring a signed file to B-LT or B-LTA, or renew it there.

    Raises:
        NotArchivable: it has no signature, or a chain or its revocation data is missing.
        ArchiveTooLarge: the data would be larger than allowed.
        TimeStampUnavailable: no time stamp was to be had.
        UnreadablePdf, EncryptedPdf: the file cannot be extended.
    """
    reader = open_reader(pdf)
    signatures = _signatures(reader)
    try:
        done = asyncio.run(_extend(new_writer(reader), _unprotected(signatures), task))
    except TimestampRequestError as error:
        raise TimeStampUnavailable(str(error)) from error
    except PyhankoSigningError as error:
        raise UnreadablePdf("not_extendable") from error
    if not done.pdf.startswith(pdf):
        raise UnreadablePdf("not_extendable")
    return done


def _signatures(reader: PdfFileReader) -> list[EmbeddedPdfSignature]:
    """All signatures and document time stamps, oldest first."""
    found = []
    for field in walk_fields(reader.root):
        if not field.is_filled_signature:
            continue
        if field.dictionary is None:
            raise NotArchivable("signature_unreadable", field.name)
        try:
            found.append(EmbeddedPdfSignature(reader, field.dictionary, field.name))
        except Exception as error:  # hostile fields raise errors of a dozen kinds
            raise NotArchivable("signature_unreadable", field.name) from error
    if not any(one.sig_object_type != _STAMP for one in found):
        raise NotArchivable("unsigned")
    return sorted(found, key=_revision)


def _revision(signature: EmbeddedPdfSignature) -> int:
    return int(signature.signed_revision)


def _unprotected(signatures: list[EmbeddedPdfSignature]) -> list[EmbeddedPdfSignature]:
    """The newest document time stamp and what came after it; what it covers has its data."""
    stamps = [one for one in signatures if one.sig_object_type == _STAMP]
    if not stamps:
        return signatures
    newest = stamps[-1]
    return [one for one in signatures if _revision(one) >= _revision(newest)]


async def _extend(
    writer: QuietWriter, signatures: Iterable[EmbeddedPdfSignature], task: ArchiveTask
) -> ArchivedPdf:
    evidence, gatherer = Evidence(), Gatherer(task.sources)
    for one in signatures:
        evidence.add(await _evidence_of(one, gatherer, now=task.now))
    until, authority = None, ""
    if task.level is Level.B_LTA:
        # The authority's own chain too, so that the file can be judged without the network
        # until it is renewed: a token for nothing tells which chain it will be.
        token = (await task.time_stamper.async_dummy_response(_DIGEST))["content"]
        its_own, path = await gatherer.gather(token, moment=task.now, purposes=_STAMPING)
        evidence.add(its_own)
        until, authority = _end_of(path, token), str(path.last.subject.human_friendly)
    if evidence.size > task.largest:
        raise ArchiveTooLarge(evidence.size, task.largest)
    _write_store(writer, evidence)
    pdf = await _stamp(writer, task) if task.level is Level.B_LTA else close_writer(writer)
    return ArchivedPdf(
        pdf=pdf,
        level=task.level,
        protected_until=until,
        authority=authority,
        data=evidence.size,
    )


async def _evidence_of(
    signature: EmbeddedPdfSignature, gatherer: Gatherer, *, now: datetime
) -> Evidence:
    """For the signer as of the time that is proven, for time-stamp authorities as of now."""
    if signature.sig_object_type == _STAMP:
        return (await gatherer.gather(signature.signed_data, moment=now, purposes=_STAMPING))[0]
    evidence, times = Evidence(), []
    for token in extract_tst_data_iter(signature.signer_info, signed=False):
        its_own, _ = await gatherer.gather(token, moment=now, purposes=_STAMPING)
        evidence.add(its_own)
        times.append(token["encap_content_info"]["content"].parsed["gen_time"].native)
    found, _ = await gatherer.gather(
        signature.signed_data, moment=min(times, default=now), purposes=frozenset()
    )
    evidence.add(found)
    return evidence


def _write_store(writer: QuietWriter, evidence: Evidence) -> None:
    """Without /VRI: it is a hint that makers rewrite differently, and nobody needs it."""
    DocumentSecurityStore.supply_dss_in_writer(
        writer,
        None,
        certs=evidence.certificates.values(),
        ocsps=evidence.answers.values(),
        crls=evidence.lists.values(),
    )


async def _stamp(writer: QuietWriter, task: ArchiveTask) -> bytes:
    taken = signature_fields(writer.prev)
    number = next(n for n in range(1, len(taken) + 2) if f"{_FIELD}{n}" not in taken)
    stamper = PdfTimeStamper(task.time_stamper, field_name=f"{_FIELD}{number}")
    output = await stamper.async_timestamp_pdf(writer, _DIGEST)
    output.seek(0)
    stamped: bytes = output.read()
    return stamped


def _end_of(path: ValidationPath, token: cms.SignedData) -> datetime | None:
    """The first end among the chain's certificates below the anchor, and the algorithms."""
    certificates = list(path.iter_certs(include_root=False))
    ends = [one["tbs_certificate"]["validity"]["not_after"].native for one in certificates]
    ends += [_signature_end(one["signature_algorithm"], above) for one, above in _pairs(path)]
    signer = token["signer_infos"][0]
    ends.append(_signature_end(signer["signature_algorithm"], path.last, signer))
    ends.append(hash_ends(_DIGEST))
    return min((one for one in ends if one is not None), default=None)


def _pairs(path: ValidationPath) -> list[tuple[x509.Certificate, x509.Certificate]]:
    certificates = list(path.iter_certs(include_root=True))
    return list(zip(certificates[1:], certificates, strict=False))


def _signature_end(
    algorithm: cms.SignedDigestAlgorithm,
    signed_by: x509.Certificate,
    signer: cms.SignerInfo | None = None,
) -> datetime | None:
    kind = algorithm.signature_algo
    ends = [signature_ends(kind, signed_by.public_key.bit_size)]
    if kind not in {"ed25519", "ed448"}:
        try:
            digest = algorithm.hash_algo
        except ValueError:  # named beside it
            digest = signer["digest_algorithm"]["algorithm"].native if signer else "unknown"
        ends.append(hash_ends(digest))
    return min((one for one in ends if one is not None), default=None)
