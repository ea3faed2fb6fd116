"""What is forwarded in a room: sources that may be heard and seen, voices, slots, the recorder."""

import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from meetings.media import events
from meetings.media.forwarding import arranging
from meetings.media.forwarding.sources import AudioSource, VideoSource
from meetings.media.forwarding.voices import Voices
from meetings.media.shapes import Purpose, RoomPolicy, Source

if TYPE_CHECKING:
    from meetings.media.forwarding.downlink import Downlink
    from meetings.media.forwarding.participants import Participant
    from meetings.media.forwarding.recording.recorder import Recorder
    from meetings.media.forwarding.uplink import AnySource

#: Ticks of 240 ms.
LEVEL_TICKS = 4


class Stage:
    def __init__(
        self,
        name: str,
        policy: RoomPolicy,
        *,
        people: Mapping[str, "Participant"],
        tell: Callable[[events.Event], None],
    ) -> None:
        self.name, self.policy = name, policy
        self.people = people
        self.voices = Voices(policy.voices)
        #: What arrives and may be forwarded.
        self.available: dict[Source, AnySource] = {}
        self.recorder: Recorder | None = None
        self._tell = tell
        self._told: dict[Downlink, dict[str, Source | None]] = {}
        self._speaking_ticks = 0
        self._told_speaking: tuple[tuple[str, ...], dict[str, int]] = ((), {})

    def limit_of(self, purpose: Purpose) -> int:
        return self.policy.limit_of(purpose)

    def source_arrives(self, source: "AnySource") -> None:
        who = self.people.get(source.key.participant)
        if who is not None:
            self._set_allowed(source, allowed=who.may(source.key.purpose))

    def source_ends(self, source: "AnySource") -> None:
        self._set_allowed(source, allowed=False)
        source.arrives = None

    def apply_rights(self, who: "Participant") -> None:
        for uplink in who.ups.values():
            for source in uplink.sources.values():
                if source.heard_at is not None:
                    self._set_allowed(source, allowed=who.may(source.key.purpose))

    def _set_allowed(self, source: "AnySource", *, allowed: bool) -> None:
        former = self.available.get(source.key)
        source.allowed = allowed
        if allowed and former is not source:
            self.available[source.key] = source
            if isinstance(source, AudioSource):
                self.voices.add(source)
            if self.recorder is not None:
                self.recorder.tap(source)
            if former is None:
                self._tell(events.TrackAdded(room=self.name, source=source.key))
            self.arrange_all()
        elif not allowed:
            self._withdraw(source)

    def _withdraw(self, source: "AnySource") -> None:
        if isinstance(source, AudioSource):
            self.voices.discard(source)
        else:
            source.drop_all(time.monotonic())
        if self.recorder is not None:
            self.recorder.untap(source)
        if self.available.get(source.key) is source:
            del self.available[source.key]
            self._tell(events.TrackRemoved(room=self.name, source=source.key))
            self.arrange_all()

    def reported(self, source: "AnySource") -> None:
        """A sender report came: tell the viewers of the source, each in its own numbers."""
        if isinstance(source, AudioSource):
            for voice in self.voices.voices:
                if voice.source is source and voice.base >= 0:
                    for downlink in self.viewers:
                        downlink.report_voice(voice, source)
        else:
            of_slot = {slot: down for down in self.viewers for slot in down.slots}
            for slot in source.slots:
                if slot in of_slot:
                    of_slot[slot].report(slot, source)
        if self.recorder is not None:
            self.recorder.reported(source)

    @property
    def viewers(self) -> "list[Downlink]":
        """Connected downlinks, the ones that are being replaced among them."""
        return [
            down for who in self.people.values() for down in who.downs.values() if down.is_connected
        ]

    def arrange_all(self) -> None:
        for downlink in self.viewers:
            self.arrange(downlink)

    def arrange(self, downlink: "Downlink") -> arranging.Plan:
        planned = arranging.plan(downlink, self.available, self.policy)
        arranging.arrange(downlink, planned, time.monotonic())
        self.tell_slots(downlink)
        return planned

    def tell_slots(self, downlink: "Downlink") -> None:
        told = arranging.contents(downlink, self.voices)
        if self._told.get(downlink) != told:
            self._told[downlink] = told
            self._tell(
                events.SlotsChanged(
                    room=self.name,
                    viewer=downlink.participant,
                    connection=downlink.connection,
                    slots=told,
                )
            )

    def video_sources(self) -> list[VideoSource]:
        return [one for one in self.available.values() if isinstance(one, VideoSource)]

    def listen(self, downlink: "Downlink") -> None:
        """Let the viewer hear the voices, or not, as its view says."""
        if downlink.view.audio:
            self.voices.add_viewer(downlink.participant, downlink.lines)
        else:
            self.voices.discard_viewer(downlink.participant, downlink.lines)

    def reroute(self, downlink: "Downlink") -> None:
        """The viewer is reached at another address."""
        self.voices.gather()
        for slot in downlink.slots:
            if slot.source is not None:
                slot.source.reroute(slot)

    def release(self, downlink: "Downlink") -> None:
        """The viewer is gone."""
        self.voices.discard_viewer(downlink.participant, downlink.lines)
        for slot in downlink.slots:
            arranging.clear(slot, time.monotonic())
        downlink.usable = 0
        self._told.pop(downlink, None)

    def tell_voices(self) -> None:
        """If speakers have changed places."""
        if self.voices.changed:
            self.voices.changed = False
            for downlink in self.viewers:
                self.tell_slots(downlink)

    def tell_speaking(self) -> None:
        """At once if others speak than was told last; how loud, once a second."""
        told = (tuple(self.voices.loudest), self.voices.levels)
        self._speaking_ticks += 1
        others = set(told[0]) != set(self._told_speaking[0])
        if others or (self._speaking_ticks >= LEVEL_TICKS and told != self._told_speaking):
            self._told_speaking, self._speaking_ticks = told, 0
            self._tell(events.Speaking(room=self.name, loudest=told[0], levels=told[1]))
