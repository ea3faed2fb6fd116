"""What was encoded stays as it is, whatever its length."""

import pytest
from asn1crypto import core  # type: ignore[import-untyped]

import signing.pades  # noqa: F401 - mends asn1crypto

# The number 1 with an octet too many: BER, and what DER would not write.
LONG_ONE = b"\x02\x02\x00\x01"


class Numbers(core.SequenceOf):  # type: ignore[misc]
    _child_spec = core.Integer


def encoded(count: int) -> bytes:
    length = count * len(LONG_ONE)
    head = b"\x81" + bytes([length]) if length < 256 else b"\x82" + length.to_bytes(2, "big")
    return b"\x30" + head + LONG_ONE * count


@pytest.mark.parametrize("count", [32, 33, 63, 64, 96, 160, 224])
def test_a_length_that_ends_in_0x80_is_a_length(count: int) -> None:
    raw = encoded(count)
    value = Numbers.load(raw)
    assert value.dump() == raw
    assert [number.native for number in value] == [1] * count
    assert value.dump() == raw


def test_an_indefinite_length_is_still_made_definite() -> None:
    value = Numbers.load(b"\x30\x80" + LONG_ONE + b"\x00\x00")
    assert value.dump() == b"\x30\x03\x02\x01\x01"
