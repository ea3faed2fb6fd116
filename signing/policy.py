"""From separate facts to one outcome; pure, knows no PDF library.

Decree 68/2024, article 31, and the rule of the house: never valid when something could
not be checked, never green when anything changed after a signature.
"""

from collections.abc import Sequence

from signing.verdicts import Outcome, SignatureFacts, Verdict

UNSIGNED = "unsigned"
OK = "ok"

#: Problems that make a file invalid, worst first.
INVALID = (
    "digest_mismatch",
    "signature_broken",
    "appended_after_last_revision",
    "changed_after_signing",
    "field_added_after_signing",
    "form_changed_after_signing",
    "coverage_unclear",
    "timestamp_broken",
    "certificate_revoked",
    "issuer_revoked",
    "certificate_expired_when_signed",
    "certificate_not_yet_valid",
    "key_usage",
)
#: Problems that leave it open, the most telling first.
UNDETERMINED = (
    "not_examinable",
    "unsupported_format",
    "weak_algorithm",
    "certificate_untrusted",
    "timestamp_untrusted",
    "certificate_expired",
    "timestamp_in_future",
    "revocation_not_checked",
    "timestamp_revocation_not_checked",
)


def rank(problem: str) -> int:
    """Place of the problem's code among all of them, the worst being 0."""
    order = INVALID + UNDETERMINED
    return order.index(problem) if problem in order else len(order)


def judge(
    signatures: Sequence[SignatureFacts],
    *,
    document_problems: Sequence[str],
    covers_whole_file: bool,
) -> Verdict:
    """Return the verdict over a file: its worst problem decides."""
    problems = [*document_problems, *(code for one in signatures for code in one.problems)]
    if not any(not one.is_document_timestamp for one in signatures):
        outcome, reason = Outcome.INVALID, UNSIGNED
    elif not problems:
        outcome, reason = Outcome.VALID, OK
    else:
        reason = min(problems, key=rank)
        outcome = Outcome.INVALID if reason in INVALID else Outcome.UNDETERMINED
    return Verdict(
        outcome=outcome,
        reason=reason,
        signatures=tuple(signatures),
        covers_whole_file=covers_whole_file,
    )
