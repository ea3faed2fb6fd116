"""Whether two PDF values mean the same, however they are written down."""

from decimal import Decimal
from typing import cast

from pyhanko.pdf_utils import generic

from signing.pades.changes.revisions import Revision

#: Values nested deeper than this are hostile, and count as different.
DEEPEST = 40
_NUMBERS = (int, float, Decimal)
#: How a stream is packed says nothing about what is in it.
_PACKING = {"/Length", "/Filter", "/DecodeParms", "/DL"}


class Comparison:
    """Compares values of two revisions; a reference equals one to the same number.

    The objects behind equal references are judged by their own numbers, so that no
    graph is walked: what became of each number is asked elsewhere.
    """

    def __init__(self, earlier: Revision, later: Revision) -> None:
        self._earlier = earlier
        self._later = later

    def same(self, old: object, new: object, *, depth: int = 0) -> bool:
        """Whether both mean the same; a missing value equals null."""
        if depth > DEEPEST:
            return False
        old_is, new_is = (isinstance(one, generic.IndirectObject) for one in (old, new))
        if old_is and new_is:
            one = cast("generic.IndirectObject", old)
            other = cast("generic.IndirectObject", new)
            if (one.idnum, one.generation) == (other.idnum, other.generation):
                return True
        if old_is or new_is:
            # Written out where it was referred to, or the other way round.
            old, new = self._earlier.resolve(old), self._later.resolve(new)
        return self._same_values(old, new, depth)

    def _same_values(self, old: object, new: object, depth: int) -> bool:
        if _is_null(old) or _is_null(new):
            return _is_null(old) and _is_null(new)
        if isinstance(old, generic.StreamObject) or isinstance(new, generic.StreamObject):
            return self._same_streams(old, new, depth)
        if isinstance(old, generic.DictionaryObject):
            return isinstance(new, generic.DictionaryObject) and not self.differing(
                old, new, depth=depth
            )
        if isinstance(old, generic.ArrayObject):
            return self._same_arrays(old, new, depth)
        return _same_scalars(old, new)

    def differing(
        self, old: generic.DictionaryObject, new: generic.DictionaryObject, *, depth: int = 0
    ) -> set[str]:
        """Keys whose values are not the same in both."""
        keys = {str(key) for key in (*old.keys(), *new.keys())}
        return {key for key in keys if not self.same(raw(old, key), raw(new, key), depth=depth + 1)}

    def _same_arrays(self, old: generic.ArrayObject, new: object, depth: int) -> bool:
        if not isinstance(new, generic.ArrayObject) or len(old) != len(new):
            return False
        pairs = zip(items(old), items(new), strict=True)
        return all(self.same(one, other, depth=depth + 1) for one, other in pairs)

    def _same_streams(self, old: object, new: object, depth: int) -> bool:
        if not isinstance(old, generic.StreamObject) or not isinstance(new, generic.StreamObject):
            return False
        differing = self.differing(old, new, depth=depth)
        if not differing and old.encoded_data == new.encoded_data:
            return True
        return differing <= _PACKING and bool(old.data == new.data)


def raw(dictionary: generic.DictionaryObject, key: str) -> object:
    """Return the value as it is written, a reference as a reference; None where none is."""
    return dictionary.raw_get(key) if key in dictionary else None


def items(array: generic.ArrayObject) -> list[object]:
    """Return the values as they are written."""
    return [array.raw_get(index) for index in range(len(array))]


def _is_null(value: object) -> bool:
    return value is None or isinstance(value, generic.NullObject)


def _same_scalars(old: object, new: object) -> bool:
    if isinstance(old, _NUMBERS) and not isinstance(old, generic.BooleanObject):
        # 595 and 595.0 are one number.
        return isinstance(new, _NUMBERS) and Decimal(old) == Decimal(new)
    if _is_string(old) and _is_string(new):
        return _octets(old) == _octets(new)
    return type(old) is type(new) and bool(old == new)


def _is_string(value: object) -> bool:
    return isinstance(value, generic.TextStringObject | generic.ByteStringObject)


def _octets(value: object) -> bytes:
    if isinstance(value, generic.TextStringObject):
        return str(value).encode("utf-16-be", "surrogatepass")
    return bytes(cast("bytes", value))
