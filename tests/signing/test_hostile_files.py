"""Hostile files through the worker processes: a verdict or a clean error, in time and memory."""

import os
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from signing.errors import EncryptedPdf, UnreadablePdf
from signing.service import Signing
from signing.settings import SigningSettings
from signing.verdicts import Outcome
from signing.verifier import verify_pdf
from tests.signing.samples import bombs, crowds, loops
from tests.signing.samples.authority import NOW, house
from tests.signing.samples.badfields import BESIDE
from tests.signing.samples.hostile import HOSTILE, Hostile
from tests.signing.samples.open import OPEN_BESIDE, OPEN_HOSTILE
from tests.signing.samples.scenes import Scene

#: What the project promises for any file.
SECONDS = 20
MEBIBYTES = 1024
#: The slow ones run in `make fuzz`.
WITH_SLOW = "FUZZ_SECONDS" in os.environ
FAMILIES = (bombs, crowds, loops)


@pytest.fixture(scope="module")
async def verifier(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Signing]:
    settings = SigningSettings(
        key_dir=tmp_path_factory.mktemp("hostile"),
        workers=1,
        timeout_seconds=SECONDS,
        memory_mib=MEBIBYTES,
    )
    async with Signing(settings) as facade:
        yield facade


def _cases() -> list[object]:
    return [
        pytest.param(one, id=one.name, marks=_open(OPEN_HOSTILE.get(one.name)))
        for one in HOSTILE
        if WITH_SLOW or not one.slow
    ]


def _open(defect: str | None) -> list[pytest.MarkDecorator]:
    return [pytest.mark.xfail(strict=True, reason=defect)] if defect else []


@pytest.mark.parametrize("file", _cases())
async def test_hostile_file(verifier: Signing, file: Hostile) -> None:
    pdf = file.make().data
    started = time.monotonic()
    try:
        verdict = await verifier.verify(pdf, now=NOW)
    except (UnreadablePdf, EncryptedPdf):
        pass
    else:
        assert verdict.outcome is not Outcome.VALID
    assert time.monotonic() - started < SECONDS
    assert _peak(verifier.worker_pids[0]) <= MEBIBYTES


def _peak(pid: int) -> float:
    """Return the most memory that the process has held, in MiB."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    held = next(line for line in lines if line.startswith("VmHWM"))
    return int(held.split()[1]) / 1024


@pytest.mark.parametrize("fiftieth", range(1, 50))
async def test_truncated(verifier: Signing, fiftieth: int) -> None:
    pdf = Scene(2, 2).signed().data
    cut = pdf[: len(pdf) * fiftieth // 50]
    try:
        verdict = await verifier.verify(cut, now=NOW)
    except UnreadablePdf:
        return
    assert verdict.outcome is not Outcome.VALID


@pytest.mark.parametrize(
    "name", [pytest.param(one, marks=_open(OPEN_BESIDE.get(one))) for one in BESIDE]
)
def test_bad_field_hides_no_other(name: str) -> None:
    verdict = verify_pdf(BESIDE[name]().data, trust=house().trust(), now=NOW)
    first = [one for one in verdict.signatures if one.field == "First"]
    assert len(first) == 1
    assert first[0].intact
    assert first[0].valid
