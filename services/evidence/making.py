"""Taking signed files apart, proving journal entries, signing the manifest: outside transactions.

What every package that leaves the house has in common.
"""

import logging
from collections.abc import Sequence
from datetime import datetime

from services.evidence.contents import MANIFEST, MANIFEST_SIGNATURE, Files, Proven
from services.evidence.log import log_proof
from signing.errors import KeyMissing, KeyRefused
from signing.service import Signing
from storage.blobs.port import BlobStore
from storage.merkle.notes import PublicKey
from storage.merkle.tiles import TileMissing
from storage.sequencing.places import KEY
from storage.sequencing.proving import Placed, prove_entries

log = logging.getLogger(__name__)


async def prove_file(signing: Signing, pdf: bytes, *, now: datetime) -> Proven:
    return Proven(
        pdf=pdf,
        parts=await signing.take_apart(pdf, now=now),
        verdict=await signing.verify(pdf, now=now),
    )


async def prove_log(
    blobs: BlobStore, placed: Sequence[Placed], witnesses: Sequence[PublicKey]
) -> dict[str, object] | None:
    """None before the first checkpoint, and where the store has lost tiles (see its alarm)."""
    key = await blobs.find_named(KEY)
    if key is None:
        return None
    try:
        proven = await prove_entries(blobs, placed)
    except TileMissing:
        log.exception("a package without the journal's proof")
        return None
    return log_proof(proven, key=PublicKey.parse(key.decode()), witnesses=witnesses)


async def sign_manifest(signing: Signing, files: Files, *, now: datetime) -> Files:
    """With the system's key; without one it stays unsigned, and the verifying script says so."""
    try:
        signature = await signing.sign_detached(files[MANIFEST], now=now)
    except (KeyMissing, KeyRefused) as error:
        log.warning("a package without a signature: %r", error)
        return files
    return {**files, MANIFEST_SIGNATURE: signature}
