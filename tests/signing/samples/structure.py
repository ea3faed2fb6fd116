"""Objects and cross-references that different readers understand differently."""

from tests.signing.samples.paper import (
    Paper,
    Section,
    dictionary,
    entries,
    put,
    reference,
    stream,
    target,
)
from tests.signing.samples.revisions import Form, revise
from tests.signing.samples.saving import RED, new_body
from tests.signing.samples.scenes import BROADEST, SCENES, field_named, leader, prepared
from tests.signing.samples.signature import Act, sign
from tests.signing.samples.table import Expected, after_signing, whole


@after_signing()
def entry_points_elsewhere(paper: Paper) -> Paper:
    """Only a section: the page's first stream is now another object's bytes."""
    page = paper.pages()[0]
    contents = int(paper.value(page, b"/Contents").strip(b"[").split()[0])
    other = paper.data.index(b"%d 0 obj" % paper.root)
    return revise(paper, {}, Form(offsets={contents: other}))


@after_signing(scenes=BROADEST)
def entry_points_into_a_stream(paper: Paper) -> Paper:
    """A body hidden inside a signed stream becomes the page."""
    page = paper.pages()[0]
    hidden = b"\n%d 0 obj\n%b\nendobj\n" % (page, put(paper.body(page), Contents=b"[]"))
    carrier = paper.size
    made = revise(paper, {carrier: stream(hidden)})
    at = made.data.rindex(b"%d 0 obj" % page, len(paper.data))
    return revise(made, {}, Form(offsets={page: at}))


@after_signing(scenes=BROADEST)
def catalogue_freed(paper: Paper) -> Paper:
    return revise(paper, {}, Form(free=[paper.root]))


@after_signing(scenes=BROADEST)
def page_freed(paper: Paper) -> Paper:
    return revise(paper, {}, Form(free=[paper.pages()[1]]))


@after_signing(scenes=BROADEST)
def font_freed(paper: Paper) -> Paper:
    return revise(paper, {}, Form(free=[paper.find(rb"/Subtype\s*/Type0")]))


@after_signing(scenes=BROADEST)
def other_generation(paper: Paper) -> Paper:
    page = paper.pages()[0]
    body = put(paper.body(page), Contents=b"[]")
    return revise(paper, {page: body}, Form(generations={page: 1}))


@after_signing(scenes=BROADEST)
def other_generation_referred_to(paper: Paper) -> Paper:
    page, pages = paper.pages()[0], target(paper.value(paper.root, b"/Pages"))
    body = put(paper.body(page), Contents=b"[]")
    tree = put(paper.body(pages), Kids=b"[%d 1 R %b]" % (page, reference(paper.pages()[1])))
    return revise(paper, {page: body, pages: tree}, Form(generations={page: 1}))


@after_signing(scenes=BROADEST)
def object_stream_overrides(paper: Paper) -> Paper:
    """A page body in an object stream, told by a cross-reference stream."""
    page, holder = paper.pages()[0], paper.size
    body = put(paper.body(page), Contents=b"[]")
    head = b"%d 0 " % page
    content = stream(head + body, b"/Type/ObjStm/N 1/First %d" % len(head))
    made = revise(paper, {holder: content}, Form(section=Section.NONE))
    at = made.data.rindex(b"%d 0 obj" % holder)
    own = holder + 1
    start = len(made.data)
    rows = (
        bytes([2]) + holder.to_bytes(4, "big") + bytes(2)
        + bytes([1]) + at.to_bytes(4, "big") + bytes(2)
        + bytes([1]) + start.to_bytes(4, "big") + bytes(2)
    )  # fmt: skip
    known = b"/Type/XRef/W[1 4 2]/Index[%d 1 %d 2]/Size %d/Root %b/Prev %d" % (
        page, holder, own + 1, reference(paper.root), paper.startxref,
    )  # fmt: skip
    return made.appended(
        b"%d 0 obj\n%b\nendobj\nstartxref\n%d\n%%%%EOF\n" % (own, stream(rows, known), start)
    )


@after_signing(scenes=BROADEST)
def missing_endobj(paper: Paper) -> Paper:
    made = revise(paper, new_body(paper))
    tail = made.data[len(paper.data) :].replace(b"endobj\n", b"", 1)
    return paper.appended(tail)


@after_signing(scenes=BROADEST)
def previous_section_is_itself(paper: Paper) -> Paper:
    made = revise(paper, new_body(paper))
    return made.replaced(b"/Prev %d" % paper.startxref, b"/Prev %d" % made.startxref)


@after_signing(scenes=BROADEST)
def previous_section_left_out(paper: Paper) -> Paper:
    """A whole new table: every entry anew, the signed sections are not in the chain."""
    every = {number: paper.data.rindex(b"\n%d 0 obj" % number) + 1 for number in paper.objects}
    return revise(
        paper, new_body(paper), Form(trailer={b"/Prev": b""}, offsets=_without(paper, every))
    )


def _without(paper: Paper, every: dict[int, int]) -> dict[int, int]:
    return {number: at for number, at in every.items() if number not in new_body(paper)}


@after_signing(scenes=BROADEST)
def previous_section_skipped(paper: Paper) -> Paper:
    """The chain leads past the signed revision: the signature is no longer in a revision."""
    before = Paper(paper.data[: paper.data.index(b"%%EOF") + 5])
    return revise(paper, new_body(paper), Form(trailer={b"/Prev": b"%d" % before.startxref}))


@after_signing(scenes=BROADEST)
def hybrid_stream_in_an_old_place(paper: Paper) -> Paper:
    """Only readers that know hybrid files see the other body."""
    page, holder = paper.pages()[0], paper.size
    hidden = revise(paper, new_body(paper), Form(section=Section.STREAM, startxref=False))
    where = hidden.data.rindex(b" 0 obj\n<</Type /XRef")
    where = hidden.data.rindex(b"\n", 0, where) + 1
    at = paper.data.rindex(b"\n%d 0 obj" % page) + 1
    extra = {b"/XRefStm": b"%d" % where}
    return revise(hidden_as_plain(hidden, paper), {}, Form(
        offsets={page: at}, trailer={**extra, b"/Prev": b"%d" % paper.startxref,
        b"/Size": b"%d" % (holder + 4)},
    ))  # fmt: skip


def hidden_as_plain(made: Paper, before: Paper) -> Paper:
    """End with the old pointer, so that the new objects are in no section yet."""
    return made.appended(b"startxref\n%d\n%%%%EOF\n" % before.startxref)


@after_signing(scenes=BROADEST)
def duplicated_key_in_the_page(paper: Paper) -> Paper:
    page, drawn = paper.pages()[0], paper.size
    body = paper.body(page)
    doubled = body[:-2] + b"/Contents %b>>" % reference(drawn)
    return revise(paper, {page: doubled, drawn: stream(RED)})


@after_signing(scenes=SCENES)
def duplicated_key_in_the_catalogue(paper: Paper) -> Paper:
    tree, page, drawn = paper.size, paper.size + 1, paper.size + 2
    body = paper.body(paper.root)[:-2] + b"/Pages %b>>" % reference(tree)
    return revise(paper, {
        paper.root: body,
        tree: b"<</Type/Pages/Count 1/Kids[%b]>>" % reference(page),
        page: b"<</Type/Page/Parent %b/MediaBox[0 0 595 842]/Contents %b>>"
        % (reference(tree), reference(drawn)),
        drawn: stream(RED),
    })  # fmt: skip


@after_signing(scenes=BROADEST)
def names_written_in_hexadecimal(paper: Paper) -> Paper:
    page = paper.pages()[0]
    body = put(paper.body(page), Contents=None)[:-2] + b"/C#6fntents %b>>" % reference(paper.size)
    return revise(paper, {page: body, paper.size: stream(RED)})


@after_signing(scenes=BROADEST)
def length_that_lies(paper: Paper) -> Paper:
    """By its length the stream is white, by its end mark it is red."""
    page, drawn = paper.pages()[0], paper.size
    body = b"<</Length 2>>stream\nq \n" + RED + b"\nendstream"
    return revise(paper, {page: put(paper.body(page), Contents=reference(drawn)), drawn: body})


@after_signing(scenes=BROADEST)
def root_in_a_second_trailer(paper: Paper) -> Paper:
    tree = paper.size
    other = b"<</Type/Catalog/Pages %b>>" % reference(tree + 1)
    pages = b"<</Type/Pages/Count 1/Kids[%b]>>" % reference(paper.pages()[1])
    made = revise(paper, {tree: other, tree + 1: pages}, Form(root=tree))
    return made.appended(b"trailer\n<</Root %b>>\n%%%%EOF\n" % reference(paper.root))


@after_signing(scenes=BROADEST)
def encrypted_by_the_trailer(paper: Paper) -> Paper:
    lock = b"<</Filter/Standard/V 1/R 2/O(%b)/U(%b)/P -4>>" % (b"o" * 32, b"u" * 32)
    return revise(paper, {paper.size: lock}, Form(trailer={b"/Encrypt": reference(paper.size)}))


@whole(Expected.ALTERED)
def two_signed_tables_one_in_a_comment() -> Paper:
    """Signed as it is, by a signer who did not look: what readers show differs."""
    paper = prepared()
    page = paper.pages()[0]
    other = revise(paper, {page: put(paper.body(page), Contents=b"[]")})
    body = (
        other.data[len(paper.data) :].replace(b"xref\n", b"xref\r").replace(b"\nstart", b"\n%start")
    )
    twice = paper.appended(b"\n" + body)
    clean = revise(twice.appended(b"startxref\n%d\n%%%%EOF\n" % paper.startxref), {})
    signed = sign(clean, field_named(clean, "First"), Act(signer=leader()))
    at = signed.data.index(b"%startxref")
    return Paper(signed.data[:at] + b"\n" + signed.data[at + 1 :])


@after_signing(scenes=BROADEST)
def info_and_id_changed(paper: Paper) -> Paper:
    return revise(paper, new_body(paper), Form(trailer={b"/ID": b"[<00><01>]"}))


@after_signing(scenes=BROADEST)
def signature_in_a_dictionary_of_the_field(paper: Paper) -> Paper:
    """The value, once an object of its own, is now a copy inside of the field."""
    field = field_named(paper, "First")
    value = entries(paper.body(target(paper.value(field, b"/V"))))
    body = put(paper.body(field), V=dictionary(value))
    return revise(paper, {field: body, **new_body(paper)})
