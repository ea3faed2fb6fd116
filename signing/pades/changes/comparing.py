"""The comparison itself, from the catalogue down; see the package's docstring."""

from dataclasses import dataclass, replace

from pyhanko.pdf_utils import generic

from signing.pades.changes.equality import raw
from signing.pades.changes.form import compare_forms
from signing.pades.changes.ledger import AddedWidget, FilledField, Ledger, number_of, parts
from signing.pades.changes.pages import compare_pages
from signing.pades.changes.revisions import Revision
from signing.verdicts import ChangedAfter

#: Graphs that show nothing and that signers write anew: validation data (ETSI EN 319 142-1,
#: 5.4), metadata, extension levels.
_SILENT = {"/DSS", "/Metadata", "/Extensions"}
_INFORMATION, _METADATA = "trailer /Info", "catalogue /Metadata"
#: A reader never shows these, and they refer to nothing.
_PLAIN = {"/Version"}


@dataclass(frozen=True, kw_only=True)
class Difference:
    """What lies between two revisions: the gravest kind, and each change by name."""

    kind: ChangedAfter
    found: tuple[tuple[ChangedAfter, str], ...]
    widgets: tuple[AddedWidget, ...]
    filled: tuple[FilledField, ...] = ()


def compare(earlier: Revision, later: Revision) -> Difference:
    """Say what became of the file after ``earlier``.

    Raises:
        Exception: of a dozen kinds, where one of them is broken deeper down.
    """
    ledger = Ledger(earlier=earlier, later=later)
    _compare_trailers(ledger)
    _compare_catalogues(ledger)
    compare_pages(ledger)
    _look_at_the_rest(ledger)
    _look_at_metadata(ledger)
    order = list(ChangedAfter)
    kinds = [kind for kind, _ in ledger.found]
    return Difference(
        kind=max(kinds, key=order.index, default=ChangedAfter.NOTHING),
        found=tuple(ledger.found),
        widgets=tuple(
            replace(one, pages=tuple(sorted(ledger.shown[one.number])))
            for one in ledger.widgets
            if one.number in ledger.shown
        ),
        filled=tuple(ledger.filled),
    )


def _compare_trailers(ledger: Ledger) -> None:
    old, new = ledger.earlier.reader.trailer, ledger.later.reader.trailer
    ledger.explain_within(_raw(old, "/Info"), _raw(new, "/Info"), keys={"Info"})
    if not _same_behind(ledger, _raw(old, "/Info"), _raw(new, "/Info")):
        ledger.note(ChangedAfter.ARCHIVAL_DATA, _INFORMATION)
    if not ledger.values.same(_raw(old, "/Encrypt"), _raw(new, "/Encrypt")):
        ledger.note(ChangedAfter.CONTENT, "trailer /Encrypt")


def _raw(trailer: object, key: str) -> object:
    try:
        return trailer.raw_get(key)  # type: ignore[attr-defined]
    except KeyError:
        return None


def _compare_catalogues(ledger: Ledger) -> None:
    old, new = ledger.earlier.root, ledger.later.root
    ledger.explain(number_of(old))
    ledger.explain(number_of(new))
    for key in sorted(ledger.values.differing(old, new) | (_SILENT & new.keys())):
        if key in _SILENT:
            ledger.explain_within(raw(old, key), raw(new, key), keys={key[1:]})
            if not _same_behind(ledger, raw(old, key), raw(new, key)):
                ledger.note(ChangedAfter.ARCHIVAL_DATA, f"catalogue {key}")
        elif key != "/AcroForm" and key not in _PLAIN:
            ledger.note(ChangedAfter.CONTENT, f"catalogue {key}")
    if _targets(ledger.earlier, raw(old, "/Perms")) != _targets(ledger.later, raw(new, "/Perms")):
        # The very signature counts, not one that says the same.
        ledger.note(ChangedAfter.CONTENT, "catalogue /Perms")
    compare_forms(ledger)


def _same_behind(ledger: Ledger, old: object, new: object) -> bool:
    """Whether both are the same, also where one object was written anew in its place."""
    return ledger.values.same(ledger.earlier.resolve(old), ledger.later.resolve(new))


def _targets(revision: Revision, permissions: object) -> list[int | None]:
    return [number_of(one) for one in parts(revision.resolve(permissions))]


def _look_at_metadata(ledger: Ledger) -> None:
    """Signers write the metadata anew as they sign; nobody else has to (12.8.2.2.2)."""
    metadata = {_INFORMATION, _METADATA}
    if ledger.found and {what for _, what in ledger.found} <= metadata:
        ledger.found = [(ChangedAfter.CONTENT, what) for _, what in ledger.found]


def _look_at_the_rest(ledger: Ledger) -> None:
    """Whatever changed and was not explained must mean the same, or be out of sight."""
    for number in sorted(ledger.moved.added):
        # Something signed waited for this object: what it shows was not there to be signed.
        if number not in ledger.explained and ledger.mentions.of(number):
            ledger.note(ChangedAfter.CONTENT, f"object {number}")
    for number in sorted(ledger.moved.redefined | ledger.moved.removed):
        if number not in ledger.explained and not _harmless(ledger, number):
            ledger.note(ChangedAfter.CONTENT, f"object {number}")


def _harmless(ledger: Ledger, number: int) -> bool:
    mentions = ledger.mentions.of(number)
    if not mentions:
        return True
    old, new = (
        one.get(number, one.places[number][0]) if number in one.places else None
        for one in (ledger.earlier, ledger.later)
    )
    if number in ledger.moved.removed:
        gone = all(one.within in ledger.explained for one in mentions)
        return gone or old is None or isinstance(old, generic.NullObject)
    return ledger.values.same(old, new)
