"""Somebody in a room: rights, what the chair has muted, and the connections it has."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from meetings.media.forwarding.downlink import Downlink
from meetings.media.forwarding.uplink import Uplink
from meetings.media.shapes import Purpose, Rights

CONNECTIONS = 4
Link = Uplink | Downlink


@dataclass(slots=True)
class Participant:
    name: str
    rights: Rights
    muted: set[Purpose] = field(default_factory=set)
    ups: dict[str, Uplink] = field(default_factory=dict)
    downs: dict[str, Downlink] = field(default_factory=dict)
    #: Those that work and have taken over.
    up: Uplink | None = None
    down: Downlink | None = None
    alive: bool = True

    def may(self, purpose: Purpose) -> bool:
        return self.rights.let_through(purpose, self.muted)

    @property
    def links(self) -> Iterator[Link]:
        yield from self.ups.values()
        yield from self.downs.values()

    @property
    def heard_at(self) -> float:
        """When media or reports last came, on whichever connection."""
        return max((one.transport.media_at for one in self.links), default=0.0)

    @property
    def connections(self) -> set[str]:
        return {*self.ups, *self.downs}
