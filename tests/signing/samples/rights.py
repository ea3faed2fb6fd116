"""Changes of permissions, archive data and the form as a whole."""

from tests.signing.samples.authority import identity
from tests.signing.samples.catalogue import changed_root
from tests.signing.samples.paper import Paper, dictionary, entries, put, reference, stream, target
from tests.signing.samples.revisions import revise
from tests.signing.samples.saving import RED
from tests.signing.samples.scenes import BROADEST, CERTIFIED
from tests.signing.samples.table import after_signing


@after_signing(scenes=CERTIFIED)
def permissions_taken_out(paper: Paper) -> Paper:
    return changed_root(paper, Perms=None)


@after_signing(scenes=CERTIFIED)
def permissions_loosened(paper: Paper) -> Paper:
    """The catalogue now names another signature dictionary as the certifying one."""
    number = target(entries(paper.value(paper.root, b"/Perms"))[b"/DocMDP"])
    value = entries(paper.body(number))
    value[b"/Reference"] = value[b"/Reference"].replace(b"/P 1", b"/P 3").replace(b"/P 2", b"/P 3")
    body = put(paper.body(paper.root), Perms=b"<</DocMDP %b>>" % reference(paper.size))
    return revise(paper, {paper.root: body, paper.size: dictionary(value)})


@after_signing(scenes=BROADEST)
def legal_attestation(paper: Paper) -> Paper:
    return changed_root(paper, Legal=b"<</Attestation(All is well)>>")


@after_signing(scenes=BROADEST)
def usage_rights(paper: Paper) -> Paper:
    rights = b"<</UR3<</Type/Sig/Filter/Adobe.PPKLite/Contents<00>/ByteRange[0 0 0 0]>>>>"
    return changed_root(paper, Perms=rights)


@after_signing()
def archive_data_smuggles_a_page(paper: Paper) -> Paper:
    """A revision that looks like archive data and takes a page's number along."""
    store, page = paper.size, paper.pages()[0]
    return revise(paper, {
        paper.root: put(paper.body(paper.root), DSS=reference(store)),
        store: b"<</Type/DSS/Certs[%b]>>" % reference(store + 1),
        store + 1: stream(identity("Leader").der),
        page: put(paper.body(page), Contents=b"[]"),
    })  # fmt: skip


@after_signing(scenes=BROADEST)
def archive_data_is_the_content(paper: Paper) -> Paper:
    """The certificate's stream is the page's own, overwritten."""
    page, store = paper.pages()[0], paper.size
    contents = int(paper.value(page, b"/Contents").strip(b"[").split()[0])
    return revise(paper, {
        paper.root: put(paper.body(paper.root), DSS=reference(store)),
        store: b"<</Type/DSS/Certs[%b]>>" % reference(contents),
        contents: stream(RED),
    })  # fmt: skip


@after_signing(scenes=BROADEST)
def extension_of_the_developer(paper: Paper) -> Paper:
    return changed_root(
        paper,
        Extensions=b"<</EVIL<</BaseVersion/1.7/ExtensionLevel 1>>>>",
        AF=b"[]",
        Requirements=b"[<</S/EnableJavaScripts>>]",
    )


@after_signing(scenes=BROADEST)
def form_by_xfa(paper: Paper) -> Paper:
    form = target(paper.value(paper.root, b"/AcroForm"))
    packet = stream(b"<xdp:xdp xmlns:xdp='http://ns.adobe.com/xdp/'/>")
    body = put(paper.body(form), XFA=reference(paper.size))
    return revise(paper, {form: body, paper.size: packet})


@after_signing(scenes=BROADEST)
def default_appearance_of_the_form(paper: Paper) -> Paper:
    form = target(paper.value(paper.root, b"/AcroForm"))
    return revise(paper, {form: put(paper.body(form), DA=b"(/F1 0.1 Tf 1 g)")})


@after_signing(scenes=BROADEST)
def signed_field_taken_out_of_the_form(paper: Paper) -> Paper:
    form = target(paper.value(paper.root, b"/AcroForm"))
    return revise(paper, {form: put(paper.body(form), Fields=b"[]")})
