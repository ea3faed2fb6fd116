"""An administrative document as data, laid out as Decree 30/2020/NĐ-CP, Appendix I asks.

What is empty until the clerk numbers the document (number, day, month) is set as a gap of
spaces: "Số:          /KH-UBND" and "ngày      tháng      năm 2024".
"""

import unicodedata
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from services.typesetting import typeset

TEMPLATE = Path(__file__).parent / "templates" / "administrative.typ"
NUMBER_GAP = " " * 10
DAY_GAP = " " * 6


def _composed(text: str) -> str:
    return unicodedata.normalize("NFC", text)


Text = Annotated[str, AfterValidator(_composed)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Run(_Part):
    """A piece of a line in one style; no bold italic, whose ờ and ừ the font lacks."""

    text: Text
    style: Literal["plain", "bold", "italic"] = "plain"


Inline = Text | tuple[Run, ...]


class Heading(_Part):
    """Level 1 is "I.", level 2 "1." (both bold), level 3 "a)" (upright)."""

    kind: Literal["heading"] = "heading"
    level: Literal[1, 2, 3]
    text: Inline


class Paragraph(_Part):
    """Justified with an indented first line, unless aligned otherwise."""

    kind: Literal["paragraph"] = "paragraph"
    text: Inline
    align: Literal["justify", "center", "right"] = "justify"


class Bullets(_Part):
    """Items each with the mark before it, indented like paragraphs."""

    kind: Literal["bullets"] = "bullets"
    items: tuple[Inline, ...]
    mark: Text = "-"


class Column(_Part):
    """`width` is a share of the table's width, in any unit."""

    title: Text
    width: float = Field(default=1, gt=0)
    align: Literal["left", "center", "right"] = "left"


class Table(_Part):
    """Rows have as many cells as there are columns; `size` is in points."""

    kind: Literal["table"] = "table"
    columns: tuple[Column, ...] = Field(min_length=1)
    rows: tuple[tuple[Inline, ...], ...]
    caption: Text | None = None
    size: float = Field(default=12, gt=0)


class Picture(_Part):
    """A PNG or JPEG; `width` in millimetres, `alt` is read aloud in its place."""

    kind: Literal["picture"] = "picture"
    file: str = Field(pattern=r"^[a-z0-9-]+\.(png|jpg)$")
    content: bytes = Field(repr=False)
    alt: Text
    width: float = Field(default=160, gt=0)


class Bar(_Part):
    """A share in percent, with a mark where it shall be."""

    label: Text
    value: float = Field(ge=0, le=100)
    target: float | None = Field(default=None, ge=0, le=100)
    text: Text


class Bars(_Part):
    """A chart; what it shows stands in a table as well."""

    kind: Literal["bars"] = "bars"
    caption: Text
    bars: tuple[Bar, ...] = Field(min_length=1)


Block = Annotated[
    Heading | Paragraph | Bullets | Table | Bars | Picture, Field(discriminator="kind")
]


class Appendix(_Part):
    """Starts a page of its own and numbers its pages from 1."""

    label: Text
    title: Text
    note: Text | None = None
    landscape: bool = False
    blocks: tuple[Block, ...]


class Signature(_Part):
    """`authority` lines, highest first ("TM. ...", "KT. ...", position); `gap` in mm."""

    authority: tuple[Text, ...]
    name: Text
    gap: float = 30


class AdministrativeDocument(_Part):
    """One document; `type_name` is None for a công văn, whose abstract becomes "V/v ...".

    A newline in `superior`, `agency` and `abstract` breaks the line. `mark` is the urgency
    mark in its red frame. `number` and `issued_on` stay None while they are not given yet.
    `secretary` signs minutes, left of the chair (appendix III, form 1.9).
    """

    type_name: Text | None
    abstract: Text
    symbol: Text
    superior: Text | None = None
    agency: Text
    place: Text
    year: int
    number: int | None = None
    issued_on: date | None = None
    mark: Text | None = None
    addressees: tuple[Text, ...] = ()
    blocks: tuple[Block, ...]
    receivers: tuple[Text, ...] = ()
    signature: Signature
    secretary: Signature | None = None
    appendices: tuple[Appendix, ...] = ()
    body_size: float = Field(default=14, ge=13, le=14)
    line_spacing: float = Field(default=1.15, ge=1, le=1.5)

    @property
    def number_line(self) -> str:
        """The line "Số: 05/KH-UBND", or the gap where the number will stand."""
        number = NUMBER_GAP if self.number is None else f" {self.number:02}"
        return f"Số:{number}/{self.symbol}"

    @property
    def date_line(self) -> str:
        """Place and date; days below 10 and the months 1 and 2 take a zero (II.4)."""
        if self.issued_on is None:
            return f"{self.place}, ngày{DAY_GAP}tháng{DAY_GAP}năm {self.year}"
        day, month = self.issued_on.day, self.issued_on.month
        month_text = f"{month:02}" if month in {1, 2} else str(month)
        return f"{self.place}, ngày {day:02} tháng {month_text} năm {self.issued_on.year}"

    @property
    def one_line_abstract(self) -> str:
        """The abstract as a register shows it."""
        return " ".join(self.abstract.split())

    def template_data(self) -> dict[str, object]:
        """Return the JSON-ready data that templates/administrative.typ expects."""
        data = self.model_dump(mode="json", exclude={"blocks", "appendices"})
        letter = self.type_name is None
        data |= {
            "number_line": self.number_line,
            "date_line": self.date_line,
            "title": f"{self.type_name or 'Công văn'} {self.one_line_abstract}",
            "author": " ".join(self.agency.split()),
            "keywords": [self.symbol],
            "about": f"V/v {self.abstract}" if letter else None,
            "blocks": [_block_data(block) for block in self.blocks],
            "appendices": [
                one.model_dump(mode="json", exclude={"blocks"})
                | {"blocks": [_block_data(block) for block in one.blocks]}
                for one in self.appendices
            ],
        }
        return data

    def pictures(self) -> dict[str, bytes]:
        """Return the contents of all pictures by file name."""
        return {one.file: one.content for one in self._all_blocks() if one.kind == "picture"}

    def _all_blocks(self) -> Iterator[Block]:
        yield from self.blocks
        for appendix in self.appendices:
            yield from appendix.blocks


def _block_data(block: Block) -> dict[str, object]:
    return block.model_dump(mode="json", exclude={"content"})


def typeset_administrative(document: AdministrativeDocument, *, now: datetime) -> bytes:
    """Return the document as PDF/A-2b. CPU-bound and synchronous, see typesetting.py."""
    return typeset(TEMPLATE, document.template_data(), now=now, files=document.pictures())
