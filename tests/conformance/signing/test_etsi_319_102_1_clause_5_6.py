"""ETSI EN 319 102-1, clause 5.6: a document of the route is valid years later, renewed in time."""

from datetime import datetime

import pytest

from signing.service import Signing
from signing.settings import SigningSettings
from signing.trust import trust_of
from signing.verdicts import Level, Outcome, Verdict
from signing.verifier import verify_pdf
from tests.signing.archivable import broken_rules
from tests.signing.conftest import NOW, Stages

#: The signers' certificates end in 2029, the time-stamp authorities' in 2032, 2038 and 2044.
RENEWED = (6, 13, 18)


def later(years: int) -> datetime:
    return NOW.replace(year=NOW.year + years)


@pytest.fixture(scope="session")
async def files(signing: Signing, stages: Stages) -> dict[int, bytes]:
    """The document as it is kept from each of these years on."""
    done = await signing.archive(stages.sealed, level=Level.B_LTA, now=NOW)
    kept = {0: done.pdf}
    for years in RENEWED:
        assert done.protected_until is not None
        assert later(years) < done.protected_until
        done = await signing.archive(done.pdf, level=Level.B_LTA, now=later(years))
        assert done.pdf.startswith(kept[max(kept)])
        kept[years] = done.pdf
    return kept


def verdict_of(pdf: bytes, years: int, settings: SigningSettings) -> Verdict:
    now = later(years)
    return verify_pdf(pdf, trust=trust_of(settings, now=now), now=now)


@pytest.mark.parametrize(("years", "file"), [(1, 0), (6, 6), (13, 13), (18, 18), (20, 18)])
def test_valid_after_one_six_and_twenty_years(
    years: int, file: int, files: dict[int, bytes], settings: SigningSettings
) -> None:
    verdict = verdict_of(files[file], years, settings)
    assert verdict.outcome is Outcome.VALID, verdict.reasons


def test_iso_19005_2_a_file_of_seven_signatures_stays_pdfa(
    files: dict[int, bytes], settings: SigningSettings
) -> None:
    pdf = files[RENEWED[-1]]
    assert len(verdict_of(pdf, RENEWED[-1], settings).signatures) == 3 + 1 + len(RENEWED)
    assert broken_rules(pdf) == set()


@pytest.mark.parametrize(("years", "file"), [(13, 0), (20, 6)])
def test_not_valid_where_a_renewal_was_missed(
    years: int, file: int, files: dict[int, bytes], settings: SigningSettings
) -> None:
    assert verdict_of(files[file], years, settings).outcome is Outcome.UNDETERMINED
