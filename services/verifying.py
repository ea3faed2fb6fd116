"""Verification of files from the command line, with the same caps as in the service."""

import asyncio
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from signing.errors import SigningError
from signing.facts import plain_facts
from signing.service import Signing
from signing.settings import SigningSettings
from signing.verdicts import Outcome


@dataclass(frozen=True, slots=True)
class FileFindings:
    """The verdict on one file; `sentence` for people, `facts` for programs."""

    valid: bool
    sentence: str
    facts: dict[str, Any]


async def verify_files(files: list[Path], *, now: datetime) -> list[FileFindings]:
    async with Signing(SigningSettings()) as signing:
        return [await _verify(signing, path, now=now) for path in files]


async def _verify(signing: Signing, path: Path, *, now: datetime) -> FileFindings:
    pdf = await asyncio.to_thread(path.read_bytes)
    try:
        verdict = await signing.verify(pdf, now=now)
    except SigningError as error:
        facts = {"file": str(path), "outcome": "invalid", "reason": str(error), "signatures": []}
        return FileFindings(
            valid=False, sentence=f"{path}: cannot be examined ({error})", facts=facts
        )
    facts = {"file": str(path), **plain_facts(verdict)}
    signers = ", ".join(
        f"{row.signer or '?'} ({row.purpose}{', intact' if row.intact else ', CHANGED'})"
        for row in verdict.signatures
    )
    sentence = f"{path}: {verdict.outcome} [{verdict.reason}] {signers or 'no signature'}"
    return FileFindings(valid=verdict.outcome is Outcome.VALID, sentence=sentence, facts=facts)
