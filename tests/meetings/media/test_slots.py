"""A viewer's numbers go on without a gap whatever is in the slot; losses are repaired."""

from itertools import pairwise

from aiortc import rtp
from hypothesis import given, settings
from hypothesis import strategies as st

from meetings.media.forwarding.outlets import VideoSlot
from tests.meetings.media.lines import Came, Line, frame_packet, line, video_source


def _slot(opened: Line) -> VideoSlot:
    slot = VideoSlot("v0")
    slot.route = opened.route
    return slot


def test_nothing_is_forwarded_before_a_key_frame() -> None:
    with line() as opened:
        source, slot = video_source("a"), _slot(opened)
        source.admit(slot, 1.0)
        source.take(frame_packet(5, 100), 1.0)
        assert opened.came() == []
        source.take(frame_packet(6, 200, key=True), 1.1)
        source.take(frame_packet(7, 300), 1.2)
        first, second = opened.came()
        assert second.seq == (first.seq + 1) & 0xFFFF
        assert (first.ssrc, second.ssrc) == (slot.ssrc, slot.ssrc)
        assert second.timestamp - first.timestamp == 100


@settings(max_examples=30)
@given(
    st.lists(
        st.tuples(
            st.integers(0, 0xFFFF),
            st.integers(0, 0xFFFFFFFF),
            st.integers(0, 0x7FFF),
            st.integers(0, 255),
            st.integers(1, 12),
        ),
        min_size=2,
        max_size=6,
    )
)
def test_numbers_go_on_over_any_switches(stretches: list[tuple[int, int, int, int, int]]) -> None:
    with line() as opened:
        slot, now, came = _slot(opened), 1.0, list[Came]()
        for at, (seq, timestamp, picture, tl0, count) in enumerate(stretches):
            source = video_source(f"{at}")
            source.admit(slot, now)
            for number in range(count):
                packet = frame_packet(
                    (seq + number) & 0xFFFF,
                    (timestamp + 3000 * number) & 0xFFFFFFFF,
                    key=number == 0,
                    picture=(picture + number) & 0x7FFF,
                    tl0=(tl0 + number) & 0xFF,
                )
                source.take(packet, now)
                now += 1 / 30
            came += opened.came()
        for one, other in pairwise(came):
            assert (other.seq - one.seq) & 0xFFFF == 1
            assert 0 < (other.timestamp - one.timestamp) & 0xFFFFFFFF <= 3001
            assert (other.picture_id - one.picture_id) & 0x7FFF == 1
            assert (other.tl0 - one.tl0) & 0xFF == 1
        assert slot.counted[0] == len(came) == sum(count for *_, count in stretches)


def test_a_late_packet_of_before_the_switch_is_not_sent_under_a_used_number() -> None:
    with line() as opened:
        one, other, slot = video_source("1"), video_source("2"), _slot(opened)
        one.admit(slot, 1.0)
        for seq in (10, 11, 12):
            one.take(frame_packet(seq, seq * 100, key=seq == 10, mark=seq), 1.0)
        other.take(frame_packet(50, 1, mark=50), 1.0)
        other.admit(slot, 1.1)
        other.take(frame_packet(52, 2, key=True, mark=52), 1.2)
        other.take(frame_packet(51, 2, mark=51), 1.3)
        one.take(frame_packet(13, 1300, mark=13), 1.3)
        other.take(frame_packet(53, 3, mark=53), 1.4)
        came = opened.came()
        assert [packet.mark for packet in came] == [10, 11, 12, 52, 53]
        assert len({packet.seq for packet in came}) == len(came)


@given(st.sets(st.integers(0, 59), max_size=20))
@settings(max_examples=20)
def test_what_is_lost_is_repaired_as_it_was_over_a_switch(lost: set[int]) -> None:
    with line() as opened:
        slot = _slot(opened)
        sources = [video_source("1"), video_source("2")]
        for at, source in enumerate(sources):
            source.admit(slot, 1.0 + at)
            for number in range(30):
                packet = frame_packet(
                    (65_520 + number) & 0xFFFF, number * 3000, key=number == 0, picture=number
                )
                source.take(packet, 1.0 + at + number / 30)
        sent = opened.came()
        first = sent[0].seq
        slot.repairs_apart = True
        for number in sorted(lost):
            assert slot.repair((first + number) & 0xFFFF)
        repaired = [rtp.RtpPacket.parse(one.data) for one in opened.came()]
        assert [packet.ssrc for packet in repaired] == [slot.rtx_ssrc] * len(lost)
        for number, wrapped in zip(sorted(lost), repaired, strict=True):
            again = rtp.unwrap_rtx(wrapped, payload_type=96, ssrc=slot.ssrc)
            assert again.sequence_number == sent[number].seq
            assert again.timestamp == sent[number].timestamp
            assert again.payload == sent[number].payload
        assert not slot.repair((first - 1) & 0xFFFF)
        assert not slot.repair((first + 60) & 0xFFFF)


def test_a_repair_without_rtx_is_the_same_datagram_again() -> None:
    with line() as opened:
        source, slot = video_source("1"), _slot(opened)
        source.admit(slot, 1.0)
        source.take(frame_packet(9, 1, key=True), 1.0)
        source.take(frame_packet(10, 2), 1.1)
        sent = opened.datagrams()
        seq = int.from_bytes(sent[1][2:4], "big")
        assert slot.repair(seq)
        assert opened.datagrams() == [sent[1]]


def test_a_long_stretch_is_repaired_after_its_numbers_began_anew() -> None:
    with line() as opened:
        source, slot = video_source("1"), _slot(opened)
        source.admit(slot, 1.0)
        for at in range(70_000):
            source.take(frame_packet(at & 0xFFFF, at, key=at == 0, mark=at), 1.0)
            if at % 50 == 0:
                opened.datagrams()
        sent = opened.datagrams()
        seq = int.from_bytes(sent[-1][2:4], "big")
        slot.repairs_apart = False
        for behind in (0, 1, 500, 1023):
            assert slot.repair((seq - behind) & 0xFFFF)
        assert not slot.repair((seq - 1024) & 0xFFFF)
        assert not slot.repair((seq - 40_000) & 0xFFFF)


def test_key_frames_are_asked_for_no_oftener_than_the_throttle_lets() -> None:
    source = video_source("1")
    for at in range(100):
        source.want_keyframe(1.0 + at / 100)
    assert source.plis == 2
    source.ask_again(5.0)
    assert source.plis == 3
    source.take(frame_packet(1, 1, key=True), 5.1)
    source.ask_again(9.0)
    assert source.plis == 3
