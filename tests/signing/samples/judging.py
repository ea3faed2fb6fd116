"""Comparing a verdict with what the table expects."""

from signing.errors import SigningError
from signing.verdicts import Integrity, Outcome, Verdict
from signing.verifier import verify_pdf
from tests.signing.samples.authority import NOW, house
from tests.signing.samples.table import Expected, Sample


def complaint(sample: Sample) -> str:
    """Return what is wrong with the verdict on this sample, or nothing."""
    pdf = sample.make().data
    try:
        verdict = verify_pdf(pdf, trust=house().trust(), now=NOW)
    except SigningError as error:
        return f"refused: {error!r}" if sample.expected is Expected.INTACT else ""
    intact, valid = _is_intact(verdict), verdict.outcome is Outcome.VALID
    said = f"{verdict.outcome}, {verdict.integrity}, {verdict.reason}: {_facts(verdict)}"
    right = {
        Expected.INTACT: intact and verdict.outcome is not Outcome.INVALID,
        Expected.ALTERED: not intact and not valid,
        Expected.REFUSED: not valid,
    }
    return "" if right[sample.expected] else said


def _is_intact(verdict: Verdict) -> bool:
    if verdict.integrity is Integrity.NONE and verdict.signatures:
        # Not filled in: then nothing but the outcome tells.
        return verdict.outcome is Outcome.VALID
    return verdict.integrity is Integrity.INTACT


def _facts(verdict: Verdict) -> str:
    return "; ".join(f"{one.field} {one.problems}" for one in verdict.signatures)
