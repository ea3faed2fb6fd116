"""`congvu witness`: a memory outside the office. It has seen a journal, and signs that it grew.

C2SP tlog-witness over HTTP, its state one small file a journal, no database. What it refuses it
keeps too: a checkpoint that the journal's key signed and that does not fit is the proof of a fork.
"""

import asyncio
import hashlib
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from storage.merkle.notes import Checkpoint, Note, NoteMalformed, PrivateKey, PublicKey, decode
from storage.merkle.tree import EMPTY_ROOT, HASH_BYTES, verify_consistency

MOST_BYTES = 64 * 1024
MOST_HASHES = 63
SIZE_TYPE = "text/x.tlog.size"


class Refusal(Exception):
    """What the specification answers with `status`."""

    def __init__(self, status: int, said: str, *, kind: str = "text/plain") -> None:
        super().__init__(said)
        self.status, self.kind = status, kind


@dataclass(frozen=True, slots=True)
class Submission:
    """An old size, the proof from there, and the checkpoint."""

    old: int
    proof: tuple[bytes, ...]
    note: Note

    @staticmethod
    def parse(body: bytes) -> "Submission":
        try:
            head, gap, note = body.decode().partition("\n\n")
            first, *hashes = head.split("\n")
            old = first.removeprefix("old ")
            if not gap or f"old {old}" != first or not old.isdecimal() or len(old) > 19:  # noqa: PLR2004 - digits of 2**63
                raise Refusal(400, "not an old size, a proof and a checkpoint")
            proof = tuple(decode(one) for one in hashes)
            if len(proof) > MOST_HASHES or any(len(one) != HASH_BYTES for one in proof):
                raise Refusal(400, "not a proof")
            return Submission(int(old), proof, Note.parse(note))
        except (UnicodeDecodeError, NoteMalformed) as error:
            raise Refusal(400, str(error)) from error


@dataclass(slots=True)
class Witness:
    """Knows the journals it watches by their keys, and of each the last checkpoint it signed."""

    key: PrivateKey
    logs: Sequence[PublicKey]
    folder: Path
    clock: Callable[[], datetime]
    _one_at_a_time: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def add_checkpoint(self, request: Request) -> Response:
        body = b""
        async for piece in request.stream():
            body += piece
            if len(body) > MOST_BYTES:
                return PlainTextResponse("too long\n", 413)
        try:
            async with self._one_at_a_time:
                line = await asyncio.to_thread(self.judge, Submission.parse(body))
        except Refusal as refusal:
            return PlainTextResponse(f"{refusal}\n", refusal.status, media_type=refusal.kind)
        return PlainTextResponse(line)

    def judge(self, submitted: Submission) -> str:
        """The signature, once what was seen is on the disk. Raises `Refusal`."""
        log = self._log_of(submitted.note)
        now, seen = submitted.note.checkpoint(), self._seen(log)
        seen_size, seen_root = (seen.size, seen.root) if seen else (0, EMPTY_ROOT)
        if submitted.old > now.size:
            raise Refusal(400, "the old size is larger than the new one")
        if now.size < seen_size:
            self._keep("refused", log, submitted.note)
        if submitted.old != seen_size:
            raise Refusal(409, str(seen_size), kind=SIZE_TYPE)
        if now.size == seen_size and now.root != seen_root:
            self._keep("refused", log, submitted.note)
            raise Refusal(409, str(seen_size), kind=SIZE_TYPE)
        fits = verify_consistency(
            old=seen_size,
            new=now.size,
            path=submitted.proof,
            old_root=seen_root,
            new_root=now.root,
        )
        if not fits:
            self._keep("refused", log, submitted.note)
            raise Refusal(422, "the proof does not lead from what was seen to this")
        self._keep("seen", log, submitted.note.only(log))
        return self.key.sign(submitted.note.text, now=self.clock())

    def _log_of(self, note: Note) -> PublicKey:
        try:
            origin = note.checkpoint().origin
        except NoteMalformed as error:
            raise Refusal(400, str(error)) from error
        known = [log for log in self.logs if log.name == origin]
        if not known:
            raise Refusal(404, "this journal is not known here")
        signed = [log for log in known if note.signed_by(log)]
        if not signed:
            raise Refusal(403, "not signed with a key that is known here")
        return signed[0]

    def _seen(self, log: PublicKey) -> Checkpoint | None:
        path = self._path("seen", log)
        if not path.exists():
            return None
        note = Note.parse(path.read_text(encoding="utf-8"))
        if note.signed_by(log) is None:
            raise Refusal(500, "what this witness has written down was changed")
        return note.checkpoint()

    def _path(self, what: str, log: PublicKey) -> Path:
        return self.folder / f"{hashlib.sha256(log.name.encode()).hexdigest()[:16]}.{what}"

    def _keep(self, what: str, log: PublicKey, note: Note) -> None:
        """Whole or not at all, and on the disk when this returns. The first refusal stays."""
        path = self._path(what, log)
        if what == "refused" and path.exists():
            return
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = path.with_suffix(".draft")
        with draft.open("w", encoding="utf-8") as file:
            file.write(str(note))
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
        descriptor = os.open(self.folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def witness_app(witness: Witness) -> Starlette:
    return Starlette(routes=[Route("/add-checkpoint", witness.add_checkpoint, methods=["POST"])])
