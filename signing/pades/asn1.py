"""A mend of asn1crypto 1.5.1, in effect once this is imported.

It takes every length whose last octet is 0x80 (128 bytes, 384, 640 ...) for an indefinite one and
encodes the value anew, which changes bytes that were signed if they are not DER. Where a default
was left out, as in every signing certificate attribute, each level does so twice: one signature
in ten took eight seconds of a processor instead of a twentieth of one.
"""

from collections.abc import Callable
from typing import Any

from asn1crypto import core  # type: ignore[import-untyped]

_INDEFINITE = b"\x80"
#: The classes that ask the question, each in its own ``dump``.
_ASKING = (core.Asn1Value, core.Choice, core.Primitive, core.Sequence, core.SequenceOf)


def _mended(dump: Callable[..., bytes]) -> Callable[..., bytes]:
    def dump_as_it_is(self: Any, force: bool = False) -> bytes:  # noqa: FBT001, FBT002 - asn1crypto's
        """Encode; a length is indefinite only where the end-of-contents octets follow."""
        if not self._trailer and (self._header or b"").endswith(_INDEFINITE):
            self._header = None  # made again from the contents, which stay as they are
        return dump(self, force=force)

    return dump_as_it_is


for _kind in _ASKING:
    _kind.dump = _mended(_kind.dump)
