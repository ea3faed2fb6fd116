"""Which topics to measure."""

from collections.abc import Sequence


class UnknownTopic(Exception):
    def __init__(self, word: str, topics: Sequence[str]) -> None:
        super().__init__(f"there is nothing to measure called {word!r}; known: {', '.join(topics)}")


def choose(topics: Sequence[str], words: Sequence[str]) -> list[str]:
    """The topics named, also with commas between them; all where none is."""
    wanted = [name for word in words for name in word.split(",") if name]
    for name in wanted:
        if name not in topics:
            raise UnknownTopic(name, topics)
    return [topic for topic in topics if not wanted or topic in wanted]
