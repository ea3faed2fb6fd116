"""Walking the form of a file field by field, so that a broken field hides no other."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pyhanko.pdf_utils import generic

from signing.errors import UnreadablePdf

#: Forms with more fields or deeper nesting than this are hostile.
MOST_FIELDS = 20_000


@dataclass(frozen=True, kw_only=True)
class FormField:
    """One field; ``dictionary`` is None when it cannot be read."""

    name: str
    kind: str
    dictionary: generic.DictionaryObject | None

    @property
    def is_filled_signature(self) -> bool:
        """Whether it is a signature field with something in it, or may be one."""
        return self.dictionary is None or (self.kind == "/Sig" and "/V" in self.dictionary)


def walk_fields(root: generic.DictionaryObject) -> Iterator[FormField]:
    """Yield every named field of the document catalogue ``root``.

    Raises:
        UnreadablePdf: the form itself is broken, or endless.
    """
    waiting = [(one, "", "") for one in _top_fields(root)]
    visited: set[int] = set()
    seen = 0
    while waiting:
        reference, prefix, kind = waiting.pop()
        if isinstance(reference, generic.IndirectObject):
            # Listed twice, or among its own kids: a field is still one field.
            if reference.idnum in visited:
                continue
            visited.add(reference.idnum)
        seen += 1
        if seen > MOST_FIELDS:
            raise UnreadablePdf("broken_form")
        try:
            field, kids = _read(reference, prefix, kind)
        except Exception:  # noqa: BLE001 - hostile fields raise errors of a dozen kinds
            yield FormField(name=prefix, kind="", dictionary=None)
            continue
        if field is not None:
            yield field
            waiting.extend((kid, field.name, field.kind) for kid in kids)


def _top_fields(root: generic.DictionaryObject) -> list[generic.PdfObject]:
    try:
        return list(root["/AcroForm"].get("/Fields", ())) if "/AcroForm" in root else []
    except Exception as error:
        raise UnreadablePdf("broken_form") from error


def _read(
    reference: generic.PdfObject, prefix: str, kind: str
) -> tuple[FormField | None, Iterable[generic.PdfObject]]:
    field = reference.get_object()  # type: ignore[no-untyped-call]
    if not isinstance(field, generic.DictionaryObject):
        raise TypeError(field)
    if "/T" not in field and prefix:
        return None, ()  # Only the widget of the field above.
    name = ".".join(filter(None, (prefix, str(field.get("/T", "")))))
    kids = list(field.get("/Kids", ()))
    return FormField(name=name, kind=str(field.get("/FT", kind)), dictionary=field), kids
