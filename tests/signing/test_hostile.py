"""Files that are broken or hostile: an error with a reason, never a crash of the house."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from signing.errors import EncryptedPdf, SigningError, UnreadablePdf
from signing.reading import inspect
from signing.service import Signing
from signing.trust import TrustMaterial
from signing.verdicts import Outcome
from signing.verifier import verify_pdf
from tests.signing import attacks, office
from tests.signing.conftest import LEADER_KEY, NOW, PERSON, PLAN, Stages

NO_TRUST = TrustMaterial(anchors=())
GARBAGE = [
    b"",
    b"%PDF-1.7",
    b"%PDF-1.7\n%%EOF",
    b"PK\x03\x04 a zip",
    b"\x00" * 4096,
    b"%PDF-1.7\nstartxref\n0\n%%EOF\n",
]


@pytest.mark.parametrize("pdf", GARBAGE)
async def test_garbage(signing: Signing, pdf: bytes) -> None:
    with pytest.raises(UnreadablePdf):
        await signing.inspect(pdf)
    with pytest.raises(UnreadablePdf):
        await signing.prepare(pdf, PLAN)
    with pytest.raises(UnreadablePdf):
        await signing.verify(pdf, now=NOW)
    with pytest.raises(UnreadablePdf):
        await signing.render_page(pdf, page=0, width=100)
    with pytest.raises(UnreadablePdf):
        await signing.sign_person(pdf, key=LEADER_KEY, stamp=PERSON, now=NOW)


def test_a_file_whose_pages_are_itself() -> None:
    pdf = (
        b"%PDF-1.4\n1 0 obj\n<</Type/Catalog/Pages 1 0 R>>\nendobj\nxref\n0 2\n"
        b"0000000000 65535 f \n0000000009 00000 n \n"
        b"trailer\n<</Root 1 0 R/Size 2>>\nstartxref\n54\n%%EOF\n"
    )
    assert verify_pdf(pdf, trust=NO_TRUST, now=NOW).reason == "unsigned"


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.99])
async def test_truncated(signing: Signing, stages: Stages, share: float) -> None:
    cut = stages.sealed[: int(len(stages.sealed) * share)]
    try:
        verdict = await signing.verify(cut, now=NOW)
    except UnreadablePdf:
        return
    assert verdict.outcome is not Outcome.VALID


async def test_cut_back_to_the_leaders_revision_is_that_revision(
    signing: Signing, stages: Stages
) -> None:
    cut = stages.sealed[: len(stages.signed)]
    verdict = await signing.verify(cut, now=NOW)
    assert verdict.outcome is Outcome.VALID
    assert len(verdict.signatures) == 1


@pytest.mark.parametrize("password", ["", "secret"])
async def test_encrypted(signing: Signing, password: str) -> None:
    pdf = attacks.encrypt(office.plan_pdf(), password=password)
    facts = await signing.inspect(pdf)
    assert facts.encrypted
    with pytest.raises(EncryptedPdf):
        await signing.prepare(pdf, PLAN)
    if password:
        with pytest.raises(EncryptedPdf):
            await signing.verify(pdf, now=NOW)
    else:
        # Every reader opens it, so it is examined like any other.
        assert (await signing.verify(pdf, now=NOW)).outcome is Outcome.UNSIGNED


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.binary(max_size=400))
def test_random_bytes(data: bytes) -> None:
    for pdf in (data, b"%PDF-1.7\n" + data, b"%PDF-1.7\n" + data + b"\nstartxref\n9\n%%EOF"):
        with pytest.raises(UnreadablePdf):
            inspect(pdf)
        with pytest.raises(UnreadablePdf):
            verify_pdf(pdf, trust=NO_TRUST, now=NOW)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(share=st.floats(0, 1, exclude_max=True), noise=st.binary(min_size=1, max_size=30))
def test_random_damage_is_never_valid(stages: Stages, share: float, noise: bytes) -> None:
    start = int((len(stages.signed) - len(noise)) * share)
    damaged = stages.signed[:start] + noise + stages.signed[start + len(noise) :]
    if damaged == stages.signed:
        return
    try:
        verdict = verify_pdf(damaged, trust=NO_TRUST, now=NOW)
        inspect(damaged)
    except SigningError:
        return
    assert verdict.outcome is not Outcome.VALID
