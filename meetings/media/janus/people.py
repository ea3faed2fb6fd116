"""Somebody in a room of Janus: rights, what the chair has muted, and the connections."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from meetings.media.janus.down import Down
from meetings.media.janus.link import Link
from meetings.media.janus.up import Up
from meetings.media.shapes import Purpose, Rights

CONNECTIONS = 4


@dataclass(slots=True)
class Person:
    name: str
    rights: Rights
    muted: set[Purpose] = field(default_factory=set)
    ups: dict[str, Up] = field(default_factory=dict)
    downs: dict[str, Down] = field(default_factory=dict)
    #: Those that work and have taken over.
    up: Up | None = None
    down: Down | None = None
    alive: bool = True

    @property
    def links(self) -> Iterator[Link]:
        yield from self.ups.values()
        yield from self.downs.values()

    @property
    def connections(self) -> set[str]:
        return {*self.ups, *self.downs}

    def may(self, purpose: Purpose) -> bool:
        return self.rights.let_through(purpose, self.muted)

    def take_over(self, link: Link) -> Link | None:
        """Let a link that works be the one of its side; return the one before."""
        former: Link | None
        if isinstance(link, Up):
            former, self.up = self.up, link
        elif isinstance(link, Down):
            former, self.down = self.down, link
        else:
            return None
        return None if former is link else former

    def forget(self, link: Link) -> None:
        if self.ups.get(link.connection) is link:
            del self.ups[link.connection]
        if self.downs.get(link.connection) is link:
            del self.downs[link.connection]
        self.up = None if self.up is link else self.up
        self.down = None if self.down is link else self.down
