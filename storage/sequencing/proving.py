"""The proof of a row: found in the database, put together from tiles without a transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from storage.blobs.port import BlobStore
from storage.journal import leaf_of_entry
from storage.merkle.notes import Note
from storage.merkle.proofs import InclusionProof
from storage.merkle.tiles import with_tiles
from storage.merkle.tree import consistency_proof, inclusion_proof, leaf_hash
from storage.sequencing.places import tile_fetcher
from storage.sequencing.repository import find_best, list_placed, note_of


@dataclass(frozen=True, slots=True)
class Placed:
    """A row as text, and where it stands under `note`; no index: it has no leaf in it yet."""

    entry_id: UUID
    text: bytes
    index: int | None
    note: Note | None
    signed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Proven:
    """A row with its proof, or with None where it is not in a checkpoint yet.

    `holds` is False where the row is not what was sequenced: then it was changed since.
    """

    entry_id: UUID
    text: bytes
    proof: InclusionProof | None

    @property
    def holds(self) -> bool | None:
        return self.proof.holds(leaf_hash(self.text)) if self.proof else None


async def place_entries(session: AsyncSession, entry_ids: Sequence[UUID]) -> list[Placed]:
    """Where these rows stand under one checkpoint that has them all, or as many as any has."""
    placed = await list_placed(session, entry_ids)
    indices = [leaf.index for _, leaf in placed if leaf]
    checkpoint = await find_best(session, least=max(indices) + 1) if indices else None
    if checkpoint is None and indices:  # the newest leaves are not signed yet
        checkpoint = await find_best(session, least=0)
    note = await note_of(session, checkpoint) if checkpoint else None
    size = checkpoint.size if checkpoint else 0
    return [
        Placed(entry.id, leaf_of_entry(entry), leaf.index, note, checkpoint.signed_at)
        if checkpoint and leaf and leaf.index < size
        else Placed(entry.id, leaf_of_entry(entry), None, None, None)
        for entry, leaf in placed
    ]


async def prove_entries(blobs: BlobStore, placed: Sequence[Placed]) -> list[Proven]:
    """Raises `TileMissing` where the store has lost what the proof is made of."""
    fetch = tile_fetcher(blobs)
    proven: list[Proven] = []
    for one in placed:
        proof = None
        if one.note is not None and one.index is not None:
            size = one.note.checkpoint().size
            build = partial(inclusion_proof, index=one.index, size=size)
            proof = InclusionProof(one.index, tuple(await with_tiles(fetch, size, build)), one.note)
        proven.append(Proven(one.entry_id, one.text, proof))
    return proven


async def prove_consistency(blobs: BlobStore, *, old: int, new: int) -> list[bytes]:
    return await with_tiles(tile_fetcher(blobs), new, partial(consistency_proof, old=old, new=new))
