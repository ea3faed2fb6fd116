"""The clocks of the speaker and of the item: a word at 80 % of the time, and one at its end.

They follow from the state; each process counts for its own sockets.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from services.rooms.live.state import Section

WARNING_SHARE = 0.8


@dataclass(frozen=True, slots=True)
class Clock:
    """What runs: the turn of a speaker or an item, since when, for how long."""

    of: str
    id: str
    started_at: datetime
    allowed: timedelta

    def level(self, now: datetime) -> str | None:
        elapsed = now - self.started_at
        if elapsed >= self.allowed:
            return "over"
        return "warning" if elapsed >= self.allowed * WARNING_SHARE else None


class Timers:
    def __init__(self) -> None:
        self._clocks: dict[str, Clock] = {}
        self._said: dict[str, tuple[Clock, str | None]] = {}

    def follow(self, sections: dict[str, Section], *, now: datetime, announced: bool) -> None:
        """Take the clocks out of the state. `announced`: who was shown it needs no word more."""
        for name, read in (("floor", _turn), ("agenda", _item)):
            if name not in sections:
                continue
            clock = read(sections[name])
            if clock is None:
                self._clocks.pop(name, None)
            elif self._clocks.get(name) != clock:
                self._clocks[name] = clock
                self._said[name] = (clock, clock.level(now) if announced else None)

    def due(self, now: datetime) -> list[dict[str, Any]]:
        """What is to be said now and was not said yet."""
        messages = []
        for name, clock in self._clocks.items():
            level = clock.level(now)
            if level is not None and self._said.get(name) != (clock, level):
                self._said[name] = (clock, level)
                messages.append({"type": "timer", "of": clock.of, "id": clock.id, "level": level})
        return messages


def _turn(section: Any) -> Clock | None:
    speaker = section["speaker"]
    if speaker is None:
        return None
    allowed = timedelta(seconds=speaker["seconds_allowed"])
    return Clock("floor", speaker["id"], datetime.fromisoformat(speaker["started_at"]), allowed)


def _item(section: Any) -> Clock | None:
    for item in section:
        if item["state"] == "current":
            allowed = timedelta(minutes=item["minutes_planned"] + item["minutes_added"])
            return Clock("item", item["id"], datetime.fromisoformat(item["started_at"]), allowed)
    return None
