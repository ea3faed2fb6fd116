"""Changes of what surrounds the pages: tree, layers, actions, names, metadata."""

from tests.signing.samples.paper import Paper, dictionary, entries, put, reference, stream, target
from tests.signing.samples.revisions import revise
from tests.signing.samples.saving import RED
from tests.signing.samples.scenes import BROADEST, field_named
from tests.signing.samples.table import after_signing

JAVASCRIPT = b"<</S/JavaScript/JS(this.getField\\('Amount'\\).value='9 000 000';)>>"


def _pages(paper: Paper) -> int:
    return target(paper.value(paper.root, b"/Pages"))


def changed_root(paper: Paper, **values: bytes | None) -> Paper:
    """Change keys of the catalogue."""
    return revise(paper, {paper.root: put(paper.body(paper.root), **values)})


def _page(paper: Paper, **values: bytes | None) -> Paper:
    page = paper.pages()[0]
    return revise(paper, {page: put(paper.body(page), **values)})


@after_signing()
def page_added(paper: Paper) -> Paper:
    page, drawn, tree = paper.size, paper.size + 1, _pages(paper)
    body = b"<</Type/Page/Parent %b/MediaBox[0 0 595 842]/Contents %b>>" % (
        reference(tree), reference(drawn),
    )  # fmt: skip
    kids = b"[%b %b]" % (paper.listed(tree, b"/Kids"), reference(page))
    return revise(paper, {
        page: body, drawn: stream(RED), tree: put(paper.body(tree), Kids=kids, Count=b"3"),
    })  # fmt: skip


@after_signing()
def page_removed(paper: Paper) -> Paper:
    tree = _pages(paper)
    kids = b"[%b]" % reference(paper.pages()[0])
    return revise(paper, {tree: put(paper.body(tree), Kids=kids, Count=b"1")})


@after_signing(scenes=BROADEST)
def pages_exchanged(paper: Paper) -> Paper:
    tree = _pages(paper)
    kids = b"[" + b" ".join(map(reference, reversed(paper.pages()))) + b"]"
    return revise(paper, {tree: put(paper.body(tree), Kids=kids)})


@after_signing(scenes=BROADEST)
def page_made_a_template(paper: Paper) -> Paper:
    return _page(paper, Type=b"/Template")


@after_signing()
def page_rotated(paper: Paper) -> Paper:
    return _page(paper, Rotate=b"180")


@after_signing(scenes=BROADEST)
def pages_rotated_by_the_tree(paper: Paper) -> Paper:
    tree = _pages(paper)
    return revise(paper, {tree: put(paper.body(tree), Rotate=b"90")})


@after_signing()
def page_cropped(paper: Paper) -> Paper:
    return _page(paper, CropBox=b"[0 0 595 400]")


@after_signing(scenes=BROADEST)
def page_scaled(paper: Paper) -> Paper:
    return _page(paper, UserUnit=b"10")


@after_signing(scenes=BROADEST)
def page_with_a_larger_sheet(paper: Paper) -> Paper:
    return _page(paper, MediaBox=b"[0 -800 595 842]")


@after_signing(scenes=BROADEST)
def annotations_taken_off_the_page(paper: Paper) -> Paper:
    page = paper.pages()[-1]
    return revise(paper, {page: put(paper.body(page), Annots=None)})


@after_signing(scenes=BROADEST)
def page_with_an_action(paper: Paper) -> Paper:
    return _page(paper, AA=b"<</O %b>>" % JAVASCRIPT)


@after_signing(scenes=BROADEST)
def page_with_a_thumbnail(paper: Paper) -> Paper:
    image = stream(bytes(3), b"/Width 1/Height 1/ColorSpace/DeviceRGB/BitsPerComponent 8")
    page = paper.pages()[0]
    body = put(paper.body(page), Thumb=reference(paper.size))
    return revise(paper, {page: body, paper.size: image})


@after_signing()
def layer_switched_off(paper: Paper) -> Paper:
    old = entries(paper.value(paper.root, b"/OCProperties"))
    states = entries(old[b"/D"])
    states |= {b"/ON": states[b"/OFF"], b"/OFF": states[b"/ON"]}
    return changed_root(paper, OCProperties=dictionary({**old, b"/D": dictionary(states)}))


@after_signing(scenes=BROADEST)
def layers_base_state_off(paper: Paper) -> Paper:
    old = paper.value(paper.root, b"/OCProperties")
    return changed_root(paper, OCProperties=old.replace(b"/D<<", b"/D<</BaseState/OFF"))


@after_signing()
def open_action(paper: Paper) -> Paper:
    return changed_root(paper, OpenAction=JAVASCRIPT)


@after_signing(scenes=BROADEST)
def open_action_to_another_page(paper: Paper) -> Paper:
    return changed_root(paper, OpenAction=b"[%b/Fit]" % reference(paper.pages()[1]))


@after_signing(scenes=BROADEST)
def action_before_printing(paper: Paper) -> Paper:
    return changed_root(paper, AA=b"<</WP %b>>" % JAVASCRIPT)


@after_signing(scenes=BROADEST)
def script_by_name(paper: Paper) -> Paper:
    return changed_root(paper, Names=b"<</JavaScript<</Names[(a)%b]>>>>" % JAVASCRIPT)


@after_signing(scenes=BROADEST)
def script_on_a_field(paper: Paper) -> Paper:
    amount = field_named(paper, "Amount")
    return revise(paper, {amount: put(paper.body(amount), AA=b"<</F %b>>" % JAVASCRIPT)})


@after_signing(scenes=BROADEST)
def order_of_calculation(paper: Paper) -> Paper:
    form = target(paper.value(paper.root, b"/AcroForm"))
    amount = reference(field_named(paper, "Amount"))
    return revise(paper, {form: put(paper.body(form), CO=b"[%b]" % amount)})


@after_signing()
def attachment_added(paper: Paper) -> Paper:
    spec, kept = paper.size, paper.size + 1
    named = b"<</EmbeddedFiles<</Names[(a.exe)%b]>>>>" % reference(spec)
    return revise(paper, {
        paper.root: put(paper.body(paper.root), Names=named),
        spec: b"<</Type/Filespec/F(a.exe)/EF<</F %b>>>>" % reference(kept),
        kept: stream(b"MZ", b"/Type/EmbeddedFile"),
    })  # fmt: skip


@after_signing(scenes=BROADEST)
def collection_made_of_the_file(paper: Paper) -> Paper:
    return changed_root(paper, Collection=b"<</Type/Collection/D(a.pdf)>>")


@after_signing()
def metadata_changed(paper: Paper) -> Paper:
    number = target(paper.value(paper.root, b"/Metadata"))
    packet = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>another title</x:xmpmeta>"
    return revise(paper, {number: stream(packet, b"/Type/Metadata/Subtype/XML")})


@after_signing(scenes=BROADEST)
def title_changed(paper: Paper) -> Paper:
    number = target(paper.trailer[b"/Info"])
    return revise(paper, {number: put(paper.body(number), Title=b"(Another title)")})


@after_signing(scenes=BROADEST)
def page_labels(paper: Paper) -> Paper:
    return changed_root(paper, PageLabels=b"<</Nums[0<</S/r/St 7>>]>>")


@after_signing(scenes=BROADEST)
def outlines(paper: Paper) -> Paper:
    one = b"<</Title(Approved)/Parent %b/Dest[%b/Fit]>>"
    first, page = paper.size + 1, paper.pages()[0]
    return revise(paper, {
        paper.root: put(paper.body(paper.root), Outlines=reference(paper.size)),
        paper.size: b"<</Type/Outlines/Count 1/First %b/Last %b>>" % ((reference(first),) * 2),
        first: one % (reference(paper.size), reference(page)),
    })  # fmt: skip


@after_signing(scenes=BROADEST)
def structure_says_something_else(paper: Paper) -> Paper:
    """What a screen reader speaks: alternative text over the real one."""
    element = paper.find(rb"/Type/StructElem")
    return revise(paper, {element: put(paper.body(element), ActualText=b"(9 000 000)")})


@after_signing(scenes=BROADEST)
def language_changed(paper: Paper) -> Paper:
    return changed_root(paper, Lang=b"(en)")


@after_signing(scenes=BROADEST)
def viewer_told_otherwise(paper: Paper) -> Paper:
    return changed_root(paper, ViewerPreferences=b"<</HideToolbar true/HideMenubar true>>")
