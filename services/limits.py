"""Bounds on what one process takes on, so that a burst waits in line instead of slowing everyone.

Beyond about eight requests at once on two cores throughput stops growing and the slowest answers
get ten to fifty times slower; past the line's end a client is told to come back (503, Retry-After).
"""

import asyncio

from starlette.types import ASGIApp, Receive, Scope, Send

from services.problems import RETRY_SECONDS, problem


class InFlightLimit:
    """At most `in_flight` API requests run, at most `waiting` more wait."""

    def __init__(self, app: ASGIApp, *, in_flight: int, waiting: int) -> None:
        self._app = app
        self._slots = asyncio.Semaphore(in_flight)
        self._room = in_flight + waiting
        self._inside = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].startswith("/api/"):
            await self._app(scope, receive, send)
            return
        if self._inside >= self._room:
            answer = problem(
                503,
                "busy",
                "too many requests at once",
                headers={"Retry-After": str(RETRY_SECONDS)},
            )
            await answer(scope, receive, send)
            return
        self._inside += 1
        try:
            async with self._slots:
                await self._app(scope, receive, send)
        finally:
            self._inside -= 1
