"""Files of Janus' recorder, read while they grow: RTP as it came, and when.

"MJR00002", then a frame of JSON with a 16-bit length in front, then for each packet "MEET", the
milliseconds since the first one, the length and the packet (record.c of Janus 1.1.2).
"""

import json
import struct
from collections.abc import Iterator
from pathlib import Path

_MAGIC = b"MJR00002"
_LENGTH = struct.Struct("!H")
_FRAME = struct.Struct("!4sIH")
_PIECE = 1 << 20


class MjrBroken(Exception):
    """It is no such file, or something was written into it that Janus does not write."""


class Mjr:
    """`packets` goes on where it ended; a packet that is not whole yet waits for the next call."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._at = 0
        self._rest = b""
        #: Seconds since 1970 of the first packet.
        self._began: float | None = None

    def packets(self) -> Iterator[tuple[float, bytes]]:
        """Yield each packet with the seconds since 1970 at which it came."""
        if not self.path.exists():
            return
        with self.path.open("rb") as file:
            file.seek(self._at)
            while piece := file.read(_PIECE):
                self._at += len(piece)
                self._rest += piece
                yield from self._whole()

    def _whole(self) -> Iterator[tuple[float, bytes]]:
        at = 0 if self._began is not None else self._read_head()
        while self._began is not None and at + _FRAME.size <= len(self._rest):
            mark, passed, size = _FRAME.unpack_from(self._rest, at)
            if mark != b"MEET":
                raise MjrBroken(self.path.name)
            end = at + _FRAME.size + size
            if end > len(self._rest):
                break
            yield self._began + passed / 1000, self._rest[at + _FRAME.size : end]
            at = end
        self._rest = self._rest[at:]

    def _read_head(self) -> int:
        """Return where the packets begin; 0 while the head is not whole."""
        begin = len(_MAGIC) + _LENGTH.size
        if not _MAGIC.startswith(self._rest[: len(_MAGIC)]):
            raise MjrBroken(self.path.name)
        if len(self._rest) < begin:
            return 0
        size = int(_LENGTH.unpack_from(self._rest, len(_MAGIC))[0])
        if len(self._rest) < begin + size:
            return 0
        head = json.loads(self._rest[begin : begin + size])
        self._began = head["u"] / 1_000_000
        return begin + size
