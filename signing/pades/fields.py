"""Making the three signature fields of a route, before the first signature.

Each field carries in its mapping name (/TM) what the later stamp needs to know of the
page, so that a later step neither reads the text again nor can be led astray: the
leader's signature covers it.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import cast

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name, pdf_string
from pyhanko.sign.fields import SigFieldSpec, append_signature_field, enumerate_sig_fields

from signing.errors import AlreadySigned, FieldTaken, PlacementOutside, UnreadablePdf
from signing.models import LEADER_FIELD, NUMBER_FIELD, ROUTE_FIELDS, SEAL_FIELD, Placement
from signing.pades.files import (
    QuietWriter,
    close_writer,
    new_writer,
    open_reader,
    signature_fields,
)

_PREFIX = "congvu:"

_TOOLTIPS = {
    LEADER_FIELD: "Chữ ký của người có thẩm quyền",
    NUMBER_FIELD: "Số, ký hiệu và ngày ban hành",
    SEAL_FIELD: "Chữ ký số của cơ quan",
}


def add_route_fields(
    pdf: bytes, *, boxes: Mapping[str, Placement], hints: Mapping[str, object]
) -> bytes:
    """Append one revision with the three empty fields.

    ``hints`` are dataclasses of :mod:`signing.layout.placement`, by field name.

    Raises:
        AlreadySigned: the file holds signatures; nothing may be added before them.
        FieldTaken: the file was prepared before.
        PlacementOutside: a box names a page that is not there.
    """
    # typst ends its files without a newline; the next object would stand on the same line.
    if not pdf.endswith((b"\n", b"\r")):
        pdf += b"\n"
    reader = open_reader(pdf)
    _check_fresh(signature_fields(reader))
    writer = new_writer(reader)
    _check_pages(writer, boxes)
    for name in ROUTE_FIELDS:
        _add_field(writer, name, boxes[name])
    _finish_form(writer, hints)
    return close_writer(writer)


def _check_fresh(present: Mapping[str, bool]) -> None:
    if any(present.values()):
        raise AlreadySigned(sum(present.values()))
    for name in ROUTE_FIELDS:
        if name in present:
            raise FieldTaken(name)


def _check_pages(writer: QuietWriter, boxes: Mapping[str, Placement]) -> None:
    try:
        pages = int(writer.root["/Pages"]["/Count"])
    except Exception as error:  # A broken page tree raises errors of a dozen kinds.
        raise UnreadablePdf("broken_pages") from error
    for box in boxes.values():
        if not 0 <= box.page < pages:
            raise PlacementOutside(box.page, pages)


def _add_field(writer: QuietWriter, name: str, box: Placement) -> None:
    corners = tuple(round(value, 2) for value in (box.x1, box.y1, box.x2, box.y2))
    spec = SigFieldSpec(
        sig_field_name=name,
        on_page=box.page,
        box=corners,  # type: ignore[arg-type]
        readable_field_name=_TOOLTIPS[name],
    )
    append_signature_field(writer, spec)


def _finish_form(writer: QuietWriter, hints: Mapping[str, object]) -> None:
    form = writer.root["/AcroForm"]
    # 3 = signatures exist, append only; set now, so that signing leaves the form alone.
    form[pdf_name("/SigFlags")] = generic.NumberObject(3)  # type: ignore[no-untyped-call]
    if "/NeedAppearances" in form:
        del form["/NeedAppearances"]
    writer.update_container(form)
    for name, _, reference in enumerate_sig_fields(writer):
        if name in hints:
            packed = json.dumps(asdict(hints[name]))  # type: ignore[call-overload]
            reference.get_object()[pdf_name("/TM")] = pdf_string(_PREFIX + packed)


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


def find_field(writer: QuietWriter, name: str) -> generic.DictionaryObject | None:
    """Find the signature field with this name, signed or not."""
    for found, _, reference in enumerate_sig_fields(writer):
        if found == name:
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
