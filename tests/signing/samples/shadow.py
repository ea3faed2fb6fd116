"""Shadow attacks: what the signer did not see is prepared before, and shown after signing.

Mainka and others, "Shadow Attacks: Hiding and Replacing Content in Signed PDFs", NDSS 2021.
"""

from collections.abc import Callable

from tests.signing.samples.paper import Paper, dictionary, entries, put, reference, stream, target
from tests.signing.samples.revisions import Form, revise
from tests.signing.samples.scenes import (
    BROADEST,
    SCENES,
    Scene,
    field_named,
    leader,
    prepared,
    written,
)
from tests.signing.samples.signature import Act, drawing, listed, sign
from tests.signing.samples.table import Expected, add, after_signing

WHITE = b"1 1 1 rg 0 0 600 600 re f"
#: Forms may be filled in at levels 2 and 3, so only the fillings that lie are attacks there.
NO_FORMS = tuple(one for one in SCENES if one.level in {None, 1})


@after_signing(scenes=NO_FORMS)
def value_and_appearance(paper: Paper) -> Paper:
    """Fill in another amount, as an honest tool would, where the signer allowed no filling."""
    return _filled(paper, b"9 000 000", shown=b"9 000 000")


@after_signing()
def value_shown_otherwise(paper: Paper) -> Paper:
    return _filled(paper, b"1 000 000", shown=b"9 000 000")


@after_signing()
def value_changed_behind_its_appearance(paper: Paper) -> Paper:
    amount = field_named(paper, "Amount")
    return revise(paper, {amount: put(paper.body(amount), V=b"(9 000 000)")})


@after_signing()
def appearance_covers_the_page(paper: Paper) -> Paper:
    amount, drawn = field_named(paper, "Amount"), paper.size
    body = put(paper.body(amount), Rect=b"[0 0 600 800]", AP=b"<</N %b>>" % reference(drawn))
    return revise(paper, {amount: body, drawn: drawing(WHITE)})


@after_signing()
def appearance_outgrows_its_field(paper: Paper) -> Paper:
    # The rectangle stays, the matrix and box make the drawing spill over the page.
    amount, drawn = field_named(paper, "Amount"), paper.size
    body = drawing(WHITE, box=(0, 0, 120, 16)).replace(b"[0 0 120 16]", b"[-900 -900 900 900]")
    return revise(paper, {
        amount: put(paper.body(amount), AP=b"<</N %b>>" % reference(drawn)), drawn: body,
    })  # fmt: skip


@after_signing()
def font_of_the_form_replaced(paper: Paper) -> Paper:
    """Exchange the glyphs: the text stays, the letters change (Shadow, section IV-B)."""
    font = paper.find(rb"/BaseFont/Helvetica/Encoding")
    glyph = paper.size
    body = (
        b"<</Type/Font/Subtype/Type3/FontBBox[0 0 1000 1000]/FontMatrix[.001 0 0 .001 0 0]"
        b"/FirstChar 32/LastChar 57/Widths[%b]/CharProcs<</g %b>>"
        b"/Encoding<</Type/Encoding/Differences[32 %b]>>/Resources<<>>>>"
        % (b"500 " * 26, reference(glyph), b"/g " * 26)
    )
    return revise(paper, {font: body, glyph: stream(b"500 0 d0 0 0 400 700 re f")})


@after_signing(scenes=BROADEST)
def font_of_the_page_replaced(paper: Paper) -> Paper:
    font = paper.find(rb"/Subtype\s*/Type0")
    other = b"<</Type/Font/Subtype/Type1/BaseFont/Symbol>>"
    return revise(paper, {font: other})


@after_signing(scenes=BROADEST)
def map_to_unicode_replaced(paper: Paper) -> Paper:
    # Nothing visible changes, but what is copied and searched does.
    font = paper.find(rb"/ToUnicode")
    where = target(paper.value(font, b"/ToUnicode"))
    return revise(paper, {where: stream(b"/CIDInit /ProcSet findresource begin end")})


@after_signing()
def signed_appearance_replaced(paper: Paper) -> Paper:
    field, drawn = field_named(paper, "First"), paper.size
    body = put(paper.body(field), AP=b"<</N %b>>" % reference(drawn))
    return revise(paper, {field: body, drawn: drawing(b"0 1 0 rg 0 0 600 600 re f")})


@after_signing()
def stream_of_signed_appearance_replaced(paper: Paper) -> Paper:
    field = field_named(paper, "First")
    drawn = target(entries(paper.value(field, b"/AP"))[b"/N"])
    return revise(paper, {drawn: drawing(b"0 1 0 rg 0 0 600 600 re f")})


@after_signing()
def signed_field_moved(paper: Paper) -> Paper:
    field = field_named(paper, "First")
    return revise(paper, {field: put(paper.body(field), Rect=b"[60 300 550 700]")})


@after_signing(scenes=BROADEST)
def signed_field_hidden(paper: Paper) -> Paper:
    field = field_named(paper, "First")
    return revise(paper, {field: put(paper.body(field), F=b"134")})


def _filled(paper: Paper, value: bytes, *, shown: bytes) -> Paper:
    amount, drawn = field_named(paper, "Amount"), paper.size
    font = paper.find(rb"/BaseFont/Helvetica/Encoding")
    body = put(paper.body(amount), V=b"(%b)" % value, AP=b"<</N %b>>" % reference(drawn))
    return revise(paper, {amount: body, drawn: written(shown, font)})


def _signed(scene: Scene, paper: Paper) -> Paper:
    """Sign a paper of one's own as this scene says, the first signer only."""
    return sign(paper, field_named(paper, "First"), Act(signer=leader(), level=scene.level))


def hide_by_overlay_freed(scene: Scene) -> Paper:
    """Hide text under a picture before signing; free the picture afterwards."""
    paper = prepared()
    page, image = paper.pages()[0], paper.size
    image_body = stream(
        bytes(3),
        b"/Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceRGB/BitsPerComponent 8",
    )
    drawn = stream(b"q 500 0 0 200 50 400 cm /Cover Do Q")
    changed = _page_shows(paper, page, drawn, name=b"Cover", number=image)
    paper = revise(paper, {image: image_body, **changed})
    return revise(_signed(scene, paper), {}, Form(free=[image]))


def hide_by_overlay_without_contents(scene: Scene) -> Paper:
    """Hide text under a picture before signing; make the picture something unknown after."""
    paper = prepared()
    page, image = paper.pages()[0], paper.size
    cover = stream(b"1 1 1 rg 0 0 1 1 re f", b"/Type/XObject/Subtype/Form/BBox[0 0 1 1]")
    drawn = stream(b"q 500 0 0 200 50 400 cm /Cover Do Q")
    changed = _page_shows(paper, page, drawn, name=b"Cover", number=image)
    paper = revise(paper, {image: cover, **changed})
    return revise(_signed(scene, paper), {image: b"<</Type/Metadata/Subtype/XML>>"})


def hide_by_annotation_removed(scene: Scene) -> Paper:
    """Hide text under an annotation before signing; take it out afterwards."""
    paper = prepared()
    page, note = paper.pages()[0], paper.size
    body = b"<</Type/Annot/Subtype/Stamp/Rect[50 400 550 600]/F 4/AP<</N %b>>>>"
    changed = {note: body % reference(note + 1), note + 1: drawing(WHITE)}
    paper = revise(paper, {**changed, **listed(paper, page, "Annots", note)})
    signed = _signed(scene, paper)
    old = paper.value(page, b"/Annots").replace(reference(note), b"")
    return revise(signed, {page: put(signed.body(page), Annots=old)})


def replace_page_by_prepared(scene: Scene) -> Paper:
    """Hold a second body ready, unreferenced, and switch the page tree to it."""
    paper, spare, _ = _with_hidden_page()
    signed = _signed(scene, paper)
    pages = target(signed.value(signed.root, b"/Pages"))
    return revise(signed, {pages: put(signed.body(pages), Kids=b"[%b]" % reference(spare))})


def replace_catalogue_by_prepared(scene: Scene) -> Paper:
    """Switch the trailer's Root to a catalogue that lay in the signed bytes."""
    paper, _, hidden = _with_hidden_page()
    signed = _signed(scene, paper)
    known = entries(signed.body(signed.root))
    known |= {b"/Pages": reference(hidden)}
    wanted: tuple[bytes, ...] = (b"/Type", b"/Pages", b"/AcroForm", b"/Perms")
    kept = {key: known[key] for key in wanted if key in known}
    return revise(signed, {hidden + 1: dictionary(kept)}, Form(root=hidden + 1))


def replace_section_by_prepared(scene: Scene) -> Paper:
    """Point the cross-reference section to the second body, which has the page's number."""
    paper = prepared()
    page = paper.pages()[0]
    hidden = put(paper.body(page), Contents=b"[]")
    at = len(paper.data) + 1
    data = paper.data + b"\n%d 0 obj\n%b\nendobj\n" % (page, hidden)
    paper = revise(Paper(data), {page: paper.body(page)})
    return revise(_signed(scene, paper), {}, Form(offsets={page: at}))


def _with_hidden_page() -> tuple[Paper, int, int]:
    paper = prepared()
    spare, pages = paper.size, paper.size + 1
    drawn = pages + 2
    page = put(paper.body(paper.pages()[0]), Contents=reference(drawn), Annots=None)
    tree = b"<</Type/Pages/Count 1/Kids[%b]>>" % reference(spare)
    extra = {spare: page, pages: tree, drawn: stream(b"1 0 0 rg 0 0 300 300 re f")}
    return revise(paper, {**extra, pages + 1: b"null"}), spare, pages


def _page_shows(
    paper: Paper, page: int, drawn: bytes, *, name: bytes, number: int
) -> dict[int, bytes]:
    resources = target(paper.value(page, b"/Resources"))
    known = entries(paper.body(resources))
    shown = entries(known[b"/XObject"]) if b"/XObject" in known else {}
    shown[b"/" + name] = reference(number)
    contents = paper.value(page, b"/Contents").strip(b"[]")
    where = number + 1
    return {
        resources: put(paper.body(resources), XObject=dictionary(shown)),
        page: put(paper.body(page), Contents=b"[%b %b]" % (contents, reference(where))),
        where: drawn,
    }


def _register(*makers: Callable[[Scene], Paper]) -> None:
    for maker in makers:
        for scene in (one for one in SCENES if one.signers == 1):
            add(maker, Expected.ALTERED, _bound(maker, scene), suffix=scene.name)


def _bound(maker: Callable[[Scene], Paper], scene: Scene) -> Callable[[], Paper]:
    return lambda: maker(scene)


_register(
    hide_by_overlay_freed,
    hide_by_overlay_without_contents,
    hide_by_annotation_removed,
    replace_page_by_prepared,
    replace_catalogue_by_prepared,
    replace_section_by_prepared,
)
