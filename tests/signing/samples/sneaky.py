"""Sneaky signatures: a signature field used as a picture over the page.

Rohlmann and others, "Breaking the Specification: PDF Certification", S&P 2021, section V.
"""

from tests.signing.samples.authority import identity, stranger
from tests.signing.samples.paper import Paper, put, reference
from tests.signing.samples.revisions import revise
from tests.signing.samples.scenes import BROADEST, OVER_TEXT, SCENES, agency, field_named
from tests.signing.samples.signature import Act, drawing, new_field, sign, sign_new
from tests.signing.samples.table import Expected, after_signing

WHITE = b"1 1 1 rg 0 0 600 600 re f"


@after_signing()
def unsigned_field_over_text(paper: Paper) -> Paper:
    number, changed = new_field(paper, "Overlay", box=OVER_TEXT)
    drawn = max(*changed, number) + 1
    changed[number] = put(changed[number], AP=b"<</N %b>>" % reference(drawn))
    return revise(paper, {**changed, drawn: drawing(WHITE)})


@after_signing(scenes=BROADEST)
def unsigned_field_without_appearance(paper: Paper) -> Paper:
    # Readers draw a box "sign here" over the text; a border and background make it opaque.
    number, changed = new_field(paper, "Overlay", box=OVER_TEXT)
    changed[number] = put(changed[number], MK=b"<</BG[1 1 1]/BC[1 1 1]>>")
    return revise(paper, changed)


@after_signing()
def stranger_over_text(paper: Paper) -> Paper:
    act = Act(signer=stranger(), drawn=WHITE)
    return sign_new(paper, "Overlay", act, box=OVER_TEXT)


@after_signing(scenes=SCENES)
def trusted_other_over_text(paper: Paper) -> Paper:
    act = Act(signer=identity("Somebody else"), drawn=WHITE)
    return sign_new(paper, "Overlay", act, box=OVER_TEXT)


@after_signing(scenes=BROADEST)
def same_signer_over_text(paper: Paper) -> Paper:
    return sign_new(paper, "Overlay", Act(signer=identity("Leader"), drawn=WHITE), box=OVER_TEXT)


@after_signing(Expected.REFUSED, scenes=SCENES)
def stranger_in_a_prepared_field(paper: Paper) -> Paper:
    return sign(paper, field_named(paper, "Spare"), Act(signer=stranger()))


@after_signing()
def prepared_field_moved_over_text(paper: Paper) -> Paper:
    field = field_named(paper, "Spare")
    body = put(paper.body(field), Rect=b"[%d %d %d %d]" % OVER_TEXT)
    return sign(paper, field, Act(signer=agency(), drawn=WHITE), {field: body})


@after_signing()
def prepared_field_shown_unsigned(paper: Paper) -> Paper:
    field, drawn = field_named(paper, "Spare"), paper.size
    body = put(paper.body(field), AP=b"<</N %b>>" % reference(drawn))
    return revise(paper, {field: body, drawn: drawing(WHITE)})


@after_signing(scenes=BROADEST)
def prepared_field_outgrown(paper: Paper) -> Paper:
    # The rectangle stays; the appearance of a signature is drawn to fit it, except where
    # a second widget shows it elsewhere.
    field, kid = field_named(paper, "Spare"), paper.size + 10
    drawn = kid + 1
    page = paper.pages()[0]
    widget = (
        b"<</Type/Annot/Subtype/Widget/Parent %b/Rect[80 400 550 600]/F 4/AP<</N %b>>/P %b>>"
        % (reference(field), reference(drawn), reference(page))
    )
    body = put(paper.body(field), Kids=b"[%b]" % reference(kid))
    along = {kid: widget, drawn: drawing(WHITE)}
    old = paper.listed(page, b"/Annots")
    along[page] = put(paper.body(page), Annots=b"[%b %b]" % (old, reference(kid)))
    return sign(paper, field, Act(signer=agency(), along=along), {field: body})


@after_signing()
def appearance_exchanged_by_the_next_signer(paper: Paper) -> Paper:
    first, drawn = field_named(paper, "First"), paper.size + 10
    along = {
        first: put(paper.body(first), AP=b"<</N %b>>" % reference(drawn)),
        drawn: drawing(WHITE),
    }
    return sign(paper, field_named(paper, "Spare"), Act(signer=agency(), along=along))


@after_signing()
def content_changed_by_the_next_signer(paper: Paper) -> Paper:
    page = paper.pages()[0]
    along = {page: put(paper.body(page), Contents=b"[]")}
    return sign(paper, field_named(paper, "Spare"), Act(signer=agency(), along=along))


@after_signing()
def time_stamp_with_a_picture(paper: Paper) -> Paper:
    act = Act(signer=agency(), kind=b"/DocTimeStamp", subfilter=b"/ETSI.RFC3161", drawn=WHITE)
    return sign_new(paper, "Stamp9", act, box=OVER_TEXT)


@after_signing(scenes=BROADEST)
def picture_in_a_field_without_extent(paper: Paper) -> Paper:
    # Some readers draw the appearance unscaled when the rectangle is empty.
    return sign_new(paper, "Overlay", Act(signer=stranger(), drawn=WHITE), box=(80, 400, 80, 400))


@after_signing(scenes=BROADEST)
def name_of_a_signed_field(paper: Paper) -> Paper:
    # Two fields of one name: which one is shown as signed by the leader?
    return sign_new(paper, "First", Act(signer=stranger(), drawn=WHITE), box=OVER_TEXT)


@after_signing(scenes=BROADEST)
def value_of_another_field_borrowed(paper: Paper) -> Paper:
    # A field of one's own that shows the leader's signature as its own.
    field = field_named(paper, "First")
    number, changed = new_field(paper, "Copy", box=OVER_TEXT)
    changed[number] = put(changed[number], V=paper.value(field, b"/V"))
    return revise(paper, changed)
