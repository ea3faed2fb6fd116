"""Hexadecimal strings read in one go, in effect once this is imported.

pyHanko reads them an octet at a time, and the Contents of a signature are 50,000 digits:
that was more than half of a verification.
"""

import io
import re
from typing import Any

from pyhanko.pdf_utils import generic

_ROOM = 65_536
_PLAIN = re.compile(rb"<[0-9A-Fa-f\x00\t\n\f\r ]*>")
_WHITE = b"\x00\t\n\f\r "

_one_by_one = generic.read_hex_string_from_stream


def read_hexadecimal(
    stream: Any,
) -> generic.ByteStringObject | generic.TextStringObject:
    """Read the string that begins here; an unusual one is left to pyHanko's own reading."""
    start = stream.tell()
    data = b""
    while b">" not in data:
        more = stream.read(_ROOM)
        if not more:
            break
        data += more
    text = data[: data.find(b">") + 1]
    if _PLAIN.fullmatch(text) is None:
        stream.seek(start)
        return _one_by_one(stream)
    stream.seek(start + len(text), io.SEEK_SET)
    digits = text[1:-1].translate(None, _WHITE)
    octets = bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode("ascii"))
    return generic.pdf_string(octets)


generic.read_hex_string_from_stream = read_hexadecimal
