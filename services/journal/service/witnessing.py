"""Asking the witnesses (C2SP tlog-witness): each sees that the journal has only grown, and signs.

Nobody waits for them. What a witness refuses, or that it does not answer, is an alarm.
"""

import asyncio
import re
from dataclasses import dataclass
from http import HTTPStatus

import httpx2

from services.platform import Platform
from storage.merkle.notes import Note, NoteMalformed, PublicKey, cosigned_at, encode
from storage.merkle.tiles import TileMissing
from storage.sequencing.models import JournalCosignature
from storage.sequencing.places import COSIGNED
from storage.sequencing.proving import prove_consistency
from storage.sequencing.repository import (
    clear_alarm,
    enter_cosignature,
    find_best,
    find_cosigned_size,
    find_newest,
    note_of,
    raise_alarm,
)

SECONDS = 10.0
MOST_BYTES = 16 * 1024
SIZE_TYPE = "text/x.tlog.size"
_SIZE = re.compile(r"(0|[1-9][0-9]{0,18})\n?")


class WitnessAlarm(Exception):
    """A witness did not sign; `problem` is a code with a sentence in our words."""

    def __init__(self, problem: str, detail: str) -> None:
        super().__init__(detail)
        self.problem = problem


@dataclass(frozen=True, slots=True)
class Witness:
    url: str
    key: PublicKey

    @property
    def source(self) -> str:
        """Whose alarm it is."""
        return f"witness {self.key.name}"


async def ask_witnesses(platform: Platform, *, http: httpx2.AsyncClient | None = None) -> int:
    """Ask every witness that has not signed the newest checkpoint; how many signed."""
    async with http or httpx2.AsyncClient(timeout=SECONDS) as client:
        known = platform.journal.witness_keys
        signed = await asyncio.gather(
            *(_ask(platform, client, Witness(url, key)) for url, key in known.items())
        )
    if any(signed):
        await _publish(platform)
    return sum(signed)


async def _ask(platform: Platform, http: httpx2.AsyncClient, witness: Witness) -> bool:
    async with platform.database.session() as session:
        newest = await find_newest(session)
        seen = await find_cosigned_size(session, witness.key.name)
    if newest is None or newest.size == seen:
        return False
    try:
        line = await _cosignature(platform, http, witness, note=Note.parse(newest.note), old=seen)
    except WitnessAlarm as alarm:
        await _note(platform, witness, alarm)
        return False
    async with platform.database.session() as session:
        row = JournalCosignature(
            size=newest.size, witness=witness.key.name, line=line, at=cosigned_at(line)
        )
        await enter_cosignature(session, row)
        await clear_alarm(session, witness.source)
        await session.commit()
    return True


async def _cosignature(
    platform: Platform, http: httpx2.AsyncClient, witness: Witness, *, note: Note, old: int
) -> str:
    """Its line under the note. What it has seen last is asked for where we do not know."""
    size = note.checkpoint().size
    answer = await _send(platform, http, witness, note=note, old=old)
    theirs = _size_in(answer)
    if theirs is not None and theirs != old and theirs <= size:
        old = theirs
        answer = await _send(platform, http, witness, note=note, old=old)
        theirs = _size_in(answer)
    if theirs is not None and theirs > size:
        raise WitnessAlarm("witness-has-more", f"it has seen {theirs} leaves, we have {size}")
    if answer.status_code in {HTTPStatus.CONFLICT, HTTPStatus.UNPROCESSABLE_ENTITY}:
        raise WitnessAlarm("witness-sees-a-fork", f"at {old} of {size} leaves: {answer.text[:200]}")
    if answer.status_code in {HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND}:
        raise WitnessAlarm("witness-does-not-know-us", answer.text[:200])
    if answer.status_code != HTTPStatus.OK:
        raise WitnessAlarm("witness-unreachable", f"it answers {answer.status_code}")
    return _line_of(answer, note, witness.key)


async def _send(
    platform: Platform, http: httpx2.AsyncClient, witness: Witness, *, note: Note, old: int
) -> httpx2.Response:
    try:
        proof = await prove_consistency(platform.blobs, old=old, new=note.checkpoint().size)
    except TileMissing as error:
        raise WitnessAlarm("tiles-changed", str(error)) from error
    hashes = "".join(f"{encode(one)}\n" for one in proof)
    try:
        return await http.post(
            f"{witness.url}/add-checkpoint", content=f"old {old}\n{hashes}\n{note}".encode()
        )
    except (httpx2.HTTPError, httpx2.InvalidURL) as error:
        raise WitnessAlarm("witness-unreachable", f"{type(error).__name__}: {error}") from error


def _size_in(answer: httpx2.Response) -> int | None:
    """The size that a witness names in a conflict."""
    said = _SIZE.fullmatch(answer.text[:30])
    is_size = answer.headers.get("content-type", "").startswith(SIZE_TYPE)
    return int(said[1]) if said and is_size else None


def _line_of(answer: httpx2.Response, note: Note, key: PublicKey) -> str:
    try:
        written = Note.parse(f"{note}{answer.text[:MOST_BYTES]}")
    except NoteMalformed as error:
        raise WitnessAlarm("witness-answers-nonsense", str(error)) from error
    line = written.signed_by(key)
    if line is None:
        raise WitnessAlarm("witness-answers-nonsense", "no signature with the key we know")
    return line


async def _publish(platform: Platform) -> None:
    async with platform.database.session() as session:
        best = await find_best(session, least=0)
        note = await note_of(session, best) if best else None
    if note:
        await platform.blobs.put_named(COSIGNED, str(note).encode())


async def _note(platform: Platform, witness: Witness, alarm: WitnessAlarm) -> None:
    async with platform.database.session() as session:
        await raise_alarm(
            session,
            witness.source,
            problem=alarm.problem,
            detail=str(alarm),
            now=platform.clock.now(),
        )
        await session.commit()
