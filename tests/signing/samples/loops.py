"""Files that lead a reader in circles, or very deep down."""

from tests.signing.samples.bombs import sign_first
from tests.signing.samples.hostile import hostile
from tests.signing.samples.paper import Paper, Section, put, reference, references, stream, target
from tests.signing.samples.revisions import Form, revise
from tests.signing.samples.scenes import Scene, field_named, prepared

DEEP = 20_000


def _signed() -> Paper:
    return Scene(None, 1).signed()


def _tree(paper: Paper) -> int:
    return target(paper.value(paper.root, b"/Pages"))


def _form(paper: Paper) -> int:
    return target(paper.value(paper.root, b"/AcroForm"))


@hostile
def section_before_itself() -> Paper:
    made = revise(_signed(), {})
    return made.replaced(b"/Prev %d" % _signed().startxref, b"/Prev %d" % made.startxref)


@hostile
def two_sections_before_each_other() -> Paper:
    paper = revise(revise(_signed(), {}), {})
    before, last = b"/Prev %d" % _signed().startxref, b"/Prev %d" % paper.startxref
    return Paper(paper.data.replace(before, last))


@hostile
def hybrid_stream_is_the_table() -> Paper:
    paper = _signed()
    return revise(paper, {}, Form(trailer={b"/XRefStm": b"%d" % paper.startxref}))


@hostile
def sections_at_negative_places() -> Paper:
    return revise(_signed(), {}, Form(trailer={b"/Prev": b"-17"}))


@hostile
def page_tree_in_itself() -> Paper:
    paper = _signed()
    tree = _tree(paper)
    return revise(paper, {tree: put(paper.body(tree), Kids=references([tree]))})


@hostile
def page_tree_in_itself_before_signing() -> Paper:
    paper = prepared()
    tree = _tree(paper)
    kids = references([*paper.pages(), tree])
    return sign_first(revise(paper, {tree: put(paper.body(tree), Kids=kids)}))


@hostile
def parents_of_each_other() -> Paper:
    paper = prepared()
    page, tree = paper.pages()[0], _tree(paper)
    return sign_first(revise(paper, {
        tree: put(paper.body(tree), Parent=reference(page)),
        page: put(paper.body(page), Parent=reference(page), MediaBox=None, Resources=None),
    }))  # fmt: skip


@hostile
def field_below_itself() -> Paper:
    paper = prepared()
    field = field_named(paper, "Spare")
    kids = references([field])
    return sign_first(revise(paper, {field: put(paper.body(field), Kids=kids)}))


@hostile
def fields_below_each_other() -> Paper:
    paper, form = prepared(), _form(prepared())
    one, two = paper.size, paper.size + 1
    old = paper.listed(form, b"/Fields")
    body = b"<</T(a)/FT/Sig/Parent %b/Kids%b>>"
    return sign_first(revise(paper, {
        one: body % (reference(two), references([two, two])),
        two: body % (reference(one), references([one, one])),
        form: put(paper.body(form), Fields=b"[%b %b]" % (old, reference(one))),
    }))  # fmt: skip


@hostile
def value_is_the_field() -> Paper:
    paper = prepared()
    field = field_named(paper, "Spare")
    return sign_first(revise(paper, {field: put(paper.body(field), V=reference(field))}))


@hostile
def names_in_themselves() -> Paper:
    paper = prepared()
    names = paper.size
    return sign_first(revise(paper, {
        paper.root: put(paper.body(paper.root), Names=b"<</Dests %b>>" % reference(names)),
        names: b"<</Kids%b/Limits[(a)(z)]>>" % references([names, names]),
    }))  # fmt: skip


@hostile
def length_that_is_the_stream() -> Paper:
    paper = _signed()
    number = paper.size
    body = b"<</Length %b>>stream\nq Q\nendstream" % reference(number)
    page = paper.pages()[0]
    return revise(paper, {number: body, page: put(paper.body(page), Contents=reference(number))})


@hostile
def object_that_is_itself() -> Paper:
    paper = _signed()
    return revise(paper, {_tree(paper): reference(_tree(paper))})


@hostile
def objects_that_are_each_other() -> Paper:
    paper = _signed()
    page, other = paper.pages()[0], paper.size
    return revise(paper, {page: reference(other), other: reference(page)})


@hostile
def chain_of_references() -> Paper:
    paper = _signed()
    page, first = paper.pages()[0], paper.size
    chain = {first + step: reference(first + step + 1) for step in range(DEEP)}
    chain[first + DEEP] = paper.body(page)
    return revise(paper, {page: reference(first), **chain})


@hostile
def object_stream_in_itself() -> Paper:
    paper = _signed()
    holder, own = paper.size, paper.size + 1
    start = len(paper.data)
    row = bytes([2]) + holder.to_bytes(4, "big") + bytes(2)
    head = b"/Type/XRef/W[1 4 2]/Index[%d 1 %d 1]/Size %d/Root %b/Prev %d" % (
        holder, paper.root, own + 1, reference(paper.root), paper.startxref,
    )  # fmt: skip
    return paper.appended(
        b"%d 0 obj\n%b\nendobj\nstartxref\n%d\n%%%%EOF\n" % (own, stream(row * 2, head), start)
    )


@hostile
def object_stream_extends_itself() -> Paper:
    paper = _signed()
    holder = paper.size
    body = stream(b"1 0 null", b"/Type/ObjStm/N 1/First 4/Extends %b" % reference(holder))
    return revise(paper, {holder: body}, Form(section=Section.STREAM))


@hostile
def deep_array() -> Paper:
    paper = _signed()
    return revise(paper, {paper.size: b"[" * DEEP + b"]" * DEEP, **_touched(paper)})


@hostile
def deep_dictionary() -> Paper:
    paper = _signed()
    root = paper.body(paper.root)[:-2] + b"/Deep" + b"<</A" * DEEP + b" 0" + b">>" * DEEP + b">>"
    return revise(paper, {paper.root: root})


@hostile
def deep_array_that_never_ends() -> Paper:
    paper = _signed()
    root = paper.body(paper.root)[:-2] + b"/Deep " + b"[" * DEEP
    return revise(paper, {paper.root: root})


def _touched(paper: Paper) -> dict[int, bytes]:
    return {paper.root: put(paper.body(paper.root), Deep=reference(paper.size))}


@hostile
def deep_tree_of_fields() -> Paper:
    paper, form = prepared(), _form(prepared())
    first = paper.size
    chain = {
        first + step: b"<</T(a)/Kids%b>>" % references([first + step + 1]) for step in range(DEEP)
    }
    chain[first + DEEP] = b"<</T(a)/FT/Sig>>"
    old = paper.listed(form, b"/Fields")
    chain[form] = put(paper.body(form), Fields=b"[%b %b]" % (old, reference(first)))
    return sign_first(revise(paper, chain))


@hostile
def deep_tree_of_pages() -> Paper:
    paper = prepared()
    tree, first = _tree(paper), paper.size
    chain = {
        first + step: b"<</Type/Pages/Count 1/Kids%b>>" % references([first + step + 1])
        for step in range(DEEP)
    }
    chain[first + DEEP] = paper.body(paper.pages()[0])
    chain[tree] = put(paper.body(tree), Kids=references([*paper.pages(), first]))
    return sign_first(revise(paper, chain))
