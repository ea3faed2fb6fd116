"""Which source is in which slot of a viewer: as wanted, as far as the line carries."""

from collections.abc import Mapping
from dataclasses import dataclass

from meetings.media.allocation import Rung, build_ladder, granted
from meetings.media.forwarding.downlink import Downlink
from meetings.media.forwarding.outlets import Shown, VideoSlot
from meetings.media.forwarding.sources import AudioSource, VideoSource
from meetings.media.forwarding.voices import Voices
from meetings.media.shapes import Purpose, RoomPolicy, Source

Choice = tuple[str, bool]  # participant, whether it is the screen
_VARIANTS = {
    Purpose.CAMERA: (Purpose.CAMERA_SMALL, Purpose.CAMERA),
    Purpose.CAMERA_SMALL: (Purpose.CAMERA_SMALL,),
    Purpose.SCREEN: (Purpose.SCREEN,),
}


@dataclass(frozen=True, slots=True)
class Plan:
    """What a view could show now: its choices, their variants, and the ladder of both."""

    choices: tuple[tuple[Choice, tuple[VideoSource, ...]], ...]
    ladder: tuple[Rung, ...]


def plan(
    downlink: Downlink,
    available: Mapping[Source, AudioSource | VideoSource],
    policy: RoomPolicy,
) -> Plan:
    """Match the view with what is sent; a large picture stands in where there is no small one."""
    choices: dict[Choice, tuple[VideoSource, ...]] = {}
    for wanted in downlink.view.wanted:
        shown = (wanted.participant, wanted.purpose is Purpose.SCREEN)
        if wanted.purpose.is_audio or wanted.participant == downlink.participant:
            continue
        found = _variants(wanted, available)
        if found and shown not in choices and len(choices) < downlink.usable:
            choices[shown] = found
    rates = [
        [one.bps or policy.limit_of(one.key.purpose) for one in found] for found in choices.values()
    ]
    return Plan(tuple(choices.items()), tuple(build_ladder(rates)))


def _variants(
    wanted: Source, available: Mapping[Source, AudioSource | VideoSource]
) -> tuple[VideoSource, ...]:
    found = [
        available.get(Source(wanted.participant, purpose)) for purpose in _VARIANTS[wanted.purpose]
    ]
    if wanted.purpose is Purpose.CAMERA_SMALL and found == [None]:
        found = [available.get(Source(wanted.participant, Purpose.CAMERA))]
    return tuple(one for one in found if isinstance(one, VideoSource))


def arrange(downlink: Downlink, planned: Plan, now: float) -> None:
    """Switch the slots; who is shown already stays in its slot."""
    chosen = granted(planned.ladder, downlink.climber.height(planned.ladder))
    desired = {
        shown: variants[chosen[at]]
        for at, (shown, variants) in enumerate(planned.choices)
        if at in chosen
    }
    free: list[VideoSlot] = []
    for slot in downlink.slots[: downlink.usable]:
        present = slot.pending or slot.source
        shown = shown_in(present) if present else None
        if shown is not None and shown in desired:
            _fill(slot, desired.pop(shown), now)
        else:
            clear(slot, now)
            free.append(slot)
    for slot, source in zip(free, desired.values(), strict=False):
        _fill(slot, source, now)


def shown_in(source: Shown) -> Choice:
    return source.key.participant, source.key.purpose is Purpose.SCREEN


def _fill(slot: VideoSlot, source: VideoSource, now: float) -> None:
    """Show `source`; until its key frame comes, what is in the slot goes on."""
    if slot.pending is source:
        return
    if slot.pending is not None:
        slot.pending.drop_waiting(slot)
        slot.pending = None
    if slot.source is not source:
        source.admit(slot, now)


def clear(slot: VideoSlot, now: float) -> None:
    if slot.pending is not None:
        slot.pending.drop_waiting(slot)
        slot.pending = None
    if slot.source is not None:
        source = slot.source
        slot.end(now)
        source.drop(slot)


def contents(downlink: Downlink, voices: Voices) -> dict[str, Source | None]:
    """Who is in each m-line, as the browser is told."""
    told: dict[str, Source | None] = {
        line.mid: voice.source.key
        if voice.source and voice.source.key.participant != downlink.participant
        else None
        for voice, line in zip(voices.voices, downlink.lines, strict=True)
    }
    for slot in downlink.slots:
        present = slot.pending or slot.source
        told[slot.mid] = present.key if present else None
    return told
