"""The answer as a page to read: PDF/A, in Vietnamese, its place for the seal left blank."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from auth.service import VIETNAM
from services.act_names import act_of
from services.journal.schemas import LineRead
from services.typesetting import typeset

_HERE = Path(__file__).parents[2]
TEMPLATE = _HERE / "templates" / "answer.typ"
WORDS = _HERE / "data" / "words.yaml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """The head of the page: what was asked, by whom, in which agency; SHA-256 of answer.json."""

    question: str
    filters: Mapping[str, str]
    agency: str
    auditor: str
    digest: str


@cache
def words() -> Mapping[str, Mapping[str, str]]:
    loaded: Mapping[str, Mapping[str, str]] = yaml.safe_load(WORDS.read_text("utf-8"))
    return loaded


def typeset_answer(
    printed: Printed, lines: Sequence[LineRead], proof: Mapping[str, Any] | None, *, now: datetime
) -> bytes:
    """CPU-bound, see typesetting.py. `proof` is `journal/proof.json`, which has the checkpoint."""
    checkpoint = (proof or {}).get("checkpoint") or ""
    at = now.astimezone(VIETNAM)
    data = {
        "agency": printed.agency.upper(),
        "title": words()["question"][printed.question],
        "filters": [
            {"name": words()["filter"][name], "value": _value(name, value)}
            for name, value in printed.filters.items()
        ],
        "auditor": printed.auditor,
        "day": {"day": f"{at:%d}", "month": f"{at:%m}", "year": f"{at:%Y}"},
        "at": f"{at:%H:%M:%S %d/%m/%Y}",
        "checkpoint": checkpoint.split("\n\n")[0].split("\n") if checkpoint else [],
        "lines": [_line(line) for line in lines],
        "digest": printed.digest,
    }
    return typeset(TEMPLATE, data, now=now)


def _value(name: str, value: str) -> str:
    if name == "act":
        return act_of(value)
    return words()["finding"].get(value, value) if name == "finding" else value


def _line(line: LineRead) -> dict[str, str]:
    noun = words()["noun"].get(line.subject_type, line.subject_type)
    return {
        "at": line.at.astimezone(VIETNAM).strftime("%H:%M:%S %d/%m/%Y"),
        "what": "; ".join(words()["finding"].get(one, one) for one in line.findings),
        "act": act_of(line.act) if line.act else "",
        "who": ", ".join(filter(None, (line.full_name, line.position))) or words()["who"]["system"],
        "for": line.on_behalf_of or "",
        "record": f"{noun} {line.subject_name or line.subject_id}",
        "agency": line.agency_name or "",
        "facts": _facts(line),
    }


def _facts(line: LineRead) -> str:
    """Of a number, what is wrong with it; an entry's own words are in answer.json."""
    parts = [", ".join(line.facts.get("missing") or ())] if "missing" in line.findings else []
    if "earlier_date" in line.findings:
        parts.append(f"{line.facts.get('day')} < {line.facts.get('latest_day')}")
    return "; ".join(filter(None, parts))
