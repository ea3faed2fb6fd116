"""Byte ranges that leave something out, and data where nothing may be (ISO 32000-2, 12.8.1)."""

from collections.abc import Callable

from tests.signing.samples.authority import identity
from tests.signing.samples.envelope import pades, seal
from tests.signing.samples.paper import Paper
from tests.signing.samples.scenes import BROADEST, field_named, leader, prepared
from tests.signing.samples.signature import Act, Hole, sign
from tests.signing.samples.table import Expected, add, after_signing, whole

#: What a signer who works with the attacker, or an attacker's tool, would claim to cover.
_RANGES: dict[str, Callable[[Hole], list[int]]] = {
    "not_from_the_start": lambda h: [40, h.start - 40, h.end, h.total - h.end],
    "not_the_header": lambda h: [9, h.start - 9, h.end, h.total - h.end],
    "not_to_the_end": lambda h: [0, h.start, h.end, h.total - h.end - 30],
    "not_the_end_mark": lambda h: [0, h.start, h.end, h.total - h.end - 6],
    "gap_begins_early": lambda h: [0, h.start - 60, h.end, h.total - h.end],
    "gap_ends_late": lambda h: [0, h.start, h.end + 40, h.total - h.end - 40],
    "gap_over_the_catalogue": lambda h: [0, 3_000, h.end, h.total - h.end],
    "gap_elsewhere": lambda h: [0, 2_000, 2_400, h.total - 2_400],
    "overlapping": lambda h: [0, h.end + 10, h.end, h.total - h.end],
    "backwards": lambda h: [h.end, h.total - h.end, 0, h.start],
    "one_part": lambda h: [0, h.start],
    "one_part_of_all": lambda h: [0, h.total],
    "three_parts": lambda h: [0, 1_000, 1_200, h.start - 1_200, h.end, h.total - h.end],
    "three_parts_touching": lambda h: [0, 1_000, 1_000, h.start - 1_000, h.end, h.total - h.end],
    "odd_number_of_values": lambda h: [0, h.start, h.end, h.total - h.end, 0],
    "empty_parts": lambda _: [0, 0, 0, 0],
    "empty_second_part": lambda h: [0, h.start, h.end, 0],
    "more_than_the_file": lambda h: [0, h.start, h.end, h.total - h.end + 500],
    "giant": lambda h: [0, h.start, h.end, 2**63],
    "shifted": lambda h: [0, h.start + 1, h.end, h.total - h.end],
    "within_contents": lambda h: [0, h.start + 1, h.end - 1, h.total - h.end + 1],
}  # fmt: skip


def claimed(name: str, level: int | None) -> Paper:
    """Sign with this byte range; the digest is that of the bytes it names."""
    paper = prepared()
    act = Act(signer=leader(), ranges=_RANGES[name], level=level)
    return sign(paper, field_named(paper, "First"), act)


def _register() -> None:
    for name in _RANGES:
        for level in (None, 2):
            suffix = f"{name}-{f'p{level}' if level else 'approval'}"
            add(claimed, Expected.ALTERED, _bound(name, level), suffix=suffix)


def _bound(name: str, level: int | None) -> Callable[[], Paper]:
    return lambda: claimed(name, level)


_register()


@after_signing(scenes=BROADEST)
def bytes_before_the_header(paper: Paper) -> Paper:
    return Paper(b"MZ this is a program\n" + paper.data)


@after_signing(scenes=BROADEST)
def space_before_the_header(paper: Paper) -> Paper:
    return Paper(b"\n\n\n" + paper.data)


@after_signing(scenes=BROADEST)
def data_in_the_hole(paper: Paper) -> Paper:
    # The hole's zeros behind the CMS object exchanged: nobody signed them.
    at = paper.data.rindex(b"/Contents <")
    end = paper.data.index(b">", at)
    text = b"3 0 obj <</Evil true>> endobj".hex().encode()
    return Paper(paper.data[: end - len(text)] + text + paper.data[end:])


@after_signing(scenes=BROADEST)
def comment_in_the_hole(paper: Paper) -> Paper:
    at = paper.data.rindex(b"/Contents <")
    end = paper.data.index(b">", at)
    return Paper(paper.data[: end - 40] + b"%" + b"x" * 39 + paper.data[end:])


@after_signing(scenes=BROADEST)
def hole_closed_early(paper: Paper) -> Paper:
    # Contents ends where its zeros begin; a key of the dictionary stands in the rest.
    at = paper.data.rindex(b"/Contents <")
    end = paper.data.index(b">", at)
    evil = b">/Reason(I approve the payment of 9 000 000)/X<"
    return Paper(paper.data[: end - len(evil)] + evil + paper.data[end:])


@after_signing(scenes=BROADEST)
def flipped_first_byte(paper: Paper) -> Paper:
    return Paper(b"\x24" + paper.data[1:])


@after_signing(scenes=BROADEST)
def flipped_in_a_stream(paper: Paper) -> Paper:
    at = paper.data.index(b"stream", 5_000) + 40
    return Paper(paper.data[:at] + bytes([paper.data[at] ^ 1]) + paper.data[at + 1 :])


@after_signing(scenes=BROADEST)
def cut_by_one_byte(paper: Paper) -> Paper:
    return Paper(paper.data[:-1])


@whole(Expected.ALTERED)
def two_contents() -> Paper:
    """Two Contents in one dictionary: readers differ in which they take."""
    paper = prepared()
    act = Act(signer=leader(), more={b"/Contents": b"<00>"})
    return sign(paper, field_named(paper, "First"), act)


@whole(Expected.ALTERED)
def two_byte_ranges() -> Paper:
    paper = prepared()
    act = Act(signer=leader(), more={b"/ByteRange": b"[0 100 200 300]"})
    return sign(paper, field_named(paper, "First"), act)


@whole(Expected.ALTERED)
def digest_of_other_bytes() -> Paper:
    act = Act(signer=leader(), seal=lambda data: seal(pades(leader()), data + b"x"))
    paper = prepared()
    return sign(paper, field_named(paper, "First"), act)


@whole(Expected.ALTERED)
def content_inside_the_envelope() -> Paper:
    """Detached by its name, but the CMS object carries content, which alone is signed."""
    inside = b"something else"

    def sealed(data: bytes) -> bytes:
        del data
        return seal(pades(identity("Leader"), content=inside), inside)

    paper = prepared()
    return sign(paper, field_named(paper, "First"), Act(signer=leader(), seal=sealed))
