"""A4 sheets of figures: sections of a picture, sentences and a table."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from services.typesetting import typeset

TEMPLATE = Path(__file__).parents[1] / "templates" / "figures.typ"


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """`widths`: shares of the width by column, 0: what it needs; `numbers`: columns set right."""

    title: str
    picture: str = ""
    notes: Sequence[str] = ()
    columns: Sequence[str] = ()
    rows: Sequence[Sequence[str]] = ()
    widths: Sequence[int] = ()
    numbers: Sequence[int] = ()

    @property
    def is_empty(self) -> bool:
        return not (self.picture or self.notes or self.rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """`pictures`: SVG by the name that sections call it; `page`: the word before its number."""

    title: str
    lines: Sequence[str]
    sections: Sequence[Section]
    pictures: Mapping[str, str]
    landscape: bool
    language: str
    page: str

    def typeset(self, *, now: datetime) -> bytes:
        """A PDF/A. CPU-bound and synchronous, see typesetting.py."""
        data = asdict(self)
        del data["pictures"]
        data["sections"] = [asdict(one) for one in self.sections if not one.is_empty]
        files = {name: svg.encode() for name, svg in self.pictures.items()}
        return typeset(TEMPLATE, data, now=now, files=files)
