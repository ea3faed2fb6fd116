"""The proof of one line of a history: found in the transaction, put together after it."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from pydantic import BaseModel
from sqlmodel.ext.asyncio.session import AsyncSession

from services.errors import LineMissing
from services.history import Subject, has_line
from storage.blobs.port import BlobStore
from storage.merkle.notes import cosigned_at, encode
from storage.merkle.tree import leaf_hash
from storage.sequencing.proving import Placed, Proven, place_entries, prove_entries
from storage.sequencing.settings import JournalSettings


class ProofState(StrEnum):
    """`waiting`: not in a checkpoint yet; `changed`: the row is not the one that was sequenced."""

    PROVEN = "proven"
    WAITING = "waiting"
    CHANGED = "changed"


class CosignatureRead(BaseModel):
    witness: str
    at: datetime


class ProofRead(BaseModel):
    """`entry` is the act as the leaf has it, byte for byte; `proof` is a C2SP tlog-proof."""

    id: UUID
    state: ProofState
    entry: str
    leaf_hash: str
    index: int | None
    size: int | None
    root: str | None
    signed_at: datetime | None
    cosignatures: list[CosignatureRead]
    proof: str | None


async def find_line(session: AsyncSession, subjects: Sequence[Subject], entry_id: UUID) -> Placed:
    """Call it after the noun's door. Raises `LineMissing` for a line about something else."""
    if not await has_line(session, subjects, entry_id):
        raise LineMissing(entry_id)
    (placed,) = await place_entries(session, [entry_id])
    return placed


async def prove_line(blobs: BlobStore, settings: JournalSettings, placed: Placed) -> ProofRead:
    """Outside any transaction: the tiles may lie on another machine."""
    (proof,) = await prove_lines(blobs, settings, [placed])
    return proof


async def prove_lines(
    blobs: BlobStore, settings: JournalSettings, lines: Sequence[Placed]
) -> list[ProofRead]:
    """As above; tiles that several lines need are read once."""
    return [
        _read(placed, proven, settings)
        for placed, proven in zip(lines, await prove_entries(blobs, lines), strict=True)
    ]


def _read(placed: Placed, proven: Proven, settings: JournalSettings) -> ProofRead:
    checkpoint = proven.proof.note.checkpoint() if proven.proof else None
    return ProofRead(
        id=proven.entry_id,
        state=_state(proven),
        entry=proven.text.decode(),
        leaf_hash=leaf_hash(proven.text).hex(),
        index=proven.proof.index if proven.proof else None,
        size=checkpoint.size if checkpoint else None,
        root=encode(checkpoint.root) if checkpoint else None,
        signed_at=placed.signed_at,
        cosignatures=_cosignatures(proven, settings),
        proof=str(proven.proof) if proven.proof else None,
    )


def _state(proven: Proven) -> ProofState:
    if proven.holds is None:
        return ProofState.WAITING
    return ProofState.PROVEN if proven.holds else ProofState.CHANGED


def _cosignatures(proven: Proven, settings: JournalSettings) -> list[CosignatureRead]:
    """Those that hold, of the witnesses whose keys this office knows."""
    if proven.proof is None:
        return []
    signed = {key.name: proven.proof.note.signed_by(key) for key in settings.witness_keys.values()}
    return [
        CosignatureRead(witness=name, at=cosigned_at(line)) for name, line in signed.items() if line
    ]
