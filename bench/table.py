"""Figures, the table they are printed as, and the facts of the machine they hold for."""

import json
import os
import platform
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

HEADINGS = ("figure", "value", "unit", "peer", "peer's value", "ratio", "floor", "aim")
_LEFT = frozenset({0, 2, 3})
_ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One measured value beside a peer that does the same, and the floor nobody can go below.

    Peer and floor are of the same run and in the same unit. `aim` is what the figure must not
    exceed (for a rate: fall short of).
    """

    name: str
    value: float
    unit: str
    peer: str = ""
    peer_value: float | None = None
    floor: float | None = None
    floor_is: str = ""
    aim: float | None = None

    @property
    def ratio(self) -> float | None:
        """The value by the peer's, or by the floor where there is no peer."""
        against = self.peer_value if self.peer_value is not None else self.floor
        return self.value / against if against else None

    @property
    def is_rate(self) -> bool:
        return self.unit.endswith("/s")

    @property
    def is_met(self) -> bool | None:
        if self.aim is None:
            return None
        return self.value >= self.aim if self.is_rate else self.value <= self.aim


def rounded(value: float | None) -> str:
    """Three figures that count: more would be noise."""
    if value is None:
        return ""
    digits = 0 if abs(value) >= 100 else 1 if abs(value) >= 10 else 2  # noqa: PLR2004 - see above
    return f"{value:,.{digits}f}"


def cells(figure: Figure) -> tuple[str, ...]:
    """The row of a figure, one text for each heading."""
    floor = f"{rounded(figure.floor)} {figure.floor_is}".strip() if figure.floor_is else ""
    sign = "≥" if figure.is_rate else "≤"
    aim = "" if figure.aim is None else f"{sign} {rounded(figure.aim)}"
    return (
        figure.name,
        rounded(figure.value),
        figure.unit,
        figure.peer,
        rounded(figure.peer_value),
        "" if figure.ratio is None else f"{figure.ratio:.2f}",
        floor,
        f"{aim} missed" if figure.is_met is False else aim,
    )


def format_table(figures: Sequence[Figure]) -> str:
    """Columns as wide as their widest cell, separated by two spaces."""
    rows = [HEADINGS, *(cells(figure) for figure in figures)]
    widths = [max(len(row[at]) for row in rows) for at in range(len(HEADINGS))]
    rule = tuple("-" * width for width in widths)
    return "\n".join(_line(row, widths) for row in (rows[0], rule, *rows[1:]))


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    padded = (
        text.ljust(width) if at in _LEFT or at >= len(widths) - 2 else text.rjust(width)
        for at, (text, width) in enumerate(zip(row, widths, strict=True))
    )
    return "  ".join(padded).rstrip()


def machine_facts() -> dict[str, str]:
    """What the figures hold for; PostgreSQL's version is added by who talks to one."""
    pages, size = os.sysconf("SC_PHYS_PAGES"), os.sysconf("SC_PAGE_SIZE")
    return {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "commit": _commit(),
        "cores": str(len(os.sched_getaffinity(0))),
        "memory": f"{pages * size / 2**30:.1f} GiB",
        "python": platform.python_version(),
        "system": platform.platform(terse=True),
        "load before": f"{os.getloadavg()[0]:.2f}",
    }


def _commit() -> str:
    words = ["git", "-C", str(_ROOT), "describe", "--always", "--dirty"]
    try:
        said = subprocess.run(words, capture_output=True, text=True, check=True)  # noqa: S603 - our own words
    except (OSError, subprocess.CalledProcessError):
        return "unknown"
    return said.stdout.strip()


def write_json(figures: Sequence[Figure], *, facts: dict[str, str], folder: Path) -> Path:
    """Write the run as one file, `latest.json`, besides the one named by its time."""
    folder.mkdir(parents=True, exist_ok=True)
    rows = [asdict(figure) | {"ratio": figure.ratio, "met": figure.is_met} for figure in figures]
    text = json.dumps({"machine": facts, "figures": rows}, ensure_ascii=False, indent=1) + "\n"
    stamp = facts["at"].replace(":", "").replace("+0000", "Z")
    for name in (f"{stamp}.json", "latest.json"):
        (folder / name).write_text(text, encoding="utf-8")
    return folder / "latest.json"


def show(figures: Sequence[Figure], *, facts: dict[str, str]) -> None:
    print("  ".join(f"{name}: {value}" for name, value in facts.items()))
    print(format_table(figures))
    sys.stdout.flush()
