"""Incremental saving: a new body behind the signed revision, told to readers or not.

Mladenov and others, "1 Trillion Dollar Refund", CCS 2019, section 4.2; and variants that
depend on how a reader finds, or repairs, the last cross-reference section.
"""

from tests.signing.samples.paper import Paper, Section, put, reference, stream
from tests.signing.samples.revisions import Form, revise
from tests.signing.samples.scenes import BROADEST, field_named
from tests.signing.samples.table import after_signing

RED = b"1 0 0 rg 0 0 300 300 re f"


def new_body(paper: Paper) -> dict[int, bytes]:
    """Return the first page with other contents."""
    page, drawn = paper.pages()[0], paper.size
    return {
        page: put(paper.body(page), Contents=reference(drawn)),
        drawn: stream(RED),
    }


@after_signing()
def body_with_table(paper: Paper) -> Paper:
    return revise(paper, new_body(paper))


@after_signing()
def body_with_xref_stream(paper: Paper) -> Paper:
    return revise(paper, new_body(paper), Form(section=Section.STREAM))


@after_signing()
def body_with_hybrid(paper: Paper) -> Paper:
    return revise(paper, new_body(paper), Form(section=Section.HYBRID))


@after_signing()
def body_with_trailer_only(paper: Paper) -> Paper:
    return revise(paper, new_body(paper), Form(section=Section.TRAILER))


@after_signing()
def body_without_section(paper: Paper) -> Paper:
    return revise(paper, new_body(paper), Form(section=Section.NONE))


@after_signing(scenes=BROADEST)
def body_with_old_startxref(paper: Paper) -> Paper:
    made = revise(paper, new_body(paper), Form(section=Section.NONE))
    return made.appended(b"startxref\n%d\n%%%%EOF\n" % paper.startxref)


@after_signing(scenes=BROADEST)
def body_with_trailer_and_old_startxref(paper: Paper) -> Paper:
    made = revise(paper, new_body(paper), Form(section=Section.TRAILER, startxref=False))
    return made.appended(b"startxref\n%d\n%%%%EOF\n" % paper.startxref)


@after_signing(scenes=BROADEST)
def body_without_startxref(paper: Paper) -> Paper:
    return revise(paper, new_body(paper), Form(startxref=False))


@after_signing(scenes=BROADEST)
def table_points_near(paper: Paper) -> Paper:
    # A strict reader does not find the section; a lenient one searches and does.
    return revise(paper, new_body(paper), Form(shift=3))


@after_signing(scenes=BROADEST)
def startxref_beyond_the_file(paper: Paper) -> Paper:
    return revise(paper, new_body(paper), Form(shift=10_000_000))


@after_signing(scenes=BROADEST)
def startxref_zero_and_table(paper: Paper) -> Paper:
    made = revise(paper, new_body(paper), Form(startxref=False))
    return made.appended(b"startxref\n0\n%%EOF\n")


@after_signing(scenes=BROADEST)
def object_behind_the_end(paper: Paper) -> Paper:
    return paper.appended(b"\n999 0 obj\n<</Type/Page>>\nendobj\n")


@after_signing(scenes=BROADEST)
def page_behind_the_end(paper: Paper) -> Paper:
    page = paper.pages()[0]
    body = put(paper.body(page), Contents=b"[]")
    return paper.appended(b"\n%d 0 obj\n%b\nendobj\n" % (page, body))


@after_signing(scenes=BROADEST)
def body_behind_a_comment(paper: Paper) -> Paper:
    page = paper.pages()[0]
    body = put(paper.body(page), Contents=b"[]")
    return paper.appended(b"\n%% harmless\n%d 0 obj\n%b\nendobj\n%%%%EOF\n" % (page, body))


@after_signing(scenes=BROADEST)
def section_in_a_comment(paper: Paper) -> Paper:
    # Readers that search for the keyword take what others skip.
    made = revise(paper, new_body(paper), Form(startxref=False))
    body = made.data[len(paper.data) :].replace(b"xref\n", b"%xref\r")
    return paper.appended(body + b"%%startxref\r%d\r%%%%EOF\n" % (len(paper.data) + 1))


@after_signing(scenes=BROADEST)
def comment_only(paper: Paper) -> Paper:
    return paper.appended(b"% this was not signed\n")


@after_signing(scenes=BROADEST)
def text_behind_the_end(paper: Paper) -> Paper:
    return paper.appended(b"\nhello")


@after_signing(scenes=BROADEST)
def second_file_behind(paper: Paper) -> Paper:
    return paper.appended(b"%PDF-1.4\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n")


@after_signing(scenes=BROADEST)
def whole_zip_behind(paper: Paper) -> Paper:
    return paper.appended(b"PK\x03\x04" + bytes(60) + b"PK\x05\x06" + bytes(18))


@after_signing(scenes=BROADEST)
def object_twice_in_one_section(paper: Paper) -> Paper:
    page = paper.pages()[0]
    clean = paper.body(page)
    made = revise(paper, new_body(paper), Form(offsets={page: len(paper.data) + 1}))
    first = b"%d 0 obj\n%b\nendobj\n" % (page, clean)
    assert made.data.startswith(paper.data)
    return Paper(made.data.replace(first, first + first))


@after_signing(scenes=BROADEST)
def two_revisions_the_second_taking_back(paper: Paper) -> Paper:
    changed = new_body(paper)
    page = paper.pages()[0]
    made = revise(paper, changed)
    return revise(made, {page: paper.body(page)}, Form(section=Section.TRAILER))


@after_signing(scenes=BROADEST)
def stream_of_the_page_replaced(paper: Paper) -> Paper:
    page = paper.pages()[0]
    contents = int(paper.value(page, b"/Contents").strip(b"[").split()[0])
    return revise(paper, {contents: stream(RED)})


@after_signing(scenes=BROADEST)
def signed_value_replaced(paper: Paper) -> Paper:
    # The field points to a new value that says nothing was signed.
    field = field_named(paper, "First")
    empty = paper.size
    value = b"<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached>>"
    return revise(
        paper, {field: put(paper.body(field), V=reference(empty)), empty: value} | new_body(paper)
    )


@after_signing(scenes=BROADEST)
def signature_value_taken_out(paper: Paper) -> Paper:
    field = field_named(paper, "First")
    return revise(paper, {field: put(paper.body(field), V=None)} | new_body(paper))
