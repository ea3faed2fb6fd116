"""A leader signs many documents with one confirmation that lists them."""

import asyncio
import hashlib
from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from httpx2 import Response
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from auth.models import Credential
from services.documents.models.document import DocumentFile
from services.documents.models.signing import Signing
from services.documents.models.states import DocumentState
from storage.journal import JournalEntry
from storage.outbox import OutboxEvent
from tests.bulk import copies, count
from tests.holders import new_token, register
from tests.office import Office, Officer, etag, only
from tests.story import REASON, REVIEWER, SIGNER, approved, door, drafted, read, submitted


@pytest.fixture
async def leader(office: Office) -> Officer:
    return await office.sign_in(SIGNER)


async def waiting(office: Office, leader: Officer, number: int) -> list[dict[str, Any]]:
    """So many approved documents, as they are listed for the leader."""
    first = await approved(office)
    if number > 1:
        await copies(office, first["id"], number - 1)
    return list((await leader.get("/documents-to-sign")).json()["items"])


async def confirm(
    leader: Officer, rows: list[dict[str, Any]], *, key: str | None = None
) -> Response:
    body = {"documents": [{"id": row["id"], "version": row["version"]} for row in rows]}
    headers = {"Idempotency-Key": key} if key else {}
    return await leader.post("/signing-batches", body, headers=headers)


async def begun(leader: Officer, rows: list[dict[str, Any]]) -> dict[str, Any]:
    answer = await confirm(leader, rows)
    assert answer.status_code == 202, answer.text
    return dict(answer.json())


async def seen(leader: Officer, batch: dict[str, Any]) -> dict[str, Any]:
    answer = await leader.get(f"/signing-batches/{batch['id']}")
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def test_what_waits_is_listed_with_what_a_leader_has_to_know(
    office: Office, leader: Officer
) -> None:
    document = await approved(office, beside=["phu-luc.pdf"])
    await submitted(office)
    listed = (await leader.get("/documents-to-sign")).json()
    assert listed["total"] == 1
    [row] = listed["items"]
    assert row["id"] == document["id"]
    assert row["version"] == document["version"]
    assert (row["type_name"], row["abstract"]) == ("Kế hoạch", document["abstract"])
    assert (row["pages"], row["attachments"]) == (document["files"][0]["pages"], 1)
    assert row["drafter"]["full_name"] == document["drafter"]["full_name"]
    reviewer = await office.sign_in(REVIEWER)
    assert row["approved_by"]["appointment_id"] == reviewer.appointment_id


async def test_each_document_is_signed_in_its_own_right(office: Office, leader: Officer) -> None:
    rows = await waiting(office, leader, 3)
    batch = await begun(leader, rows)
    assert batch["counts"] == {
        "refused": 0, "started": 3, "completed": 0, "aborted": 0, "expired": 0,
    }  # fmt: skip
    assert [one["document_id"] for one in batch["items"]] == [row["id"] for row in rows]
    assert (await leader.get("/documents-to-sign")).json()["total"] == 0
    await office.work()
    done = await seen(leader, batch)
    assert done["counts"]["completed"] == 3
    assert {one["document_state"] for one in done["items"]} == {"signed"}
    for row in rows:
        signed = await read(office, row, expected="signed")
        assert signed["verdict"]["outcome"] == "valid"
        acts = Counter(one["act"] for one in (await leader.get(f"{door(row)}/history")).json())
        assert acts["document:signature:start"] == acts["document:signature:complete"] == 1


async def test_the_confirmation_is_journalled_with_a_digest_of_its_list(
    office: Office, leader: Officer
) -> None:
    rows = await waiting(office, leader, 2)
    batch = await begun(leader, [*rows, {"id": str(uuid4()), "version": 1}])
    lines = "".join(f"{one['document_id']} {one['document_version']}\n" for one in batch["items"])
    async with office.platform.database.session() as session:
        query = select(JournalEntry).where(
            JournalEntry.subject_type == "signing_batch",
            JournalEntry.subject_id == UUID(batch["id"]),
        )
        entry = (await session.exec(query)).one()
    assert entry.act == "document:signing_batch:confirm"
    assert str(entry.appointment_id) == leader.appointment_id
    assert entry.details == {"documents": 3, "refused": 1}
    assert entry.digest == hashlib.sha256(lines.encode()).hexdigest()


async def test_what_cannot_be_signed_is_named_and_leaves_the_others_done(
    office: Office, leader: Officer
) -> None:
    good, changed, under_way, signed = await waiting(office, leader, 4)
    returned = await leader.post(f"{door(changed)}/return", {"reason": REASON})
    assert returned.status_code == 200, returned.text
    assert (await leader.post(f"{door(signed)}/sign")).status_code == 202
    await office.work()
    now_signed = await read(office, signed, expected="signed")
    assert (await leader.post(f"{door(under_way)}/sign")).status_code == 202
    unseen = await drafted(office)
    in_review = await submitted(office)
    elsewhere = await _of_another_leader(office)
    absent = {"id": str(uuid4()), "version": 1}
    named = [good, changed, under_way, now_signed, unseen, in_review, elsewhere, absent]
    batch = await begun(leader, named)
    refusals = [one["refusal"] for one in batch["items"]]
    assert refusals == [
        None,
        "not-found",  # a draft that was returned is its author's
        "signing-under-way",
        "move-refused",
        "not-found",
        "move-refused",
        "not-allowed",
        "not-found",
    ]
    assert [batch["items"][place]["abstract"] is None for place in (4, 5, 7)] == [True, False, True]
    await office.work()
    done = await seen(leader, batch)
    assert (done["counts"]["completed"], done["counts"]["refused"]) == (1, 7)
    await read(office, good, expected="signed")
    await read(office, in_review, expected="in_review")


async def _of_another_leader(office: Office) -> dict[str, Any]:
    drafter = await office.sign_in("chuyenvien.huyen")
    signers = (await drafter.get("/staff", params={"permission": "sign"})).json()
    other = only(signers, position="Chủ tịch")["appointment_id"]
    return await approved(office, signer_appointment_id=other)


async def test_a_signature_that_fails_is_named_and_the_document_can_be_signed_again(
    office: Office, leader: Officer
) -> None:
    rows = await waiting(office, leader, 3)
    broken = rows[1]
    async with office.platform.database.session() as session:
        await _break_file(session, broken["id"])
    batch = await begun(leader, rows)
    await office.work()
    done = await seen(leader, batch)
    assert [one["state"] for one in done["items"]] == ["completed", "aborted", "completed"]
    assert "BlobMissing" in done["items"][1]["problem"]
    assert (await read(office, broken))["state"] == "approved"
    [again] = (await leader.get("/documents-to-sign")).json()["items"]
    assert again["id"] == broken["id"]


async def _break_file(session: AsyncSession, document_id: str) -> None:
    """Let the document's PDF be one that the store has lost."""
    query = select(DocumentFile).where(DocumentFile.document_id == UUID(document_id))
    for file in (await session.exec(query)).all():
        file.digest = "0" * 64
    await session.commit()


async def test_a_key_at_the_officials_own_machine_is_refused_for_each(
    office: Office, leader: Officer, key_dir: Path
) -> None:
    rows = await waiting(office, leader, 2)
    await register(office, leader, new_token(key_dir).certificate)
    batch = await begun(leader, rows)
    assert [one["refusal"] for one in batch["items"]] == ["key-elsewhere"] * 2
    assert (await leader.get("/documents-to-sign")).json()["total"] == 2


async def test_without_a_certificate_each_is_refused(office: Office, leader: Officer) -> None:
    rows = await waiting(office, leader, 2)
    async with office.platform.database.session() as session:
        query = select(Credential).where(
            col(Credential.appointment_id) == UUID(leader.appointment_id)
        )
        for credential in (await session.exec(query)).all():
            credential.revoked_at = office.clock.now()
        await session.commit()
    batch = await begun(leader, rows)
    assert [one["refusal"] for one in batch["items"]] == ["credential-missing"] * 2


async def test_a_repeated_confirmation_gets_the_first_answer(
    office: Office, leader: Officer
) -> None:
    rows = await waiting(office, leader, 2)
    first = await confirm(leader, rows, key="one")
    again = await confirm(leader, rows, key="one")
    assert again.json() == first.json()
    other = await confirm(leader, rows[:1], key="one")
    assert other.status_code == 422
    assert other.json()["type"] == "urn:congvu:problem:idempotency-key-reused"


async def test_two_batches_at_once_sign_each_document_once(office: Office, leader: Officer) -> None:
    rows = await waiting(office, leader, 12)
    answers = await asyncio.gather(
        begun(leader, rows), begun(leader, rows[::-1]), begun(leader, rows[3:9])
    )
    states = Counter(one["state"] for batch in answers for one in batch["items"])
    assert states == {"started": 12, "refused": 18}
    refused = {one["refusal"] for batch in answers for one in batch["items"]}
    assert refused == {None, "signing-under-way"}
    await office.work()
    async with office.platform.database.session() as session:
        made = (await session.exec(select(Signing.document_id))).all()
    assert Counter(str(one) for one in made) == {row["id"]: 1 for row in rows}


async def test_two_hundred_with_one_confirmation(office: Office, leader: Officer) -> None:
    """Begun here; what it takes until all are signed is in docs/performance.md."""
    rows = await waiting(office, leader, 200)
    assert len(rows) == 200
    batch = await begun(leader, rows)
    assert batch["counts"]["started"] == 200
    async with office.platform.database.session() as session:
        assert (
            await count(session, OutboxEvent, OutboxEvent.type == "document.signing_started") == 200
        )


async def test_more_than_two_hundred_are_refused(office: Office, leader: Officer) -> None:
    row = (await waiting(office, leader, 1))[0]
    many = [{"id": str(uuid4()), "version": 1} for _ in range(201)]
    for wrong in (many, [], [row, row], [{**row, "version": 0}]):
        answer = await confirm(leader, wrong)
        assert answer.status_code == 422, answer.text


async def test_a_batch_is_seen_by_the_appointment_that_confirmed_it(
    office: Office, leader: Officer
) -> None:
    batch = await begun(leader, await waiting(office, leader, 1))
    for username in ("chutich.huyen", "vanthu.huyen", "chutich.myhoa"):
        other = await office.sign_in(username)
        answer = await other.get(f"/signing-batches/{batch['id']}")
        assert answer.status_code == 404


async def test_a_document_confirmed_at_an_older_version(office: Office, leader: Officer) -> None:
    [row] = await waiting(office, leader, 1)
    batch = await begun(leader, [{**row, "version": row["version"] - 1}])
    assert batch["items"][0]["refusal"] == "changed-meanwhile"
    office.clock.move(timedelta(minutes=1))
    assert (await leader.post(f"{door(row)}/sign", headers=etag(row))).status_code == 202
    assert (await read(office, row))["state"] == DocumentState.APPROVED
