"""What a signer allowed to follow: DocMDP and FieldMDP (ISO 32000-2, 12.8.2.2 and 12.8.2.4)."""

from collections.abc import Iterator
from dataclasses import dataclass

from pyhanko.pdf_utils import generic

from signing.pades.changes.comparing import Difference
from signing.pades.changes.equality import items, raw
from signing.pades.changes.ledger import AddedWidget
from signing.pades.changes.revisions import Revision
from signing.verdicts import ChangedAfter

#: Without certification: what a further signer does, and nothing a reader would see changed.
_UNCERTIFIED = {
    ChangedAfter.NOTHING,
    ChangedAfter.ARCHIVAL_DATA,
    ChangedAfter.FURTHER_SIGNATURES,
}
_ALLOWED = {
    1: {ChangedAfter.NOTHING, ChangedAfter.ARCHIVAL_DATA},
    2: _UNCERTIFIED | {ChangedAfter.FORM_FILLING},
    3: _UNCERTIFIED | {ChangedAfter.FORM_FILLING},
}
#: Level 3 allows annotations, and most kinds can hide or add anything: here only comments do.
_COMMENTS = {"annotation added /Text", "annotation added /Popup"}
_LARGEST_COMMENT = 40.0
_DEFAULT_LEVEL, _MOST = 2, 3
_FIELD = "field "


@dataclass(frozen=True, kw_only=True)
class Locks:
    """Fields that one signature locks; ``everything`` means all but the names."""

    names: frozenset[str] = frozenset()
    everything: bool = False

    def holds(self, name: str) -> bool:
        """Whether the field, or one above it, is locked."""
        above = {name, *(name[:index] for index, one in enumerate(name) if one == ".")}
        return bool(above & self.names) != self.everything


def certification_level(revision: Revision, signature: generic.DictionaryObject) -> int | None:
    """Return 1, 2 or 3 for a certification signature, None for any other."""
    for method, parameters in _transforms(revision, signature):
        level = parameters.get("/P")
        if method == "/DocMDP":
            return int(level) if isinstance(level, int) and level in _ALLOWED else _DEFAULT_LEVEL
    return None


def locks_of(revision: Revision, signature: generic.DictionaryObject) -> Locks:
    """Return which fields the signature locks."""
    for method, parameters in _transforms(revision, signature):
        if method == "/FieldMDP":
            fields = revision.resolve(raw(parameters, "/Fields"))
            names = items(fields) if isinstance(fields, generic.ArrayObject) else []
            return Locks(
                names=frozenset(str(revision.resolve(one)) for one in names),
                everything=parameters.get("/Action") in {"/All", "/Exclude"},
            )
    return Locks()


def _transforms(
    revision: Revision, signature: generic.DictionaryObject
) -> Iterator[tuple[str, generic.DictionaryObject]]:
    references = revision.resolve(raw(signature, "/Reference"))
    for one in items(references) if isinstance(references, generic.ArrayObject) else ():
        reference = revision.resolve(one)
        if not isinstance(reference, generic.DictionaryObject):
            continue
        parameters = revision.resolve(raw(reference, "/TransformParams"))
        if not isinstance(parameters, generic.DictionaryObject):
            parameters = generic.DictionaryObject()  # type: ignore[no-untyped-call]
        yield str(reference.get("/TransformMethod", "")), parameters


def refused(difference: Difference, *, level: int | None, locks: Locks) -> list[str]:
    """Return the problem codes of changes that the signer did not allow, gravest last."""
    allowed = _UNCERTIFIED if level is None else _ALLOWED[level]
    comments = _COMMENTS if level == _MOST else set()
    problems = {
        _CODES[kind]
        for kind, what in difference.found
        if kind not in allowed and what not in comments
    }
    if any(not one.field and _extent(one) > _LARGEST_COMMENT for one in difference.widgets):
        problems.add("annotated_after_signing")
    filled = (what for kind, what in difference.found if kind is ChangedAfter.FORM_FILLING)
    if any(locks.holds(_name(what)) for what in filled if what.startswith(_FIELD)):
        problems.add("locked_field_changed")
    if level is not None and any(one.field for one in difference.widgets):
        # The fields of a certified document are made before it is certified.
        problems.add("field_added_after_signing")
    return sorted(problems)


def _extent(widget: AddedWidget) -> float:
    x1, y1, x2, y2 = widget.box
    return max(x2 - x1, y2 - y1)


def _name(what: str) -> str:
    """``field NAME /V /AP``: a field's name may hold blanks, its keys begin with a slash."""
    return what.removeprefix(_FIELD).split(" /", 1)[0]


_CODES = {
    ChangedAfter.FURTHER_SIGNATURES: "changed_after_signing",
    ChangedAfter.FORM_FILLING: "form_changed_after_signing",
    ChangedAfter.ANNOTATIONS: "annotated_after_signing",
    ChangedAfter.CONTENT: "changed_after_signing",
}
