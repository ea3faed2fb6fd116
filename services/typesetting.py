"""The one file that imports typst: JSON data and a template in, a PDF out.

Only a synchronous function, since a compile is CPU-bound (5 to 40 ms for a few pages,
more for tables of many pages): from a coroutine, run it in a worker thread or process.
"""

import json
import re
import tempfile
import unicodedata
from bisect import bisect_left
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Literal

import typst

Standard = Literal["a-2b", "2.0"]
PDF_A: Standard = "a-2b"
# Without the promises of PDF/A: typst puts pages of other PDFs into such files only.
PLAIN_PDF: Standard = "2.0"
REPLACEMENT = "\N{WHITE SQUARE}"
# The fonts inside typst's wheel cover these ranges but for some letters; a character of any
# other script is replaced at once, since PDF/A forbids a character without a glyph.
_OUTSIDE = re.compile(
    "[^\n -\u024f\u0370-\u04ff\u1e00-\u1eff\u2010-\u2027\u2030-\u205e\u2070-\u27bf]"
)
# What is left has glyphs of its own in each style of the text font that templates use.
_BEYOND_VIETNAMESE = re.compile(
    "[^\n -~\u00a0-\u00ff\u0102\u0103\u0110\u0111\u0128\u0129\u0168\u0169"
    "\u01a0\u01a1\u01af\u01b0\u1ea0-\u1ef9–—‘’“”…•₫]"
)
# Longer than any Vietnamese word: an address or a mistake, which may break anywhere.
_ENDLESS_WORD = re.compile(r"(\S{50})(?=\S)")
_UNSHOWN = re.compile(r'the text `"(.+?)"` could not be displayed', re.DOTALL)
_ESCAPE = re.compile(r"\\u\{([0-9a-f]+)\}")
_ATTEMPTS = 20
_STREAM_ENDS_IN_CR = re.compile(rb"\r(?=\nendstream\nendobj)")


class TypesettingError(Exception):
    """A template and its data gave no PDF; `diagnostic` is what typst said."""

    def __init__(self, template: str, diagnostic: str) -> None:
        super().__init__(f"the template {template!r} could not be set: {diagnostic}")
        self.template = template
        self.diagnostic = diagnostic


def typeset(
    template: Path,
    data: Mapping[str, object],
    *,
    now: datetime,
    files: Mapping[str, bytes] | None = None,
    standard: Standard = PDF_A,
) -> bytes:
    """Set `data` (JSON-ready) with the template and return a PDF, as a rule a PDF/A-2b.

    `files` are pictures by name, which the template opens as "/<name>". `now` is the
    creation date written into the file; the same input gives the same bytes. Characters
    for which no font has a glyph become a white square. Raises TypesettingError.
    """
    shown = _mapped(data, _printable)
    for attempt in range(_ATTEMPTS + 1):
        try:
            return _compile(template, shown, now=now, files=files or {}, standard=standard)
        except typst.TypstError as error:
            unshown = _UNSHOWN.search(str(error))
            if unshown is None or attempt == _ATTEMPTS:
                raise TypesettingError(template.stem, str(error)) from error
            shown = _replaced(shown, unshown.group(1), last=attempt == _ATTEMPTS - 1)
    raise AssertionError("the last attempt returns or raises")


def _compile(
    template: Path, data: object, *, now: datetime, files: Mapping[str, bytes], standard: Standard
) -> bytes:
    with tempfile.TemporaryDirectory(prefix="typeset-") as folder:
        root = Path(folder)
        for name, content in files.items():
            (root / Path(name).name).write_bytes(content)
        main = root / "main.typ"
        main.write_bytes(template.read_bytes())
        pdf: bytes = typst.compile(
            main,
            root=root,
            ignore_system_fonts=True,
            sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
            pdf_standards=standard,
            timestamp=now.replace(microsecond=0),
        )
    # typst ends a file at "%%EOF" without a newline; an increment appended by a signature
    # would then break the spacing rules of ISO 19005-2 (6.1.2).
    return _with_clear_stream_ends(pdf) + b"\n"


def _mapped(value: object, change: Callable[[str], str]) -> object:
    """Return JSON-like data with every text changed; keys stay as they are."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, Mapping):
        return {key: _mapped(one, change) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_mapped(one, change) for one in value]
    return value


def _printable(text: str) -> str:
    """Drop control characters and the like, and let endless words break."""
    unwanted = {"Cc", "Cs", "Co", "Cn"}
    kept = (char for char in text if char == "\n" or unicodedata.category(char) not in unwanted)
    return _ENDLESS_WORD.sub("\\1\N{ZERO WIDTH SPACE}", "".join(kept))


def _replaced(data: object, unshown: str, *, last: bool) -> object:
    """Put squares for other scripts, then "?" for what typst names, at last for all signs."""
    if not last:
        named = _ESCAPE.sub(lambda match: chr(int(match[1], 16)), unshown)
        for change in (_narrowed, lambda text: text.replace(named, "?")):
            changed = _mapped(data, change)
            if changed != data:
                return changed
    return _mapped(
        data, lambda text: _BEYOND_VIETNAMESE.sub("?", unicodedata.normalize("NFC", text))
    )


def _narrowed(text: str) -> str:
    return _OUTSIDE.sub(REPLACEMENT, unicodedata.normalize("NFC", text))


def _with_clear_stream_ends(pdf: bytes) -> bytes:
    """Set CR LF, not LF alone, after stream data that happens to end in CR.

    A reader that looks for the end of the data, as PDF/A validators do, would otherwise
    take the last byte of the data for the line end and find /Length wrong (ISO 19005-2,
    6.1.7.1). About one file in a hundred has such a stream.
    """
    inserted = [match.end() for match in _STREAM_ENDS_IN_CR.finditer(pdf)]
    if not inserted:
        return pdf
    body, xref, table = pdf.rpartition(b"\nxref\n")

    def moved(match: re.Match[bytes]) -> bytes:
        offset = int(match.group())
        moved_to = offset + bisect_left(inserted, offset + 1)
        return b"%0*d" % (len(match.group()), moved_to)

    table = re.sub(rb"\d{10}(?= 00000 n)|(?<=startxref\n)\d+", moved, table)
    return _STREAM_ENDS_IN_CR.sub(b"\r\r", body) + xref + table
