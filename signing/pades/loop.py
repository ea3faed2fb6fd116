"""One event loop a thread for pyHanko's coroutines.

``asyncio.run`` makes a loop for each call and, in the main thread, asks the signal module about
its handler; the answer is an error whose text holds the task with everything it carries, some
megabytes of it: 5 ms of a signature.
"""

import asyncio
import threading
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


class _Loop:
    """Closes its loop when its thread ends: a `threading.local` itself outlives its threads."""

    def __init__(self) -> None:
        self.loop = asyncio.new_event_loop()

    def __del__(self) -> None:
        self.loop.close()


class _Kept(threading.local):
    def __init__(self) -> None:
        self.own = _Loop()


_kept = _Kept()


def run(coroutine: Coroutine[Any, Any, T]) -> T:
    """Run to the end and return the result; not to be called while a loop runs."""
    return _kept.own.loop.run_until_complete(coroutine)
