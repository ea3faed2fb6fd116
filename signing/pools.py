"""Who may use a key: processes apart from those that look at other people's files.

A process that a hostile PDF has taken over does what its settings allow. So where keys are worth
something, the processes that examine, draw and judge files are given no way to them.
"""

import asyncio

from signing.settings import SigningSettings
from signing.workers import WorkerPool

#: Tasks that use a key, or prove that one is there.
KEYED = frozenset({"examine_key", "sign", "sign_corner", "sign_detached"})


class WorkerPools:
    """One pool, or two where a token or a remote service is configured."""

    def __init__(self, settings: SigningSettings, *, tasks: str) -> None:
        self._keyed = WorkerPool(settings, tasks=tasks)
        self._others = self._keyed
        if settings.has_secrets:
            self._others = WorkerPool(settings.without_secrets(), tasks=tasks)
        self._all = list({id(one): one for one in (self._keyed, self._others)}.values())

    @property
    def pids(self) -> list[int]:
        """Process ids of all workers."""
        return [pid for pool in self._all for pid in pool.pids]

    async def start(self) -> None:
        """Start the processes; returns before they are warm."""
        await asyncio.gather(*(pool.start() for pool in self._all))

    async def aclose(self) -> None:
        """End all processes."""
        await asyncio.gather(*(pool.aclose() for pool in self._all))

    async def run(self, task: str, *arguments: object, seconds: float | None = None) -> object:
        """Do one task where it belongs; raises as :meth:`signing.workers.WorkerPool.run`."""
        pool = self._keyed if task in KEYED else self._others
        return await pool.run(task, *arguments, seconds=seconds)
