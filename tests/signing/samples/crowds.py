"""Files with too much of something, and with numbers too large."""

from asn1crypto import cms, core  # type: ignore[import-untyped]

from tests.signing.samples.authority import identity
from tests.signing.samples.bombs import sign_first
from tests.signing.samples.envelope import pades, seal
from tests.signing.samples.hostile import hostile, slow
from tests.signing.samples.paper import Paper, Section, put, reference, references, stream, target
from tests.signing.samples.revisions import Form, revise
from tests.signing.samples.scenes import Scene, draft, field_named, leader, prepared
from tests.signing.samples.signature import Act, sign, sign_new


def _signed() -> Paper:
    return Scene(None, 1).signed()


def _revisions(count: int) -> Paper:
    """Append revisions of one object each, without reading the file anew each time."""
    paper = _signed()
    data, before, number = bytearray(paper.data), paper.startxref, paper.size
    tail = b"trailer\n<</Size %d/Root %b/Prev %d>>\nstartxref\n%d\n%%%%EOF\n"
    for step in range(count):
        place = len(data)
        data += b"%d 0 obj\n%d\nendobj\n" % (number, step)
        start = len(data)
        data += b"xref\n%d 1\n%010d 00000 n \n" % (number, place)
        data += tail % (number + 1, reference(paper.root), before, start)
        before = start
    return Paper(bytes(data))


@hostile
def a_thousand_revisions() -> Paper:
    return _revisions(1_000)


@slow
def ten_thousand_revisions() -> Paper:
    return _revisions(10_000)


def _objects(count: int, *, before: bool) -> Paper:
    paper = prepared() if before else _signed()
    first = paper.size
    many = {first + step: b"<</A %d>>" % step for step in range(count)}
    many[first + count] = references(range(first, first + count))
    many[paper.root] = put(paper.body(paper.root), Many=reference(first + count))
    made = revise(paper, many)
    return sign_first(made) if before else made


@slow
def a_hundred_thousand_objects_signed() -> Paper:
    return _objects(100_000, before=True)


@slow
def a_hundred_thousand_objects_after_signing() -> Paper:
    return _objects(100_000, before=False)


@slow
def a_hundred_thousand_objects_then_signed_again() -> Paper:
    paper = _objects(100_000, before=True)
    return sign(paper, field_named(paper, "Second"), Act(signer=identity("Agency")))


def _fields(count: int, kind: bytes) -> Paper:
    paper = prepared()
    form, first = target(paper.value(paper.root, b"/AcroForm")), paper.size
    old = paper.listed(form, b"/Fields")
    many = {first + step: b"<</FT%b/T(f%d)>>" % (kind, step) for step in range(count)}
    added = b" ".join(map(reference, many))
    many[form] = put(paper.body(form), Fields=b"[%b %b]" % (old, added))
    return sign_first(revise(paper, many))


@hostile
def five_thousand_fields() -> Paper:
    return _fields(5_000, b"/Tx")


@slow
def a_hundred_thousand_fields() -> Paper:
    return _fields(100_000, b"/Tx")


@slow
def a_hundred_thousand_signature_fields() -> Paper:
    return _fields(100_000, b"/Sig")


@slow
def ten_thousand_signed_fields_of_one_value() -> Paper:
    paper = _signed()
    value = paper.value(field_named(paper, "First"), b"/V")
    form, first = target(paper.value(paper.root, b"/AcroForm")), paper.size
    many = {first + step: b"<</FT/Sig/T(f%d)/V %b>>" % (step, value) for step in range(10_000)}
    old = paper.listed(form, b"/Fields")
    added = b" ".join(map(reference, many))
    many[form] = put(paper.body(form), Fields=b"[%b %b]" % (old, added))
    return revise(paper, many)


@slow
def one_field_listed_ten_thousand_times() -> Paper:
    paper = prepared()
    form = target(paper.value(paper.root, b"/AcroForm"))
    first = reference(field_named(paper, "First"))
    body = put(paper.body(form), Fields=b"[" + (first + b" ") * 10_000 + b"]")
    return sign_first(revise(paper, {form: body}))


def _signers(count: int) -> Paper:
    paper = draft()
    for step in range(count):
        paper = sign_new(paper, f"Signature{step}", Act(signer=identity(f"Signer {step % 5}")))
    return paper


@slow
def twenty_five_signatures() -> Paper:
    return _signers(25)


@slow
def a_hundred_signatures() -> Paper:
    return _signers(100)


@hostile
def giant_numbers() -> Paper:
    paper = _signed()
    digits = b"9" * 200_000
    box = b"[0 0 %b -%b]" % (digits, digits)
    page = paper.pages()[0]
    return revise(paper, {page: put(paper.body(page), MediaBox=box, Rotate=digits)})


@hostile
def giant_object_number() -> Paper:
    paper = _signed()
    return revise(paper, {9_999_999_999: b"null", paper.root: paper.body(paper.root)})


@hostile
def giant_size_and_generation() -> Paper:
    form = Form(trailer={b"/Size": b"9" * 30})
    return revise(_signed(), {}, form).appended(b"")


@hostile
def section_of_a_billion_entries() -> Paper:
    made = revise(_signed(), {})
    at = made.data.rindex(b"xref\n0 1")
    return Paper(made.data[:at] + b"xref\n0 999999999" + made.data[at + 8 :])


@hostile
def giant_name_and_text() -> Paper:
    paper = _signed()
    root = paper.body(paper.root)[:-2] + b"/" + b"N" * 2_000_000 + b"(" + b"(" * 50_000 + b">>"
    return revise(paper, {paper.root: root})


@hostile
def giant_prev_chain_of_hybrids() -> Paper:
    paper = _signed()
    for _ in range(50):
        paper = revise(paper, {paper.size: b"null"}, Form(section=Section.STREAM))
    return paper


def _enveloped(maker: object, *, room: int = 6_000) -> Paper:
    paper = prepared()
    act = Act(signer=leader(), seal=lambda data: _made(maker, data), room=room)
    return sign(paper, field_named(paper, "First"), act)


def _made(maker: object, data: bytes) -> bytes:
    return maker(data) if callable(maker) else b""


def _nested(depth: int) -> bytes:
    """Encode sequences in sequences, with lengths as DER wants them."""
    body = b""
    for _ in range(depth):
        size = len(body)
        octets = size.to_bytes((size.bit_length() + 7) // 8 or 1, "big")
        head = bytes([size]) if size < 128 else bytes([128 | len(octets)]) + octets
        body = b"\x30" + head + body
    return body


@hostile
def deep_envelope() -> Paper:
    deep = _nested(5_000)
    return _enveloped(lambda _: deep, room=40_000)


@hostile
def envelope_of_indefinite_lengths() -> Paper:
    return _enveloped(lambda _: b"\x30\x80" * 20_000, room=40_000)


@hostile
def envelope_that_claims_more() -> Paper:
    return _enveloped(lambda _: b"\x30\x84\xff\xff\xff\xff" + bytes(100))


@hostile
def deep_signed_attribute() -> Paper:
    value = core.Any.load(_nested(3_000))
    attribute = cms.CMSAttribute({"type": "1.2.3.4", "values": [value]})
    made = pades(leader(), more_signed=(attribute,))
    return _enveloped(lambda data: seal(made, data), room=40_000)


@slow
def two_thousand_certificates() -> Paper:
    made = pades(leader(), certificates=(leader(),) * 2_000)
    return _enveloped(lambda data: seal(made, data), room=1_500_000)


@slow
def a_thousand_signer_infos() -> Paper:
    made = pades(leader(), stamped=False, others=(pades(leader(), stamped=False),) * 1_000)
    return _enveloped(lambda data: seal(made, data), room=1_500_000)


@hostile
def archive_of_twenty_thousand_entries() -> Paper:
    paper = _signed()
    store = paper.size
    kept = stream(leader().der)
    certificates = references([store + 1] * 20_000)
    return revise(paper, {
        paper.root: put(paper.body(paper.root), DSS=reference(store)),
        store: b"<</Type/DSS/Certs%b/CRLs%b/OCSPs%b>>" % ((certificates,) * 3),
        store + 1: kept,
    })  # fmt: skip
