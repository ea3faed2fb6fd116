"""Hexadecimal strings mean the same as before, and are read in one go."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.misc import PdfReadError

from signing.pades.hexadecimal import _one_by_one, read_hexadecimal


@given(st.text("0123456789abcdefABCDEF \n\t>", max_size=40), st.binary(max_size=8))
def test_the_same_as_one_by_one(digits: str, rest: bytes) -> None:
    data = b"<" + digits.encode() + b">" + rest
    ours, theirs = io.BytesIO(data), io.BytesIO(data)
    assert read_hexadecimal(ours) == _one_by_one(theirs)
    assert ours.tell() == theirs.tell()


@pytest.mark.parametrize("data", [b"<12", b"<1x>", b"<", b"<<>"])
def test_what_is_no_string_is_refused_as_before(data: bytes) -> None:
    with pytest.raises(PdfReadError):
        read_hexadecimal(io.BytesIO(data))


def test_a_comment_inside_is_left_to_pyhanko() -> None:
    assert read_hexadecimal(io.BytesIO(b"<12%note\n34>")) == generic.pdf_string(b"\x12\x34")


def test_pyhanko_reads_through_it() -> None:
    assert generic.read_hex_string_from_stream is read_hexadecimal
