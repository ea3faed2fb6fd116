"""What is published of the journal: hashes and signatures, no row and no name of a person."""

import re

from services.journal.errors import PartMissing, SizesRefused
from services.journal.schemas import ConsistencyRead
from storage.blobs.port import BlobStore
from storage.merkle.notes import Note, encode
from storage.merkle.tiles import TileMissing
from storage.sequencing.places import CHECKPOINT, FOLDER
from storage.sequencing.proving import prove_consistency

# Exactly the names that tlog-tiles has for hashes: what else lies in the folder stays there.
_TILE = re.compile(r"tile/[0-7]/(x[0-9]{3}/){0,5}[0-9]{3}(\.p/(25[0-5]|2[0-4]\d|1?[1-9]?\d))?")


async def read_part(blobs: BlobStore, name: str) -> bytes:
    """Raises `PartMissing`."""
    found = await blobs.find_named(f"{FOLDER}/{name}")
    if found is None:
        raise PartMissing(name)
    return found


async def read_tile(blobs: BlobStore, path: str) -> bytes:
    if not _TILE.fullmatch(path):
        raise PartMissing(path)
    return await read_part(blobs, path)


async def read_consistency(blobs: BlobStore, *, old: int, new: int) -> ConsistencyRead:
    """Between any two sizes up to that of the newest checkpoint. Raises `SizesRefused`."""
    newest = await blobs.find_named(CHECKPOINT)
    size = Note.parse(newest.decode()).checkpoint().size if newest else 0
    if not 0 <= old <= new <= size:
        raise SizesRefused(old, new)
    try:
        hashes = await prove_consistency(blobs, old=old, new=new)
    except TileMissing as error:
        raise PartMissing(error.path) from error
    return ConsistencyRead(old=old, new=new, hashes=[encode(one) for one in hashes])
