"""What a media process that died has left of a recording.

A recording is a folder with a folder for each stretch that one process wrote. While it is
written, `log.jsonl` says of which track each file is and what happens; `timeline.json` is made of
it when the stretch ends, by the process that wrote it, or here if that did not live to do it.
"""

import json
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

LOG, TIMELINE = "log.jsonl", "timeline.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """`began` and `ended` in seconds since 1970; `tracks` and `events` as in `timeline.json`."""

    folder: Path
    began: float
    ended: float
    tracks: list[dict[str, Any]]
    events: list[dict[str, Any]]


def next_folder(recording: Path) -> Path:
    """Make the folder for another stretch: nothing that was written before is written over."""
    taken = [int(one.name) for one in recording.glob("*") if one.name.isdigit()]
    folder = recording / str(max(taken, default=0) + 1)
    folder.mkdir(parents=True)
    return folder


def read_stretches(recording: Path) -> list[Stretch]:
    """In their order; a stretch of which nothing can be read is left out."""
    numbered = sorted(
        (one for one in recording.glob("*") if one.name.isdigit()), key=lambda one: int(one.name)
    )
    found = [_read(folder) for folder in numbered]
    return [one for one in found if one is not None]


def _read(folder: Path) -> Stretch | None:
    said: dict[str, Any] = {"began": None, "tracks": [], "events": []}
    with suppress(OSError, ValueError):
        said |= json.loads((folder / TIMELINE).read_text(encoding="utf-8"))
    if said["began"] is None:
        said = _from_log(folder / LOG)
    if said["began"] is None:
        return None
    tracks = [one for one in said["tracks"] if _size(folder / one["file"])]
    ends = [(folder / one["file"]).stat().st_mtime for one in tracks]
    began = float(said["began"])
    return Stretch(
        folder=folder,
        began=began,
        ended=max([began, *ends]),
        tracks=tracks,
        events=said["events"],
    )


def _from_log(log: Path) -> dict[str, Any]:
    said: dict[str, Any] = {"began": None, "tracks": [], "events": []}
    lines = log.read_text(encoding="utf-8").splitlines() if log.exists() else []
    for line in lines:
        try:
            row = json.loads(line)
        except ValueError:
            break  # the line that was being written
        if "began" in row:
            said["began"] = row["began"]
        elif "track" in row:
            said["tracks"].append(row["track"])
        else:
            said["events"].append(row["event"])
    return said


def _size(path: Path) -> int:
    return path.stat().st_size if path.is_file() else 0
