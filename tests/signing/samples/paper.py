"""PDF files as bytes and objects: just enough to write revisions of one's own, right or wrong.

No PDF library stands between an attack and its file, so that nothing is mended on the way.
Reads only what typst and this module write: no object streams, one trailer a revision.
"""

import re
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

_OBJECT = re.compile(rb"(?:^|[\r\n])(\d+) (\d+) obj\s*(.*?)\s*endobj", re.DOTALL)
_SPACE = b" \t\r\n\f\0"
_END = re.compile(rb"[\s<>\[\]()/%]")
_REFERENCE = re.compile(rb"\d+\s+\d+\s+R(?![A-Za-z])")


class Section(StrEnum):
    """The form of a cross-reference section."""

    TABLE = "table"
    STREAM = "stream"
    #: A table for old readers whose trailer names a stream with the rest (ISO 32000-2, 7.5.8.4).
    HYBRID = "hybrid"
    #: A trailer without any entries before it.
    TRAILER = "trailer"
    #: Neither entries nor trailer.
    NONE = "none"


def entries(body: bytes) -> dict[bytes, bytes]:
    """Take the dictionary ``body`` apart: key with its slash to the raw value."""
    found: dict[bytes, bytes] = {}
    position = body.index(b"<<") + 2
    while True:
        position = _skip_space(body, position)
        if body.startswith(b">>", position):
            return found
        end = _skip_value(body, position)
        start = _skip_space(body, end)
        after = _skip_value(body, start)
        found[body[position:end]] = body[start:after]
        position = after


def dictionary(values: Mapping[bytes, bytes]) -> bytes:
    """Put a dictionary together."""
    return b"<<" + b"".join(b"%b %b " % pair for pair in values.items()) + b">>"


def put(body: bytes, **values: bytes | None) -> bytes:
    """Set keys of the dictionary or stream ``body``; None takes one out."""
    known = entries(body)
    tail = body[body.index(b"stream") :] if b"stream" in body else b""
    for key, value in values.items():
        name = b"/" + key.encode()
        if value is None:
            known.pop(name, None)
        else:
            known[name] = value
    return dictionary(known) + tail


def stream(content: bytes, head: bytes = b"", *, packed: bool = False) -> bytes:
    """Return the body of a stream; ``head`` is what its dictionary holds besides the length."""
    if packed:
        content, head = zlib.compress(content), head + b"/Filter/FlateDecode"
    return b"<<%b/Length %d>>stream\n%b\nendstream" % (head, len(content), content)


def reference(number: int) -> bytes:
    """Return a reference to this object."""
    return b"%d 0 R" % number


def references(numbers: Iterable[int]) -> bytes:
    """Return an array of references."""
    return b"[" + b" ".join(map(reference, numbers)) + b"]"


def target(value: bytes) -> int:
    """Return the number of the object that is referred to."""
    return int(value.split()[0])


def _skip_space(data: bytes, position: int) -> int:
    while data[position : position + 1] in _SPACE and position < len(data):
        position += 1
    return position


def _skip_value(data: bytes, position: int) -> int:
    if match := _REFERENCE.match(data, position):
        return match.end()
    for opening, closing in ((b"<<", b">>"), (b"[", b"]")):
        if data.startswith(opening, position):
            position = _skip_space(data, position + len(opening))
            while not data.startswith(closing, position):
                position = _skip_space(data, _skip_value(data, position))
            return position + len(closing)
    if data.startswith(b"(", position):
        return _skip_text(data, position)
    if data.startswith(b"<", position):
        return data.index(b">", position) + 1
    match = _END.search(data, position + 1)
    return match.start() if match else len(data)


def _skip_text(data: bytes, position: int) -> int:
    depth = 0
    while True:
        letter = data[position : position + 1]
        depth += {b"(": 1, b")": -1}.get(letter, 0)
        position += 2 if letter == b"\\" else 1
        if not depth:
            return position


@dataclass(frozen=True)
class Paper:
    """A file and what is known of it; every change returns a new one."""

    data: bytes

    @property
    def objects(self) -> dict[int, bytes]:
        """The newest body of each object, in the order of the file."""
        return {int(one[1]): one[3] for one in _OBJECT.finditer(self.data)}

    @property
    def startxref(self) -> int:
        """Where the newest cross-reference section is said to stand."""
        return int(re.findall(rb"startxref\s+(\d+)", self.data)[-1])

    @property
    def trailer(self) -> dict[bytes, bytes]:
        """The newest trailer, or the dictionary of the newest cross-reference stream."""
        start = self.startxref
        if self.data.startswith((b"xref", b"trailer"), start):
            start = self.data.index(b"trailer", start)
        return entries(self.data[start:])

    @property
    def root(self) -> int:
        """The number of the catalogue."""
        return target(self.trailer[b"/Root"])

    @property
    def size(self) -> int:
        """The first number that no object has."""
        return int(self.trailer[b"/Size"])

    def body(self, number: int) -> bytes:
        """Return the newest body of an object."""
        return self.objects[number]

    def value(self, number: int, key: bytes) -> bytes:
        """Return a raw value from the dictionary of an object."""
        return entries(self.body(number))[key]

    def find(self, pattern: bytes) -> int:
        """Return the newest object whose body matches."""
        return [key for key, body in self.objects.items() if re.search(pattern, body)][-1]

    def pages(self) -> list[int]:
        """Return the pages in their order."""
        return self._leaves(target(self.value(self.root, b"/Pages")))

    def _leaves(self, node: int) -> list[int]:
        known = entries(self.body(node))
        if b"/Kids" not in known:
            return [node]
        kids = [int(one.split()[0]) for one in _REFERENCE.findall(known[b"/Kids"])]
        return [leaf for kid in kids for leaf in self._leaves(kid)]

    def listed(self, number: int, key: bytes) -> bytes:
        """Return what stands between the brackets of an array, or nothing."""
        return entries(self.body(number)).get(key, b"[]")[1:-1]

    def appended(self, content: bytes) -> "Paper":
        """Put bytes behind the end."""
        return Paper(self.data + content)

    def replaced(self, old: bytes, new: bytes) -> "Paper":
        """Exchange the last occurrence of ``old``, which must be there."""
        at = self.data.rindex(old)
        return Paper(self.data[:at] + new + self.data[at + len(old) :])
