"""Writing a revision behind a file, in every form of cross-reference section."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from tests.signing.samples.paper import Paper, Section, dictionary, reference


@dataclass(frozen=True, kw_only=True)
class Form:
    """How a revision is written; the defaults are what an honest tool does."""

    section: Section = Section.TABLE
    root: int | None = None
    #: Further or other values of the trailer; an empty one takes the key out.
    trailer: Mapping[bytes, bytes] = field(default_factory=dict)
    free: Collection[int] = ()
    generations: Mapping[int, int] = field(default_factory=dict)
    #: Entries that point elsewhere than where the object stands.
    offsets: Mapping[int, int] = field(default_factory=dict)
    #: Bytes by which ``startxref`` lies.
    shift: int = 0
    startxref: bool = True
    #: Objects that stand in the file without an entry.
    unlisted: Collection[int] = ()
    newline: bytes = b"\n"


PLAIN = Form()


def revise(paper: Paper, changed: Mapping[int, bytes], form: Form = PLAIN) -> Paper:
    """Append a revision with these objects."""
    data = bytearray(paper.data)
    if not data.endswith((b"\n", b"\r")):
        data += b"\n"
    places: dict[int, int] = {}
    for number, body in changed.items():
        places[number] = len(data)
        generation = form.generations.get(number, 0)
        data += b"%d %d obj\n%b\nendobj\n" % (number, generation, body)
    places |= form.offsets
    for number in form.unlisted:
        del places[number]
    if form.section is Section.NONE:
        return Paper(bytes(data))
    size = max(paper.size, *(number + 1 for number in changed), 0) if changed else paper.size
    trailer = {
        b"/Size": b"%d" % size,
        b"/Root": reference(form.root or paper.root),
        b"/Prev": b"%d" % paper.startxref,
    }
    trailer |= {key: paper.trailer[key] for key in (b"/Info", b"/ID") if key in paper.trailer}
    trailer = {key: value for key, value in {**trailer, **form.trailer}.items() if value}
    start = _write_section(data, places, trailer, form)
    if form.startxref:
        ending = (b"startxref", b"%d" % (start + form.shift), b"%%EOF", b"")
        data += form.newline.join(ending)
    return Paper(bytes(data))


def _write_section(
    data: bytearray, places: Mapping[int, int], trailer: dict[bytes, bytes], form: Form
) -> int:
    match form.section:
        case Section.STREAM:
            return _write_stream(data, places, trailer, form)
        case Section.HYBRID:
            # The newest object hides in the stream; old readers see it as free.
            hidden = max(places)
            extra = {**trailer, b"/Size": b"%d" % (int(trailer[b"/Size"]) + 1)}
            inner = {key: extra[key] for key in (b"/Size", b"/Root")}
            place = _write_stream(data, {hidden: places[hidden]}, inner, Form(), number=False)
            start = len(data)
            seen = {number: at for number, at in places.items() if number != hidden}
            _write_table(data, seen, Form(free=[hidden], newline=form.newline))
            data += b"trailer\n" + dictionary({**trailer, b"/XRefStm": b"%d" % place}) + b"\n"
            return start
    start = len(data)
    if form.section is Section.TABLE:
        _write_table(data, places, form)
    data += b"trailer" + form.newline + dictionary(trailer) + form.newline
    return start


def _write_table(data: bytearray, places: Mapping[int, int], form: Form) -> None:
    data += b"xref" + form.newline
    if not places and not form.free:
        data += b"0 1" + form.newline + b"0000000000 65535 f \n"
    for number in sorted({*places, *form.free}):
        generation = form.generations.get(number, 0)
        kind = b"f" if number in form.free else b"n"
        if number in form.free:
            generation = max(generation, 1) if number else 65535
        place = 0 if number in form.free else places[number]
        data += b"%d 1%b%010d %05d %b \n" % (number, form.newline, place, generation, kind)


def _write_stream(
    data: bytearray,
    places: Mapping[int, int],
    trailer: dict[bytes, bytes],
    form: Form,
    *,
    number: bool = True,
) -> int:
    own = int(trailer[b"/Size"])
    start = len(data)
    rows = {one: (1, at, form.generations.get(one, 0)) for one, at in places.items()}
    rows |= dict.fromkeys(form.free, (0, 0, 1))
    if number:
        rows[own] = (1, start, 0)
        trailer = {**trailer, b"/Size": b"%d" % (own + 1)}
    ordered = sorted(rows)
    content = b"".join(
        kind.to_bytes(1, "big") + at.to_bytes(4, "big") + generation.to_bytes(2, "big")
        for kind, at, generation in (rows[one] for one in ordered)
    )
    index = b"[" + b" ".join(b"%d 1" % one for one in ordered) + b"]"
    head = {
        b"/Type": b"/XRef",
        b"/W": b"[1 4 2]",
        b"/Index": index,
        **trailer,
        b"/Length": b"%d" % len(content),
    }
    data += b"%d 0 obj\n%b" % (own, dictionary(head))
    data += b"stream\n" + content + b"\nendstream\nendobj\n"
    return start
