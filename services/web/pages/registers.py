"""What the lists have in common: filters with counts, the search, the next page."""

from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Query

StateQuery = Annotated[str, Query(max_length=30)]
SearchQuery = Annotated[str, Query(max_length=200)]
CursorQuery = Annotated[str, Query(max_length=200)]


@dataclass(frozen=True, slots=True)
class Filter:
    state: str
    count: int
    link: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class Register:
    """Which part of a list is shown."""

    path: str
    state: str = ""
    query: str = ""
    cursor: str = ""

    @property
    def params(self) -> dict[str, str | int | None]:
        return {"state": self.state or None, "q": self.query or None, "cursor": self.cursor or None}

    def filters(self, counts: dict[str, int], order: list[str]) -> list[Filter]:
        """The states that hold something, in the order of the work; first all of them."""
        known = [state for state in order if counts.get(state) or state == self.state]
        every = Filter("", sum(counts.values()), self._link(state=""), not self.state)
        return [every] + [
            Filter(state, counts.get(state, 0), self._link(state=state), state == self.state)
            for state in known
        ]

    def next_link(self, cursor: str | None) -> str | None:
        return self._link(state=self.state, cursor=cursor) if cursor else None

    def _link(self, *, state: str, cursor: str = "") -> str:
        given = {"state": state, "q": self.query, "cursor": cursor}
        query = urlencode({name: value for name, value in given.items() if value})
        return f"{self.path}?{query}" if query else self.path
