"""Honest files: what signers and common tools do after one another, at every level.

Facts from ISO 32000-2 (12.7, 12.8), EN 319 142-1 and what tools were seen to write.
"""

from collections.abc import Callable

from tests.signing.samples.annotation import annotate
from tests.signing.samples.authority import house, identity
from tests.signing.samples.locks import locked
from tests.signing.samples.paper import Paper, Section, put, reference, references, stream, target
from tests.signing.samples.revisions import Form, revise
from tests.signing.samples.scenes import (
    APPROVALS,
    FREE_SPACE,
    SCENES,
    SIGNED_MARK,
    Scene,
    agency,
    draft,
    field_named,
    leader,
    prepared,
    stamped,
    written,
)
from tests.signing.samples.signature import NOWHERE, Act, Box, sign, sign_new
from tests.signing.samples.table import Expected, after_signing, whole

INTACT = Expected.INTACT
#: Where filling in is allowed, and nobody has signed since.
FORMS = (Scene(2, 1), Scene(3, 1))
#: Who may still sign in a field that is there.
SIGNABLE = tuple(one for one in SCENES if one.level != 1)


@after_signing(INTACT)
def as_signed(paper: Paper) -> Paper:
    return paper


def _ending(name: str, content: bytes) -> None:
    def change(paper: Paper) -> Paper:
        return paper.appended(content)

    change.__name__ = f"ends_in_{name}"
    after_signing(INTACT, scenes=APPROVALS)(change)


for _name, _content in {
    "newline": b"\n", "crlf": b"\r\n\r\n", "spaces": b"   \n", "nuls": bytes(8),
}.items():  # fmt: skip
    _ending(_name, _content)


@after_signing(INTACT, scenes=SIGNABLE)
def spare_field_signed(paper: Paper) -> Paper:
    return sign(paper, field_named(paper, "Spare"), Act(signer=agency(), drawn=SIGNED_MARK))


@after_signing(INTACT, scenes=SIGNABLE)
def spare_field_signed_with_xref_stream(paper: Paper) -> Paper:
    act = Act(signer=agency(), drawn=SIGNED_MARK, form=Form(section=Section.STREAM))
    return sign(paper, field_named(paper, "Spare"), act)


@after_signing(INTACT)
def document_time_stamp(paper: Paper) -> Paper:
    return stamped(paper, "Stamp7")


@after_signing(INTACT)
def archived(paper: Paper) -> Paper:
    """Archive data, then a document time stamp: B-LTA."""
    return stamped(with_archive(paper), "Stamp7")


@after_signing(INTACT)
def archived_three_times(paper: Paper) -> Paper:
    for renewal in range(3):
        paper = stamped(with_archive(paper), f"Renewal{renewal}")
    return paper


@after_signing(INTACT, scenes=FORMS)
def form_filled_where_allowed(paper: Paper) -> Paper:
    amount, drawn = field_named(paper, "Amount"), paper.size
    font = paper.find(rb"/BaseFont/Helvetica/Encoding")
    body = put(paper.body(amount), V=b"(2 000 000)", AP=b"<</N %b>>" % reference(drawn))
    return revise(paper, {amount: body, drawn: written(b"2 000 000", font)})


@after_signing(INTACT, scenes=FORMS)
def form_filled_then_signed(paper: Paper) -> Paper:
    filled = form_filled_where_allowed(paper)
    return sign(filled, field_named(filled, "Spare"), Act(signer=agency(), drawn=SIGNED_MARK))


@after_signing(INTACT, scenes=[Scene(3, 1), Scene(3, 2)])
def comment_in_the_margin(paper: Paper) -> Paper:
    return annotate(
        paper, "Text", drawn=None, box=(560, 800, 580, 820), Contents=b"(Please file this)"
    )


@after_signing(INTACT, scenes=APPROVALS)
def new_invisible_field_signed(paper: Paper) -> Paper:
    return sign_new(paper, "Signature4", Act(signer=agency()))


@after_signing(INTACT, scenes=APPROVALS)
def new_field_on_free_space_signed(paper: Paper) -> Paper:
    return sign_new(
        paper, "Signature4", Act(signer=agency(), drawn=SIGNED_MARK), box=FREE_SPACE, flags=4
    )


@after_signing(INTACT, scenes=APPROVALS)
def three_new_fields_one_after_another(paper: Paper) -> Paper:
    boxes: tuple[Box, ...] = ((60, 8, 160, 44), (170, 8, 270, 44), NOWHERE)
    for place, box in enumerate(boxes):
        act = Act(signer=identity(f"Signer {place}"), drawn=SIGNED_MARK)
        paper = sign_new(paper, f"Next{place}", act, box=box)
    return paper


@after_signing(INTACT, scenes=APPROVALS)
def empty_revision(paper: Paper) -> Paper:
    return revise(paper, {})


@after_signing(INTACT, scenes=APPROVALS)
def numbers_freed_that_were_never_used(paper: Paper) -> Paper:
    """As iText 7 to 9 do, which reserve numbers and give them back."""
    size = paper.size
    form = Form(free=[size + 4, size + 5, size + 6], trailer={b"/Size": b"%d" % (size + 12)})
    return sign(paper, field_named(paper, "Spare"), Act(signer=agency(), form=form))


@after_signing(INTACT, scenes=APPROVALS)
def same_objects_written_again(paper: Paper) -> Paper:
    page = paper.pages()[0]
    return stamped(revise(paper, {page: paper.body(page), paper.root: paper.body(paper.root)}))


@after_signing(INTACT, scenes=APPROVALS)
def missing_object_referred_to(paper: Paper) -> Paper:
    """Archive data whose list names an object that is not there, as older EU DSS wrote."""
    return stamped(with_archive(paper, missing=True), "Stamp7")


@after_signing(INTACT, scenes=APPROVALS)
def archive_keys_written_anew(paper: Paper) -> Paper:
    """As EU DSS does: every /VRI entry is a new object after each extension."""
    paper = stamped(with_archive(paper, vri=True), "Stamp7")
    return stamped(with_archive(paper, vri=True), "Stamp8")


@after_signing(INTACT, scenes=APPROVALS)
def time_stamp_of_type_sig(paper: Paper) -> Paper:
    act = Act(signer=leader(), subfilter=b"/ETSI.RFC3161")
    return sign_new(paper, "Stamp7", act)


@after_signing(INTACT, scenes=APPROVALS)
def time_stamp_of_no_type(paper: Paper) -> Paper:
    act = Act(signer=leader(), kind=b"", subfilter=b"/ETSI.RFC3161")
    return sign_new(paper, "Stamp7", act)


@after_signing(INTACT, scenes=APPROVALS)
def dates_of_the_metadata_follow(paper: Paper) -> Paper:
    """As tools do that set /ModDate with every save."""
    info = target(paper.trailer[b"/Info"])
    along = {info: put(paper.body(info), ModDate=b"(D:20241125100000+07'00')")}
    return sign(paper, field_named(paper, "Spare"), Act(signer=agency(), along=along))


def with_archive(paper: Paper, *, vri: bool = False, missing: bool = False) -> Paper:
    """Add a revision with certificates and a list for validation (DSS)."""
    store = paper.size
    certificates = (house().root, leader(), agency())
    objects = {store + 1 + place: stream(one.der) for place, one in enumerate(certificates)}
    lists = store + 1 + len(certificates)
    objects[lists] = stream(house().trust().revocation_lists[0])
    named = [*range(store + 1, lists), *([lists + 30] if missing else [])]
    body = b"<</Type/DSS/Certs%b/CRLs%b>>" % (references(named), references([lists]))
    if vri:
        entry = lists + 1
        objects[entry] = b"<</Type/VRI/Cert%b/CRL%b/TU(D:20241125030000Z)>>" % (
            references(range(store + 1, lists)), references([lists]),
        )  # fmt: skip
        body = put(body, VRI=b"<</%b %b>>" % (b"A" * 40, reference(entry)))
    objects[store] = body
    objects[paper.root] = put(paper.body(paper.root), DSS=reference(store))
    return revise(paper, objects)


def _one(name: str, make: Callable[[], Paper]) -> None:
    make.__name__ = name
    whole(INTACT)(make)


def _locks() -> None:
    _one("lock_of_one_field", lambda: locked(b"Include", b"Amount"))
    _one("lock_of_all_fields", lambda: locked(b"All"))
    _one("lock_and_level", lambda: locked(b"Include", b"Amount", level=2))


_locks()


@whole(INTACT)
def lock_of_other_fields_and_next_signer() -> Paper:
    paper = locked(b"Include", b"Amount")
    return sign(paper, field_named(paper, "Second"), Act(signer=agency(), drawn=SIGNED_MARK))


@whole(INTACT)
def filled_before_the_first_signature() -> Paper:
    paper = form_filled_where_allowed(prepared())
    return sign(paper, field_named(paper, "First"), Act(signer=leader()))


@whole(INTACT)
def annotated_before_the_first_signature() -> Paper:
    paper = annotate(prepared(), "FreeText")
    return sign(paper, field_named(paper, "First"), Act(signer=leader()))


@whole(INTACT)
def one_seal_on_many_pages() -> Paper:
    return sign_new(
        draft(38), "ENVELOPEID", Act(signer=agency(), subfilter=b"/adbe.pkcs7.detached")
    )
