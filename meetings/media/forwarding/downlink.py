"""What a participant is sent: voices and slots, repaired and fitted to what its line carries."""

import secrets
import time
from typing import Protocol

from meetings.media.allocation import Climber
from meetings.media.errors import AnswerStale, DescriptionRefused
from meetings.media.events import Line
from meetings.media.forwarding import rtcp
from meetings.media.forwarding.descriptions import Ourselves, Sent, read, write_offer
from meetings.media.forwarding.outlets import VideoSlot, VoiceLine
from meetings.media.forwarding.packets import RTX_TYPE
from meetings.media.forwarding.premises import Premises
from meetings.media.forwarding.sources import AudioSource, VideoSource
from meetings.media.forwarding.transport import Transport
from meetings.media.forwarding.voices import Voice
from meetings.media.shapes import Offer, View

#: Packets sent again in a second, at most: a viewer that asks for all is on a broken line.
REPAIRS_PER_SECOND = 600
#: A report of so much loss has voices sent twice, for so long.
LOSSY, PROTECTED_SECONDS = 0.03, 30.0
#: M-lines are added by so many, since each addition costs a negotiation.
STEP = 4


class Downlinks(Protocol):
    """The room, as a downlink knows it."""

    def down_connected(self, downlink: "Downlink") -> None: ...

    def link_lost(self, link: "Downlink") -> None: ...

    def down_rerouted(self, downlink: "Downlink") -> None: ...

    def renamed(self, link: "Downlink", old: str, new: str) -> None: ...


class Downlink:
    def __init__(
        self,
        participant: str,
        connection: str,
        *,
        room: Downlinks,
        premises: Premises,
        voices: int,
    ) -> None:
        self.participant, self.connection = participant, connection
        self.transport = Transport(premises.certificate, self)
        self.view = View()
        self.lines = [VoiceLine(f"a{at}") for at in range(voices)]
        self.slots: list[VideoSlot] = []
        self.usable = 0
        self.climber = Climber()
        self.line = Line.GOOD
        self.is_connected = False
        self.loss = 0.0
        self.rtt: float | None = None
        self.estimate: int | None = None
        self.nacked = self.resent = self.plis = 0
        self._room = room
        self._candidates = premises.candidates
        self._cname = secrets.token_hex(8)
        self._number = 0
        self._waiting = False
        self._grown = False
        self._budget = REPAIRS_PER_SECOND
        self._losses: list[float] = []
        self._sent_before = 0
        self._protected_until = 0.0

    @property
    def _outlets(self) -> list[VoiceLine | VideoSlot]:
        return [*self.lines, *self.slots]

    @property
    def may_offer(self) -> bool:
        """Whether m-lines were added that the browser does not know of, and it is its turn."""
        return self._grown and not self._waiting

    def grow(self, wanted: int, most: int) -> None:
        """Have m-lines for so many pictures."""
        count = min(max(-(-wanted // STEP) * STEP, STEP), most)
        while len(self.slots) < count:
            self.slots.append(VideoSlot(f"v{len(self.slots)}"))
            self._grown = True

    def offer(self) -> Offer:
        self._number += 1
        self._waiting, self._grown = True, False
        ice = self.transport.ice
        sent = [Sent(one.mid, one.ssrc) for one in self.lines]
        sent += [Sent(one.mid, one.ssrc, one.rtx_ssrc) for one in self.slots]
        ours = Ourselves(ice.username, ice.password, self.transport.fingerprints, self._candidates)
        sdp = write_offer(sent, ours, cname=self._cname, version=self._number)
        return Offer(sdp, self._number)

    def accept(self, answer: str, number: int) -> None:
        if number != self._number or not self._waiting:
            raise AnswerStale(self.connection, str(number))
        description = read(answer)
        mids = [one.mid for one in self._outlets]
        answered = [one.mid for one in description.sections]
        if answered != mids[: len(answered)] or len(answered) < len(self.lines):
            raise DescriptionRefused(self.connection, "sections")
        if description.setup != "active":
            raise DescriptionRefused(self.connection, "setup")
        self._waiting = False
        self.usable = len(answered) - len(self.lines)
        for slot, section in zip(self.slots, description.sections[len(self.lines) :], strict=False):
            slot.repairs_apart = RTX_TYPE in section.formats
        self.transport.start(description.fingerprints)
        self._set_routes()

    def connected(self) -> None:
        self.is_connected = True
        self._set_routes()
        self._room.down_connected(self)

    def lost(self) -> None:
        self._room.link_lost(self)

    def renamed(self, old: str, new: str) -> None:
        self._room.renamed(self, old, new)

    def rerouted(self) -> None:
        self._set_routes()
        if self.is_connected:
            self._room.down_rerouted(self)

    def _set_routes(self) -> None:
        if self.transport.route is not None:
            for outlet in self._outlets:
                outlet.route = self.transport.route

    def take_rtp(self, _data: bytes, _ssrc: int, _now: float, /) -> None:
        """Nothing is sent to us here."""
        self.transport.refused += 1

    def take_rtcp(self, data: bytes, now: float) -> None:
        for message in rtcp.read(data):
            if isinstance(message, rtcp.Report):
                self._take_report(message, now)
            elif isinstance(message, rtcp.Nack):
                self._repair(message)
            elif isinstance(message, rtcp.Estimate):
                self.estimate = message.bps
                self.climber.take_estimate(message.bps, now)
            elif isinstance(message, rtcp.KeyframeWanted):
                self._want_keyframe(message.ssrc, now)

    def _take_report(self, report: rtcp.Report, now: float) -> None:
        self._losses.append(report.lost)
        if report.lost >= LOSSY:
            self._protected_until = now + PROTECTED_SECONDS
        trip = rtcp.round_trip(report, time.time())
        if trip is not None:
            self.climber.take_trip(trip)
            self.rtt = trip if self.rtt is None else 0.8 * self.rtt + 0.2 * trip

    def _slot(self, ssrc: int) -> VideoSlot | None:
        return next((one for one in self.slots if one.ssrc == ssrc), None)

    def _repair(self, asked: rtcp.Nack) -> None:
        slot = self._slot(asked.ssrc)
        if slot is None or self.transport.route is None:
            return
        missing = asked.missing[: self._budget]
        self._budget -= len(missing)
        self.nacked += len(asked.missing)
        self.resent += sum(slot.repair(seq) for seq in missing)

    def _want_keyframe(self, ssrc: int, now: float) -> None:
        slot = self._slot(ssrc)
        self.plis += 1
        if slot is not None and slot.source is not None:
            slot.source.want_keyframe(now)

    def protect(self, now: float) -> bool:
        """Send voices twice while the line loses packets; whether that has changed."""
        copies = 2 if now < self._protected_until else 1
        others = [line for line in self.lines if line.copies != copies]
        for line in others:
            line.copies = copies
        return bool(others)

    def second(self, seconds: float) -> int:
        """Close a second: return the rate at which pictures were sent in it."""
        self._budget = REPAIRS_PER_SECOND
        self.transport.renew_budget()
        self.loss = max(self._losses, default=0.0)
        self.climber.take_loss(sum(self._losses) / len(self._losses) if self._losses else 0.0)
        self._losses = []
        octets = sum(slot.counted[1] for slot in self.slots)
        before, self._sent_before = self._sent_before, octets
        return int(max(octets - before, 0) * 8 / seconds)

    def report(self, slot: VideoSlot, source: VideoSource) -> None:
        """Tell the browser how the slot's timestamps lie in time."""
        if source.clock is None:
            return
        ntp, timestamp = source.clock
        packets, octets = slot.counted
        self._report(slot.ssrc, ntp, timestamp + slot.time_shift, packets, octets)

    def report_voice(self, voice: Voice, source: AudioSource) -> None:
        line = self.lines[voice.index]
        if source.clock is None:
            return
        ntp, timestamp = source.clock
        shifted = timestamp + voice.time_shift + line.time_shift
        self._report(line.ssrc, ntp, shifted, source.reception.arrived, source.octets)

    def _report(self, ssrc: int, ntp: int, timestamp: int, packets: int, octets: int) -> None:
        self.transport.send_rtcp(
            rtcp.sender_report(
                ssrc,
                ntp=ntp & (1 << 64) - 1,
                timestamp=timestamp & 0xFFFFFFFF,
                packets=packets,
                octets=octets,
                cname=self._cname.encode(),
            )
        )
