"""What was found between two revisions, and which changed objects it explains."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from pyhanko.pdf_utils import generic

from signing.pades.changes.equality import Comparison, items, raw
from signing.pades.changes.references import References
from signing.pades.changes.revisions import Moved, Revision, moved
from signing.verdicts import ChangedAfter

#: More objects than this behind one value are not followed: they stay unexplained.
MOST_FOLLOWED = 50_000


@dataclass(frozen=True, kw_only=True)
class AddedWidget:
    """A signature shown in a field that was made after the earlier revision.

    A note that was pinned to a page has no field's name.

    ``number`` is its object's, ``pages`` those of the pages that show it; ``box`` is left,
    bottom, right, top in points.
    """

    field: str
    number: int | None
    pages: tuple[int, ...] = ()
    box: tuple[float, float, float, float]


@dataclass(frozen=True, kw_only=True)
class FilledField:
    """A field that was filled in after the earlier revision, as it is now."""

    field: str
    nodes: tuple[generic.DictionaryObject, ...]


@dataclass(kw_only=True)
class Ledger:
    """One comparison under way: what was found, and what remains to be explained."""

    earlier: Revision
    later: Revision
    found: list[tuple[ChangedAfter, str]] = field(default_factory=list)
    widgets: list[AddedWidget] = field(default_factory=list)
    filled: list[FilledField] = field(default_factory=list)
    explained: set[int] = field(default_factory=set)
    #: Object number of a widget that was put on a page later, to those of the pages.
    shown: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))

    def __post_init__(self) -> None:
        self.moved: Moved = moved(self.earlier, self.later)
        self.values = Comparison(self.earlier, self.later)
        self.mentions = References(self.earlier)

    def note(self, kind: ChangedAfter, what: str) -> None:
        """Write down one change."""
        if (kind, what) not in self.found:
            self.found.append((kind, what))

    def explain(self, number: int | None) -> None:
        """Take a redefined object as looked into: its parts were compared."""
        if number is not None:
            self.explained.add(number)

    def explain_new(self, value: object) -> None:
        """Take what only came with ``value`` as explained: nothing signed knew of it."""
        waiting, seen = [value], 0
        while waiting and seen < MOST_FOLLOWED:
            seen += 1
            one = waiting.pop()
            if isinstance(one, generic.IndirectObject):
                number = one.idnum
                if number in self.explained or number not in self.moved.fresh:
                    continue
                if self.mentions.of(number):
                    continue
                self.explained.add(number)
                one = self.later.resolve(one)
            waiting.extend(parts(one))

    def explain_within(self, old: object, new: object, *, keys: Collection[str]) -> None:
        """Let the graph behind a value change freely, as long as nothing else refers to it.

        ``keys`` are the names under which the graph may be referred to from outside.
        """
        graph = self._numbers(self.earlier, old) | self._numbers(self.later, new)
        own = {
            number
            for number in graph
            if all(one.within in graph or one.key in keys for one in self.mentions.of(number))
        }
        self.explained |= own

    def _numbers(self, revision: Revision, value: object) -> set[int]:
        numbers: set[int] = set()
        waiting = [value]
        while waiting and len(numbers) < MOST_FOLLOWED:
            one = waiting.pop()
            if isinstance(one, generic.IndirectObject):
                if one.idnum in numbers:
                    continue
                numbers.add(one.idnum)
                one = revision.resolve(one)
            waiting.extend(parts(one))
        return numbers


def parts(value: object) -> Iterator[object]:
    """The values directly inside, as they are written."""
    if isinstance(value, generic.DictionaryObject):
        yield from (raw(value, str(key)) for key in value)
    elif isinstance(value, generic.ArrayObject):
        yield from items(value)


def number_of(value: object) -> int | None:
    """Return the object number, where the value is an object of its own."""
    if isinstance(value, generic.IndirectObject):
        return value.idnum
    reference = getattr(value, "container_ref", None)
    if isinstance(reference, generic.Reference) and reference.get_object() is value:
        return reference.idnum
    return None
