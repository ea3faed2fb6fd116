"""The root of the shapes, and a page of a list."""

from typing import Generic, TypeVar

from pydantic import BaseModel, ConfigDict


class Shape(BaseModel):
    """Fields that the API sends beyond these are ignored, so that it may grow."""

    model_config = ConfigDict(frozen=True, extra="ignore")


S = TypeVar("S", bound=Shape)


class Listed(Shape, Generic[S]):
    """`next_cursor` is None on the last page."""

    items: list[S]
    next_cursor: str | None


class Nothing(Shape):
    """An answer of which only the success matters."""
