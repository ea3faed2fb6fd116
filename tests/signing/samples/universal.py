"""Universal signature forgery: a signature that holds nothing to check must not hold.

Mladenov and others, "1 Trillion Dollar Refund", CCS 2019, table 1: Contents or ByteRange
missing, empty, null, zero or nonsense.
"""

import re
from collections.abc import Callable

from tests.signing.samples.paper import Paper
from tests.signing.samples.scenes import SCENES, Scene
from tests.signing.samples.table import Expected, add

_CONTENTS = re.compile(rb"/Contents <[0-9a-f]+>")
_RANGE = re.compile(rb"/ByteRange \[[0-9 ]+\]")

_OF_CONTENTS = {
    "missing": b"",
    "null": b"/Contents null",
    "empty": b"/Contents <>",
    "zero_byte": b"/Contents <00>",
    "text": b"/Contents ()",
    "number": b"/Contents 0",
    "nonsense": b"/Contents <4d616c6c6f7279>",
    "dangling": b"/Contents 9999 0 R",
    "empty_sequence": b"/Contents <3000>",
    "no_value": b"/Contents ",
    "misspelt": b"/Contants <3000>",
}
_OF_RANGE = {
    "missing": b"",
    "null": b"/ByteRange null",
    "empty": b"/ByteRange []",
    "number": b"/ByteRange 0",
    "nulls": b"/ByteRange [null null null null]",
    "zeros": b"/ByteRange [0 0 0 0]",
    "negative": b"/ByteRange [0 -1 -1 -1]",
    "minus_start": b"/ByteRange [-100 200 300 400]",
    "names": b"/ByteRange [/a /b /c /d]",
    "one": b"/ByteRange [0]",
    "two": b"/ByteRange [0 1000]",
    "three": b"/ByteRange [0 1000 2000]",
    "fractions": b"/ByteRange [0.5 10.5 100.5 10.5]",
    "beyond": b"/ByteRange [0 99999999999 99999999999 99999999999]",
    "dangling": b"/ByteRange 9999 0 R",
    "no_value": b"/ByteRange ",
    "text": b"/ByteRange (0 10 20 30)",
}


def padded(found: bytes, wanted: bytes) -> bytes:
    """Keep every other byte of the file where it is."""
    return wanted + b" " * (len(found) - len(wanted))


def forge(paper: Paper, pattern: re.Pattern[bytes], wanted: bytes) -> Paper:
    """Exchange the newest match, without moving anything."""
    match = list(pattern.finditer(paper.data))[-1]
    new = padded(match[0], wanted)
    return Paper(paper.data[: match.start()] + new + paper.data[match.end() :])


def contents(scene: Scene, wanted: bytes) -> Paper:
    """Forge Contents."""
    return forge(scene.signed(), _CONTENTS, wanted)


def byte_range(scene: Scene, wanted: bytes) -> Paper:
    """Forge ByteRange."""
    return forge(scene.signed(), _RANGE, wanted)


def signature_emptied(scene: Scene, wanted: bytes) -> Paper:
    """Leave the field signed with a dictionary that holds neither."""
    del wanted
    both = forge(scene.signed(), _CONTENTS, b"")
    return forge(both, _RANGE, b"")


def _register() -> None:
    kinds: tuple[tuple[Callable[[Scene, bytes], Paper], dict[str, bytes]], ...] = (
        (contents, _OF_CONTENTS),
        (byte_range, _OF_RANGE),
        (signature_emptied, {"both": b""}),
    )
    for maker, variants in kinds:
        for place, (name, wanted) in enumerate(variants.items()):
            # Every variant once or twice; together they meet every scene.
            for scene in dict.fromkeys((SCENES[place % len(SCENES)], SCENES[0])):
                make = _bound(maker, scene, wanted)
                add(maker, Expected.ALTERED, make, suffix=f"{name}-{scene.name}")


def _bound(
    maker: Callable[[Scene, bytes], Paper], scene: Scene, wanted: bytes
) -> Callable[[], Paper]:
    return lambda: maker(scene, wanted)


_register()
