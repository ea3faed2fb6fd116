"""The canonical JSON of RFC 8785, by its own examples."""

import json
import math
import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storage import canonical as canonical_module
from storage.canonical import canonical

# RFC 8785, appendix B: the bits of a double, and how it is written.
NUMBERS = {
    "0000000000000000": "0",
    "8000000000000000": "0",
    "0000000000000001": "5e-324",
    "8000000000000001": "-5e-324",
    "7fefffffffffffff": "1.7976931348623157e+308",
    "4340000000000000": "9007199254740992",
    "c340000000000000": "-9007199254740992",
    "4430000000000000": "295147905179352830000",
    "44b52d02c7e14af5": "9.999999999999997e+22",
    "44b52d02c7e14af6": "1e+23",
    "44b52d02c7e14af7": "1.0000000000000001e+23",
    "444b1ae4d6e2ef4e": "999999999999999700000",
    "444b1ae4d6e2ef50": "1e+21",
    "3eb0c6f7a0b5ed8c": "9.999999999999997e-7",
    "3eb0c6f7a0b5ed8d": "0.000001",
    "41b3de4355555553": "333333333.3333332",
    "41b3de4355555555": "333333333.3333333",
    "becbf647612f3696": "-0.0000033333333333333333",
    "43143ff3c1cb0959": "1424953923781206.2",
}


@pytest.mark.parametrize(("bits", "text"), NUMBERS.items())
def test_numbers_are_written_as_the_rfc_writes_them(bits: str, text: str) -> None:
    (double,) = struct.unpack(">d", bytes.fromhex(bits))
    assert canonical(double) == text.encode()


def test_names_are_sorted_by_utf_16_and_strings_are_escaped_the_short_way() -> None:
    """RFC 8785, sections 3.2.2 and 3.2.3."""
    names = ["€", "\r", "\ufb33", "1", "😀", "\x80", "ö"]
    ordered = ["\r", "1", "\x80", "ö", "€", "😀", "\ufb33"]
    assert list(json.loads(canonical(dict.fromkeys(names, 1)))) == ordered
    assert canonical('€$\x0f\nA\'B"\\\\"/') == '"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"'.encode()
    assert canonical({"b": [True, None, {}], "a": "Mỹ Hòa"}) == (
        '{"a":"Mỹ Hòa","b":[true,null,{}]}'.encode()
    )


def test_whole_numbers_stay_what_they_are_as_long_as_a_double_holds_them() -> None:
    assert canonical(2**53 - 1) == b"9007199254740991"
    assert canonical(12345678901234567890) == b"12345678901234567000"
    assert canonical(10**400) == canonical(math.inf) == b"null"


values = st.recursive(
    st.none() | st.booleans() | st.text() | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


@given(values)
@settings(max_examples=60, deadline=None)
def test_what_is_read_back_is_written_the_same(value: object) -> None:
    text = canonical(value)  # type: ignore[arg-type] # JSON by the strategy
    assert canonical(json.loads(text)) == text
    assert json.loads(text, parse_int=float) == value


@given(values)
@settings(max_examples=60, deadline=None)
def test_the_quick_way_writes_what_the_full_one_writes(value: object) -> None:
    assert canonical(value) == canonical_module._text(value).encode()  # type: ignore[arg-type] # noqa: SLF001 - the two ways of one file
