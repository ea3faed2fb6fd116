"""Every sample of the table gets the verdict that is expected of it."""

import pytest

from tests.signing.samples.families import SAMPLES
from tests.signing.samples.judging import complaint
from tests.signing.samples.open import OPEN
from tests.signing.samples.table import Expected, Sample


def _cases() -> list[object]:
    return [
        pytest.param(
            one,
            id=one.name,
            marks=[pytest.mark.xfail(strict=True, reason=OPEN[one.name])]
            if one.name in OPEN
            else [],
        )
        for one in SAMPLES
    ]


@pytest.mark.parametrize("sample", _cases())
def test_sample(sample: Sample) -> None:
    assert complaint(sample) == ""


def test_names_are_unique() -> None:
    names = [one.name for one in SAMPLES]
    assert len(set(names)) == len(names)
    assert OPEN.keys() <= set(names)


def test_both_kinds_are_there() -> None:
    honest = [one for one in SAMPLES if one.expected is Expected.INTACT]
    assert len(honest) > 80
    assert len(SAMPLES) - len(honest) > 300
