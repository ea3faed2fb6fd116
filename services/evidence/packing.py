"""A zip file piece by piece: each member leaves as soon as it is packed."""

import io
import zipfile
from collections.abc import Iterator, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

_PACKED = (".json", ".xml", ".md", ".py", ".crl")
_VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")


class _Sink(io.RawIOBase):
    """Takes what the archive writes, and cannot be sought in, so nothing has to be kept."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: object, /) -> int:
        piece = bytes(memoryview(data))  # type: ignore[arg-type]
        self._pieces.append(piece)
        return len(piece)

    def drain(self) -> bytes:
        pieces, self._pieces = self._pieces, []
        return b"".join(pieces)


def packed(files: Mapping[str, bytes], *, now: datetime) -> Iterator[bytes]:
    """The archive; its members bear the time `now` as it is in Vietnam."""
    sink = _Sink()
    moment = now.astimezone(_VIETNAM).timetuple()[:6]
    with zipfile.ZipFile(sink, "w") as archive:
        for name, data in files.items():
            member = zipfile.ZipInfo(name, date_time=moment)
            member.external_attr = 0o644 << 16
            shrinks = name.endswith(_PACKED)
            member.compress_type = zipfile.ZIP_DEFLATED if shrinks else zipfile.ZIP_STORED
            archive.writestr(member, data)
            yield sink.drain()
    yield sink.drain()
