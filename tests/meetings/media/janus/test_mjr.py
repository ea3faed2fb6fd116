"""Files of Janus' recorder are read as they grow, wherever a write happened to end."""

import json
import struct
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from meetings.media.janus.mjr import Mjr, MjrBroken

PACKETS = [(at * 20, bytes([at]) * (at + 1)) for at in range(8)]


def _file() -> bytes:
    head = json.dumps({"t": "a", "c": "opus", "s": 1_000_000, "u": 2_000_000}).encode()
    frames = (struct.pack("!4sIH", b"MEET", passed, len(data)) + data for passed, data in PACKETS)
    return b"MJR00002" + struct.pack("!H", len(head)) + head + b"".join(frames)


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=40
)
@given(st.sets(st.integers(0, len(_file())), max_size=6))
def test_every_packet_comes_once_and_in_order(tmp_path: Path, cuts: set[int]) -> None:
    whole, path = _file(), tmp_path / "a.mjr"
    path.unlink(missing_ok=True)
    mjr = Mjr(path)
    assert list(mjr.packets()) == []
    found: list[tuple[float, bytes]] = []
    for cut in (*sorted(cuts), len(whole)):
        path.write_bytes(whole[:cut])
        found += mjr.packets()
    assert found == [(2 + passed / 1000, data) for passed, data in PACKETS]


@pytest.mark.parametrize("wrong", [b"RIFF", b"MJR00001", _file() + b"MEAT" + bytes(6)])
def test_what_janus_does_not_write_is_not_read(tmp_path: Path, wrong: bytes) -> None:
    path = tmp_path / "a.mjr"
    path.write_bytes(wrong)
    with pytest.raises(MjrBroken):
        list(Mjr(path).packets())
