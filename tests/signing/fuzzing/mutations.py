"""Random changes of a signed file, by bytes, by tokens, by objects and by revisions."""

import re
from collections.abc import Callable

from hypothesis import strategies as st

from tests.signing.samples.paper import Paper, Section, dictionary, entries
from tests.signing.samples.revisions import Form, revise

Mutation = st.SearchStrategy[Callable[[bytes], bytes]]

_TOKEN = re.compile(rb"/[A-Za-z0-9#]+|\b\d+ \d+ R\b|\b\d+\b|<<|>>|\[|\]|\bendobj\b|\bstream\b")
_END = re.compile(rb"%%EOF[\r\n]*")
_VALUES = (
    b"null", b"true", b"0", b"-1", b"1", b"9999999999", b"0.5", b"[]", b"<<>>", b"()", b"<00>",
    b"/Off", b"/Sig", b"/Page", b"[0 0 0 0]", b"[0 0 595 842]", b"9999 0 R", b"(evil)", b"[null]",
)  # fmt: skip
_KEYS = (
    b"/Kids", b"/Annots", b"/Contents", b"/V", b"/AP", b"/Rect", b"/F", b"/FT", b"/Parent",
    b"/Perms", b"/DSS", b"/Fields", b"/Type", b"/Subtype", b"/MediaBox", b"/Rotate", b"/ByteRange",
    b"/OCProperties", b"/Extensions", b"/Length", b"/Resources", b"/AA", b"/OpenAction", b"/Names",
)  # fmt: skip

shares = st.floats(0, 1, exclude_max=True)


def _at(data: bytes, share: float) -> int:
    return int(len(data) * share)


def _flips(places: list[tuple[float, int]]) -> Callable[[bytes], bytes]:
    def change(data: bytes) -> bytes:
        made = bytearray(data)
        for share, bit in places:
            made[_at(data, share)] ^= 1 << bit
        return bytes(made)

    return change


def _overwrite(share: float, noise: bytes) -> Callable[[bytes], bytes]:
    return lambda data: data[: _at(data, share)] + noise + data[_at(data, share) + len(noise) :]


def _insert(share: float, noise: bytes) -> Callable[[bytes], bytes]:
    return lambda data: data[: _at(data, share)] + noise + data[_at(data, share) :]


def _cut(share: float, size: int) -> Callable[[bytes], bytes]:
    return lambda data: data[: _at(data, share)] + data[_at(data, share) + size :]


def _append(noise: bytes) -> Callable[[bytes], bytes]:
    return lambda data: data + noise


def _token(share: float, other: bytes, *, padded: bool) -> Callable[[bytes], bytes]:
    """Exchange one token; padded, every other byte stays where it is."""

    def change(data: bytes) -> bytes:
        found = list(_TOKEN.finditer(data))
        match = found[int(len(found) * share)]
        new = other[: len(match[0])].ljust(len(match[0])) if padded else other
        return data[: match.start()] + new + data[match.end() :]

    return change


def _swap(first: float, second: float, section: Section) -> Callable[[bytes], bytes]:
    """Write two objects under each other's number, in a revision of its own."""

    def change(data: bytes) -> bytes:
        paper = Paper(data)
        objects = paper.objects
        numbers = sorted(objects)
        one, two = numbers[int(len(numbers) * first)], numbers[int(len(numbers) * second)]
        return revise(paper, {one: objects[two], two: objects[one]}, Form(section=section)).data

    return change


def _edit(
    share: float, key: bytes | float, value: bytes | None, form: Form
) -> Callable[[bytes], bytes]:
    """Set or take out one key of one object, in a revision of its own."""

    def change(data: bytes) -> bytes:
        paper = Paper(data)
        objects = {number: body for number, body in paper.objects.items() if body.startswith(b"<<")}
        numbers = sorted(objects)
        number = numbers[int(len(numbers) * share)]
        known = entries(objects[number])
        name = list(known or {b"/A": b""})[int(len(known) * key)] if isinstance(key, float) else key
        if value is None:
            known.pop(name, None)
        else:
            known[name] = value
        tail = objects[number].partition(b"stream")
        body = dictionary(known) + b"".join(tail[1:])
        return revise(paper, {number: body}, form).data

    return change


def _free(share: float) -> Callable[[bytes], bytes]:
    def change(data: bytes) -> bytes:
        numbers = sorted(Paper(data).objects)
        return revise(Paper(data), {}, Form(free=[numbers[int(len(numbers) * share)]])).data

    return change


def _pieces(data: bytes) -> list[bytes]:
    ends = [match.end() for match in _END.finditer(data)]
    return [data[a:b] for a, b in zip([0, *ends], [*ends, len(data)], strict=True) if a != b]


def _shuffle(order: list[int]) -> Callable[[bytes], bytes]:
    """Put revisions in another order, leave some out, repeat others."""

    def change(data: bytes) -> bytes:
        pieces = _pieces(data)
        return b"".join(pieces[place % len(pieces)] for place in order)

    return change


def splice(first: bytes, second: bytes, *, share: float, other: float) -> bytes:
    """Return the first part of one file and the last of another."""
    return first[: _at(first, share)] + second[_at(second, other) :]


_noise = st.binary(min_size=1, max_size=24)
_forms = st.builds(Form, section=st.sampled_from([Section.TABLE, Section.STREAM, Section.TRAILER]))
_values = st.one_of(
    st.none(),
    st.sampled_from(_VALUES),
    st.integers(1, 110).map(lambda number: b"%d 0 R" % number),
    st.integers(1, 110).map(lambda number: b"[%d 0 R]" % number),
)

changes: Mutation = st.one_of(
    st.builds(_flips, st.lists(st.tuples(shares, st.integers(0, 7)), min_size=1, max_size=4)),
    st.builds(_overwrite, shares, _noise),
    st.builds(_insert, shares, _noise),
    st.builds(_cut, shares, st.integers(1, 400)),
    st.builds(_append, st.one_of(_noise, st.sampled_from((*_VALUES, b"%%EOF", b"\n9 0 obj\n")))),
    st.builds(_token, shares, st.sampled_from(_VALUES + _KEYS), padded=st.booleans()),
    st.builds(_swap, shares, shares, st.sampled_from([Section.TABLE, Section.STREAM])),
    st.builds(_edit, shares, st.one_of(shares, st.sampled_from(_KEYS)), _values, _forms),
    st.builds(_edit, shares, st.one_of(shares, st.sampled_from(_KEYS)), _values, _forms),
    st.builds(_free, shares),
    st.builds(_shuffle, st.lists(st.integers(0, 4), min_size=1, max_size=6)),
)
