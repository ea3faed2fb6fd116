"""What a participant sends: its m-lines become sources; loss and limits are told to its browser."""

import time
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Protocol

from meetings.media.errors import DescriptionRefused
from meetings.media.forwarding import rtcp
from meetings.media.forwarding.descriptions import (
    Ourselves,
    Section,
    purposes_of,
    read,
    write_answer,
)
from meetings.media.forwarding.outlets import random_ssrc
from meetings.media.forwarding.packets import find_extension, payload_bounds
from meetings.media.forwarding.premises import Premises
from meetings.media.forwarding.sources import AudioSource, VideoSource
from meetings.media.forwarding.transport import Transport
from meetings.media.shapes import Purpose, Source, Track

AnySource = AudioSource | VideoSource
#: Told to a browser whose large picture nobody looks at now.
UNSEEN_BPS = 300_000
AUDIO_BPS = 96_000


class Uplinks(Protocol):
    """The room, as an uplink knows it."""

    def up_connected(self, uplink: "Uplink") -> None: ...

    def link_lost(self, link: "Uplink") -> None: ...

    def renamed(self, link: "Uplink", old: str, new: str) -> None: ...


class Sources(Protocol):
    """The stage, as an uplink knows it."""

    def limit_of(self, purpose: Purpose) -> int: ...

    def source_arrives(self, source: "AnySource") -> None: ...

    def source_ends(self, source: "AnySource") -> None: ...

    def reported(self, source: "AnySource") -> None: ...


class Uplink:
    def __init__(
        self,
        participant: str,
        connection: str,
        *,
        room: Uplinks,
        stage: Sources,
        premises: Premises,
    ) -> None:
        self.participant, self.connection = participant, connection
        self.transport = Transport(premises.certificate, self)
        self.is_connected = False
        self.loss = 0.0
        self.nacks = 0
        self.sources: dict[str, AnySource] = {}
        self._room, self._stage, self._premises = room, stage, premises
        self._ssrc = random_ssrc()
        self._by_ssrc: dict[int, AnySource] = {}
        self._sections: Mapping[str, Section] = {}
        self._username = ""
        self._version = 0
        #: Our clock minus the publisher's, in NTP units: of the report that came fastest.
        self._skew: int | None = None

    def negotiate(self, offer: str, tracks: Sequence[Track]) -> str:
        """Take an offer, the first or a later one; what it no longer has comes to its end."""
        description = read(offer)
        if description.setup == "passive":
            raise DescriptionRefused(self.connection, "setup")
        purposes = purposes_of(description, tracks)
        if self._username and description.username != self._username:
            self.transport.renew_credentials()
        self._username = description.username
        self._sections = {one.mid: one for one in description.sections}
        for mid, source in list(self.sources.items()):
            if purposes.get(mid) != source.key.purpose:
                self._end(mid)
        for mid, purpose in purposes.items():
            if mid not in self.sources:
                self._begin(self._sections[mid], purpose)
        self.transport.start(description.fingerprints)
        self._version += 1
        return write_answer(
            description.sections,
            self._ourselves,
            taken=purposes,
            version=self._version,
        )

    @property
    def _ourselves(self) -> Ourselves:
        ice = self.transport.ice
        return Ourselves(
            ice.username, ice.password, self.transport.fingerprints, self._premises.candidates
        )

    def _begin(self, section: Section, purpose: Purpose) -> None:
        key = Source(self.participant, purpose)
        ssrc = section.ssrcs[0] if section.ssrcs else 0
        source: AnySource
        if purpose.is_audio:
            source = AudioSource(key, ssrc, section.ids)
            source.redundant_type = section.redundant_type
        else:
            source = VideoSource(
                key, ssrc, request_keyframe=self._request_keyframe, bursts=self._premises.bursts
            )
        source.payload_types = frozenset((section.payload_type, section.redundant_type))
        source.arrives = partial(self._stage.source_arrives, source)
        self.sources[section.mid] = source
        if ssrc and ssrc not in self._by_ssrc:
            self._by_ssrc[ssrc] = source

    def _end(self, mid: str) -> None:
        source = self.sources.pop(mid)
        self._by_ssrc = {ssrc: one for ssrc, one in self._by_ssrc.items() if one is not source}
        self._stage.source_ends(source)

    def connected(self) -> None:
        self.is_connected = True
        self._room.up_connected(self)

    def lost(self) -> None:
        self._room.link_lost(self)

    def renamed(self, old: str, new: str) -> None:
        self._room.renamed(self, old, new)

    def rerouted(self) -> None:
        """Nothing is kept by address here."""

    def take_rtp(self, data: bytes, ssrc: int, now: float) -> None:
        source = self._by_ssrc.get(ssrc) or self._learn(data, ssrc)
        if source is None or data[1] & 0x7F not in source.payload_types:
            self.transport.refused += 1
            return
        source.take(data, now)

    def _learn(self, data: bytes, ssrc: int) -> AnySource | None:
        """Find whose SSRC it is by the mid that the packet carries (RFC 9143)."""
        block, end, _ = payload_bounds(data)
        if not block:
            return None
        for mid, source in self.sources.items():
            number = self._sections[mid].ids.mid
            if not number or source.ssrc:
                continue
            if find_extension(data, block, end, number) == mid.encode():
                source.ssrc = ssrc
                self._by_ssrc[ssrc] = source
                return source
        return None

    def take_rtcp(self, data: bytes, now: float) -> None:
        for message in rtcp.read(data):
            if isinstance(message, rtcp.SenderReport):
                source = self._by_ssrc.get(message.ssrc)
                if source is not None:
                    self._take_report(source, message, now)

    def _take_report(self, source: AnySource, report: rtcp.SenderReport, now: float) -> None:
        source.reception.sent = (report.ntp, now)
        skew = rtcp.ntp_of(time.time()) - report.ntp
        if self._skew is None or skew < self._skew or skew - self._skew > 1 << 32:
            self._skew = skew
        source.clock = (report.ntp + self._skew, report.timestamp)
        self._stage.reported(source)

    def _request_keyframe(self, ssrc: int) -> None:
        self._send(rtcp.keyframe_request(self._ssrc, ssrc))

    def repair(self, now: float) -> None:
        """Ask for what is missing, and again for key frames that have not come."""
        for source in self.sources.values():
            if not isinstance(source, VideoSource) or not source.ssrc:
                continue
            source.ask_again(now)
            if source.missing:
                due = list(source.missing.take_due(now))
                if due:
                    self.nacks += len(due)
                    self._send(rtcp.nack(self._ssrc, source.ssrc, due))

    def report(self, now: float, seconds: float) -> None:
        """Once a second: what arrived, and how much may be sent."""
        self.transport.renew_budget()
        told = []
        shares = [0.0]
        for source in self.sources.values():
            source.measure(seconds)
            if source.reception.highest >= 0:
                reception, share = source.reception.report(source.ssrc, now)
                told.append(reception)
                shares.append(share)
        self.loss = max(shares)
        if told:
            medias = [one.ssrc for one in told]
            limit = sum(self._limit(one) for one in self.sources.values())
            data = rtcp.receiver_report(self._ssrc, told)
            self.transport.send_rtcp(
                data
                + rtcp.description(self._ssrc, b"congvu")
                + rtcp.estimate(self._ssrc, limit, medias)
            )

    def _limit(self, source: AnySource) -> int:
        if isinstance(source, AudioSource):
            return AUDIO_BPS
        limit = self._stage.limit_of(source.key.purpose)
        return limit if source.is_wanted or source.tap else min(limit, UNSEEN_BPS)

    def _send(self, feedback: bytes) -> None:
        self.transport.send_rtcp(rtcp.receiver_report(self._ssrc, ()) + feedback)
