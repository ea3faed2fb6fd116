"""The office's clock: the machine's time, moved by a fixed offset for a demonstration."""

from datetime import UTC, datetime, timedelta


class Clock:
    """The one source of `now`. Everything below services/ gets the time as an argument."""

    def __init__(self, offset: timedelta = timedelta(0)) -> None:
        self._offset = offset

    def now(self) -> datetime:
        return datetime.now(UTC) + self._offset
