"""Honest files: one signature written in the many ways in which tools write it."""

from collections.abc import Callable

from tests.signing.samples.authority import identity
from tests.signing.samples.envelope import Envelope, pades, seal
from tests.signing.samples.paper import Paper, Section, put, reference, references
from tests.signing.samples.revisions import Form, revise
from tests.signing.samples.scenes import SIGNED_MARK, agency, draft, field_named, leader, prepared
from tests.signing.samples.signature import NOWHERE, Act, in_form, listed, new_field, sign, sign_new
from tests.signing.samples.table import Expected, add, whole

INTACT = Expected.INTACT
PKCS7 = b"/adbe.pkcs7.detached"


def by(made: Envelope, subfilter: bytes = b"/ETSI.CAdES.detached") -> Paper:
    """Sign the prepared plan with this envelope."""
    paper = prepared()
    act = Act(
        signer=made.signer, seal=lambda data: seal(made, data), subfilter=subfilter, room=6_000
    )
    return sign(paper, field_named(paper, "First"), act)


def acted(**changes: object) -> Paper:
    """Sign the prepared plan as this act says."""
    paper = prepared()
    act = Act(**{"signer": leader(), **changes})  # type: ignore[arg-type]
    return sign(paper, field_named(paper, "First"), act)


def algorithm(made: Callable[[], Envelope], subfilter: bytes = b"/ETSI.CAdES.detached") -> Paper:
    """Sign with what this returns."""
    return by(made(), subfilter)


_ALGORITHMS: dict[str, Callable[[], Envelope]] = {
    "rsa_sha256": lambda: pades(identity("R", "rsa")),
    "rsa_sha512": lambda: pades(identity("R", "rsa"), digest="sha512"),
    "rsa_pss_sha256": lambda: pades(identity("R", "rsa"), pss=True),
    "rsa_pss_sha512": lambda: pades(identity("R", "rsa"), pss=True, digest="sha512"),
    "p384_sha384": lambda: pades(identity("E", "p384"), digest="sha384"),
    "p384_sha512": lambda: pades(identity("E", "p384"), digest="sha512"),
    "ed25519": lambda: pades(identity("D", "ed25519"), digest="sha512"),
    "without_time_stamp": lambda: pades(leader(), stamped=False),
    "with_signing_time": lambda: pades(leader(), signing_time=True),
}


def pkcs7(made: Callable[[], Envelope]) -> Paper:
    """The older form, as Acrobat and DocuSign make it."""
    return by(made(), PKCS7)


_OLDER: dict[str, Callable[[], Envelope]] = {
    "plain": lambda: Envelope(signer=identity("R", "rsa"), ess="", signing_time=True),
    "with_ess_v1": lambda: Envelope(signer=identity("R", "rsa"), ess="v1", signing_time=True),
    "with_ess_v2": lambda: Envelope(signer=identity("R", "rsa"), signing_time=True),
    "with_time_stamp": lambda: pades(identity("R", "rsa"), ess="", signing_time=True),
    "without_signed_attributes": lambda: Envelope(
        signer=identity("R", "rsa"), signed_attributes=False
    ),
}

_WRITTEN: dict[str, dict[str, object]] = {
    "hexadecimal_in_capitals": {"uppercase": True},
    "hexadecimal_padded_with_capitals": {"uppercase": True, "room": 16_000},
    "room_to_spare": {"room": 30_000},
    "xref_stream": {"form": Form(section=Section.STREAM)},
    "crlf": {"form": Form(newline=b"\r\n")},
    "with_name_and_reason": {
        "more": {
            b"/Name": b"(Leader)", b"/Reason": b"(I approve)", b"/M": b"(D:20241125100000+07'00')",
            b"/Location": b"<FEFF0054006800E1>", b"/ContactInfo": b"(a@b.example)",
        }
    },
    "with_build_properties": {
        "more": {b"/Prop_Build": b"<</Filter<</Name/Adobe.PPKLite/R 131104>>/App<</Name/X>>>>"}
    },
    "without_type": {"kind": b""},
    "other_filter": {"more": {b"/Filter": b"/Entrust.PPKEF"}},
    "level_one": {"level": 1},
    "level_two": {"level": 2},
    "level_three": {"level": 3},
}  # fmt: skip


def _register() -> None:
    for name, envelope in _ALGORITHMS.items():
        add(algorithm, INTACT, _called(algorithm, envelope), suffix=name)
    for name, envelope in _OLDER.items():
        add(pkcs7, INTACT, _called(pkcs7, envelope), suffix=name)
    for name, changes in _WRITTEN.items():
        add(acted, INTACT, _acting(changes), suffix=name)


def _called(
    maker: Callable[[Callable[[], Envelope]], Paper], made: Callable[[], Envelope]
) -> Callable[[], Paper]:
    return lambda: maker(made)


def _acting(changes: dict[str, object]) -> Callable[[], Paper]:
    return lambda: acted(**changes)


_register()


@whole(INTACT)
def invisible_field_without_annotation_list() -> Paper:
    """The field is in the form and on no page."""
    paper = draft()
    number = paper.size
    body = b"<</FT/Sig/T(Signature1)/Type/Annot/Subtype/Widget/Rect[0 0 0 0]/F 132>>"
    return sign(paper, number, Act(signer=leader()), {number: body, **in_form(paper, number)})


@whole(INTACT)
def widget_apart_from_its_field() -> Paper:
    paper = draft()
    field, widget, page = paper.size, paper.size + 1, paper.pages()[0]
    changed = {
        field: b"<</FT/Sig/T(Signature1)/Kids%b>>" % references([widget]),
        widget: b"<</Type/Annot/Subtype/Widget/Rect[100 8 250 44]/F 4/Parent %b/P %b>>"
        % (reference(field), reference(page)),
        **listed(paper, page, "Annots", widget),
    }
    changed |= {
        number + (number > widget): body for number, body in in_form(paper, field, widget).items()
    }
    form = max(changed)
    changed[form] = b"<</Fields%b/SigFlags 3>>" % references([field])
    changed[paper.root] = put(paper.body(paper.root), AcroForm=reference(form))
    return sign(paper, field, Act(signer=leader()), changed)


@whole(INTACT)
def form_inside_the_catalogue() -> Paper:
    """The form is a direct dictionary, which the next signer has to write again."""
    paper = draft()
    number, changed = new_field(paper, "Signature1")
    form = b"<</Fields%b/SigFlags 3>>" % references([number])
    changed = {number: changed[number], **listed(paper, paper.pages()[0], "Annots", number)}
    changed[paper.root] = put(paper.body(paper.root), AcroForm=form)
    once = sign(paper, number, Act(signer=leader()), changed)
    second = once.size
    widget = changed[number].replace(b"(Signature1)", b"(Signature2)")
    form = b"<</Fields%b/SigFlags 3>>" % references([number, second])
    more = {second: widget, **listed(once, once.pages()[0], "Annots", second)}
    more[once.root] = put(once.body(once.root), AcroForm=form)
    return sign(once, second, Act(signer=agency()), more)


@whole(INTACT)
def fields_below_a_parent() -> Paper:
    """A field tree: the name is spread over two levels."""
    paper = draft()
    parent, child = paper.size, paper.size + 1
    _, changed = new_field(paper, "x")
    body = changed[parent].replace(b"/T(x)", b"/T(signature)/Parent %b" % reference(parent))
    changed = {
        parent: b"<</T(leader)/Kids%b>>" % references([child]),
        child: body,
        **listed(paper, paper.pages()[0], "Annots", child),
        child + 1: b"<</Fields%b/SigFlags 3>>" % references([parent]),
        paper.root: put(paper.body(paper.root), AcroForm=reference(child + 1)),
    }
    return sign(paper, child, Act(signer=leader()), changed)


@whole(INTACT)
def seed_value_and_lock() -> Paper:
    paper = prepared()
    first = field_named(paper, "First")
    seed = b"<</Type/SV/Ff 2/SubFilter[/ETSI.CAdES.detached]/DigestMethod[(SHA256)]>>"
    paper = revise(paper, {first: put(paper.body(first), SV=seed)})
    return sign(paper, first, Act(signer=leader()))


@whole(INTACT)
def header_of_version_two() -> Paper:
    paper = Paper(draft().data.replace(b"%PDF-1.7", b"%PDF-2.0", 1))
    return sign_new(paper, "Signature1", Act(signer=leader()))


@whole(INTACT)
def old_style_certification_reference() -> Paper:
    """With /DigestMethod, /DigestValue and /Data, as PDF 1.5 wanted."""
    paper = prepared()
    old = (
        b"[<</Type/SigRef/TransformMethod/DocMDP/DigestMethod/MD5/DigestValue<%b>"
        b"/DigestLocation[0 0]/Data %b/TransformParams<</Type/TransformParams/P 2/V/1.2>>>>]"
        % (b"00" * 16, reference(paper.root))
    )
    value = {b"/Reference": old}
    number = max(paper.size, 0)
    along = {paper.root: put(paper.body(paper.root), Perms=b"<</DocMDP %b>>" % reference(number))}
    act = Act(signer=leader(), more=value)
    return sign(paper, field_named(paper, "First"), act, along)


@whole(INTACT)
def nested_page_tree() -> Paper:
    paper = draft(4)
    tree, inner = int(paper.value(paper.root, b"/Pages").split()[0]), paper.size
    first, second = paper.pages()
    paper = revise(paper, {
        tree: put(paper.body(tree), Kids=references([inner])),
        inner: b"<</Type/Pages/Parent %b/Count 2/Kids%b>>"
        % (reference(tree), references([first, second])),
        first: put(paper.body(first), Parent=reference(inner)),
        second: put(paper.body(second), Parent=reference(inner)),
    })  # fmt: skip
    signed = sign_new(paper, "Signature1", Act(signer=leader()))
    return sign_new(signed, "Signature2", Act(signer=agency()), box=NOWHERE)


@whole(INTACT)
def metadata_changed_before_signing() -> Paper:
    paper = draft()
    info = int(paper.trailer[b"/Info"].split()[0])
    paper = revise(paper, {info: put(paper.body(info), Title=b"(Another title)")})
    return sign_new(paper, "Signature1", Act(signer=leader(), drawn=SIGNED_MARK))


@whole(INTACT)
def ten_signers() -> Paper:
    paper = draft()
    for place in range(10):
        paper = sign_new(paper, f"Signature{place}", Act(signer=identity(f"Signer {place}")))
    return paper


@whole(INTACT)
def hybrid_before_signing() -> Paper:
    """As old Word and LibreOffice export: a table, and a stream for what it leaves out."""
    paper = draft()
    info = int(paper.trailer[b"/Info"].split()[0])
    again = {info: paper.body(info), paper.root: paper.body(paper.root)}
    paper = revise(paper, again, Form(section=Section.HYBRID))
    return sign_new(paper, "Signature1", Act(signer=leader(), drawn=SIGNED_MARK))
