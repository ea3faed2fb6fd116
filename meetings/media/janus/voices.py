"""Who is heard in a room of Janus, which says who begins to speak and who stops. Pure.

A viewer has an m-line for each voice. Whoever speaks keeps the voice until falling silent; who
speaks while all voices speak waits.
"""


class Voices:
    """`heard` has the participants by voice; `talking` the level (dBov) of those who speak."""

    def __init__(self, count: int) -> None:
        self.heard: list[str | None] = [None] * count
        self.talking: dict[str, int] = {}
        self._here: dict[str, None] = {}

    @property
    def loudest(self) -> tuple[str, ...]:
        """Who is heard and speaks now, the loudest first."""
        speaking = (name for name in self.heard if name is not None and name in self.talking)
        return tuple(sorted(speaking, key=lambda name: self.talking[name]))

    def add(self, name: str) -> None:
        """Let a microphone be heard while there is a voice for it."""
        self._here[name] = None
        if name not in self.heard and None in self.heard:
            self.heard[self.heard.index(None)] = name

    def discard(self, name: str) -> None:
        self._here.pop(name, None)
        self.talking.pop(name, None)
        if name in self.heard:
            self.heard[self.heard.index(name)] = self._next()

    def speaks(self, name: str, level: int) -> None:
        if name not in self._here:
            return
        self.talking[name] = level
        if name not in self.heard:
            self._seat(name)

    def stops(self, name: str) -> None:
        self.talking.pop(name, None)
        waiting = next((one for one in self.talking if one not in self.heard), None)
        if name in self.heard and waiting is not None:
            self.heard[self.heard.index(name)] = waiting

    def _seat(self, name: str) -> None:
        for at, one in enumerate(self.heard):
            if one is None or one not in self.talking:
                self.heard[at] = name
                return

    def _next(self) -> str | None:
        """Who gets a voice that became free: who waits to be heard, else anybody."""
        waiting = [*self.talking, *self._here]
        return next((one for one in waiting if one not in self.heard), None)
