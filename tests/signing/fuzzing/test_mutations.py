"""No random change of a signed file is green, and none raises anything but our own errors."""

import functools
import hashlib
import itertools
import os
import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from tests.signing.fuzzing.found import FOUND
from tests.signing.fuzzing.invariants import violation
from tests.signing.fuzzing.mutations import changes, shares, splice
from tests.signing.samples.honest import with_archive
from tests.signing.samples.open import OPEN_FOUND
from tests.signing.samples.paper import Paper, Section
from tests.signing.samples.quirks import acted
from tests.signing.samples.revisions import Form
from tests.signing.samples.scenes import SCENES, stamped

#: How long to look; without it a few dozen examples, always the same.
SECONDS = float(os.environ.get("FUZZ_SECONDS", "0"))
_BATCH = 200 if SECONDS else 40
_FINDINGS = Path(".pytest_cache/fuzz")


def _for_a_while(test: Callable[..., None], *strategies: st.SearchStrategy[Any]) -> None:
    """Run batches of examples until this test's share of the time is over."""
    end = time.monotonic() + SECONDS / 2
    start = time.time_ns() if SECONDS else 0
    quiet = settings(
        max_examples=_BATCH,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        print_blob=False,
    )
    for batch in itertools.count(start):
        seed(batch)(quiet(given(*strategies)(test)))()
        if time.monotonic() >= end:
            return


@functools.cache
def bases() -> tuple[bytes, ...]:
    """Return the signed files that are changed."""
    files = [scene.signed() for scene in SCENES]
    files.append(stamped(with_archive(SCENES[0].signed())))
    files.append(acted(form=Form(section=Section.STREAM)))
    return tuple(one.data for one in files)


@functools.cache
def revisions(pdf: bytes) -> tuple[bytes, ...]:
    """Return the file and its signed revisions, with and without the last line's end."""
    ends = [match.end() for match in re.finditer(rb"%%EOF\n?", pdf)]
    return (pdf, *(pdf[:end] for end in ends))


#: The scenes, and two more.
_places = st.integers(0, len(SCENES) + 1)


def _check(changed: bytes, originals: tuple[bytes, ...]) -> None:
    wrong = violation(changed, originals)
    if wrong:
        _FINDINGS.mkdir(parents=True, exist_ok=True)
        name = hashlib.sha256(changed).hexdigest()[:16]
        (_FINDINGS / f"{name}.pdf").write_bytes(changed)
    assert not wrong, wrong


def test_changed_files() -> None:
    def check(base: int, made: list[Callable[[bytes], bytes]]) -> None:
        pdf = changed = bases()[base]
        for change in made:
            try:
                changed = change(changed)
            except (ValueError, KeyError, IndexError, RecursionError):
                return  # what was changed before can no longer be read by the next change
        _check(changed, revisions(pdf))

    _for_a_while(check, _places, st.lists(changes, min_size=1, max_size=2))


def test_spliced_files() -> None:
    def check(first: int, second: int, share: float, other: float) -> None:
        one, two = bases()[first], bases()[second]
        made = splice(one, two, share=share, other=other)
        _check(made, revisions(one) + revisions(two))

    _for_a_while(check, _places, _places, shares, shares)


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(
            one,
            marks=[pytest.mark.xfail(strict=True, reason=OPEN_FOUND[one])]
            if one in OPEN_FOUND
            else [],
        )
        for one in FOUND
    ],
)
def test_what_the_fuzzer_found(name: str) -> None:
    base, change = FOUND[name]
    original = base().data
    assert violation(change(Paper(original)).data, revisions(original)) == ""
