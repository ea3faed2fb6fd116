"""What each measure counts, in the words a page shows, and which record counts.

A register gives every record one `reason`; those in `counted` put it in the numerator.
"""

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from services.statistics.registers import Register

DEFINITIONS = Path(__file__).parent / "data" / "definitions.yaml"


class Noun(StrEnum):
    """What a piece of evidence is."""

    DOCUMENT = "document"
    DELIVERY = "delivery"
    INCOMING = "incoming"
    TASK = "task"
    WORK_FILE = "work_file"
    PERSON = "person"
    MEETING = "meeting"
    REPORT = "report"
    INSPECTION = "inspection"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """A definition in one language, part by part. `time`: the day a record is counted by."""

    numerator: str
    denominator: str
    time: str
    excluded: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """`counted`: the reasons of the numerator; `provisional`: those that may still become one."""

    register: Register
    noun: Noun
    version: int
    counted: frozenset[str]
    provisional: frozenset[str]
    wording_vi: Wording
    wording_en: Wording

    @property
    def vi(self) -> str:
        said = self.wording_vi
        return (
            f"Tử số: {said.numerator}. Mẫu số: {said.denominator}. "
            f"Tính theo: {said.time} (giờ Việt Nam). Loại trừ: {said.excluded}."
        )

    @property
    def en(self) -> str:
        said = self.wording_en
        return (
            f"Numerator: {said.numerator}. Denominator: {said.denominator}. "
            f"Counted by: {said.time} (Vietnam time). Excluded: {said.excluded}."
        )


REPORTED_VI = (
    "Tử số và mẫu số do từng cơ quan báo cáo đúng kỳ này, người đứng đầu ký số, cơ quan tổng hợp "
    "chấp nhận; số của địa bàn là tổng tử số trên tổng mẫu số."
)
REPORTED_EN = (
    "Both numbers are reported by each agency for this very period, signed by its head and "
    "accepted by the office that consolidates; the whole is their sums."
)


def definition_of(measure: str | None, *, version: int | None = None) -> Definition | None:
    """The definition, if this system computes the measure; None for `version`: today's."""
    known = known_definitions().get(measure, []) if measure else []
    return next((one for one in known if version in {None, one.version}), None)


@cache
def known_definitions() -> dict[str, list[Definition]]:
    """By measure, today's first; `before` are the versions that it replaced."""
    rows: dict[str, Any] = yaml.safe_load(DEFINITIONS.read_text(encoding="utf-8"))
    return {
        measure: [_definition(one) for one in (row, *row.get("before", ()))]
        for measure, row in rows.items()
    }


def _definition(row: dict[str, Any]) -> Definition:
    return Definition(
        register=Register(row["register"]),
        noun=Noun(row["noun"]),
        version=row["version"],
        counted=frozenset(row["counted"]),
        provisional=frozenset(row["provisional"]),
        wording_vi=_wording(row, "vi"),
        wording_en=_wording(row, "en"),
    )


def _wording(row: dict[str, Any], language: str) -> Wording:
    return Wording(
        numerator=row[f"numerator_{language}"],
        denominator=row[f"denominator_{language}"],
        time=row[f"time_{language}"],
        excluded=row[f"excluded_{language}"],
    )
