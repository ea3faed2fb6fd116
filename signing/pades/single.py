"""One signature as facts: integrity, time, certificate, level; changes are judged beside it."""

from dataclasses import replace
from datetime import datetime

from asn1crypto import x509  # type: ignore[import-untyped]
from pyhanko.pdf_utils import generic

from signing.models import (
    ATTACHMENT_FIELD,
    COPY_FIELD,
    LEADER_FIELD,
    NUMBER_FIELD,
    SEAL_FIELD,
    SECRETARY_FIELD,
)
from signing.pades.background import Background
from signing.pades.chains import Chain, is_weak_key
from signing.pades.cms import BadCms
from signing.pades.embedded import Embedded
from signing.pades.formats import CADES, Checked, check_format
from signing.pades.stamped import Stamped, examine_stamp, in_words_of_stamps
from signing.pades.values import UnsupportedSignature
from signing.policy import rank
from signing.verdicts import Level, Purpose, SignatureFacts

#: Collisions can be made for these, so that what was signed is not certain any more.
WEAK_DIGESTS = {"md2", "md5", "sha1"}

_PURPOSES = {
    SECRETARY_FIELD: Purpose.SECRETARY,
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


async def examine_one(one: Embedded, background: Background) -> SignatureFacts:
    """Facts about one signature; whatever is wrong becomes a problem code."""
    facts = SignatureFacts(field=one.field, purpose=purpose_of(one.field), covers=one.end)
    facts = replace(facts, is_document_timestamp=one.is_time_stamp)
    if one.problem:
        code = "coverage_unclear" if one.problem.startswith("byte_range") else one.problem
        return replace(facts, problems=(code,), changes=(one.problem,))
    try:
        checked = check_format(one, background.pdf)
    except UnsupportedSignature:
        return replace(facts, problems=("unsupported_format",))
    except BadCms as error:
        return replace(facts, problems=("signature_broken",), changes=(f"signature {error}",))
    except Exception:  # noqa: BLE001 - hostile signatures raise errors of a dozen kinds
        return replace(facts, problems=("not_examinable",))
    return await _examine(facts, one, checked, background)


async def _examine(
    facts: SignatureFacts, one: Embedded, checked: Checked, background: Background
) -> SignatureFacts:
    signed, since = checked.signed, background.known_since(one.end)
    stamp = await examine_stamp(checked.signed, since=since, background=background)
    moments = [moment for moment in (since, stamp.proven) if moment is not None]
    moment = min(moments, default=background.now)
    chain = Chain()
    if checked.holds:
        chain = await background.chains.judge(
            signed.signer,
            moment=moment,
            is_proven=bool(moments),
            for_time_stamps=one.is_time_stamp,
        )
    problems = {*_cryptographic(checked), *chain.problems, *stamp.problems}
    if checked.stamped_at is not None:
        problems = in_words_of_stamps(problems, time=checked.stamped_at, now=background.now)
    stamped_at = checked.stamped_at or (stamp.facts.time if stamp.facts else None)
    return replace(
        facts,
        signer=_part(signed.signer, "common_name"),
        organisation=_part(signed.signer, "organization_name"),
        serial=f"{signed.signer.serial_number:x}",
        fingerprint=signed.signer.sha256.hex(),
        signed_at=stamped_at or signed.claimed_at or _written_time(one),
        claimed_at=signed.claimed_at,
        has_timestamp=stamped_at is not None,
        timestamp=stamp.facts,
        level=_level(one, checked, chain, stamp, background),
        algorithm=signed.algorithm,
        intact=signed.intact,
        valid=signed.valid,
        trusted=checked.holds and chain.trusted,
        revoked=chain.revoked,
        revocation_checked=chain.revoked is not None,
        chain=chain.certificates,
        problems=tuple(sorted(problems, key=rank)),
    )


def _cryptographic(checked: Checked) -> set[str]:
    problems = set()
    if not checked.signed.intact:
        problems.add("digest_mismatch")
    if not checked.signed.valid:
        problems.add("signature_broken")
    if not checked.is_padded_only:
        problems.add("coverage_unclear")
    if checked.signed.digest in WEAK_DIGESTS or is_weak_key(checked.signed.signer):
        problems.add("weak_algorithm")
    if checked.must_name_certificate and not checked.signed.names_certificate:
        problems.add("certificate_not_named")
    return problems


def _level(
    one: Embedded, checked: Checked, chain: Chain, stamp: Stamped, background: Background
) -> Level | None:
    """ETSI EN 319 142-1, clause 6.3, by what is in the file, whatever it is worth."""
    if one.is_time_stamp:
        return None
    cades = one.dictionary is not None and one.dictionary.get("/SubFilter") == CADES
    if not cades or not checked.signed.names_certificate:
        return Level.CMS
    sealed = background.is_stamped_after(one.end)
    if stamp.facts is None and not sealed:
        return Level.B_B
    if not chain.is_archived or not (stamp.facts is None or stamp.is_archived):
        return Level.B_T
    return Level.B_LTA if sealed else Level.B_LT


def _written_time(one: Embedded) -> datetime | None:
    """The time the signer wrote beside the signature, where the signed attributes have none."""
    try:
        written = one.dictionary["/M"] if one.dictionary is not None else ""
        parsed: datetime = generic.parse_pdf_date(str(written), strict=False)
    except Exception:  # noqa: BLE001 - a date that cannot be read is no date
        return None
    return parsed if parsed.tzinfo is not None else None


def _part(certificate: x509.Certificate, kind: str) -> str:
    value = certificate.subject.native.get(kind, "")
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
