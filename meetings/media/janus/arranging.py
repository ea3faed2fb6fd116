"""Which source is wanted in which slot of a viewer. Pure."""

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass

from meetings.media.allocation import Rung, build_ladder, granted
from meetings.media.shapes import Purpose, RoomPolicy, Source, View

#: What can stand for what is wanted, the smaller first.
_VARIANTS = {
    Purpose.CAMERA: (Purpose.CAMERA_SMALL, Purpose.CAMERA),
    Purpose.CAMERA_SMALL: (Purpose.CAMERA_SMALL,),
    Purpose.SCREEN: (Purpose.SCREEN,),
}


@dataclass(frozen=True, slots=True)
class Plan:
    """What a view could show now: each choice in its variants, and the ladder of all."""

    choices: tuple[tuple[Source, ...], ...] = ()
    ladder: tuple[Rung, ...] = ()

    def at(self, height: int) -> list[Source]:
        """The pictures of this height of the ladder, the most important first."""
        chosen = granted(self.ladder, height)
        return [one[chosen[at]] for at, one in enumerate(self.choices) if at in chosen]


def plan(
    view: View, viewer: str, *, sent: Container[Source], most: int, policy: RoomPolicy
) -> Plan:
    """Match the view with what is sent; a large picture stands in where there is no small one."""
    choices: dict[tuple[str, bool], tuple[Source, ...]] = {}
    for wanted in view.wanted:
        found = () if wanted.purpose.is_audio else _variants(wanted, sent)
        if found and wanted.participant != viewer and len(choices) < most:
            choices.setdefault(shown_in(wanted), found)
    rates = [[policy.limit_of(one.purpose) for one in found] for found in choices.values()]
    return Plan(tuple(choices.values()), tuple(build_ladder(rates)))


def _variants(wanted: Source, sent: Container[Source]) -> tuple[Source, ...]:
    name = wanted.participant
    found = [Source(name, purpose) for purpose in _VARIANTS[wanted.purpose]]
    if wanted.purpose is Purpose.CAMERA_SMALL and found[0] not in sent:
        found = [Source(name, Purpose.CAMERA)]
    return tuple(one for one in found if one in sent)


def shown_in(source: Source) -> tuple[str, bool]:
    """What a slot shows: somebody, or somebody's screen."""
    return source.participant, source.purpose is Purpose.SCREEN


def fill(
    slots: Mapping[str, Source | None], pictures: Sequence[Source]
) -> dict[str, Source | None]:
    """Return the slots with these pictures; who is shown already stays in its slot."""
    new = {shown_in(one): one for one in pictures}
    filled: dict[str, Source | None] = {}
    for mid, present in slots.items():
        filled[mid] = new.pop(shown_in(present), None) if present else None
    rest = iter(new.values())
    return {mid: present or next(rest, None) for mid, present in filled.items()}
