"""Places as the API shows them."""

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from meetings.models.place import Place
from meetings.repository import meetings as rows
from services.people import AgencyRead, agencies
from services.rooms.schemas.meeting import PlaceRow


async def list_places(
    *, session: AsyncSession, query: str, asked: tuple[datetime, datetime] | None
) -> list[PlaceRow]:
    found = await rows.list_all_places(session, query=query)
    owners = await agencies(session, [place.agency_id for place in found])
    taken = await rows.list_taken(session, *asked) if asked else None
    return [
        _row(place, owners[place.agency_id], None if taken is None else place.id in taken)
        for place in found
    ]


async def read_place(*, session: AsyncSession, place: Place) -> PlaceRow:
    await session.flush()  # a name that is there already is refused here, not after the answer
    owners = await agencies(session, [place.agency_id])
    return _row(place, owners[place.agency_id], None)


def _row(place: Place, agency: AgencyRead, is_taken: bool | None) -> PlaceRow:  # noqa: FBT001 - of the row
    return PlaceRow(**place.model_dump(exclude={"agency_id"}), agency=agency, is_taken=is_taken)
