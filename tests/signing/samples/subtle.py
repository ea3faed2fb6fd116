"""Attacks that look like what honest tools do: a little more comes along with each."""

from tests.signing.samples.annotation import annotate
from tests.signing.samples.authority import stranger
from tests.signing.samples.honest import with_archive
from tests.signing.samples.paper import (
    Paper,
    Section,
    entries,
    put,
    reference,
    references,
    stream,
    target,
)
from tests.signing.samples.revisions import Form, revise
from tests.signing.samples.saving import RED, new_body
from tests.signing.samples.scenes import (
    APPROVALS,
    BROADEST,
    FREE_SPACE,
    OVER_TEXT,
    SCENES,
    agency,
    field_named,
    stamped,
    written,
)
from tests.signing.samples.signature import Act, drawing, new_field, sign, sign_new
from tests.signing.samples.table import after_signing

WHITE = b"1 1 1 rg 0 0 600 600 re f"
FORMS = tuple(one for one in SCENES if one.level in {2, 3} and one.signers == 1)


@after_signing()
def content_between_then_stamped(paper: Paper) -> Paper:
    """Hide the change in the middle of further revisions, the last one a time stamp."""
    return stamped(with_archive(revise(paper, new_body(paper))), "Stamp8")


@after_signing()
def content_changed_and_changed_back(paper: Paper) -> Paper:
    """The final file looks as signed; a signer in between saw something else."""
    page = paper.pages()[0]
    changed = revise(paper, new_body(paper))
    between = sign(changed, field_named(changed, "Spare"), Act(signer=agency()))
    return revise(between, {page: paper.body(page)})


@after_signing(scenes=BROADEST)
def content_taken_back_in_the_last_section(paper: Paper) -> Paper:
    """Readers that repair a file take the last body they find, which no section names."""
    page = paper.pages()[0]
    other = put(paper.body(page), Contents=b"[]")
    made = stamped(paper, "Stamp8")
    hidden = b"%d 0 obj\n%b\nendobj\n" % (page, other)
    return revise(Paper(made.data + hidden), {made.size: b"null"})


@after_signing(scenes=BROADEST)
def unlisted_body_in_the_signers_revision(paper: Paper) -> Paper:
    """The next signer's own revision carries a second body of the page without an entry."""
    page = paper.pages()[0]
    act = Act(
        signer=agency(),
        along={page: put(paper.body(page), Contents=b"[]")},
        form=Form(unlisted=[page]),
    )
    return sign(paper, field_named(paper, "Spare"), act)


@after_signing(scenes=APPROVALS)
def visible_beyond_its_free_space(paper: Paper) -> Paper:
    """A new field on free space, whose second widget lies over the text."""
    number, changed = new_field(paper, "Signature4", box=FREE_SPACE, flags=4)
    page, kid = paper.pages()[0], paper.size + 20
    changed[kid] = (
        b"<</Type/Annot/Subtype/Widget/Parent %b/Rect[%d %d %d %d]/F 4/P %b/AP<</N %b>>>>"
        % (reference(number), *OVER_TEXT, reference(page), reference(kid + 1))
    )
    changed[kid + 1] = drawing(WHITE)
    changed[number] = put(changed[number], Kids=references([kid]))
    listed = entries(changed[page])[b"/Annots"][1:-1]
    changed[page] = put(changed[page], Annots=b"[%b %b]" % (listed, reference(kid)))
    return sign(paper, number, Act(signer=agency()), changed)


@after_signing(scenes=APPROVALS)
def moved_over_text_after_its_signature(paper: Paper) -> Paper:
    """A stranger signs on free space and moves the field later."""
    made = sign_new(paper, "Signature4", Act(signer=stranger(), drawn=WHITE), box=FREE_SPACE)
    field = field_named(made, "Signature4")
    return revise(made, {field: put(made.body(field), Rect=b"[%d %d %d %d]" % OVER_TEXT)})


@after_signing(scenes=APPROVALS)
def page_turned_by_the_signers_revision(paper: Paper) -> Paper:
    """The page must be written anew for the new field; its rotation changes along."""
    number, changed = new_field(paper, "Signature4", box=FREE_SPACE, flags=4)
    page = paper.pages()[0]
    changed[page] = put(changed[page], Rotate=b"180")
    return sign(paper, number, Act(signer=agency()), changed)


@after_signing(scenes=APPROVALS)
def annotations_lost_in_the_signers_revision(paper: Paper) -> Paper:
    """The list of annotations is written anew without those that were there."""
    page = paper.pages()[-1]
    along = {page: put(paper.body(page), Annots=b"[]")}
    return sign(paper, field_named(paper, "Spare"), Act(signer=agency(), along=along))


@after_signing(scenes=BROADEST)
def note_then_moved(paper: Paper) -> Paper:
    """A harmless note first; a later revision draws it over the text."""
    made = annotate(paper, "Text", drawn=None, box=(560, 800, 580, 820), Contents=b"(x)")
    body = put(
        made.body(paper.size), Rect=b"[80 400 550 600]", AP=b"<</N %b>>" % reference(made.size)
    )
    return revise(made, {paper.size: body, made.size: drawing(WHITE)})


@after_signing(scenes=FORMS)
def filled_with_another_type_of_field(paper: Paper) -> Paper:
    """The text field becomes a button with a picture."""
    amount, drawn = field_named(paper, "Amount"), paper.size
    body = put(paper.body(amount), FT=b"/Btn", V=None, AP=b"<</N %b>>" % reference(drawn))
    return revise(paper, {amount: body, drawn: drawing(WHITE)})


@after_signing(scenes=FORMS)
def filled_and_moved(paper: Paper) -> Paper:
    amount, drawn = field_named(paper, "Amount"), paper.size
    font = paper.find(rb"/BaseFont/Helvetica/Encoding")
    body = put(
        paper.body(amount), V=b"(2)", AP=b"<</N %b>>" % reference(drawn), Rect=b"[80 400 550 600]"
    )
    return revise(paper, {amount: body, drawn: written(b"2", font)})


@after_signing(scenes=FORMS)
def filled_with_a_picture_over_the_value(paper: Paper) -> Paper:
    """The value is written, and a white box with other words over it."""
    amount, drawn = field_named(paper, "Amount"), paper.size
    font = paper.find(rb"/BaseFont/Helvetica/Encoding")
    other = b"(2 000 000) Tj ET 1 1 1 rg 0 0 120 16 re f BT /F1 10 Tf 0 g 2 4 Td (9 000 000"
    shown = written(b"2 000 000", font).replace(b"(2 000 000", other)
    length = len(shown[shown.index(b"stream\n") + 7 : shown.rindex(b"\nendstream")])
    body = put(shown, Length=b"%d" % length)
    field = put(paper.body(amount), V=b"(2 000 000)", AP=b"<</N %b>>" % reference(drawn))
    return revise(paper, {amount: field, drawn: body})


@after_signing(scenes=FORMS)
def filled_with_a_font_of_its_own(paper: Paper) -> Paper:
    """The right text, in a font whose glyphs say something else."""
    amount, drawn, font, glyph = field_named(paper, "Amount"), *range(paper.size, paper.size + 3)
    field = put(paper.body(amount), V=b"(2)", AP=b"<</N %b>>" % reference(drawn))
    type3 = (
        b"<</Type/Font/Subtype/Type3/FontBBox[0 0 1000 1000]/FontMatrix[.001 0 0 .001 0 0]"
        b"/FirstChar 50/LastChar 50/Widths[500]/CharProcs<</g %b>>"
        b"/Encoding<</Type/Encoding/Differences[50/g]>>/Resources<<>>>>" % reference(glyph)
    )
    return revise(paper, {
        amount: field, drawn: written(b"2", font), font: type3,
        glyph: stream(b"500 0 d0 0 0 400 700 re f"),
    })  # fmt: skip


@after_signing()
def archive_data_with_an_action(paper: Paper) -> Paper:
    made = with_archive(paper)
    action = b"<</S/JavaScript/JS(app.alert\\(1\\))>>"
    return revise(made, {made.root: put(made.body(made.root), OpenAction=action)})


@after_signing(scenes=BROADEST)
def metadata_stream_shared_with_the_page(paper: Paper) -> Paper:
    """What passes for metadata is drawn by the page, before signing empty."""
    number = target(paper.value(paper.root, b"/Metadata"))
    page = paper.pages()[0]
    return revise(
        paper, {number: stream(RED), page: put(paper.body(page), Contents=reference(number))}
    )


@after_signing(scenes=BROADEST)
def freed_and_given_to_another(paper: Paper) -> Paper:
    """Free the page's contents, then give their number to something else."""
    page = paper.pages()[0]
    contents = int(paper.value(page, b"/Contents").strip(b"[").split()[0])
    made = revise(paper, {}, Form(free=[contents]))
    return revise(made, {contents: stream(RED)}, Form(section=Section.STREAM))


@after_signing(scenes=BROADEST)
def stamp_field_over_text(paper: Paper) -> Paper:
    """A time stamp's field without a picture, that readers draw a box for."""
    number, changed = new_field(paper, "Stamp8", box=OVER_TEXT, flags=4)
    changed[number] = put(changed[number], MK=b"<</BG[1 1 1]>>")
    act = Act(signer=agency(), kind=b"/DocTimeStamp", subfilter=b"/ETSI.RFC3161")
    return sign(paper, number, act, changed)


@after_signing(scenes=BROADEST)
def inherited_box_changed(paper: Paper) -> Paper:
    """The page tree gives its pages a crop box."""
    tree = target(paper.value(paper.root, b"/Pages"))
    return revise(paper, {tree: put(paper.body(tree), CropBox=b"[0 0 595 300]")})


@after_signing(scenes=BROADEST)
def separations_of_the_page(paper: Paper) -> Paper:
    """What else a page may say that changes how it is shown or printed."""
    page = paper.pages()[0]
    body = put(
        paper.body(page), Group=b"<</S/Transparency/K true/I true>>", Dur=b"1", Trans=b"<</S/Fade>>"
    )
    return revise(paper, {page: body})
