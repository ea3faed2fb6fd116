"""`journal/proof.json`: where the entries of the package stand in the log, for a stranger."""

from collections.abc import Sequence
from typing import Any

from storage.merkle.notes import Note, PublicKey, encode
from storage.sequencing.proving import Proven


def log_proof(
    proven: Sequence[Proven], *, key: PublicKey, witnesses: Sequence[PublicKey]
) -> dict[str, Any]:
    """One checkpoint for all; `index` is None for an entry that is not under it yet.

    The package of a document is itself an act, and the newest ones wait for the next checkpoint.
    """
    note = next((one.proof.note for one in proven if one.proof), None)
    return {
        "kind": "congvu-journal-proof-1",
        "key": key.text,
        "witnesses": _who_signed(note, witnesses),
        "checkpoint": str(note) if note else None,
        "entries": [
            {
                "text": one.text.decode(),
                "index": one.proof.index if one.proof else None,
                "path": [encode(part) for part in one.proof.path] if one.proof else [],
            }
            for one in proven
        ],
    }


def _who_signed(note: Note | None, witnesses: Sequence[PublicKey]) -> list[str]:
    return [key.text for key in witnesses if note and note.signed_by(key)]
