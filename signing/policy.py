"""From separate facts to one outcome; pure, knows no PDF library.

Decree 68/2024, article 31, and the rule of the house: never valid when something could
not be checked, never green when anything changed after a signature. Where ETSI
EN 319 102-1 leaves a question open that an office must not (a revoked certificate, one
that is not for signing), the house says invalid; the indication stays the standard's.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from signing.verdicts import (
    Indication,
    Integrity,
    Outcome,
    SignatureFacts,
    SubIndication,
    Verdict,
)

UNSIGNED = "unsigned"
OK = "ok"

_FAILED, _OPEN = Indication.FAILED, Indication.INDETERMINATE

#: What is wrong with the bytes themselves.
BROKEN = {
    "digest_mismatch": (_FAILED, SubIndication.HASH_FAILURE),
    "signature_broken": (_FAILED, SubIndication.SIG_CRYPTO_FAILURE),
    "coverage_unclear": (_FAILED, SubIndication.FORMAT_FAILURE),
    "not_examinable": (_OPEN, SubIndication.SIGNED_DATA_NOT_FOUND),
    "unsupported_format": (_OPEN, SubIndication.SIG_CONSTRAINTS_FAILURE),
}
#: What was done to the file after it was signed.
CHANGED = {
    "appended_after_last_revision": (_FAILED, SubIndication.FORMAT_FAILURE),
    "page_covered_after_signing": (_FAILED, SubIndication.FORMAT_FAILURE),
    "changed_after_signing": (_FAILED, SubIndication.FORMAT_FAILURE),
    "field_added_after_signing": (_FAILED, SubIndication.FORMAT_FAILURE),
    "locked_field_changed": (_FAILED, SubIndication.FORMAT_FAILURE),
    "form_changed_after_signing": (_FAILED, SubIndication.FORMAT_FAILURE),
    "annotated_after_signing": (_FAILED, SubIndication.FORMAT_FAILURE),
}
#: What is wrong with certificates and times.
CERTIFIED = {
    "timestamp_broken": (_FAILED, SubIndication.FORMAT_FAILURE),
    "certificate_revoked": (_FAILED, SubIndication.REVOKED),
    "certificate_revoked_no_proof": (_OPEN, SubIndication.REVOKED_NO_POE),
    "issuer_revoked": (_OPEN, SubIndication.REVOKED_CA_NO_POE),
    "certificate_expired_when_signed": (_FAILED, SubIndication.EXPIRED),
    "certificate_not_yet_valid": (_FAILED, SubIndication.NOT_YET_VALID),
    "key_usage": (_OPEN, SubIndication.CHAIN_CONSTRAINTS_FAILURE),
    "weak_algorithm": (_OPEN, SubIndication.CRYPTO_CONSTRAINTS_FAILURE_NO_POE),
    "certificate_not_named": (_OPEN, SubIndication.SIG_CONSTRAINTS_FAILURE),
    "certificate_untrusted": (_OPEN, SubIndication.NO_CERTIFICATE_CHAIN_FOUND),
    "timestamp_untrusted": (_OPEN, SubIndication.NO_POE),
    "issuer_expired": (_OPEN, SubIndication.OUT_OF_BOUNDS_NO_POE),
    "certificate_expired": (_OPEN, SubIndication.OUT_OF_BOUNDS_NO_POE),
    "timestamp_in_future": (_OPEN, SubIndication.TIMESTAMP_ORDER_FAILURE),
    "revocation_not_checked": (_OPEN, SubIndication.TRY_LATER),
    "timestamp_revocation_not_checked": (_OPEN, SubIndication.TRY_LATER),
}
_INDICATIONS = BROKEN | CHANGED | CERTIFIED

#: Problems that make a file invalid, worst first; the others leave it open.
INVALID = (
    "digest_mismatch",
    "signature_broken",
    *CHANGED,
    "coverage_unclear",
    "timestamp_broken",
    "certificate_revoked",
    "certificate_revoked_no_proof",
    "issuer_revoked",
    "certificate_expired_when_signed",
    "certificate_not_yet_valid",
    "key_usage",
)
UNDETERMINED = (
    "not_examinable",
    "unsupported_format",
    "weak_algorithm",
    "certificate_not_named",
    "certificate_untrusted",
    "timestamp_untrusted",
    "issuer_expired",
    "certificate_expired",
    "timestamp_in_future",
    "revocation_not_checked",
    "timestamp_revocation_not_checked",
)
_ORDER = INVALID + UNDETERMINED


def rank(problem: str) -> int:
    """Place of the problem's code among all of them, the worst being 0."""
    return _ORDER.index(problem) if problem in _ORDER else len(_ORDER)


def judge(signatures: Sequence[SignatureFacts], *, covers_whole_file: bool) -> Verdict:
    """Return the verdict over a file: its worst problem decides."""
    judged = tuple(map(_indicated, signatures))
    reasons = tuple(sorted({code for one in judged for code in one.problems}, key=rank))
    if not any(not one.is_document_timestamp for one in judged):
        outcome, reason = Outcome.UNSIGNED, UNSIGNED
    elif not reasons:
        outcome, reason = Outcome.VALID, OK
    else:
        reason = reasons[0]
        outcome = Outcome.INVALID if reason in INVALID else Outcome.UNDETERMINED
    worst = max(judged, key=_gravity, default=None)
    return Verdict(
        outcome=outcome,
        reason=reason,
        integrity=_worst_integrity(one.integrity for one in judged),
        indication=worst.indication if worst else None,
        sub_indication=worst.sub_indication if worst else None,
        signatures=judged,
        reasons=reasons,
        covers_whole_file=covers_whole_file,
    )


def _indicated(facts: SignatureFacts) -> SignatureFacts:
    """Add what follows from the problems of one signature."""
    known = [_INDICATIONS[code] for code in facts.problems if code in _INDICATIONS]
    failed = [pair for pair in known if pair[0] is _FAILED]
    first: tuple[Indication, SubIndication | None] = (Indication.PASSED, None)
    if facts.problems:
        first = next(iter(failed or known), (_OPEN, None))
    return replace(
        facts,
        indication=first[0],
        sub_indication=first[1],
        integrity=integrity_of(facts.problems),
    )


def integrity_of(problems: Iterable[str]) -> Integrity:
    """Return what the problems say of the bytes and the changes alone."""
    codes = set(problems)
    if codes & BROKEN.keys():
        return Integrity.BROKEN
    return Integrity.CHANGED if codes & CHANGED.keys() else Integrity.INTACT


def _worst_integrity(found: Iterable[Integrity]) -> Integrity:
    order = [Integrity.NONE, Integrity.INTACT, Integrity.CHANGED, Integrity.BROKEN]
    return max(found, key=order.index, default=Integrity.NONE)


def _gravity(facts: SignatureFacts) -> int:
    return [Indication.PASSED, _OPEN, _FAILED].index(facts.indication)
