"""Verification of any PDF, synchronous: for a worker process and for the command line."""

import asyncio
from datetime import datetime

from signing.pades.examination import examine
from signing.policy import judge
from signing.revocation.client import RevocationClient
from signing.trust import TrustMaterial
from signing.verdicts import Verdict


def verify_pdf(
    pdf: bytes, *, trust: TrustMaterial, now: datetime, client: RevocationClient | None = None
) -> Verdict:
    """Judge every signature of ``pdf`` as of ``now`` (with time zone).

    Without ``client`` nothing is fetched: revocation data comes from the file and ``trust``.

    Takes seconds and hundreds of megabytes on hostile files: give it a process of its
    own with limits, never the request loop. Must not be called where an event loop runs.

    Raises:
        UnreadablePdf, EncryptedPdf: the file cannot be examined at all.
    """
    examined = asyncio.run(examine(pdf, trust=trust, now=now, client=client))
    return judge(examined.signatures, covers_whole_file=examined.covers_whole_file)
