"""What is still to be done in the year, in the order of the hours, and what was made so far."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from heapq import heappop, heappush
from itertools import count
from typing import TYPE_CHECKING, TypeAlias

from services.demonstration.acting import Stage

if TYPE_CHECKING:
    from uuid import UUID

Step: TypeAlias = Callable[[Stage], Awaitable[None]]


class Agenda:
    """`documents` and `meetings`: the ids of what was made, by its number in the plan."""

    def __init__(self) -> None:
        self.documents: dict[int, UUID] = {}
        self.meetings: dict[int, UUID] = {}
        self._steps: list[tuple[datetime, int, Step]] = []
        self._numbers = count()

    def then(self, moment: datetime, step: Step) -> None:
        heappush(self._steps, (moment, next(self._numbers), step))

    def next(self) -> tuple[datetime, Step] | None:
        if not self._steps:
            return None
        moment, _, step = heappop(self._steps)
        return moment, step
