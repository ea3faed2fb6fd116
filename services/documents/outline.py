"""Plain text to blocks, so that a document's body can be written as an outline.

Blocks are separated by empty lines. "I. ..." , "1. ..." and "a) ..." start headings, unless
the line ends like a sentence; lines with "- " or "+ " are bullets; lines with "|" are a table
whose second line gives the columns ("|--:|:-:|----|": alignment, and dashes as width) and
whose caption is a line "Bảng ..." right above; ">> ... <<" is a centred line. `*italic*` and
`**bold**` mark runs.
"""

import re
from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import Literal

from services.documents.administrative import (
    AdministrativeDocument,
    Block,
    Bullets,
    Column,
    Heading,
    Inline,
    Paragraph,
    Run,
    Table,
)

_LEVELS: tuple[tuple[Literal[1, 2, 3], re.Pattern[str]], ...] = (
    (1, re.compile(r"[IVX]+\. ")),
    (2, re.compile(r"\d+\. ")),
    (3, re.compile(r"[a-zđ]\) ")),
)
_MARKED = re.compile(r"(\*\*(?! ).+?\*\*|\*(?! ).+?\*)")
_BULLET = re.compile(r"([-+]) (.+)", re.DOTALL)
_CENTRED = re.compile(r">> (.+) <<")
_SENTENCE_ENDS = (".", ";", ":", ",")
_RULE = re.compile(r"\|(:?-+:?\|)+")


def document_from_outline(data: Mapping[str, object]) -> AdministrativeDocument:
    """Build a document from data whose blocks, also in `appendices`, are a `body` text."""
    appendices = data.get("appendices", ())
    if not isinstance(appendices, list | tuple):
        raise TypeError("appendices must be a list")
    parsed = [_with_blocks(one) for one in appendices]
    return AdministrativeDocument.model_validate(_with_blocks(data) | {"appendices": parsed})


def _with_blocks(data: Mapping[str, object]) -> dict[str, object]:
    rest = {key: value for key, value in data.items() if key != "body"}
    if "body" not in data:
        return rest
    return rest | {"blocks": parse_outline(str(data["body"]))}


def parse_outline(text: str) -> tuple[Block, ...]:
    """Return the blocks of an outline; any text gives some result, nothing is refused."""
    chunks = re.split(r"\n\s*\n", text.strip())
    return tuple(block for chunk in chunks if chunk.strip() for block in _blocks(chunk))


def inline(text: str) -> Inline:
    """Split "*...*" and "**...**" into runs; text without marks stays a string."""
    parts = [part for part in _MARKED.split(text) if part]
    if not parts or (len(parts) == 1 and not _MARKED.fullmatch(parts[0])):
        return text
    return tuple(_run(part) for part in parts)


def _run(part: str) -> Run:
    if not _MARKED.fullmatch(part):
        return Run(text=part)
    if part.startswith("**"):
        return Run(text=part[2:-2], style="bold")
    return Run(text=part[1:-1], style="italic")


def _blocks(chunk: str) -> Iterator[Block]:
    lines = [line.strip() for line in chunk.splitlines()]
    captioned = lines[0].startswith("Bảng")
    if _is_table(lines[captioned:]):
        yield _table(lines[captioned:], caption=lines[0] if captioned else None)
    elif _BULLET.match(lines[0]):
        yield from _bullets(lines)
    else:
        yield _heading_or_paragraph(" ".join(lines))


def _bullets(lines: list[str]) -> Iterator[Bullets]:
    items: list[tuple[str, str]] = []
    for line in lines:
        match = _BULLET.fullmatch(line)
        if match:
            items.append((match[1], match[2]))
        else:
            mark, text = items.pop()
            items.append((mark, f"{text} {line}"))
    for mark, group in groupby(items, key=lambda item: item[0]):
        yield Bullets(mark=mark, items=tuple(inline(text) for _, text in group))


def _heading_or_paragraph(line: str) -> Block:
    if centred := _CENTRED.fullmatch(line):
        return Paragraph(text=inline(centred[1]), align="center")
    for level, pattern in _LEVELS:
        if pattern.match(line) and not line.endswith(_SENTENCE_ENDS):
            return Heading(level=level, text=inline(line))
    return Paragraph(text=inline(line))


def _is_table(lines: list[str]) -> bool:
    return (
        len(lines) > 1
        and _RULE.fullmatch(lines[1]) is not None
        and len({line.strip("|").count("|") for line in lines}) == 1
    )


def _table(lines: list[str], *, caption: str | None) -> Table:
    titles, rules, *rows = ([cell.strip() for cell in line.strip("|").split("|")] for line in lines)
    columns = tuple(_column(*pair) for pair in zip(titles, rules, strict=True))
    body = tuple(tuple(inline(cell) for cell in row) for row in rows)
    return Table(columns=columns, rows=body, caption=caption)


def _column(title: str, rule: str) -> Column:
    centred = rule.startswith(":") and rule.endswith(":")
    align: Literal["left", "center", "right"] = "left"
    if centred:
        align = "center"
    elif rule.endswith(":"):
        align = "right"
    return Column(title=title, width=max(1, rule.count("-")), align=align)
