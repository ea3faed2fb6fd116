"""The validation report as a PDF/A: Vietnamese, with a summary in English."""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml

from services.typesetting import typeset
from signing.verdicts import CertificateFacts, SignatureFacts, Verdict

_HERE = Path(__file__).parent
TEMPLATE = _HERE / "templates" / "report.typ"
WORDS = _HERE / "data" / "words.yaml"
_VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
_VI, _EN = 0, 1
_UNSIGNED = "unsigned"


@cache
def words() -> Mapping[str, Mapping[str, list[str]]]:
    """By kind and code: the sentence in Vietnamese and in English."""
    loaded: Mapping[str, Mapping[str, list[str]]] = yaml.safe_load(WORDS.read_text("utf-8"))
    return loaded


def typeset_report(verdict: Verdict, pdf: bytes, *, now: datetime) -> bytes:
    """Set the report; its place for a signature is empty. CPU-bound, see typesetting.py."""
    known = _UNSIGNED if verdict.reason == _UNSIGNED else verdict.outcome.value
    data = {
        "outcome": verdict.outcome.value,
        "vi": _summary(verdict, known, _VI),
        "en": _summary(verdict, known, _EN),
        "digest": hashlib.sha256(pdf).hexdigest(),
        "size": len(pdf),
        "at": _moment(now),
        # Without an indication over the file none of its signatures has been given one.
        "judged": verdict.indication is not None,
        "signatures": [_signature(one, _VI) for one in verdict.signatures],
        "signatures_en": [_signature(one, _EN) for one in verdict.signatures],
    }
    return typeset(TEMPLATE, data, now=now)


def _said(kind: str, code: str | None, language: int) -> str:
    """The sentence; a code without one is shown as it is."""
    return words()[kind].get(code or "", [code or ""] * 2)[language]


def _summary(verdict: Verdict, known: str, language: int) -> dict[str, str]:
    return {
        "outcome": _said("outcome", verdict.outcome, language),
        "reason": _said("reason", verdict.reason, language),
        "advice": _said("advice", known, language),
    }


def _signature(facts: SignatureFacts, language: int) -> dict[str, Any]:
    indication = _said("indication", facts.indication, language)
    if facts.sub_indication:
        indication += ": " + _said("sub_indication", facts.sub_indication, language)
    stamp = facts.timestamp
    return {
        "is_stamp": facts.is_document_timestamp,
        "purpose": _said("purpose", facts.purpose, language),
        "signer": facts.signer,
        "organisation": facts.organisation if facts.organisation != facts.signer else "",
        "signed_at": _moment(facts.signed_at),
        "authority": stamp.authority if stamp else "",
        "has_stamp": facts.has_timestamp,
        "integrity": _said("integrity", facts.integrity, language),
        "changed": _said("changed_after", facts.changed_after, language),
        "level": _said("level", facts.level, language),
        "indication": indication,
        "codes": " / ".join(filter(None, (facts.indication, facts.sub_indication))),
        "problems": [_said("reason", code, language) for code in facts.problems],
        "serial": facts.serial,
        "chain": [_certificate(one, language) for one in facts.chain],
    }


def _certificate(one: CertificateFacts, language: int) -> dict[str, Any]:
    told = one.revocation
    return {
        "subject": one.subject,
        "serial": one.serial,
        "from": _day(one.valid_from),
        "to": _day(one.valid_to),
        "is_anchor": one.is_anchor,
        "revoked_at": _moment(told.revoked_at) if told else "",
        "source": _said("source", told.source, language) if told else "",
        "origin": _said("origin", told.origin, language) if told else "",
        "at": _moment(told.at) if told else "",
    }


def _moment(value: datetime | None) -> str:
    return value.astimezone(_VIETNAM).strftime("%H:%M:%S %d/%m/%Y") if value else ""


def _day(value: datetime) -> str:
    return value.astimezone(_VIETNAM).strftime("%d/%m/%Y")
