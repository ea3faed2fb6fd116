"""Facts about a PDF and the places for its stamps, from its text layer."""

import functools
import unicodedata
from collections.abc import Callable
from typing import BinaryIO

from signing.errors import EncryptedPdf, PlacementOutside
from signing.layout import corner, pages, secrecy
from signing.layout.lines import Line, to_rows
from signing.layout.placement import (
    LeaderPlace,
    fallback_leader,
    place_leader,
    place_number,
    place_seal,
)
from signing.models import (
    LEADER_FIELD,
    NUMBER_FIELD,
    SEAL_FIELD,
    SECRETARY_FIELD,
    FoundPlace,
    PdfFacts,
    Placement,
    RoutePlan,
    Signatory,
)
from signing.pades.fields import FieldPlace, add_route_fields
from signing.pades.files import declared_pdfa, open_reader, signature_fields

EXCERPT = 4_000
#: The signer's name stands near the end; further back it is an ordinary mention.
LAST_PAGES = 40

ENCRYPTED = PdfFacts(
    pages=0,
    encrypted=True,
    signatures=0,
    prepared=False,
    pdfa=None,
    secrecy_mark=None,
    text_excerpt="",
)


def inspect(pdf: bytes) -> PdfFacts:
    """Say what the file is without judging it.

    Raises:
        UnreadablePdf: it cannot be read. An encrypted file is a fact, not an error.
    """
    try:
        reader = open_reader(pdf)
    except EncryptedPdf:
        return ENCRYPTED
    fields = signature_fields(reader)
    with pages.open_document(pdf) as document:
        rows = to_rows(pages.read_cells(document, 0))
        mark = secrecy.find_mark(rows, sheet=pages.read_sheet(document, 0))
        text = pages.read_text(document, 0, stamps=True)
        count = len(document)
    return PdfFacts(
        pages=count,
        encrypted=False,
        signatures=sum(fields.values()),
        prepared={LEADER_FIELD, NUMBER_FIELD, SEAL_FIELD} <= fields.keys(),
        pdfa=declared_pdfa(reader),
        secrecy_mark=mark,
        text_excerpt=unicodedata.normalize("NFC", text)[:EXCERPT],
    )


def prepare(file: BinaryIO, plan: RoutePlan) -> None:
    """Make the fields of a route where the page asks for them; appended to the file.

    Raises:
        AlreadySigned, FieldTaken, PlacementOutside, UnreadablePdf, EncryptedPdf.
    """
    with pages.open_document(file) as document:
        rows_of = _rows_of(document)
        people = {
            field: _find(document, signatory, rows_of, on_left=field == SECRETARY_FIELD)
            for field, signatory in _people(plan)
        }
        for one in people.values():
            _require_inside(document, one.box)
        leader = people[LEADER_FIELD].box
        sheet = pages.read_view(document, leader.page).sheet(leader.page)
        number = place_number(rows_of(0), sheet=pages.read_sheet(document, 0))
        boxes = {field: one.box for field, one in people.items()} | {
            NUMBER_FIELD: number.box,
            SEAL_FIELD: place_seal(leader, diameter_mm=plan.seal_diameter_mm, sheet=sheet),
        }
        places = {field: _on_page(document, box) for field, box in boxes.items()}
    add_route_fields(file, places=places, hints={**people, NUMBER_FIELD: number})


def find_place(file: BinaryIO, plan: RoutePlan) -> FoundPlace:
    """Say where the first signature would stand: the plan's place, else the one found.

    Raises:
        PlacementOutside: there is no such page, or it reaches out of it.
        UnreadablePdf, EncryptedPdf.
    """
    with pages.open_document(file) as document:
        found = _find(document, plan.first, _rows_of(document), on_left=plan.secretary is not None)
        box = found.box
        page = min(max(box.page, 0), len(document) - 1)
        paper = corner.read_paper(document, page)
        if not _is_inside(box, paper.sheet):
            raise PlacementOutside(box.page, len(document))
        return FoundPlace(
            box=box, sheet=paper.sheet, covers=not paper.is_free(box), pages=len(document)
        )


def _require_inside(document: pages.Document, box: Placement) -> None:
    page = min(max(box.page, 0), len(document) - 1)
    if not _is_inside(box, pages.read_view(document, page).sheet(page)):
        raise PlacementOutside(box.page, len(document))


def _on_page(document: pages.Document, box: Placement) -> FieldPlace:
    """In the page's own coordinates."""
    view = pages.read_view(document, box.page)
    return FieldPlace(box=view.on_page(box), turn=view.turn)


def _is_inside(box: Placement, sheet: Placement) -> bool:
    across = sheet.x1 <= box.x1 < box.x2 <= sheet.x2 + 1
    return box.page == sheet.page and across and sheet.y1 <= box.y1 < box.y2 <= sheet.y2 + 1


def _people(plan: RoutePlan) -> list[tuple[str, Signatory]]:
    """Who signs in person, in which field, in their order."""
    first = [(SECRETARY_FIELD, plan.secretary)] if plan.secretary else []
    return [*first, (LEADER_FIELD, plan.leader)]


def _rows_of(document: pages.Document) -> Callable[[int], list[Line]]:
    return functools.cache(lambda page: to_rows(pages.read_cells(document, page)))


def _find(
    document: pages.Document,
    signatory: Signatory,
    rows_of: Callable[[int], list[Line]],
    *,
    on_left: bool,
) -> LeaderPlace:
    if signatory.place is not None:
        return LeaderPlace(box=signatory.place, write_name=False)
    last = len(document) - 1
    for page in range(last, max(last - LAST_PAGES, -1), -1):
        found = place_leader(
            rows_of(page),
            page=page,
            sheet=pages.read_sheet(document, page),
            name=signatory.name,
            position=signatory.position,
        )
        if found is not None:
            return found
    sheet = pages.read_sheet(document, last)
    return fallback_leader(rows_of(last), page=last, sheet=sheet, on_left=on_left)
