"""A verdict as plain values, for an API, a file or a database."""

import dataclasses
from datetime import datetime
from typing import Any

from signing.verdicts import Verdict


def plain_facts(verdict: Verdict) -> dict[str, Any]:
    """The verdict as JSON values: enumerations as text, times in ISO 8601."""
    facts = _plain(dataclasses.asdict(verdict))
    if not isinstance(facts, dict):
        raise TypeError("a verdict is a record")
    return facts


def _plain(value: object) -> object:
    if isinstance(value, dict):
        return {key: _plain(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    if isinstance(value, datetime):
        return value.isoformat()
    return str(value) if isinstance(value, str) else value
