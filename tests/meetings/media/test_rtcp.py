"""RTCP as aiortc understands it, in both directions."""

import pytest
from aiortc import rtp
from hypothesis import given
from hypothesis import strategies as st

from meetings.media.forwarding import rtcp
from meetings.media.forwarding.packets import Malformed
from meetings.media.forwarding.reception import TRIES, Missing, Reception

numbers = st.integers(0, 0xFFFFFFFF)
sequence = st.integers(0, 0xFFFF)


@given(numbers, numbers, st.sets(sequence, min_size=1, max_size=40))
def test_nacks_name_all_that_is_missing(ssrc: int, media: int, missing: set[int]) -> None:
    data = rtcp.nack(ssrc, media, sorted(missing))
    (theirs,) = rtp.RtcpPacket.parse(data)
    assert isinstance(theirs, rtp.RtcpRtpfbPacket)
    assert (theirs.ssrc, theirs.media_ssrc, set(theirs.lost)) == (ssrc, media, missing)
    (ours,) = rtcp.read(bytes(theirs))
    assert isinstance(ours, rtcp.Nack)
    assert set(ours.missing) == missing


@given(st.integers(1, 1 << 36), st.lists(numbers, max_size=5))
def test_estimates_lose_their_last_bits_only(bps: int, medias: list[int]) -> None:
    (theirs,) = rtp.RtcpPacket.parse(rtcp.estimate(1, bps, medias))
    assert isinstance(theirs, rtp.RtcpPsfbPacket)
    found, ssrcs = rtp.unpack_remb_fci(theirs.fci)
    assert ssrcs == medias
    assert bps * 0.9999 <= found <= bps
    (ours,) = rtcp.read(rtcp.estimate(1, bps, medias))
    assert ours == rtcp.Estimate(found)


def test_reports_are_read_and_answer_for_the_round_trip() -> None:
    sent = rtcp.sender_report(
        5, ntp=rtcp.ntp_of(1000.0), timestamp=9, packets=3, octets=40, cname=b"abc"
    )
    report, description = rtp.RtcpPacket.parse(sent)
    assert isinstance(report, rtp.RtcpSrPacket)
    assert isinstance(description, rtp.RtcpSdesPacket)
    assert report.sender_info.packet_count == 3
    assert description.chunks[0].items == [(1, b"abc")]
    last = rtcp.ntp_of(1000.0) >> 16 & 0xFFFFFFFF
    back = rtcp.Report(5, 0.0, 0, last, delay=0.25)
    assert rtcp.round_trip(back, 1000.35) == pytest.approx(0.1, abs=0.001)
    assert rtcp.round_trip(rtcp.Report(5, 0.0, 0, 0, 0.0), 1000.0) is None


def test_what_we_report_is_what_aiortc_reads() -> None:
    reception = Reception(90_000)
    for seq in (65_533, 65_534, 0, 1):
        reception.take(seq, seq * 3000, 1.0)
    told, share = reception.report(77, 2.0)
    assert share == pytest.approx(1 / 5)
    (theirs,) = rtp.RtcpPacket.parse(rtcp.receiver_report(1, [told]))
    assert isinstance(theirs, rtp.RtcpRrPacket)
    (block,) = theirs.reports
    assert (block.ssrc, block.packets_lost, block.fraction_lost) == (77, 1, 51)
    assert block.highest_sequence == 65_536 + 1
    assert reception.report(77, 3.0)[1] == 0


@given(st.binary(max_size=120))
def test_whatever_comes_is_read_or_malformed(data: bytes) -> None:
    try:
        messages = list(rtcp.read(data))
    except Malformed:
        return
    assert len(messages) < 700


def test_keyframes_are_asked_for_by_pli_and_by_fir() -> None:
    fir = bytes((0x84, 206, 0, 4)) + bytes(8) + (9).to_bytes(4, "big") + bytes(4)
    assert list(rtcp.read(fir + rtcp.keyframe_request(1, 8))) == [
        rtcp.KeyframeWanted(9),
        rtcp.KeyframeWanted(8),
    ]


def test_what_is_missing_is_asked_for_again_until_it_is_given_up() -> None:
    missing = Missing()
    assert missing.skip(5, 3, now=0.0)
    assert list(missing.take_due(0.0)) == []
    assert list(missing.take_due(0.02)) == [2, 3, 4]
    missing.came(3)
    assert list(missing.take_due(0.03)) == []
    for at in range(1, TRIES):
        assert list(missing.take_due(0.02 + at)) == [2, 4]
    assert list(missing.take_due(100.0)) == []
    assert not missing
    assert not missing.skip(1000, 500, now=101.0)
