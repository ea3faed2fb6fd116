"""Signing a file of 100 MB: how long, and with how much memory."""

from pathlib import Path

from bench.paper import enlarged
from bench.signers import FLOOR, NOW, PEER, floor_ms, sign_person
from bench.table import Figure
from bench.timing import time_calls
from signing.service import Signing
from signing.workers import WorkerPool

#: The aims of the project: seconds, and memory as a share of the file.
LARGE_SECONDS, LARGE_SHARE = 1.0, 2.0
LARGE_MB = 100
LARGE_TIMES = 5


async def measure_large(ours: Signing, peer: WorkerPool, small: bytes) -> list[Figure]:
    """Time, and the most memory the worker process had, beside what the peer's had."""
    pdf = enlarged(small, megabytes=LARGE_MB)
    turns = [
        await time_calls(range(LARGE_TIMES), step)
        for step in (lambda _: sign_person(ours, pdf), lambda _: peer.run("person", pdf, NOW))
    ]
    floor = await floor_ms(pdf) / 1000
    megabytes = len(pdf) / 1e6
    [worker], [plain] = ours.worker_pids, peer.pids
    return [
        Figure(
            name=f"make fields, sign as a person, B-T, {megabytes:.0f} MB, median",
            value=turns[0].median_ms / 1000,
            unit="s",
            peer=PEER,
            peer_value=turns[1].median_ms / 1000,
            floor=floor,
            floor_is=FLOOR,
            aim=LARGE_SECONDS,
        ),
        Figure(
            name=f"the same, most memory of the worker, {megabytes:.0f} MB",
            value=_peak_mb(worker),
            unit="MB",
            peer=PEER,
            peer_value=_peak_mb(plain),
            aim=LARGE_SHARE * megabytes,
        ),
    ]


def _peak_mb(pid: int) -> float:
    """The most memory that the process ever had resident (man 5 proc)."""
    lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines()
    [kibibytes] = [line.split()[1] for line in lines if line.startswith("VmHWM:")]
    return int(kibibytes) * 1024 / 1e6
