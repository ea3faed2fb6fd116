"""Events for any number of listeners; one that does not listen is let go."""

import asyncio
from collections.abc import AsyncIterator
from typing import Generic, TypeVar

T = TypeVar("T")
_WAITING = 20_000


class Listeners(Generic[T]):
    def __init__(self) -> None:
        self._queues: set[asyncio.Queue[T | None]] = set()

    def tell(self, event: T) -> None:
        for queue in list(self._queues):
            if queue.full():
                self._let_go(queue)
            else:
                queue.put_nowait(event)

    def listen(self) -> AsyncIterator[T]:
        """Return an iterator of what is told from this call on."""
        queue: asyncio.Queue[T | None] = asyncio.Queue(_WAITING)
        self._queues.add(queue)
        return self._iterate(queue)

    async def _iterate(self, queue: asyncio.Queue[T | None]) -> AsyncIterator[T]:
        try:
            while (event := await queue.get()) is not None:
                yield event
        finally:
            self._queues.discard(queue)

    def close(self) -> None:
        for queue in list(self._queues):
            self._let_go(queue)

    def _let_go(self, queue: asyncio.Queue[T | None]) -> None:
        self._queues.discard(queue)
        while queue.full():
            queue.get_nowait()
        queue.put_nowait(None)
