"""Where a leader's signature stands on a page, in millimetres of the page as it is shown."""

from typing import Annotated

from pydantic import BaseModel, Field

Millimetres = Annotated[float, Field(ge=0, le=2000, allow_inf_nan=False)]
Side = Annotated[float, Field(ge=10, le=200, allow_inf_nan=False)]


class PlaceChoice(BaseModel):
    """`left` and `bottom` are the lower left corner of the signature, from that of the page."""

    page: Annotated[int, Field(ge=1, le=100_000)]
    left: Millimetres
    bottom: Millimetres
    width: Side = 45
    height: Side = 20


class PlaceRead(BaseModel):
    """`covers`: something is drawn there already, which the signature would stand over."""

    page: int
    left: float
    bottom: float
    width: float
    height: float
    page_width: float
    page_height: float
    pages: int
    covers: bool


class SignDocument(BaseModel):
    """`place` None: where position and name of the leader are found on the page."""

    place: PlaceChoice | None = None
