"""One signature as facts: integrity, changes after it, time, certificate, revocation."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from asn1crypto import x509  # type: ignore[import-untyped]
from pyhanko.sign.diff_analysis import DiffResult, ModificationLevel
from pyhanko.sign.fields import enumerate_sig_fields
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.generic_cms import collect_timing_info
from pyhanko.sign.validation.pdf_embedded import (
    EmbeddedPdfSignature,
    async_validate_pdf_signature,
    async_validate_pdf_timestamp,
)
from pyhanko.sign.validation.status import (
    DocumentTimestampStatus,
    ModificationInfo,
    PdfSignatureStatus,
    SignatureCoverageLevel,
    TimestampSignatureStatus,
)
from pyhanko_certvalidator import ValidationContext

from signing.models import (
    ATTACHMENT_FIELD,
    COPY_FIELD,
    LEADER_FIELD,
    NUMBER_FIELD,
    SEAL_FIELD,
)
from signing.pades.contexts import make_context
from signing.pades.trouble import Trouble, certificate_trouble
from signing.policy import rank
from signing.trust import TrustMaterial
from signing.verdicts import ChangedAfter, Purpose, SignatureFacts

#: Clocks of offices and authorities may differ by this much.
CLOCK_TOLERANCE = timedelta(minutes=5)

_PURPOSES = {
    LEADER_FIELD: Purpose.PERSON,
    NUMBER_FIELD: Purpose.NUMBER,
    SEAL_FIELD: Purpose.SEAL,
    ATTACHMENT_FIELD: Purpose.ATTACHMENT,
    COPY_FIELD: Purpose.COPY,
}


def purpose_of(field: str) -> Purpose:
    """Say what a signature in this field is for."""
    # A copy of a copy has a second field of the kind, with a number behind the name.
    return _PURPOSES.get(field.rstrip("0123456789"), Purpose.OTHER)


@dataclass(frozen=True, kw_only=True)
class Stamped:
    """What the time stamp says; ``proven`` is its time when nothing is wrong with it."""

    time: datetime | None
    proven: datetime | None
    problems: tuple[str, ...]


async def examine_one(
    signature: EmbeddedPdfSignature, *, trust: TrustMaterial, now: datetime
) -> SignatureFacts:
    """Facts about one signature; whatever is wrong becomes a problem code."""
    name = str(signature.fq_name)
    try:
        if signature.sig_object_type == "/DocTimeStamp":
            return await _examine_document_timestamp(signature, trust=trust, now=now)
        return await _examine_signature(signature, trust=trust, now=now)
    except SignatureValidationError:
        problem = "unsupported_format"
    except Exception:  # noqa: BLE001 - hostile signatures raise errors of a dozen kinds
        problem = "not_examinable"
    return SignatureFacts(field=name, purpose=purpose_of(name), problems=(problem,))


async def _examine_signature(
    signature: EmbeddedPdfSignature, *, trust: TrustMaterial, now: datetime
) -> SignatureFacts:
    stamped = await _examine_time(signature, trust=trust, now=now)
    moment = stamped.proven or now
    context = make_context(trust, moment=moment)
    # The time stamp is judged above; here it only has to be readable.
    status = await async_validate_pdf_signature(signature, context)
    changed, change_problems = _changes(signature, status)
    trouble = Trouble()
    if status.intact and status.valid:
        relaxed = make_context(trust, moment=moment, unchecked=context)
        trouble = await certificate_trouble(
            status, moment=moment, proven=stamped.proven is not None, relaxed=relaxed
        )
    problems = {*stamped.problems, *change_problems, *trouble.problems}
    problems |= set() if status.intact else {"digest_mismatch"}
    problems |= set() if status.valid else {"signature_broken"}
    return replace(
        _base(signature, status),
        signed_at=stamped.time or status.signer_reported_dt,
        has_timestamp=stamped.time is not None,
        trusted=status.intact and status.valid and trouble.trusted,
        revoked=trouble.revoked,
        revocation_checked=trouble.revoked is not None,
        changed_after=changed,
        problems=tuple(sorted(problems, key=rank)),
    )


async def _examine_document_timestamp(
    signature: EmbeddedPdfSignature, *, trust: TrustMaterial, now: datetime
) -> SignatureFacts:
    context = make_context(trust, moment=now)
    status = await async_validate_pdf_timestamp(signature, context)
    changed, problems = _changes(signature, status)
    relaxed = make_context(trust, moment=now, unchecked=context)
    time_problems = await _time_problems(status, relaxed=relaxed, now=now)
    return replace(
        _base(signature, status),
        is_document_timestamp=True,
        signed_at=status.timestamp,
        has_timestamp=True,
        trusted=status.trusted,
        revoked=False if status.trusted else None,
        revocation_checked=status.trusted,
        changed_after=changed,
        problems=tuple(sorted({*problems, *time_problems}, key=rank)),
    )


def _base(
    signature: EmbeddedPdfSignature, status: PdfSignatureStatus | DocumentTimestampStatus
) -> SignatureFacts:
    """Say who signed, and whether the bytes are as they were signed."""
    name, certificate = str(signature.fq_name), status.signing_cert
    coverage = status.coverage or SignatureCoverageLevel.UNCLEAR
    return SignatureFacts(
        field=name,
        purpose=purpose_of(name),
        signer=_part(certificate, "common_name"),
        organisation=_part(certificate, "organization_name"),
        serial=f"{certificate.serial_number:x}",
        fingerprint=certificate.sha256.hex(),
        intact=status.intact,
        valid=status.valid,
        coverage=coverage.name.lower(),
    )


async def _examine_time(
    signature: EmbeddedPdfSignature, *, trust: TrustMaterial, now: datetime
) -> Stamped:
    context = make_context(trust, moment=now)
    try:
        timing = await collect_timing_info(
            signature.signer_info, context, raw_digest=signature.compute_digest
        )
    except (SignatureValidationError, ValueError, TypeError, KeyError):
        return Stamped(time=None, proven=None, problems=("timestamp_broken",))
    status = timing.get("timestamp_validity")
    if status is None:
        return Stamped(time=None, proven=None, problems=())
    relaxed = make_context(trust, moment=now, unchecked=context)
    problems = await _time_problems(status, relaxed=relaxed, now=now)
    proven = None if problems else status.timestamp
    return Stamped(time=status.timestamp, proven=proven, problems=problems)


async def _time_problems(
    status: TimestampSignatureStatus, *, relaxed: ValidationContext, now: datetime
) -> tuple[str, ...]:
    if not (status.intact and status.valid):
        return ("timestamp_broken",)
    problems = []
    trouble = await certificate_trouble(status, moment=now, proven=False, relaxed=relaxed)
    if "revocation_not_checked" in trouble.problems:
        problems.append("timestamp_revocation_not_checked")
    elif trouble.problems:
        problems.append("timestamp_untrusted")
    if status.timestamp > now + CLOCK_TOLERANCE:
        problems.append("timestamp_in_future")
    return tuple(problems)


def _changes(
    signature: EmbeddedPdfSignature, status: ModificationInfo
) -> tuple[ChangedAfter, list[str]]:
    """Say what came after the signature, and what is wrong with that."""
    coverage = status.coverage or SignatureCoverageLevel.UNCLEAR
    if coverage < SignatureCoverageLevel.ENTIRE_REVISION:
        return ChangedAfter.CONTENT, ["coverage_unclear"]
    if coverage == SignatureCoverageLevel.ENTIRE_FILE:
        return ChangedAfter.NOTHING, []
    level = _level(status)
    if level == ModificationLevel.NONE:
        return ChangedAfter.NOTHING, []
    if level == ModificationLevel.LTA_UPDATES:
        return ChangedAfter.FURTHER_SIGNATURES, []
    if level == ModificationLevel.FORM_FILLING:
        return _form_changes(signature, status)
    return ChangedAfter.CONTENT, ["changed_after_signing"]


def _level(status: ModificationInfo) -> ModificationLevel:
    difference = status.diff_result
    if not isinstance(difference, DiffResult) or status.docmdp_ok is False:
        return ModificationLevel.OTHER
    return difference.modification_level


def _form_changes(
    signature: EmbeddedPdfSignature, status: ModificationInfo
) -> tuple[ChangedAfter, list[str]]:
    """Tell signing a field from filling in one, or from putting a picture over the page."""
    signed = {name for name, _, _ in enumerate_sig_fields(signature.reader, filled_status=True)}
    difference = status.diff_result
    if isinstance(difference, DiffResult) and difference.changed_form_fields <= signed:
        return ChangedAfter.FURTHER_SIGNATURES, []
    return ChangedAfter.FORM_FILLING, ["form_changed_after_signing"]


def _part(certificate: x509.Certificate, kind: str) -> str:
    value = certificate.subject.native.get(kind, "")
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
