"""Small files that unpack into large ones."""

import zlib

from tests.signing.samples.hostile import hostile, slow
from tests.signing.samples.paper import Paper, Section, put, reference, stream, target
from tests.signing.samples.revisions import Form, revise
from tests.signing.samples.scenes import Scene, field_named, leader, prepared
from tests.signing.samples.signature import Act, sign

MEBIBYTE = 2**20


def packed(size: int, *, times: int = 1, content: bytes = b"\0") -> bytes:
    """Return ``size`` bytes of a repeated value, packed as often as this.

    One block is packed and repeated, which is as good a stream and much quicker made.
    """
    block = content * (MEBIBYTE // len(content))
    packer = zlib.compressobj(9)
    head = packer.compress(b"") + packer.flush(zlib.Z_FULL_FLUSH)
    one = packer.compress(block) + packer.flush(zlib.Z_FULL_FLUSH)
    count = size // MEBIBYTE
    check = 1
    for _ in range(count):
        check = zlib.adler32(block, check)
    data = head + one * count + b"\x03\x00" + check.to_bytes(4, "big")
    for _ in range(times - 1):
        data = zlib.compress(data, 9)
    return data


def filtered(data: bytes, filters: bytes, head: bytes = b"") -> bytes:
    """Return a stream whose bytes are already packed."""
    return stream(data, head + b"/Filter " + filters)


def _signed() -> Paper:
    return Scene(None, 1).signed()


def _with_contents(body: bytes, *, before: bool) -> Paper:
    """Give the first page these contents, before the signature or after it."""
    paper = prepared() if before else _signed()
    page, drawn = paper.pages()[0], paper.size
    paper = revise(paper, {
        drawn: body, page: put(paper.body(page), Contents=reference(drawn)),
    })  # fmt: skip
    return sign(paper, field_named(paper, "First"), Act(signer=leader())) if before else paper


@hostile
def contents_of_a_gibibyte() -> Paper:
    return _with_contents(filtered(packed(1024 * MEBIBYTE), b"/FlateDecode"), before=False)


@hostile
def signed_contents_of_a_gibibyte() -> Paper:
    return _with_contents(filtered(packed(1024 * MEBIBYTE), b"/FlateDecode"), before=True)


@hostile
def contents_packed_three_times() -> Paper:
    data = packed(4096 * MEBIBYTE, times=3)
    return _with_contents(filtered(data, b"[/FlateDecode/FlateDecode/FlateDecode]"), before=False)


@hostile
def runs_of_a_hundred_mebibytes() -> Paper:
    data = b"\x81 " * 800_000 + b"\x80"
    return _with_contents(filtered(data, b"/RunLengthDecode"), before=False)


@hostile
def runs_packed_again() -> Paper:
    data = zlib.compress(b"\x81 " * 8_000_000 + b"\x80", 9)
    return _with_contents(filtered(data, b"[/FlateDecode/RunLengthDecode]"), before=False)


@hostile
def words_of_lzw() -> Paper:
    # Not a proper stream after its first codes; decoders must not grow on it.
    data = b"\x80\x0b\x60\x50\x22\x0c\x0c\x85\x01" * 500_000
    return _with_contents(filtered(data, b"/LZWDecode"), before=False)


@hostile
def a_hundred_filters() -> Paper:
    data = b"00" * 10_000 + b">"
    return _with_contents(filtered(data, b"[" + b"/ASCIIHexDecode" * 100 + b"]"), before=False)


@hostile
def pictures_by_a_predictor() -> Paper:
    head = b"/DecodeParms<</Predictor 12/Columns 1000000000/Colors 32/BitsPerComponent 16>>"
    return _with_contents(filtered(packed(MEBIBYTE), b"/FlateDecode", head), before=False)


def _with_section(data: bytes, head: bytes) -> Paper:
    paper = _signed()
    own, start = paper.size, len(paper.data)
    known = b"/Type/XRef/Size %d/Root %b/Prev %d%b" % (
        own + 1, reference(paper.root), paper.startxref, head,
    )  # fmt: skip
    body = b"%d 0 obj\n%b\nendobj\nstartxref\n%d\n%%%%EOF\n"
    return paper.appended(body % (own, filtered(data, b"/FlateDecode", known), start))


@hostile
def section_of_half_a_gibibyte() -> Paper:
    return _with_section(packed(512 * MEBIBYTE), b"/W[1 4 2]/Index[0 76695844]")


@hostile
def section_with_entries_for_billions() -> Paper:
    return _with_section(packed(MEBIBYTE), b"/W[1 4 2]/Index[0 4000000000]")


@hostile
def section_of_entries_without_width() -> Paper:
    return _with_section(packed(MEBIBYTE), b"/W[0 0 0]/Index[0 100000000]")


@hostile
def section_with_giant_widths() -> Paper:
    return _with_section(packed(8 * MEBIBYTE), b"/W[1 4000000 2]/Index[0 2]")


@hostile
def section_of_many_pairs() -> Paper:
    pairs = b" ".join(b"%d 1" % one for one in range(0, 400_000, 2))
    return _with_section(packed(2 * MEBIBYTE), b"/W[1 4 2]/Index[%b]" % pairs)


@hostile
def object_stream_of_half_a_gibibyte() -> Paper:
    paper = _signed()
    holder = paper.size
    body = filtered(
        packed(512 * MEBIBYTE, content=b" "), b"/FlateDecode", b"/Type/ObjStm/N 100000/First 800000"
    )
    made = revise(paper, {holder: body}, Form(section=Section.NONE))
    at = made.data.rindex(b"%d 0 obj" % holder)
    rows = b"".join(
        bytes([2]) + holder.to_bytes(4, "big") + place.to_bytes(2, "big") for place in range(3)
    )
    rows = bytes([1]) + at.to_bytes(4, "big") + bytes(2) + rows
    own, start = holder + 1, len(made.data)
    head = b"/Type/XRef/W[1 4 2]/Index[%d 1 %d 3]/Size %d/Root %b/Prev %d" % (
        holder, paper.root, own + 1, reference(paper.root), paper.startxref,
    )  # fmt: skip
    return made.appended(
        b"%d 0 obj\n%b\nendobj\nstartxref\n%d\n%%%%EOF\n" % (own, stream(rows, head), start)
    )


@hostile
def metadata_of_a_gibibyte() -> Paper:
    paper = prepared()
    number = target(paper.value(paper.root, b"/Metadata"))
    head = b"/Type/Metadata/Subtype/XML"
    body = filtered(packed(1024 * MEBIBYTE, content=b" "), b"/FlateDecode", head)
    return sign_first(revise(paper, {number: body}))


@hostile
def entities_in_the_metadata() -> Paper:
    """The billion laughs."""
    paper = prepared()
    number = target(paper.value(paper.root, b"/Metadata"))
    lines = b"".join(b'<!ENTITY l%d "%b">' % (n + 1, b"&l%d;" % n * 10) for n in range(9))
    text = b'<!DOCTYPE x [<!ENTITY l0 "lol">' + lines + b"]><x>&l9;</x>"
    return sign_first(revise(paper, {number: stream(text, b"/Type/Metadata/Subtype/XML")}))


@hostile
def archive_data_of_a_gibibyte() -> Paper:
    paper = _signed()
    store = paper.size
    return revise(paper, {
        paper.root: put(paper.body(paper.root), DSS=reference(store)),
        store: b"<</Type/DSS/Certs[%b]/CRLs[%b]>>" % ((reference(store + 1),) * 2),
        store + 1: filtered(packed(1024 * MEBIBYTE), b"/FlateDecode"),
    })  # fmt: skip


@slow
def appearance_of_a_gibibyte() -> Paper:
    paper = prepared()
    field, drawn = field_named(paper, "First"), paper.size
    head = b"/Type/XObject/Subtype/Form/BBox[0 0 600 600]"
    paper = revise(paper, {
        drawn: filtered(packed(1024 * MEBIBYTE, content=b"q Q "), b"/FlateDecode", head),
        field: put(paper.body(field), AP=b"<</N %b>>" % reference(drawn)),
    })  # fmt: skip
    return sign_first(paper)


def sign_first(paper: Paper) -> Paper:
    """Sign the field First."""
    return sign(paper, field_named(paper, "First"), Act(signer=leader()))
