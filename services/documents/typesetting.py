"""The one file that imports typst: JSON data and a template in, a PDF/A-2b out.

Only a synchronous function, since a compile is CPU-bound (5 to 40 ms for a few pages,
more for tables of many pages): from a coroutine, run it in a worker thread or process.
"""

import json
import re
import tempfile
import unicodedata
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

import typst

TEMPLATES = Path(__file__).parent / "templates"
REPLACEMENT = "\N{WHITE SQUARE}"
# The fonts inside typst's wheel cover Latin, Greek, Cyrillic and the usual signs; what lies
# beyond is replaced, since PDF/A forbids a character without a glyph.
_OUTSIDE = re.compile("[^\t\n -\u058f\u1e00-\u2bff]")
_UNSHOWN = re.compile(r'the text `"(.+?)"` could not be displayed', re.DOTALL)
_ATTEMPTS = 20


class TypesettingError(Exception):
    """A template and its data gave no PDF; `diagnostic` is what typst said."""

    def __init__(self, template: str, diagnostic: str) -> None:
        super().__init__(f"the template {template!r} could not be set: {diagnostic}")
        self.template = template
        self.diagnostic = diagnostic


def typeset(
    template: str,
    data: Mapping[str, object],
    *,
    now: datetime,
    files: Mapping[str, bytes] | None = None,
) -> bytes:
    """Set `data` (JSON-ready) with `templates/<template>.typ` and return a PDF/A-2b.

    `files` are pictures by name, which the template opens as "/<name>". `now` is the
    creation date written into the file; the same input gives the same bytes. Characters
    for which no font has a glyph become a white square. Raises TypesettingError.
    """
    text = _without_controls(json.dumps(data, ensure_ascii=False))
    for _ in range(_ATTEMPTS):
        try:
            return _compile(template, text, now=now, files=files or {})
        except typst.TypstError as error:
            replaced = _replace_unshown(text, str(error))
            if replaced == text:
                raise TypesettingError(template, str(error)) from error
            text = replaced
    raise TypesettingError(template, "too many characters without a glyph")


def _compile(template: str, text: str, *, now: datetime, files: Mapping[str, bytes]) -> bytes:
    with tempfile.TemporaryDirectory(prefix="typeset-") as folder:
        root = Path(folder)
        for name, content in files.items():
            (root / Path(name).name).write_bytes(content)
        main = root / "main.typ"
        main.write_bytes((TEMPLATES / f"{template}.typ").read_bytes())
        pdf: bytes = typst.compile(
            main,
            root=root,
            ignore_system_fonts=True,
            sys_inputs={"data": text},
            pdf_standards="a-2b",
            timestamp=now,
        )
    # typst ends a file at "%%EOF" without a newline; an increment appended by a signature
    # would then break the spacing rules of ISO 19005-2 (6.1.2).
    return pdf + b"\n"


def _without_controls(text: str) -> str:
    unwanted = {"Cc", "Cs", "Co"}
    return "".join(
        char for char in text if char == "\n" or unicodedata.category(char) not in unwanted
    )


def _replace_unshown(text: str, message: str) -> str:
    """Put the replacement for what typst could not show: first by range, then one by one."""
    match = _UNSHOWN.search(message)
    if match is None:
        return text
    narrowed = _OUTSIDE.sub(REPLACEMENT, text)
    return narrowed if narrowed != text else text.replace(match.group(1), REPLACEMENT)
