"""Pages and what is pinned to them: only widgets of signatures may come without harm."""

from collections.abc import Iterable

from pyhanko.pdf_utils import generic

from signing.pades.changes.equality import items, raw
from signing.pades.changes.form import widget_numbers
from signing.pades.changes.ledger import AddedWidget, Ledger, number_of
from signing.verdicts import ChangedAfter

#: What a program notes at a page without showing it.
_SILENT = {"/LastModified", "/PieceInfo", "/Tabs"}


def compare_pages(ledger: Ledger) -> None:
    """Compare each page and each list of annotations that was written anew."""
    widgets = widget_numbers(ledger.later)
    for number in sorted(ledger.moved.redefined - ledger.explained):
        old = ledger.earlier.get(number, ledger.earlier.places[number][0])
        new = ledger.later.get(number, ledger.later.places[number][0])
        if _is_page(old) and isinstance(new, generic.DictionaryObject):
            assert isinstance(old, generic.DictionaryObject)  # noqa: S101 - narrows the type
            _compare_page(ledger, old, new, number=number, widgets=widgets)
        elif _is_list_of_annotations(ledger, number, old, new):
            ledger.explain(number)
            within = {one.within for one in ledger.mentions.of(number)}
            pages = {one for one in within if one is not None}
            _compare_annotations(ledger, old, new, widgets=widgets, pages=pages)
    _compare_known_annotations(ledger)


def _is_page(value: object) -> bool:
    if not isinstance(value, generic.DictionaryObject):
        return False
    return value.get("/Type") == "/Page"


def _is_list_of_annotations(ledger: Ledger, number: int, old: object, new: object) -> bool:
    arrays = isinstance(old, generic.ArrayObject) and isinstance(new, generic.ArrayObject)
    mentions = ledger.mentions.of(number)
    return arrays and bool(mentions) and all(one.key == "Annots" for one in mentions)


def _compare_page(
    ledger: Ledger,
    old: generic.DictionaryObject,
    new: generic.DictionaryObject,
    *,
    number: int,
    widgets: set[int],
) -> None:
    ledger.explain(number)
    for key in sorted(ledger.values.differing(old, new)):
        if key == "/Annots":
            was, now = (
                one.resolve(raw(page, key))
                for one, page in ((ledger.earlier, old), (ledger.later, new))
            )
            ledger.explain_new(raw(new, key))
            _compare_annotations(ledger, was, now, widgets=widgets, pages={number})
        elif key not in _SILENT:
            ledger.note(ChangedAfter.CONTENT, f"page object {number} {key}")


def _compare_annotations(
    ledger: Ledger, old: object, new: object, *, widgets: set[int], pages: set[int]
) -> None:
    was = items(old) if isinstance(old, generic.ArrayObject) else []
    now = items(new) if isinstance(new, generic.ArrayObject) else []
    rest = iter(now)
    added: list[object] = []
    for one in was:
        skipped = list(_until_same(ledger, one, rest))
        if not skipped:
            ledger.note(ChangedAfter.ANNOTATIONS, "annotation removed or moved")
            return
        added += skipped[:-1]
    for one in [*added, *rest]:
        number = number_of(one)
        # One that was known before and is shown only now was hidden from the signer.
        if number is not None and number in widgets and not ledger.mentions.of(number):
            ledger.shown[number] |= pages
        else:
            ledger.explain_new(one)
            ledger.note(_kind_of_added(ledger, one), f"annotation added{_subtype(ledger, one)}")
            if number is not None:
                ledger.widgets.append(AddedWidget(field="", number=number, box=_box(ledger, one)))
                ledger.shown[number] |= pages


def _until_same(ledger: Ledger, wanted: object, rest: Iterable[object]) -> list[object]:
    """Take values up to and with the one that equals ``wanted``; none when there is none."""
    taken = []
    for one in rest:
        taken.append(one)
        if ledger.values.same(wanted, one):
            return taken
    return []


def _kind_of_added(ledger: Ledger, value: object) -> ChangedAfter:
    # A widget that belongs to no field is a picture over the page and nothing else.
    widget = _subtype(ledger, value) in {" /Widget", ""}
    return ChangedAfter.CONTENT if widget else ChangedAfter.ANNOTATIONS


def _subtype(ledger: Ledger, value: object) -> str:
    resolved = ledger.later.resolve(value)
    if not isinstance(resolved, generic.DictionaryObject):
        return ""
    acts = " with an action" if "/A" in resolved or "/AA" in resolved else ""
    return f" {resolved.get('/Subtype', '')}".rstrip() + acts


def _box(ledger: Ledger, value: object) -> tuple[float, float, float, float]:
    resolved = ledger.later.resolve(value)
    assert isinstance(resolved, generic.DictionaryObject)  # noqa: S101 - it has a /Subtype
    x1, y1, x2, y2 = (float(one) for one in resolved["/Rect"])
    return min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2)


def _compare_known_annotations(ledger: Ledger) -> None:
    """An annotation that was there and says something else now."""
    for number in sorted(ledger.moved.redefined - ledger.explained):
        old = ledger.earlier.get(number, ledger.earlier.places[number][0])
        new = ledger.later.get(number, ledger.later.places[number][0])
        if not isinstance(old, generic.DictionaryObject) or "/Subtype" not in old:
            continue
        is_annotation = "/Rect" in old and old["/Subtype"] != "/Widget"
        if is_annotation and not ledger.values.same(old, new):
            ledger.explain(number)
            ledger.note(ChangedAfter.ANNOTATIONS, f"annotation changed {old['/Subtype']}")
