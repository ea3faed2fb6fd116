"""Making the signature fields of a route, before the first signature.

Each field carries in its mapping name (/TM) what the later stamp needs to know of the
page, so that a later step neither reads the text again nor can be led astray: the
leader's signature covers it.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import BinaryIO, cast

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name, pdf_string
from pyhanko.sign.fields import SigFieldSpec, append_signature_field, enumerate_sig_fields

from signing.errors import (
    AlreadySigned,
    FieldMissing,
    FieldTaken,
    PlacementOutside,
    UnreadablePdf,
)
from signing.models import (
    ATTACHMENT_FIELD,
    COPY_FIELD,
    LEADER_FIELD,
    NUMBER_FIELD,
    REPORT_FIELD,
    ROUTE_FIELDS,
    SEAL_FIELD,
    SECRETARY_FIELD,
    Placement,
)
from signing.pades.files import (
    QuietWriter,
    end_line,
    new_writer,
    open_reader,
    signature_fields,
)

_PREFIX = "congvu:"
#: ISO 32000-1, table 219: signatures exist, and the file may only be appended to.
APPEND_ONLY = 3

_TOOLTIPS = {
    SECRETARY_FIELD: "Chữ ký của thư ký",
    LEADER_FIELD: "Chữ ký của người có thẩm quyền",
    NUMBER_FIELD: "Số, ký hiệu và ngày ban hành",
    SEAL_FIELD: "Chữ ký số của cơ quan",
    ATTACHMENT_FIELD: "Chữ ký số của cơ quan trên văn bản kèm theo",
    COPY_FIELD: "Chữ ký số của cơ quan sao văn bản",
    REPORT_FIELD: "Chữ ký số của hệ thống trên báo cáo",
}


@dataclass(frozen=True, kw_only=True)
class FieldPlace:
    """A rectangle in the page's own coordinates; the page is shown turned clockwise by ``turn``."""

    box: Placement
    turn: int = 0


def add_route_fields(
    file: BinaryIO, *, places: Mapping[str, FieldPlace], hints: Mapping[str, object]
) -> None:
    """Append one revision with the empty fields that have a place.

    ``hints`` are dataclasses of :mod:`signing.layout.placement`, by field name.

    Raises:
        AlreadySigned: the file holds signatures; nothing may be added before them.
        FieldTaken: the file was prepared before.
        PlacementOutside: a box names a page that is not there.
    """
    end_line(file)
    reader = open_reader(file)
    _check_fresh(signature_fields(reader))
    writer = new_writer(reader)
    for name, place in places.items():
        add_field(writer, name, place, hint=hints.get(name))
    finish_form(writer)
    writer.write_in_place()  # type: ignore[no-untyped-call]


def _check_fresh(present: Mapping[str, bool]) -> None:
    if any(present.values()):
        raise AlreadySigned(sum(present.values()))
    for name in ROUTE_FIELDS:
        if name in present:
            raise FieldTaken(name)


def _check_page(writer: QuietWriter, page: int) -> None:
    try:
        pages = int(writer.root["/Pages"]["/Count"])
    except Exception as error:  # A broken page tree raises errors of a dozen kinds.
        raise UnreadablePdf("broken_pages") from error
    if not 0 <= page < pages:
        raise PlacementOutside(page, pages)


def add_field(
    writer: QuietWriter, name: str, place: FieldPlace, *, hint: object | None = None
) -> None:
    """Make one empty signature field; ``hint`` is a dataclass for the later stamp.

    Raises:
        PlacementOutside: the page is not there.
    """
    box = place.box
    _check_page(writer, box.page)
    corners = tuple(round(value, 2) for value in (box.x1, box.y1, box.x2, box.y2))
    spec = SigFieldSpec(
        sig_field_name=name,
        on_page=box.page,
        box=corners,  # type: ignore[arg-type]
        readable_field_name=_TOOLTIPS[name.rstrip("0123456789")],
    )
    append_signature_field(writer, spec)
    field = find_field(writer, name)
    if field is None:
        raise FieldMissing(name)
    if place.turn:
        # ISO 32000-1, table 189: counterclockwise against the page, so upright as shown.
        look = generic.DictionaryObject({pdf_name("/R"): generic.NumberObject(place.turn)})  # type: ignore[no-untyped-call]
        field[pdf_name("/MK")] = look
    if hint is not None:
        packed = json.dumps(asdict(hint))  # type: ignore[call-overload]
        field[pdf_name("/TM")] = pdf_string(_PREFIX + packed)


def finish_form(writer: QuietWriter) -> None:
    """Leave the form as signing needs it, so that signing leaves it alone."""
    form = writer.root["/AcroForm"]
    if form.get("/SigFlags") == APPEND_ONLY and "/NeedAppearances" not in form:
        return
    form[pdf_name("/SigFlags")] = generic.NumberObject(APPEND_ONLY)  # type: ignore[no-untyped-call]
    if "/NeedAppearances" in form:
        del form["/NeedAppearances"]
    writer.update_container(form)


def read_hint(field: generic.DictionaryObject) -> dict[str, object]:
    """Say what :func:`add_route_fields` wrote down for this field; empty when nothing."""
    written = str(field.get("/TM", ""))
    if not written.startswith(_PREFIX):
        return {}
    try:
        loaded = json.loads(written.removeprefix(_PREFIX))
    except ValueError:
        return {}
    return loaded if isinstance(loaded, dict) else {}


def free_name(writer: QuietWriter, name: str) -> str:
    """Return the name, with the next number behind it where it is taken."""
    taken = {found for found, _, _ in enumerate_sig_fields(writer)}
    names = (f"{name}{number}" for number in range(2, len(taken) + 3))
    return name if name not in taken else next(one for one in names if one not in taken)


def find_field(writer: QuietWriter, name: str) -> generic.DictionaryObject | None:
    """Find the signature field with this name, signed or not."""
    for found, _, reference in enumerate_sig_fields(writer):
        if found == name:
            return cast("generic.DictionaryObject", reference.get_object())
    return None


def find_leader(writer: QuietWriter) -> generic.DictionaryObject | None:
    """Find the leader's signed field.

    Ours, or the one a program on the leader's own machine made for itself when it signed
    first (see additions.py); those of secretary, number and seal are never it.
    """
    leader = find_field(writer, LEADER_FIELD)
    if leader is not None and "/V" in leader:
        return leader
    for name, value, reference in enumerate_sig_fields(writer):
        if value is not None and name not in ROUTE_FIELDS:
            return cast("generic.DictionaryObject", reference.get_object())
    return None


def find_empty_field(writer: QuietWriter, name: str) -> generic.DictionaryObject | None:
    """Find the signature field with this name when it is not signed.

    Raises:
        FieldTaken: it is signed.
    """
    field = find_field(writer, name)
    if field is not None and "/V" in field:
        raise FieldTaken(name)
    return field
