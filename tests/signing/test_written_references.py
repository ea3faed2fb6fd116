"""References found once in a file are those of each of its revisions, read alone."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from signing.pades.changes.written import WrittenReferences

_WORDS = st.sampled_from(
    [b"1 0 R", b"12 0 R", b"/Kids", b"/V ", b" ", b"\n", b"0", b"7", b"R", b"x", b"-", b"]", b"\0"]
)


@given(words=st.lists(_WORDS, max_size=40), cut=st.integers(0, 60))
def test_until_is_the_file_cut_there(words: list[bytes], cut: int) -> None:
    data = b"".join(words)
    end = min(cut, len(data))
    assert list(WrittenReferences(data).until(end)) == list(
        WrittenReferences(data[:end]).until(end)
    )


def test_what_is_a_reference() -> None:
    data = b"/Kids [3 0 R 4 0 R] /V 5 0 R/X 1.6 0 R 7 0 Rx /W 8\n0\rR 9 0 R"
    found = list(WrittenReferences(data).until(len(data)))
    assert [(one.number, one.key) for one in found] == [
        (3, ""),
        (4, ""),
        (5, "V"),
        (8, "W"),
        (9, ""),
    ]
    assert [one.number for one in WrittenReferences(data).until(data.index(b"Rx") + 1)][-1] == 7
