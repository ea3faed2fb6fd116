"""From `congvu up` to the first page: in a fresh folder, and in one that has been used."""

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from bench import processes
from bench.processes import fresh_folder
from bench.table import Figure
from storage.postgres import EmbeddedPostgres

COLD = 1  # twenty seconds each: it is mostly the demonstration's documents being signed
WARM = 5
IMPORTS = 3
WARM_AIM_S = 4.0


async def measure() -> list[Figure]:
    cold: list[float] = []
    warm: list[float] = []
    postgres: list[float] = []
    for _ in range(COLD):
        with fresh_folder() as folder, removing_postgres(folder):
            cold.append(await _first_page(folder))
            if len(cold) == COLD:
                warm = [await _first_page(folder) for _ in range(WARM)]
                postgres = [_start_postgres(folder) for _ in range(WARM)]
    imports = [_import_everything() for _ in range(IMPORTS)]
    return [
        Figure(
            name="`congvu up`, warm, to the first page",
            value=median(warm),
            unit="s",
            peer="importing services.commands",
            peer_value=median(imports),
            floor=median(postgres),
            floor_is="PostgreSQL alone",
            aim=WARM_AIM_S,
        ),
        Figure(
            name="`congvu up`, cold, to the first page",
            value=median(cold),
            unit="s",
            peer="warm",
            peer_value=median(warm),
        ),
    ]


@contextmanager
def removing_postgres(folder: Path) -> Iterator[None]:
    try:
        yield
    finally:
        EmbeddedPostgres(folder / "var/postgres").remove()


async def _first_page(folder: Path) -> float:
    """Seconds from the start of the process until GET / is answered."""
    port = processes.free_port()
    begun = time.perf_counter()
    process = processes.start("up", "--port", str(port), folder=folder)
    try:
        await processes.wait_for_page(port, process, log=folder / "up.log")
        return time.perf_counter() - begun
    finally:
        await asyncio.to_thread(processes.end, process)


def _start_postgres(folder: Path) -> float:
    server = EmbeddedPostgres(folder / "var/postgres")
    begun = time.perf_counter()
    server.start()
    seconds = time.perf_counter() - begun
    server.stop()
    return seconds


def _import_everything() -> float:
    begun = time.perf_counter()
    subprocess.run(
        # With the collector off, as services/cli.py does it.
        [sys.executable, "-c", "import gc; gc.disable(); import services.commands"],
        check=True,
        env={**os.environ, "PYTHONPATH": str(processes.ROOT)},
    )
    return time.perf_counter() - begun
