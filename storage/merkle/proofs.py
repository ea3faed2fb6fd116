"""A proof that stands alone, as C2SP tlog-proof writes it: index, path, checkpoint."""

from dataclasses import dataclass

from storage.merkle.notes import Note, NoteMalformed, decode, encode
from storage.merkle.tree import HASH_BYTES, verify_inclusion

_FIRST = "c2sp.org/tlog-proof@v1"
MOST_HASHES = 63


@dataclass(frozen=True, slots=True)
class InclusionProof:
    """That a leaf stands at `index` of the log that `note` is the checkpoint of."""

    index: int
    path: tuple[bytes, ...]
    note: Note

    def __str__(self) -> str:
        hashes = "".join(f"{encode(one)}\n" for one in self.path)
        return f"{_FIRST}\nindex {self.index}\n{hashes}\n{self.note}"

    @staticmethod
    def parse(written: str) -> "InclusionProof":
        head, gap, note = written.partition("\n\n")
        first, _, rest = head.partition("\n")
        index, *hashes = rest.split("\n")
        number = index.removeprefix("index ")
        if first != _FIRST or not gap or not number.isdecimal() or len(hashes) > MOST_HASHES:
            raise NoteMalformed("not a proof of inclusion")
        path = tuple(decode(one) for one in hashes)
        if any(len(one) != HASH_BYTES for one in path):
            raise NoteMalformed("not the hashes of a proof")
        return InclusionProof(int(number), path, Note.parse(note))

    def holds(self, leaf: bytes) -> bool:
        """Whether the leaf hash is in the checkpoint; who signed that is another question."""
        known = self.note.checkpoint()
        return verify_inclusion(
            leaf, index=self.index, size=known.size, path=self.path, root=known.root
        )
