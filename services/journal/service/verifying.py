"""Verifying a journal from its tiles and public keys alone, as anybody outside the office can."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from services.journal.service.sources import Source
from storage.merkle.notes import Note, NoteMalformed, PublicKey, cosigned_at
from storage.merkle.tiles import (
    WIDTH,
    Edge,
    Tile,
    TileMissing,
    hashes_of,
    read_tile,
    tile_path,
    width_in,
)
from storage.merkle.tree import HASH_BYTES


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at; `holds` is None where it is only said."""

    what: str
    holds: bool | None
    said: str = ""

    @property
    def line(self) -> str:
        word = {True: "ok", False: "FAIL", None: "note"}[self.holds]
        return f"{word:5} {self.what:44} {self.said}".rstrip()


@dataclass(slots=True)
class Examined:
    """What was found, and the leaves that the newest checkpoint stands for."""

    findings: list[Finding] = field(default_factory=list)
    leaves: bytearray = field(default_factory=bytearray)
    notes: dict[int, Note] = field(default_factory=dict)

    def note(self, what: str, *, holds: bool | None, said: str = "") -> None:
        self.findings.append(Finding(what, holds, said))

    @property
    def size(self) -> int:
        return len(self.leaves) // HASH_BYTES

    def leaf(self, index: int) -> bytes:
        return bytes(self.leaves[index * HASH_BYTES : (index + 1) * HASH_BYTES])


async def examine(
    source: Source, *, key: PublicKey | None, witnesses: Sequence[PublicKey]
) -> Examined:
    """Signatures, roots and cosignatures of every checkpoint that is kept."""
    found = Examined()
    key = key or await _published_key(source, found)
    if key is None:
        return found
    for name in ("checkpoint", "cosigned", *map(_kept, await source.list_kept())):
        await _read_note(source, name, key, found)
    if not found.notes:
        found.note("checkpoint", holds=False, said="none is published")
        return found
    try:
        await _read_leaves(source, found)
    except TileMissing as error:
        found.note("tiles", holds=False, said=str(error))
    for witness in witnesses:
        _judge_witness(witness, found)
    if not witnesses:
        found.note("witnesses", holds=None, said="no witness's key was given")
    return found


def _kept(size: int) -> str:
    return f"checkpoints/{size}"


async def _published_key(source: Source, found: Examined) -> PublicKey | None:
    """For a first look: whoever rebuilt the log has published another key with it."""
    written = await source.read("key")
    if written is None:
        found.note("key", holds=False, said="none is published; give it with --key")
        return None
    key = PublicKey.parse(written.decode())
    found.note("key", holds=None, said=f"taken from the journal itself: {key.text}")
    return key


async def _read_note(source: Source, name: str, key: PublicKey, found: Examined) -> None:
    written = await source.read(name)
    if written is None:
        if name != "cosigned":
            found.note(name, holds=False, said="missing")
        return
    try:
        note = Note.parse(written.decode())
        checkpoint = note.checkpoint()
    except (NoteMalformed, UnicodeDecodeError) as error:
        found.note(name, holds=False, said=str(error))
        return
    signed = note.signed_by(key) is not None and checkpoint.origin == key.name
    found.note(f"{name}: signature", holds=signed, said=f"{checkpoint.size} leaves")
    other = found.notes.setdefault(checkpoint.size, note)
    if other.text != note.text:
        found.note(f"{name}: one head", holds=False, said=f"two roots for {checkpoint.size} leaves")
    found.notes[checkpoint.size] = other.joined_by(note.lines)


async def _read_leaves(source: Source, found: Examined) -> None:
    """Every leaf once, from the first: at each size that was signed its root must come out."""
    edge, size = Edge(), max(found.notes)
    for number in range((size + WIDTH - 1) // WIDTH):
        for leaf in hashes_of(await read_tile(source.read, (0, number), size)):
            full = edge.append(leaf)
            found.leaves += leaf
            for tile, data in full.items():
                await _compare_tile(source, tile, data)
            _judge_root(edge, found)
    for tile, data in edge.partial().items():
        if tile[0]:
            kept = await read_tile(source.read, tile, size)
            found.note(tile_path(tile, width_in(tile, size)), holds=kept == data)
    found.note("tiles", holds=True, said=f"{size} leaves")


async def _compare_tile(source: Source, tile: Tile, data: bytes) -> None:
    if tile[0] and await source.read(tile_path(tile)) != data:
        raise TileMissing(tile_path(tile))


def _judge_root(edge: Edge, found: Examined) -> None:
    note = found.notes.get(edge.size)
    if note is not None:
        same = note.checkpoint().root == edge.root()
        found.note(f"root of {edge.size} leaves", holds=same)


def _judge_witness(witness: PublicKey, found: Examined) -> None:
    """How much of the journal a witness has signed; that it signed nothing is no proof of harm."""
    signed = {size: line for size, note in found.notes.items() if (line := note.signed_by(witness))}
    if not signed:
        found.note(witness.name, holds=None, said="no checkpoint here is signed by it")
        return
    size = max(signed)
    said = f"{size} of {max(found.notes)} leaves, at {cosigned_at(signed[size]):%Y-%m-%d %H:%M}"
    found.note(f"{witness.name}: cosignature", holds=True, said=said)
