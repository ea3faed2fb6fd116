"""Signature fields and signing them, byte by byte."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.signing.samples.authority import Identity
from tests.signing.samples.envelope import pades, seal, stamp
from tests.signing.samples.paper import (
    Paper,
    dictionary,
    put,
    reference,
    references,
    stream,
    target,
)
from tests.signing.samples.revisions import PLAIN, Form, revise

_MARK = b"/ByteRange [0 9999999991 9999999992 9999999993]"
Box = tuple[int, int, int, int]
NOWHERE: Box = (0, 0, 0, 0)


@dataclass(frozen=True)
class Hole:
    """Where Contents stands with its brackets, and how long the file is."""

    start: int
    end: int
    total: int


def all_but(hole: Hole) -> list[int]:
    """Return what a signature must cover."""
    return [0, hole.start, hole.end, hole.total - hole.end]


@dataclass(frozen=True, kw_only=True)
class Act:
    """One act of signing; the defaults are an approval signature as PAdES wants it."""

    signer: Identity
    #: The certification level (DocMDP), None for an approval signature.
    level: int | None = None
    subfilter: bytes = b"/ETSI.CAdES.detached"
    kind: bytes = b"/Sig"
    #: How many bytes are reserved for the CMS object.
    room: int = 4_000
    uppercase: bool = False
    seal: Callable[[bytes], bytes] | None = None
    ranges: Callable[[Hole], list[int]] = all_but
    #: Signature references besides that of the level.
    transforms: bytes = b""
    #: Further entries of the signature dictionary.
    more: dict[bytes, bytes] = field(default_factory=dict)
    form: Form = PLAIN
    #: Further objects of the same revision.
    along: dict[int, bytes] = field(default_factory=dict)
    #: Content stream of the field's appearance.
    drawn: bytes | None = None
    filler: bytes = b"0"


def new_field(
    paper: Paper,
    name: str,
    *,
    box: Box = NOWHERE,
    kind: bytes = b"/Sig",
    flags: int = 132,
    **more: bytes,
) -> tuple[int, dict[int, bytes]]:
    """Return the number of a new field and the objects that must change for it."""
    number, page = paper.size, paper.pages()[0]
    widget = b"<</Type/Annot/Subtype/Widget/FT%b/T(%b)/Rect[%d %d %d %d]/F %d/P %b>>" % (
        kind, name.encode(), *box, flags, reference(page),
    )  # fmt: skip
    changed = {number: put(widget, **more)}
    changed |= listed(paper, page, "Annots", number)
    changed |= in_form(paper, number)
    return number, changed


def listed(paper: Paper, holder: int, key: str, number: int) -> dict[int, bytes]:
    """Add an object to an array of a dictionary."""
    old = paper.listed(holder, b"/" + key.encode())
    return {holder: put(paper.body(holder), **{key: b"[%b %b]" % (old, reference(number))})}


def in_form(paper: Paper, *numbers: int) -> dict[int, bytes]:
    """Add fields to the form, which is an object of its own; made where there is none."""
    try:
        form = target(paper.value(paper.root, b"/AcroForm"))
    except KeyError:
        form = max(numbers) + 1
        body = b"<</Fields%b/SigFlags 3>>" % references(numbers)
        return {form: body, paper.root: put(paper.body(paper.root), AcroForm=reference(form))}
    old = paper.listed(form, b"/Fields")
    added = b" ".join(map(reference, numbers))
    return {form: put(paper.body(form), Fields=b"[%b %b]" % (old, added))}


def sign(paper: Paper, number: int, act: Act, changed: dict[int, bytes] | None = None) -> Paper:
    """Sign the field ``number``; ``changed`` holds it when it is new in this revision."""
    objects = {**(changed or {}), **act.along}
    free = max(paper.size, *(one + 1 for one in objects), 0)
    holder = objects.get(number) or paper.body(number)
    value = {
        b"/Type": act.kind,
        b"/Filter": b"/Adobe.PPKLite",
        b"/SubFilter": act.subfilter,
        **act.more,
    }
    if act.transforms or act.level:
        value[b"/Reference"] = b"[%b%b]" % (_certifying(act.level), act.transforms)
    if act.level:
        root = objects.get(paper.root) or paper.body(paper.root)
        objects[paper.root] = put(root, Perms=b"<</DocMDP %b>>" % reference(free))
    value = {key: kept for key, kept in value.items() if kept}
    hole = b"<" + act.filler * (2 * act.room) + b">"
    body = dictionary(value)[:-2] + b"/Contents " + hole + _MARK + b">>"
    holder = put(holder, V=reference(free))
    objects[free] = body
    if act.drawn is not None:
        objects[free + 1] = drawing(act.drawn)
        holder = put(holder, AP=b"<</N %b>>" % reference(free + 1))
    objects[number] = holder
    return fill(revise(paper, objects, act.form), act)


def _certifying(level: int | None) -> bytes:
    transform = (
        b"<</Type/SigRef/TransformMethod/DocMDP/TransformParams"
        b"<</Type/TransformParams/P %d/V/1.2>>>>"
    )
    return transform % level if level else b""


def drawing(content: bytes, *, box: Box = (0, 0, 600, 600)) -> bytes:
    """Return a form XObject, the appearance of an annotation."""
    head = b"/Type/XObject/Subtype/Form/BBox[%d %d %d %d]/Resources<<>>" % box
    return stream(content, head)


def fill(paper: Paper, act: Act) -> Paper:
    """Compute the byte range and put the CMS object into its place."""
    data = bytearray(paper.data)
    mark = data.rindex(_MARK)
    end = data.rindex(b">", 0, mark) + 1
    start = data.rindex(b"<", 0, end)
    chosen = act.ranges(Hole(start, end, len(data)))
    text = b"/ByteRange [" + b" ".join(b"%d" % one for one in chosen)
    data[mark : mark + len(_MARK)] = text.ljust(len(_MARK) - 1) + b"]"
    covered = b"".join(
        data[max(at, 0) : at + length]
        for at, length in zip(chosen[::2], chosen[1::2], strict=False)
    )
    made = (act.seal or _sealer(act))(bytes(covered)).hex().encode()
    if act.uppercase:
        made = made.upper()
    data[start + 1 : start + 1 + len(made)] = made
    if len(made) > 2 * act.room:
        raise ValueError(len(made))
    return Paper(bytes(data))


def _sealer(act: Act) -> Callable[[bytes], bytes]:
    if act.subfilter == b"/ETSI.RFC3161":
        return stamp
    return lambda data: seal(pades(act.signer), data)


def sign_new(paper: Paper, name: str, act: Act, **more: Any) -> Paper:
    """Sign in a field of one's own, made in the same revision."""
    number, changed = new_field(paper, name, **more)
    return sign(paper, number, act, changed)
