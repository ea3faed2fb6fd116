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
    ROUTE_FIELDS,
    SEAL_FIELD,
    FoundPlace,
    PdfFacts,
    Placement,
    RoutePlan,
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
        prepared=set(ROUTE_FIELDS) <= fields.keys(),
        pdfa=declared_pdfa(reader),
        secrecy_mark=mark,
        text_excerpt=unicodedata.normalize("NFC", text)[:EXCERPT],
    )


def prepare(file: BinaryIO, plan: RoutePlan) -> None:
    """Make the three fields of a route where the page asks for them; appended to the file.

    Raises:
        AlreadySigned, FieldTaken, PlacementOutside, UnreadablePdf, EncryptedPdf.
    """
    with pages.open_document(file) as document:
        rows_of = functools.cache(lambda page: to_rows(pages.read_cells(document, page)))
        number = place_number(rows_of(0), sheet=pages.read_sheet(document, 0))
        leader = _leader(document, plan, rows_of)
        page = min(max(leader.box.page, 0), len(document) - 1)
        front, view = pages.read_view(document, 0), pages.read_view(document, page)
        sheet = view.sheet(page)
        if not _is_inside(leader.box, sheet):
            raise PlacementOutside(leader.box.page, len(document))
    seal = place_seal(leader.box, diameter_mm=plan.seal_diameter_mm, sheet=sheet)
    add_route_fields(
        file,
        places={
            LEADER_FIELD: FieldPlace(box=view.on_page(leader.box), turn=view.turn),
            NUMBER_FIELD: FieldPlace(box=front.on_page(number.box), turn=front.turn),
            SEAL_FIELD: FieldPlace(box=view.on_page(seal), turn=view.turn),
        },
        hints={LEADER_FIELD: leader, NUMBER_FIELD: number},
    )


def find_place(file: BinaryIO, plan: RoutePlan) -> FoundPlace:
    """Say where the leader's signature would stand: the plan's place, else the one found.

    Raises:
        PlacementOutside: there is no such page, or it reaches out of it.
        UnreadablePdf, EncryptedPdf.
    """
    with pages.open_document(file) as document:
        rows_of = functools.cache(lambda page: to_rows(pages.read_cells(document, page)))
        box = _leader(document, plan, rows_of).box
        page = min(max(box.page, 0), len(document) - 1)
        paper = corner.read_paper(document, page)
        if not _is_inside(box, paper.sheet):
            raise PlacementOutside(box.page, len(document))
        return FoundPlace(
            box=box, sheet=paper.sheet, covers=not paper.is_free(box), pages=len(document)
        )


def _is_inside(box: Placement, sheet: Placement) -> bool:
    across = sheet.x1 <= box.x1 < box.x2 <= sheet.x2 + 1
    return box.page == sheet.page and across and sheet.y1 <= box.y1 < box.y2 <= sheet.y2 + 1


def _leader(
    document: pages.Document, plan: RoutePlan, rows_of: Callable[[int], list[Line]]
) -> LeaderPlace:
    if plan.leader is not None:
        return LeaderPlace(box=plan.leader, write_name=False)
    last = len(document) - 1
    for page in range(last, max(last - LAST_PAGES, -1), -1):
        found = place_leader(
            rows_of(page),
            page=page,
            sheet=pages.read_sheet(document, page),
            name=plan.signer_name,
            position=plan.signer_position,
        )
        if found is not None:
            return found
    return fallback_leader(rows_of(last), page=last, sheet=pages.read_sheet(document, last))
