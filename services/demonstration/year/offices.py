"""Who does what in the offices of the year, and what their letters say."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from auth.actor import Actor
from auth.service import VIETNAM
from services.demonstration.directory import DIRECTORY
from services.demonstration.flow import CLERK, DRAFTER, REVIEWER
from services.demonstration.year.planning.letters import DISTRICT, Letter
from services.documents.administrative import AdministrativeDocument
from services.documents.outline import document_from_outline

_LETTERS = Path(__file__).with_name("letters.yaml")
_VICE_CHAIRMAN = "phochutich.huyen"


@dataclass(frozen=True, slots=True)
class Office:
    """The accounts that do the work of one agency; `leader` also signs."""

    official: str
    reviewer: str
    leader: str
    clerk: str


@cache
def office_of(code: str) -> Office:
    if code == DISTRICT:
        return Office(DRAFTER, REVIEWER, _VICE_CHAIRMAN, CLERK)
    plan = yaml.safe_load(DIRECTORY.read_text(encoding="utf-8"))
    name = next(row["account"] for row in plan["agencies"] if row["code"] == code)
    return Office(f"canbo.{name}", f"chutich.{name}", f"chutich.{name}", f"vanthu.{name}")


@cache
def texts() -> Mapping[str, Any]:
    return dict(yaml.safe_load(_LETTERS.read_text(encoding="utf-8")))


def topic_of(number: int) -> str:
    topics: list[str] = texts()["topics"]
    return topics[number % len(topics)]


def write_letter(letter: Letter, signer: Actor) -> tuple[str, AdministrativeDocument]:
    """The code of its type, and the letter laid out for signature."""
    subjects = texts()["district" if letter.sender == DISTRICT else "commune"]
    subject = subjects[letter.subject % len(subjects)]
    words = {
        "topic": topic_of(letter.topic),
        "month": letter.day.month,
        "year": letter.day.year,
        "agency": signer.agency_name,
    }
    kind, code = subject["type_name"], subject["type_code"]
    place = signer.agency_name.removeprefix("Ủy ban nhân dân ")
    vice = signer.position.startswith("Phó")
    document = document_from_outline(
        {
            "type_name": kind,
            "abstract": subject["abstract"].format(**words),
            "symbol": f"{code}-UBND" if kind else "UBND-VP",
            "agency": f"ỦY BAN NHÂN DÂN\n{place.upper()}",
            "place": place.partition(" ")[2],
            "year": letter.day.year,
            "addressees": () if kind else ("Các cơ quan, đơn vị, địa phương có liên quan.",),
            "body": texts()["body"].format(**words),
            "receivers": ("Như trên;", "Lưu: VT."),
            "signature": {
                "authority": (
                    "TM. ỦY BAN NHÂN DÂN",
                    *(("KT. CHỦ TỊCH",) if vice else ()),
                    signer.position.upper(),
                ),
                "name": signer.full_name,
            },
        }
    )
    return code, document


def at(day: date, moment: time) -> datetime:
    """A time of day in Vietnam."""
    return datetime.combine(day, moment, VIETNAM).astimezone(UTC)
