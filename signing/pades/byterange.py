"""What a signature covers: its byte range (ISO 32000-2, 12.8.1), read without mercy."""

import hashlib
import re
from dataclasses import dataclass

from pyhanko.pdf_utils import generic

_PARTS = 4
#: Signers fill the reserved room with zeros or white space; anything else hides something.
_PADDING = b"\0 \t\r\n"
_HEXADECIMAL = re.compile(rb"<[0-9A-Fa-f\x00\t\n\f\r ]*>")


class BadByteRange(Exception):
    """The byte range cannot be what was signed; the text says why."""


@dataclass(frozen=True, slots=True)
class ByteRange:
    """The two covered parts; between them stand the Contents and nothing else."""

    first: int
    gap_end: int
    end: int

    def digest(self, pdf: bytes, algorithm: str) -> bytes:
        """Digest of the covered bytes; ``algorithm`` as hashlib names it."""
        made = hashlib.new(algorithm)
        view = memoryview(pdf)
        made.update(view[: self.first])
        made.update(view[self.gap_end : self.end])
        return made.digest()

    def octets(self, pdf: bytes) -> bytes:
        """The covered bytes themselves."""
        return pdf[: self.first] + pdf[self.gap_end : self.end]


def read_byte_range(pdf: bytes, signature: generic.DictionaryObject) -> ByteRange:
    """Return the covered parts.

    Raises:
        BadByteRange: they leave out more than the Contents, or are not in the file.
    """
    numbers = _numbers(signature)
    first, gap_end, length = numbers[1], numbers[2], numbers[3]
    if numbers[0] != 0 or not 0 < first < gap_end or length <= 0:
        raise BadByteRange("not_two_parts")
    if gap_end + length > len(pdf):
        raise BadByteRange("beyond_the_file")
    gap = pdf[first:gap_end]
    if _HEXADECIMAL.fullmatch(gap) is None:
        raise BadByteRange("gap_holds_more_than_contents")
    if _decoded(gap) != contents_of(signature):
        raise BadByteRange("contents_lie_elsewhere")
    return ByteRange(first, gap_end, gap_end + length)


def _numbers(signature: generic.DictionaryObject) -> list[int]:
    try:
        numbers = [int(one) for one in signature["/ByteRange"]]
    except (KeyError, TypeError, ValueError) as error:
        raise BadByteRange("missing") from error
    if len(numbers) != _PARTS or not isinstance(signature["/ByteRange"], generic.ArrayObject):
        raise BadByteRange("not_two_parts")
    return numbers


def _decoded(gap: bytes) -> bytes:
    digits = re.sub(rb"[^0-9A-Fa-f]", b"", gap)
    return bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode("ascii"))


def contents_of(signature: generic.DictionaryObject) -> bytes:
    """Return the octets of the Contents, with their padding.

    Raises:
        BadByteRange: there are none.
    """
    contents = signature.get("/Contents")
    if isinstance(contents, generic.DecryptedObjectProxy):
        contents = contents.raw_object
    if not isinstance(contents, generic.ByteStringObject | generic.TextStringObject):
        raise BadByteRange("no_contents")
    return bytes(contents.original_bytes)


def is_padding(rest: bytes) -> bool:
    """Whether what stands behind the signature value is only filling."""
    return not rest.strip(_PADDING)
