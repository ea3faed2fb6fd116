"""What may be seen and heard in a room of Janus, and what each viewer is shown of it."""

from collections.abc import Callable, Mapping

from meetings.media import events
from meetings.media.janus import arranging
from meetings.media.janus.down import Down, Place
from meetings.media.janus.people import Person
from meetings.media.janus.up import Up
from meetings.media.janus.voices import Voices
from meetings.media.shapes import Purpose, RoomPolicy, Source


class Stage:
    def __init__(
        self,
        name: str,
        policy: RoomPolicy,
        *,
        people: Mapping[str, Person],
        tell: Callable[[events.Event], None],
    ) -> None:
        self.name, self.policy = name, policy
        self.voices = Voices(policy.voices)
        self._people, self._tell = people, tell
        #: What arrives and may be forwarded, and where.
        self.places: dict[Source, Place] = {}

    def follow(self, up: Up) -> None:
        """Let what an uplink sends be forwarded, or not, as rights and mutes are now."""
        who = self._people.get(up.participant)
        found = {
            Source(up.participant, purpose): (up.feed, mid)
            for mid, purpose in up.purposes.items()
            if who is not None and mid in up.arrived and up.is_connected and who.may(purpose)
        }
        for source, place in found.items():
            self._offer(source, place)
            if source.purpose.is_audio and up.level is not None:
                # Who was muted while speaking and speaks on: Janus does not say so again.
                self.talks(source.participant, up.level)
        for source, place in list(self.places.items()):
            if place[0] == up.feed and source not in found:
                self._withdraw(source)

    def end(self, up: Up) -> None:
        for source, place in list(self.places.items()):
            if place[0] == up.feed:
                self._withdraw(source)

    def _offer(self, source: Source, place: Place) -> None:
        former = self.places.get(source)
        self.places[source] = place
        if former == place:
            return
        if source.purpose.is_audio:
            self.voices.add(source.participant)
        if former is None:
            self._tell(events.TrackAdded(room=self.name, source=source))
        self.wake()

    def _withdraw(self, source: Source) -> None:
        del self.places[source]
        if source.purpose.is_audio:
            self.voices.discard(source.participant)
            self._tell_speaking()
        self._tell(events.TrackRemoved(room=self.name, source=source))
        self.wake()

    def talks(self, participant: str, level: int | None) -> None:
        """Somebody begins to speak so loud (dBov), or stops."""
        before = list(self.voices.heard), self.voices.loudest
        if level is None:
            self.voices.stops(participant)
        else:
            self.voices.speaks(participant, level)
        if self.voices.loudest != before[1]:
            self._tell_speaking()
        if self.voices.heard != before[0]:
            self.wake()

    def _tell_speaking(self) -> None:
        levels = dict(self.voices.talking)
        self._tell(events.Speaking(room=self.name, loudest=self.voices.loudest, levels=levels))

    def wake(self) -> None:
        for down in self.viewers:
            down.wake()

    @property
    def viewers(self) -> list[Down]:
        return [down for who in self._people.values() for down in who.downs.values()]

    # -- for one viewer --------------------------------------------------------------------------

    def plan(self, down: Down) -> arranging.Plan:
        most = len(down.slots) - down.voices
        return arranging.plan(
            down.view, down.participant, sent=self.places, most=most, policy=self.policy
        )

    def contents(self, down: Down) -> dict[str, Source | None]:
        """What should be in each m-line; nobody hears himself."""
        wanted: dict[str, Source | None] = {}
        pictures: dict[str, Source | None] = {}
        for at, (mid, present) in enumerate(down.slots.items()):
            if at >= down.voices:
                pictures[mid] = present
                continue
            name = self.voices.heard[at] if at < len(self.voices.heard) else None
            heard = down.view.audio and name not in {None, down.participant}
            wanted[mid] = Source(str(name), Purpose.MICROPHONE) if heard else None
        planned = self.plan(down)
        shown = planned.at(down.climber.height(planned.ladder))
        return wanted | arranging.fill(pictures, shown)
