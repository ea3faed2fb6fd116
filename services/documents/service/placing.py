"""The place of the first signature: found on the page, or chosen by hand and looked at."""

from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from auth.actor import Actor
from auth.models import Agency
from services.documents import access
from services.documents.errors import FieldRefused
from services.documents.schemas.place import PlaceChoice, PlaceRead
from services.documents.service.reading import current_file
from services.documents.service.signatories import plan_of, signatories_of
from services.platform import Platform
from signing.errors import PlacementOutside
from signing.models import FoundPlace, Placement

_POINTS = 72 / 25.4


def placement_of(chosen: PlaceChoice) -> Placement:
    return Placement(
        page=chosen.page - 1,
        x1=chosen.left * _POINTS,
        y1=chosen.bottom * _POINTS,
        x2=(chosen.left + chosen.width) * _POINTS,
        y2=(chosen.bottom + chosen.height) * _POINTS,
    )


async def look_at_place(
    *,
    platform: Platform,
    session: AsyncSession,
    actor: Actor,
    document_id: UUID,
    chosen: PlaceChoice | None,
) -> PlaceRead:
    """The place found on the page, or the chosen one with what it would cover.

    Ends the transaction before it looks at the file. Raises `FieldRefused` for a place that
    is not on the document's pages.
    """
    document = await access.access_document(session, actor, document_id)
    main = await current_file(session, document)
    agency = await session.get_one(Agency, document.agency_id)
    place = placement_of(chosen) if chosen else None
    people = await signatories_of(session, document, chosen=place)
    plan = plan_of(people, seal_diameter_mm=agency.seal_diameter_mm)
    await session.commit()  # looking takes a while and needs no transaction
    pdf = await platform.blobs.get(main.digest or "")
    try:
        return _read(await platform.signing.find_place(pdf, plan))
    except PlacementOutside as error:
        raise FieldRefused("place", "lies outside the page") from error


async def require_on_page(
    *,
    platform: Platform,
    session: AsyncSession,
    actor: Actor,
    document_id: UUID,
    chosen: PlaceChoice | None,
) -> None:
    """Refuse a place by hand that is not on the document's pages; its act is checked by the act."""
    if chosen is not None:
        await look_at_place(
            platform=platform, session=session, actor=actor, document_id=document_id, chosen=chosen
        )


def _read(found: FoundPlace) -> PlaceRead:
    box, sheet = found.box, found.sheet
    return PlaceRead(
        page=box.page + 1,
        left=round(box.x1 / _POINTS, 1),
        bottom=round(box.y1 / _POINTS, 1),
        width=round(box.width / _POINTS, 1),
        height=round(box.height / _POINTS, 1),
        page_width=round(sheet.width / _POINTS, 1),
        page_height=round(sheet.height / _POINTS, 1),
        pages=found.pages,
        covers=found.covers,
    )
