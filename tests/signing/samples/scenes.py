"""The signed files that attacks begin with: each certification level, one and two signers."""

import functools
from dataclasses import dataclass

from tests.signing import office
from tests.signing.samples.authority import Identity, identity
from tests.signing.samples.paper import Paper, put, reference, stream, target
from tests.signing.samples.revisions import revise
from tests.signing.samples.signature import Act, Box, sign, sign_new

#: Where the plan's text stands, and where the page is empty.
OVER_TEXT: Box = (80, 400, 550, 600)
FREE_SPACE: Box = (100, 8, 250, 44)
AMOUNT = b"1 000 000"
SIGNED_MARK = b"q 0 0 1 RG 2 w 4 4 592 592 re S 60 60 m 300 500 l 540 60 l S Q"


def leader() -> Identity:
    """Return who signs first."""
    return identity("Leader")


def agency() -> Identity:
    """Return who signs second."""
    return identity("Agency")


@functools.cache
def draft(parts: int = 1) -> Paper:
    """Return the office's plan, unsigned."""
    return Paper(office.plan_pdf(parts=parts))


@functools.cache
def prepared(parts: int = 4) -> Paper:
    """Return the plan with signature fields First, Second, Spare and a text field Amount.

    It has a layer too, and the catalogue has what some attacks change.
    """
    paper = draft(parts)
    page, start = paper.pages()[-1], paper.size
    names = ("First", "Second", "Spare")
    boxes = ((370, 60, 520, 112), (230, 60, 360, 112), (90, 60, 220, 112))
    changed: dict[int, bytes] = {}
    for number, (name, box) in enumerate(zip(names, boxes, strict=True), start):
        changed[number] = (
            b"<</Type/Annot/Subtype/Widget/FT/Sig/T(%b)/Rect[%d %d %d %d]/F 132/P %b>>"
            % (name.encode(), *box, reference(page))
        )
    amount, shown, font, layer = start + 3, start + 4, start + 5, start + 6
    changed[amount] = (
        b"<</Type/Annot/Subtype/Widget/FT/Tx/T(Amount)/V(%b)/Rect[100 400 220 416]/F 4/P %b"
        b"/DA(/F1 10 Tf 0 g)/AP<</N %b>>>>" % (AMOUNT, reference(page), reference(shown))
    )
    changed[shown] = written(AMOUNT, font)
    changed[font] = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>"
    changed[layer] = b"<</Type/OCG/Name(Draft)>>"
    drawn = layer + 1
    changed[drawn] = stream(b"/OC /Draft BDC q .9 g 300 400 100 20 re f Q EMC")
    fields = (*range(start, start + 3), amount)
    form = drawn + 1
    changed[form] = b"<</Fields[%b]/SigFlags 3/DA(/F1 10 Tf 0 g)/DR<</Font<</F1 %b>>>>>>" % (
        b" ".join(map(reference, fields)), reference(font),
    )  # fmt: skip
    properties = b"<</OCGs[%b]/D<</ON[%b]/OFF[]/Order[%b]>>>>" % ((reference(layer),) * 3)
    changed[paper.root] = put(
        paper.body(paper.root), AcroForm=reference(form), OCProperties=properties
    )
    old = paper.value(page, b"/Contents")
    changed[page] = put(
        paper.body(page),
        Annots=b"[" + b" ".join(map(reference, fields)) + b"]",
        Contents=b"[%b %b]" % (old, reference(drawn)),
    )
    resources = target(paper.value(page, b"/Resources"))
    changed[resources] = put(paper.body(resources), Properties=b"<</Draft %b>>" % reference(layer))
    return revise(paper, changed)


def written(text: bytes, font: int) -> bytes:
    """Return the appearance of a text field that shows this text."""
    head = b"/Type/XObject/Subtype/Form/BBox[0 0 120 16]/Resources<</Font<</F1 %b>>>>" % (
        reference(font)
    )
    return stream(b"/Tx BMC q BT /F1 10 Tf 0 g 2 4 Td (%b) Tj ET Q EMC" % text, head)


def field_named(paper: Paper, name: str) -> int:
    """Return the object of the field with this name."""
    return paper.find(rb"/T\s*\(%b\)" % name.encode())


@dataclass(frozen=True)
class Scene:
    """A certification level (None: approval only) and how many signers there are."""

    level: int | None
    signers: int

    @property
    def name(self) -> str:
        """Such as ``p2-two``."""
        level = f"p{self.level}" if self.level else "approval"
        return f"{level}-{'two' if self.signers > 1 else 'one'}"

    def signed(self) -> Paper:
        """Return the signed file, made once."""
        return _signed(self)


@functools.cache
def _signed(scene: Scene) -> Paper:
    paper = prepared()
    paper = sign(
        paper,
        field_named(paper, "First"),
        Act(signer=leader(), level=scene.level, drawn=SIGNED_MARK),
    )
    if scene.signers == 1:
        return paper
    if scene.level == 1:
        return stamped(paper)
    return sign(paper, field_named(paper, "Second"), Act(signer=agency(), drawn=SIGNED_MARK))


def stamped(paper: Paper, name: str = "Stamp1") -> Paper:
    """Add a document time stamp, which every level allows."""
    act = Act(signer=leader(), kind=b"/DocTimeStamp", subfilter=b"/ETSI.RFC3161")
    return sign_new(paper, name, act)


SCENES = tuple(Scene(level, signers) for level in (None, 1, 2, 3) for signers in (1, 2))
APPROVALS = tuple(one for one in SCENES if one.level is None)
CERTIFIED = tuple(one for one in SCENES if one.level is not None)
BROADEST = (Scene(None, 1), Scene(3, 1))
