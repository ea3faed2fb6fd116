"""The form: fields that were signed, filled in, added or removed."""

import re
from collections import defaultdict
from collections.abc import Iterator

from pyhanko.pdf_utils import generic

from signing.pades.changes.equality import items, raw
from signing.pades.changes.ledger import AddedWidget, FilledField, Ledger, number_of
from signing.pades.changes.revisions import Revision
from signing.pades.forms import FormField, walk_fields
from signing.verdicts import ChangedAfter

#: What a signature may bring to the field it is put in; the rest of the field stays.
_SIGNING = {"/V", "/AP", "/AS", "/M", "/MK", "/F", "/DA", "/Type", "/Subtype", "/P", "/DR"}
#: What filling in a field of another kind touches.
_FILLING = {"/V", "/AP", "/AS", "/I", "/RV", "/M", "/MK", "/DA"}
#: How a reader draws fields that bring no picture along: another way shows something else.
_DRAWING = {"/NeedAppearances", "/DA", "/Q"}
_PAINTS = re.compile(rb"\b(?:Do|Tj|TJ|f|F|f\*|S|s|B|b|sh|EI)(?![\w*])")
_HIDDEN, _NO_VIEW = 2, 32


def compare_forms(ledger: Ledger) -> None:
    """Compare the dictionary of the form, then every field with its widgets."""
    old, new = (one.resolve(raw(one.root, "/AcroForm")) for one in (ledger.earlier, ledger.later))
    if not isinstance(old, generic.DictionaryObject) or not isinstance(
        new, generic.DictionaryObject
    ):
        if old is not new:
            ledger.note(ChangedAfter.CONTENT, "form")
        return
    for dictionary in (old, new):
        ledger.explain(_mentioned_as(ledger, number_of(dictionary), "AcroForm"))
        fields = ledger.later.resolve(raw(dictionary, "/Fields"))
        ledger.explain(_mentioned_as(ledger, number_of(fields), "Fields"))
    for key in sorted(ledger.values.differing(old, new)):
        _compare_key(ledger, key, old, new)
    _compare_fields(ledger)


def _mentioned_as(ledger: Ledger, number: int | None, key: str) -> int | None:
    """Return the number when nothing refers to it in another capacity."""
    if number is None or any(one.key != key for one in ledger.mentions.of(number)):
        return None
    return number


def _compare_key(
    ledger: Ledger, key: str, old: generic.DictionaryObject, new: generic.DictionaryObject
) -> None:
    if key in {"/Fields", "/SigFlags"}:
        return
    if key == "/DR" and _only_added(ledger, old, new):
        return
    if key in _DRAWING and _has_only_signatures(ledger.earlier):
        return
    ledger.note(ChangedAfter.CONTENT, f"form {key}")


def _has_only_signatures(revision: Revision) -> bool:
    """Whether no field is there that a reader might draw anew by itself."""
    return all(field.kind in {"/Sig", ""} for field in walk_fields(revision.root))


def _only_added(
    ledger: Ledger, old: generic.DictionaryObject, new: generic.DictionaryObject
) -> bool:
    """Whether the default resources only gained entries, under names that were free."""
    was, now = ledger.earlier.resolve(raw(old, "/DR")), ledger.later.resolve(raw(new, "/DR"))
    if not isinstance(now, generic.DictionaryObject):
        return False
    if isinstance(was, generic.DictionaryObject):
        for key in ledger.values.differing(was, now):
            kind, kind_now = (
                ledger.earlier.resolve(raw(was, key)),
                ledger.later.resolve(raw(now, key)),
            )
            if kind is None:
                continue
            if not isinstance(kind, generic.DictionaryObject) or not isinstance(
                kind_now, generic.DictionaryObject
            ):
                return False
            if ledger.values.differing(kind, kind_now) & kind.keys():
                return False
    own = {number_of(one) for one in (old, was)}
    for value in (was, *(_values(ledger.earlier, was))):
        number = number_of(value)
        if number is not None and all(one.within in own for one in ledger.mentions.of(number)):
            ledger.explain(number)
    ledger.explain_new(raw(new, "/DR"))
    return True


def _values(revision: Revision, value: object) -> Iterator[object]:
    if isinstance(value, generic.DictionaryObject):
        yield from (revision.resolve(raw(value, str(key))) for key in value)


def _compare_fields(ledger: Ledger) -> None:
    was, now = _fields_of(ledger.earlier), _fields_of(ledger.later)
    for name, fields in now.items():
        known = was.get(name, [])
        for index, field in enumerate(fields):
            if index < len(known):
                _compare_field(ledger, known[index], field)
            else:
                _look_at_added(ledger, field)
    for name, fields in was.items():
        if len(now.get(name, [])) < len(fields):
            ledger.note(ChangedAfter.CONTENT, f"field removed {name}")


def _fields_of(revision: Revision) -> dict[str, list[FormField]]:
    """By full name; a file may hold two of one name, so the order tells them apart."""
    fields: dict[str, list[FormField]] = defaultdict(list)
    for field in walk_fields(revision.root):
        fields[field.name].append(field)
    return fields


def _compare_field(ledger: Ledger, old: FormField, new: FormField) -> None:
    if old.dictionary is None or new.dictionary is None:
        if old.dictionary is not new.dictionary:
            ledger.note(ChangedAfter.CONTENT, f"field {new.name}")
        return
    nodes, nodes_now = _nodes(ledger.earlier, old), _nodes(ledger.later, new)
    changed: set[str] = set()
    for before, after in zip(nodes, nodes_now, strict=False):
        changed |= _differing(ledger, before, after)
    if len(nodes) != len(nodes_now):
        changed.add("/Kids")
    if not changed:
        return
    if old.kind == new.kind == "/Sig":
        _judge_signature_field(ledger, old, new, changed)
    else:
        kind = ChangedAfter.FORM_FILLING if changed <= _FILLING else ChangedAfter.CONTENT
        ledger.note(kind, f"field {new.name} {' '.join(sorted(changed))}")
        _explain_nodes(ledger, nodes_now, changed)
        if new.kind != "/Btn" or "/AP" in changed:
            ledger.filled.append(FilledField(field=new.name, nodes=tuple(nodes_now)))


def _differing(
    ledger: Ledger, before: generic.DictionaryObject, after: generic.DictionaryObject
) -> set[str]:
    changed = ledger.values.differing(before, after)
    if "/Kids" in changed:
        changed.discard("/Kids")  # Children are fields or widgets, looked at one by one.
    for one in (before, after):
        ledger.explain(number_of(one))
    for key in ("/V", "/AP"):
        # The same reference, to an object that was written anew.
        if key not in changed and not _same_target(ledger, raw(before, key)):
            changed.add(key)
    return changed


def _same_target(ledger: Ledger, value: object) -> bool:
    if not isinstance(value, generic.IndirectObject):
        return True
    if value.idnum not in ledger.moved.fresh | ledger.moved.removed:
        return True
    return ledger.values.same(ledger.earlier.resolve(value), ledger.later.resolve(value))


def _judge_signature_field(
    ledger: Ledger, old: FormField, new: FormField, changed: set[str]
) -> None:
    assert old.dictionary is not None  # noqa: S101 - narrows the type
    assert new.dictionary is not None  # noqa: S101 - the same
    name = f"field {new.name}"
    was_signed = ledger.earlier.resolve(raw(old.dictionary, "/V")) is not None
    is_signed = ledger.later.resolve(raw(new.dictionary, "/V")) is not None
    nodes = _nodes(ledger.later, new)
    if was_signed or not is_signed or not changed <= _SIGNING:
        ledger.note(ChangedAfter.CONTENT, f"{name} {' '.join(sorted(changed))}")
        return
    _note_signature(ledger, new)
    _explain_nodes(ledger, nodes, changed)


def _note_signature(ledger: Ledger, field: FormField) -> None:
    assert field.dictionary is not None  # noqa: S101 - narrows the type
    value = ledger.later.resolve(raw(field.dictionary, "/V"))
    is_stamp = isinstance(value, generic.DictionaryObject) and (
        value.get("/Type") == "/DocTimeStamp" or value.get("/SubFilter") == "/ETSI.RFC3161"
    )
    silent = is_stamp and not any(_is_visible(one) for one in _nodes(ledger.later, field))
    kind = ChangedAfter.ARCHIVAL_DATA if silent else ChangedAfter.FURTHER_SIGNATURES
    ledger.note(kind, f"signature {field.name}")


def _look_at_added(ledger: Ledger, field: FormField) -> None:
    """A field made after the signature: only a signature's, and only what it shows openly."""
    if field.dictionary is None:
        ledger.note(ChangedAfter.CONTENT, f"field added {field.name}")
        return
    nodes = _nodes(ledger.later, field)
    children = items(field.dictionary["/Kids"]) if "/Kids" in field.dictionary else []
    groups = not field.kind and len(children) > 0
    signed = ledger.later.resolve(raw(field.dictionary, "/V")) is not None
    if groups:
        pass  # A name above others; each of them is looked at.
    elif field.kind == "/Sig" and signed:
        _note_signature(ledger, field)
        _show(ledger, field)
        if any(_is_flat(one) and _draws(ledger, one) for one in nodes):
            # Readers differ in what they do with a picture in a box without extent.
            ledger.note(ChangedAfter.CONTENT, f"hidden picture {field.name}")
    else:
        ledger.note(ChangedAfter.CONTENT, f"field added {field.name}")
        return
    for one in nodes:
        ledger.explain_new(one)
        number = number_of(one)
        if number is not None and not ledger.mentions.of(number):
            ledger.explain(number)


def _show(ledger: Ledger, field: FormField) -> None:
    for node in _nodes(ledger.later, field):
        box = _box(node)
        if box is not None and _is_visible(node):
            widget = AddedWidget(field=field.name, number=number_of(node), box=box)
            ledger.widgets.append(widget)


def _explain_nodes(
    ledger: Ledger, nodes: list[generic.DictionaryObject], changed: set[str]
) -> None:
    for node in nodes:
        for key in changed & {"/V", "/AP", "/MK", "/DR"}:
            ledger.explain_new(raw(node, key))


def _nodes(revision: Revision, field: FormField) -> list[generic.DictionaryObject]:
    """The field and those of its children that are only its widgets."""
    if field.dictionary is None:
        return []
    kids = revision.resolve(raw(field.dictionary, "/Kids"))
    children = items(kids) if isinstance(kids, generic.ArrayObject) else []
    resolved = [revision.resolve(one) for one in children]
    widgets = [
        one for one in resolved if isinstance(one, generic.DictionaryObject) and "/T" not in one
    ]
    return [field.dictionary, *widgets]


def widget_numbers(revision: Revision) -> set[int]:
    """Object numbers of all fields and their widgets."""
    return {
        number
        for field in walk_fields(revision.root)
        for node in _nodes(revision, field)
        if (number := number_of(node)) is not None
    }


def _is_flat(node: generic.DictionaryObject) -> bool:
    """Whether the box has no extent and still lies somewhere; all zeros is nowhere (12.7.5.5)."""
    box = _box(node)
    return box is not None and any(box) and (box[0] == box[2] or box[1] == box[3])


def _is_visible(node: generic.DictionaryObject) -> bool:
    box = _box(node)
    flags = node.get("/F", 0)
    hidden = isinstance(flags, int) and flags & (_HIDDEN | _NO_VIEW)
    return box is not None and not hidden and box[0] != box[2] and box[1] != box[3]


def _draws(ledger: Ledger, node: generic.DictionaryObject) -> bool:
    """Whether the appearance paints anything in a box of its own that has an extent."""
    pictures = ledger.later.resolve(raw(node, "/AP"))
    if not isinstance(pictures, generic.DictionaryObject):
        return False
    normal = ledger.later.resolve(raw(pictures, "/N"))
    if not isinstance(normal, generic.StreamObject) or "/BBox" not in normal:
        return False
    x1, y1, x2, y2 = (float(value) for value in normal["/BBox"])
    return x1 != x2 and y1 != y2 and _PAINTS.search(normal.data) is not None


def _box(node: generic.DictionaryObject) -> tuple[float, float, float, float] | None:
    if "/Rect" not in node:
        return None
    x1, y1, x2, y2 = (float(value) for value in node["/Rect"])
    return min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2)
