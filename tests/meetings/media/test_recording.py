"""What is recorded without decoding is decoded by others."""

import json
import shutil
from pathlib import Path

import av
import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetings.media.errors import RecordingLost
from meetings.media.events import TrackAdded
from meetings.media.forwarding.packets import read_video, send_time
from meetings.media.forwarding.recording.frames import Frames, InOrder
from meetings.media.forwarding.recording.ogg import checksum, samples_in
from meetings.media.port import MediaEngine
from meetings.media.shapes import Purpose, Rights, Source
from tests.meetings.media.browsers import ALL, Colour, Tone, party, until
from tests.meetings.media.conftest import BOTH_ENGINES
from tests.meetings.media.lines import frame_packet


@BOTH_ENGINES
async def test_tracks_and_time_line_of_a_meeting(
    engine: MediaEngine, room: str, tmp_path: Path
) -> None:
    async with party(engine, room) as opened:
        await engine.set_rights(room, "An", ALL)
        await engine.start_recording(room, tmp_path)
        an = opened.join("An")
        await an.publish([(Purpose.MICROPHONE, Tone()), (Purpose.CAMERA, Colour(140, width=320))])
        await until(lambda: len(opened.told(TrackAdded)) == 2)
        await engine.set_rights(room, "Bình", Rights())
        viewer = opened.join("Bình")
        await viewer.subscribe(Source("An", Purpose.CAMERA))
        await until(lambda: sum(viewer.seen.frames.values()) > 100)
        recording = await engine.stop_recording(room)
    tracks = {one.purpose: one for one in recording.tracks}
    assert set(tracks) == {Purpose.MICROPHONE, Purpose.CAMERA}
    pictures = _decode(tmp_path / tracks[Purpose.CAMERA].file)
    assert len(pictures) > 10
    greys = [bytes(one.planes[0])[0] for one in pictures if isinstance(one, av.VideoFrame)]
    assert all(abs(grey - 140) < 8 for grey in greys)
    times = [one.time for one in pictures if one.time is not None]
    assert times == sorted(times)
    assert 0.06 < (times[-1] - times[0]) / (len(times) - 1) < 0.12
    sounds = _decode(tmp_path / tracks[Purpose.MICROPHONE].file)
    heard = sum(one.samples for one in sounds if isinstance(one, av.AudioFrame)) / 48_000
    assert 1 < heard < 20
    told = json.loads((tmp_path / recording.timeline).read_text())
    assert [one["participant"] for one in told["tracks"]] == ["An", "An"]
    assert {"joined", "track_added"} <= {one["kind"] for one in told["events"]}
    assert all(one["at"] >= 0 for one in told["events"])


async def test_a_disk_that_takes_no_more_does_not_stop_the_meeting(
    engine: MediaEngine, room: str, tmp_path: Path
) -> None:
    folder = tmp_path / "gone"
    folder.mkdir()
    async with party(engine, room) as opened:
        for name in ("An", "Bình"):
            await engine.set_rights(room, name, ALL)
        await engine.start_recording(room, folder)
        shutil.rmtree(folder)
        an, binh = opened.join("An"), opened.join("Bình")
        await an.publish([(Purpose.MICROPHONE, Tone()), (Purpose.CAMERA, Colour(140, width=320))])
        await binh.subscribe(Source("An", Purpose.CAMERA))
        await until(lambda: binh.grey_of(Source("An", Purpose.CAMERA)) and binh.hears("An") > 0.01)
        with pytest.raises(RecordingLost):
            await engine.stop_recording(room)
        with pytest.raises(RecordingLost):
            await engine.start_recording(room, folder)
    await engine.close_room(room)


def _decode(path: Path) -> list[av.VideoFrame | av.AudioFrame]:
    with av.open(str(path)) as opened:
        return list(opened.decode())


@given(st.permutations(range(12)))
def test_packets_come_out_in_order(order: list[int]) -> None:
    first = order.index(0)
    ordered = InOrder()
    came: list[int] = []
    packets = [read_video(frame_packet(at, 0), send_time(1)) for at in range(12)]
    for at in [0, *order[:first], *order[first + 1 :]]:
        came += [packet.seq for packet in ordered.put(packets[at])]
    assert came == list(range(12))


def test_a_gap_is_given_up_when_too_much_waits() -> None:
    ordered = InOrder(patience=5)
    came: list[int] = []
    for seq in (65_534, 65_535, *range(3, 12)):
        packet = read_video(frame_packet(seq, 0), send_time(1))
        came += [one.seq for one in ordered.put(packet)]
    assert came == [65_534, 65_535, *range(3, 12)]
    assert ordered.gaps == 1


def test_frames_after_a_loss_are_left_out_up_to_the_next_key_frame() -> None:
    frames = Frames()
    whole = []
    for seq, key in ((1, True), (2, False), (4, False), (5, False), (6, True), (7, False)):
        packet = read_video(frame_packet(seq, seq * 3000, key=key), send_time(1))
        frame = frames.put(packet)
        if frame is not None:
            whole.append((frame.timestamp // 3000, frame.keyframe))
    assert whole == [(1, True), (2, False), (6, True), (7, False)]


def test_opus_says_how_long_it_is() -> None:
    assert samples_in(bytes((0x78, 0))) == 960
    assert samples_in(bytes((0x79, 0))) == 2 * 960
    assert samples_in(bytes((0x7B, 3))) == 3 * 960
    assert samples_in(b"") == 0


def test_the_checksum_is_the_crc_of_rfc_3533() -> None:
    # By bit, as the polynomial 0x04c11db7 says; no reflection, no inversion.
    assert checksum(b"\x00") == 0
    assert checksum(b"\x01") == 0x04C11DB7
    assert checksum(b"\x80") == 0x690CE0EE
