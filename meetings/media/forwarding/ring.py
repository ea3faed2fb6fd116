"""The last packets of a source, from which all viewers' losses are repaired."""

from meetings.media.forwarding.packets import Packet

SIZE = 1024


class Ring:
    """Found by the publisher's sequence number; at 1,024 packets older ones are overwritten."""

    __slots__ = ("_kept",)

    def __init__(self) -> None:
        self._kept: list[Packet | None] = [None] * SIZE

    def keep(self, packet: Packet) -> None:
        self._kept[packet.seq & SIZE - 1] = packet

    def find(self, seq: int) -> Packet | None:
        kept = self._kept[seq & SIZE - 1]
        return kept if kept is not None and kept.seq == seq else None
