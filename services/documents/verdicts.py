"""What a job finds out about a file's signatures, and where it is kept."""

from datetime import datetime
from typing import Any

from sqlalchemy.dialects.postgresql import insert
from sqlmodel.ext.asyncio.session import AsyncSession

from services.documents.models.signing import FileVerdict
from services.worker import Job
from signing.errors import UnreadablePdf
from signing.facts import plain_facts
from signing.verdicts import Outcome
from storage.blobs.errors import BlobCorrupt, BlobMissing


async def verdict_of(job: Job, digest: str) -> dict[str, Any]:
    """What is wrong with the file is a verdict; only a store that does not answer is a failure."""
    try:
        pdf = await job.platform.blobs.get(digest)
        return _of_a_document(plain_facts(await job.platform.signing.verify(pdf, now=job.now)))
    except UnreadablePdf as error:
        return {"outcome": "invalid", "reason": error.reason, "signatures": []}
    except BlobCorrupt:
        return {"outcome": "invalid", "reason": "digest_mismatch", "signatures": []}
    except BlobMissing:
        return {"outcome": "undetermined", "reason": "not_examinable", "signatures": []}


def _of_a_document(facts: dict[str, Any]) -> dict[str, Any]:
    """A document without any signature is not valid (Decree 30, article 5)."""
    unsigned = facts["outcome"] == Outcome.UNSIGNED
    return {**facts, "outcome": Outcome.INVALID.value} if unsigned else facts


def require_seal_of(
    facts: dict[str, Any], seals: frozenset[str] | None, *, purpose: str = "seal"
) -> dict[str, Any]:
    """Valid signatures are not enough: the seal must be the sender's own (Decree 30, art. 32).

    Compared by certificate, since two agencies may bear one name. No `seals`: nothing to compare.
    """
    if facts["outcome"] != "valid" or seals is None:
        return facts
    used = {row["fingerprint"] for row in facts["signatures"] if row["purpose"] == purpose}
    if used & seals:
        return facts
    return {**facts, "outcome": "invalid", "reason": "seal_of_another_agency"}


async def keep_verdict(
    session: AsyncSession, *, digest: str, facts: dict[str, Any], now: datetime
) -> None:
    row = {"outcome": facts["outcome"], "verdict": facts, "at": now}
    await session.exec(
        insert(FileVerdict)
        .values(digest=digest, **row)
        .on_conflict_do_update(index_elements=["digest"], set_=row)
    )
