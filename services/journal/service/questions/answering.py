"""The whole answer to a question as a package that anybody can check (docs/decisions/0046).

Lines first, in one transaction; then the PDF, the proofs and the signatures, outside any.
"""

import asyncio
import csv
import hashlib
import io
import json
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from auth.actor import Actor
from auth.acts import Act
from services.evidence.contents import Files, Records, contents_of
from services.evidence.making import prove_file, prove_log, sign_manifest
from services.journal.errors import AnswerTooLong
from services.journal.schemas import LineRead, QuestionName
from services.journal.service.questions import asking
from services.journal.service.questions.asking import Filters
from services.journal.service.questions.printing import Printed, typeset_answer
from services.working_hours import Hours
from signing.errors import KeyMissing, KeyRefused
from signing.service import Signing
from storage.blobs.port import BlobStore
from storage.merkle.notes import PublicKey
from storage.sequencing.proving import Placed, place_entries

log = logging.getLogger(__name__)

MOST = 1_000  # lines in one package
_COLUMNS = tuple(LineRead.model_fields)
# What a table programme would run as a formula.
_RISKY = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    printed: Printed
    lines: Sequence[LineRead]
    placed: Sequence[Placed]
    filename: str


async def collect_answer(
    *,
    session: AsyncSession,
    actor: Actor,
    name: QuestionName,
    filters: Filters,
    hours: Hours,
    now: datetime,
) -> Answer:
    """Every line, at most `MOST`. Journalled with the digest of `answer.json`."""
    found = await asking.ask(
        session=session, actor=actor, name=name, filters=filters, after=None, limit=MOST,
        hours=hours, now=now,
    )  # fmt: skip
    if len(found) > MOST:
        raise AnswerTooLong(MOST)
    lines = [line for line, _ in found]
    digest = hashlib.sha256(_json(lines)).hexdigest()
    asking.record_ask(
        session, actor, Act.ANSWER_TAKE, name, filters, lines=len(lines), now=now,
        digest=digest,
    )  # fmt: skip
    entries = dict.fromkeys(line.entry_id for line in lines if line.entry_id)
    return Answer(
        printed=Printed(
            question=name, filters=filters.told(), agency=actor.agency_name,
            auditor=f"{actor.full_name}, {actor.position}", digest=digest,
        ),
        lines=lines,
        placed=await place_entries(session, list(entries)),
        filename=f"{name}-{now:%Y%m%d-%H%M}",
    )  # fmt: skip


async def pack_answer(
    blobs: BlobStore,
    signing: Signing,
    answer: Answer,
    *,
    witnesses: Sequence[PublicKey],
    now: datetime,
) -> Files:
    """As an evidence package, whose document is the answer to read; the same script checks it."""
    proof = await prove_log(blobs, answer.placed, witnesses)
    pdf = await asyncio.to_thread(typeset_answer, answer.printed, answer.lines, proof, now=now)
    document = await prove_file(signing, await _sealed(signing, pdf, now=now), now=now)
    records = Records(
        about={
            "content": "answer",
            "question": answer.printed.question,
            "filters": answer.printed.filters,
            "lines": len(answer.lines),
        },
        receipts=[],
        journal=[json.loads(one.text) for one in answer.placed],
        proof=proof,
        beside={"answer.json": _json(answer.lines), "answer.csv": _csv(answer.lines)},
    )
    return await sign_manifest(signing, contents_of(document, [], records, now=now), now=now)


async def _sealed(signing: Signing, pdf: bytes, *, now: datetime) -> bytes:
    """By the system's key; where there is none the answer leaves unsigned, and does not verify."""
    try:
        return await signing.seal_report(pdf, now=now)
    except (KeyMissing, KeyRefused) as error:
        log.warning("an answer without a signature: %r", error)
        return pdf


def _json(lines: Sequence[LineRead]) -> bytes:
    rows = [line.model_dump(mode="json") for line in lines]
    return json.dumps(rows, ensure_ascii=False, indent=1).encode() + b"\n"


def _csv(lines: Sequence[LineRead]) -> bytes:
    """With a byte order mark, which table programmes need for Vietnamese."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(_COLUMNS)
    for line in lines:
        row = line.model_dump(mode="json")
        row["findings"] = " ".join(line.findings)
        row["facts"] = json.dumps(row["facts"], ensure_ascii=False)
        writer.writerow([_cell(row[name]) for name in _COLUMNS])
    return text.getvalue().encode("utf-8-sig")


def _cell(value: object) -> str:
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(_RISKY) else text
