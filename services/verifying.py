"""Verification of files from the command line, with the same caps as in the service."""

import asyncio
import time
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from signing.errors import SigningError, SigningTimeout, UnreadablePdf, WorkerCrashed
from signing.facts import plain_facts
from signing.service import Signing
from signing.settings import SigningSettings
from signing.verdicts import Outcome, Verdict


@dataclass(frozen=True, slots=True)
class FileFindings:
    """The verdict on one file; `sentence` for people, `facts` for programs."""

    valid: bool
    sentence: str
    facts: dict[str, Any]


async def verify_files(
    files: list[Path], *, trust: tuple[Path, ...] = (), offline: bool = False, now: datetime
) -> list[FileFindings]:
    """`trust` names files of further roots; `offline` forbids every connection."""
    found = SigningSettings()
    settings = found.model_copy(
        update={
            "workers": 1,
            "trust_files": (*found.trust_files, *(path.resolve() for path in trust)),
            "offline": offline or found.offline,
        }
    )
    async with Signing(settings) as signing:
        return [await _verify(signing, path, now=now) for path in files]


async def _verify(signing: Signing, path: Path, *, now: datetime) -> FileFindings:
    started = time.monotonic()
    try:
        pdf = await asyncio.to_thread(path.read_bytes)
        verdict = await signing.verify(pdf, now=now)
    except (SigningError, OSError) as error:
        facts = {"verdict": "error", "integrity": "none", "signatures": [], "reasons": []}
        facts["reasons"] = [_code(error)]
        sentence = f"{path}: cannot be examined ({_code(error)})"
        valid = False
    else:
        facts, sentence = _facts(verdict), _sentence(path, verdict)
        valid = verdict.outcome is Outcome.VALID
    seconds = round(time.monotonic() - started, 3)
    return FileFindings(
        valid=valid, sentence=sentence, facts={"file": str(path), **facts, "seconds": seconds}
    )


def _facts(verdict: Verdict) -> dict[str, Any]:
    plain = plain_facts(verdict)
    reasons = plain["reasons"] or ([] if verdict.outcome is Outcome.VALID else [verdict.reason])
    return {
        "verdict": plain["outcome"],
        "integrity": plain["integrity"],
        "indication": plain["indication"],
        "sub_indication": plain["sub_indication"],
        "signatures": plain["signatures"],
        "reasons": reasons,
    }


def _code(error: SigningError | OSError) -> str:
    match error:
        case UnreadablePdf():
            return error.reason
        case SigningTimeout():
            return "too_slow"
        case WorkerCrashed():
            return "too_large"
        case OSError():
            return "not_readable"
    return type(error).__name__


def _sentence(path: Path, verdict: Verdict) -> str:
    signers = ", ".join(
        f"{row.signer or '?'} ({row.purpose}, {row.integrity})" for row in verdict.signatures
    )
    return f"{path}: {verdict.outcome} [{verdict.reason}] {signers or 'no signature'}"
