"""Evil annotations: what a reader draws over the page after signing.

Rohlmann and others, "Breaking the Specification: PDF Certification", S&P 2021, section IV.
Level 3 allows annotations; none of these may pass for it, since each hides or says something.
"""

from tests.signing.samples.paper import Paper, put, reference
from tests.signing.samples.revisions import Form, revise
from tests.signing.samples.scenes import BROADEST, CERTIFIED, OVER_TEXT, SCENES, field_named
from tests.signing.samples.signature import Box, drawing, in_form, listed
from tests.signing.samples.table import Change, after_signing

WHITE = b"1 1 1 rg 0 0 600 600 re f"


def annotate(
    paper: Paper,
    kind: str,
    *,
    drawn: bytes | None = WHITE,
    box: Box = OVER_TEXT,
    form: bytes = b"",
    **more: bytes,
) -> Paper:
    """Add one annotation to the first page."""
    page, note = paper.pages()[0], paper.size
    body = b"<</Type/Annot/Rect[%d %d %d %d]/F 4%b>>" % (*box, form)
    body = put(body, **({"Subtype": b"/" + kind.encode()} if kind else {}), **more)
    changed = {note: body, **listed(paper, page, "Annots", note)}
    if drawn is not None:
        changed[note] = put(body, AP=b"<</N %b>>" % reference(note + 1))
        changed[note + 1] = drawing(drawn)
    return revise(paper, changed)


def _kinds() -> None:
    for kind in ("FreeText", "Stamp", "Redact", "Ink"):
        after_signing(scenes=SCENES)(_named(kind))
    others = (
        "Square Circle Polygon Line Highlight Underline Caret Watermark FileAttachment 3D Screen"
    )
    for kind in (*others.split(), "PrinterMark", "Link", "Text", "Popup", "Unheard"):
        after_signing(scenes=BROADEST)(_named(kind))


def _named(kind: str) -> Change:
    def change(paper: Paper) -> Paper:
        return annotate(paper, kind)

    change.__name__ = f"opaque_{kind.lower()}"
    return change


_kinds()


@after_signing(scenes=BROADEST)
def without_subtype(paper: Paper) -> Paper:
    return annotate(paper, "")


@after_signing(scenes=BROADEST)
def subtype_behind_a_reference(paper: Paper) -> Paper:
    made = annotate(paper, "Text")
    note, name = paper.size, made.size
    return revise(made, {note: put(made.body(note), Subtype=reference(name)), name: b"/FreeText"})


@after_signing(scenes=BROADEST)
def subtype_in_other_letters(paper: Paper) -> Paper:
    return annotate(paper, "Free#54ext")


@after_signing(scenes=BROADEST)
def free_text_without_appearance(paper: Paper) -> Paper:
    return annotate(
        paper, "FreeText", drawn=None, Contents=b"(9 000 000)", DA=b"(/Helv 20 Tf 1 0 0 rg)"
    )


@after_signing(scenes=BROADEST)
def square_without_appearance(paper: Paper) -> Paper:
    return annotate(paper, "Square", drawn=None, IC=b"[1 1 1]", C=b"[1 1 1]")


@after_signing(scenes=BROADEST)
def ink_without_appearance(paper: Paper) -> Paper:
    return annotate(
        paper, "Ink", drawn=None, InkList=b"[[60 500 540 500]]", C=b"[1 1 1]", BS=b"<</W 200>>"
    )


@after_signing(scenes=BROADEST)
def highlight_that_hides(paper: Paper) -> Paper:
    return annotate(paper, "Highlight", QuadPoints=b"[80 600 550 600 80 400 550 400]", C=b"[1 1 1]")


@after_signing(scenes=CERTIFIED)
def widget_of_no_field(paper: Paper) -> Paper:
    return annotate(paper, "Widget")


@after_signing(scenes=BROADEST)
def widget_of_a_text_field(paper: Paper) -> Paper:
    made = annotate(paper, "Widget", FT=b"/Tx", T=b"(Note)", V=b"(9 000 000)")
    return revise(made, in_form(made, paper.size))


@after_signing(scenes=BROADEST)
def widget_of_a_button(paper: Paper) -> Paper:
    made = annotate(paper, "Widget", FT=b"/Btn", T=b"(Push)", Ff=b"65536")
    return revise(made, in_form(made, paper.size))


@after_signing(scenes=BROADEST)
def second_widget_of_a_known_field(paper: Paper) -> Paper:
    amount = field_named(paper, "Amount")
    made = annotate(paper, "Widget", Parent=reference(amount))
    return revise(made, {amount: put(made.body(amount), Kids=b"[%b]" % reference(paper.size))})


@after_signing(scenes=BROADEST)
def in_a_list_of_its_own(paper: Paper) -> Paper:
    page, note = paper.pages()[0], paper.size
    body = b"<</Type/Annot/Subtype/FreeText/Rect[80 400 550 600]/F 4/AP<</N %b>>>>"
    changed = {note: body % reference(note + 1), note + 1: drawing(WHITE)}
    changed[note + 2] = b"[%b]" % reference(note)
    changed[page] = put(paper.body(page), Annots=reference(note + 2))
    return revise(paper, changed)


@after_signing(scenes=BROADEST)
def direct_in_the_page(paper: Paper) -> Paper:
    page, drawn = paper.pages()[0], paper.size
    note = b"[<</Type/Annot/Subtype/Stamp/Rect[80 400 550 600]/F 4/AP<</N %b>>>>]"
    body = put(paper.body(page), Annots=note % reference(drawn))
    return revise(paper, {page: body, drawn: drawing(WHITE)})


@after_signing(scenes=BROADEST)
def shown_on_printing_only(paper: Paper) -> Paper:
    made = annotate(paper, "Stamp")
    return revise(made, {paper.size: put(made.body(paper.size), F=b"36")})


@after_signing(scenes=BROADEST)
def hidden_then_shown(paper: Paper) -> Paper:
    made = annotate(paper, "Stamp")
    note = made.body(paper.size)
    made = revise(paper, {})
    hidden = annotate(made, "Stamp", F=b"2")
    shown = {made.size: put(hidden.body(made.size), F=b"4")}
    assert note
    return revise(hidden, shown, Form())


@after_signing(scenes=BROADEST)
def link_over_the_page(paper: Paper) -> Paper:
    action = b"<</S/URI/URI(https://example.com/)>>"
    return annotate(paper, "Link", drawn=None, A=action)


@after_signing(scenes=BROADEST)
def note_that_starts_a_program(paper: Paper) -> Paper:
    action = b"<</S/JavaScript/JS(app.alert\\(1\\))>>"
    return annotate(paper, "Text", drawn=None, box=(560, 800, 580, 820), A=action)
