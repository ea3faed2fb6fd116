"""The clerk issues a document with attachments with the agency's token: one session, many steps."""

from base64 import b64decode
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update
from sqlmodel import col

from services.documents.models.document import DocumentFile
from signing.models import AttachmentStamp
from tests import corpus
from tests.bulk import count
from tests.desks import AGENTS, ATTACHMENT_FIELD, SEAL_FIELD, Desk, clerks_desk, refused
from tests.holders import OURS, give, make_due, new_token, seen
from tests.office import Office
from tests.story import (
    CLERK,
    DRAFTER,
    REVIEWER,
    SIGNER,
    approved,
    attached,
    door,
    drafted,
    read,
    signed,
)

COMMUNE_CLERK = "vanthu.myhoa"
TWO = ("phu-luc-1.pdf", "phu-luc-2.pdf")
EVERY = ["number", "seal", "attachment", "attachment"]
#: The signatures of a document with two attachments.
LAST = len(EVERY)


@pytest.fixture
async def clerk(office: Office, key_dir: Path) -> Desk:
    return await clerks_desk(office, key_dir)


async def history(office: Office, document: dict[str, Any]) -> list[dict[str, Any]]:
    clerk = await office.sign_in(CLERK)
    return list((await clerk.get(f"{door(document)}/history")).json())


async def nothing_is_issued(office: Office, document: dict[str, Any]) -> None:
    """The number stays, the files are those of before, nobody was sent anything."""
    found = await read(office, document, expected="numbered")
    assert found["number_and_symbol"] == "01/KH-UBND"
    assert not any(row["is_sealed"] for row in found["attachments"])
    commune = await office.sign_in(COMMUNE_CLERK)
    assert (await commune.get("/incoming")).json()["items"] == []
    assert "issue" in found["actions"]


@pytest.mark.parametrize("agent", AGENTS)
async def test_number_seal_and_every_attachment_are_signed_and_issued_together(
    office: Office, clerk: Desk, agent: str
) -> None:
    document = await signed(office, beside=TWO)
    key = (await clerk.officer.get(f"{door(document)}/signing-key")).json()
    assert [row["purpose"] for row in key["steps"]] == EVERY
    session = await clerk.open(document, agent=agent)
    assert [row["filename"] for row in session["steps"]] == ["van-ban.pdf", "van-ban.pdf", *TWO]
    for step in range(1, LAST + 1):
        session = await clerk.go_on(session, until=step)
        assert (session["step"], session["stage"]) == (step, "waiting")
        assert sum(row["is_signed"] for row in session["steps"]) == step - 1
        await nothing_is_sealed_yet(office, document)
    session = await clerk.go_on(session, until=LAST + 1)
    assert (session["state"], session["problem"]) == ("completed", None)
    issued = await read(office, document, expected="issued")
    assert issued["number_and_symbol"] == "01/KH-UBND"
    assert [row["filename"] for row in issued["attachments"]] == list(TWO)
    assert all(row["is_sealed"] for row in issued["attachments"])
    await receiver_registers(office)
    acts = [row["act"] for row in await history(office, document)]
    assert acts.count("document:attachment:seal") == 2
    assert acts.count("document:number:spend") == 1


async def nothing_is_sealed_yet(office: Office, document: dict[str, Any]) -> None:
    between = await read(office, document, expected="numbered")
    assert not any(row["is_sealed"] for row in between["attachments"])


async def receiver_registers(office: Office) -> None:
    commune = await office.sign_in(COMMUNE_CLERK)
    arrived = (await commune.get("/incoming")).json()["items"][0]
    incoming = (await commune.get(f"/incoming/{arrived['id']}")).json()
    for row in incoming["attachments"]:
        assert row["verdict"]["outcome"] == "valid", row["verdict"]
        assert [one["purpose"] for one in row["verdict"]["signatures"]] == ["attachment"]
    assert (await commune.post(f"/incoming/{arrived['id']}/register")).status_code == 200


async def test_by_web_eid_the_text_in_the_corner_names_the_number(
    office: Office, clerk: Desk
) -> None:
    document = await signed(office, beside=TWO[:1])
    await clerk.go_on(await clerk.open(document, agent="web_eid"), until=LAST)
    issued = await read(office, document, expected="issued")
    file = (await clerk.officer.get(f"{door(issued)}/attachments/1/file")).content
    facts = await office.platform.signing.inspect(file)
    assert f"Số: {issued['number_and_symbol']}; 25/11/2024" in facts.text_excerpt


async def test_the_local_service_is_told_what_each_step_is(office: Office, clerk: Desk) -> None:
    session = await clerk.open(await signed(office, beside=TWO))
    told = []
    for step in range(1, LAST + 1):
        session = await clerk.go_on(session, until=step)
        call = await clerk.call(session)
        said = call["message"]
        named = said["MetaData"][0]["Value"]
        told.append((call["url"].rpartition("/")[2], named, said["DocNumber"], said["IssuedDate"]))
    number = "01/KH-UBND"
    assert told == [
        ("SignIssued", "CongvuNumber", number, "2024-11-25"),
        ("SignIssued", "CongvuSeal", "", ""),
        ("SignAppendix", ATTACHMENT_FIELD, number, ""),
        ("SignAppendix", ATTACHMENT_FIELD, number, ""),
    ]


@pytest.mark.parametrize("step", range(1, LAST + 1))
async def test_a_session_that_runs_out_at_any_step_issues_nothing_and_is_begun_anew(
    office: Office, clerk: Desk, step: int
) -> None:
    document = await signed(office, beside=TWO)
    session = await clerk.go_on(await clerk.open(document, agent="web_eid"), until=step)
    office.clock.move(timedelta(minutes=5, seconds=6))
    refused(await clerk.answer(session), 409, "signing-session-over")
    await make_due(office)
    assert (await clerk.ended(session))[0] == "expired"
    await nothing_is_issued(office, document)
    [over] = [row for row in await history(office, document) if row["act"].endswith(":expire")]
    assert over["details"]["step"] == f"{step}/{LAST}"
    again = await clerk.open(document, agent="web_eid")
    assert (await clerk.go_on(again, until=LAST + 1))["state"] == "completed"
    assert (await read(office, document, expected="issued"))["number_and_symbol"] == "01/KH-UBND"


async def test_every_step_has_its_own_time(office: Office, clerk: Desk) -> None:
    """Many PINs take longer together than one session may wait."""
    session = await clerk.open(await signed(office, beside=TWO), agent="web_eid")
    for step in range(1, LAST + 1):
        session = await clerk.go_on(session, until=step)
        office.clock.move(timedelta(minutes=4))
    assert (await clerk.go_on(session, until=LAST + 1))["state"] == "completed"


@pytest.mark.parametrize("step", range(1, LAST + 1))
async def test_a_session_given_up_at_any_step_issues_nothing(
    office: Office, clerk: Desk, step: int
) -> None:
    document = await signed(office, beside=TWO)
    session = await clerk.go_on(await clerk.open(document, agent="sign_service"), until=step)
    ended = await clerk.officer.post(
        f"/signing-sessions/{session['id']}/abort", {"reason": "user-cancelled"}, headers=OURS
    )
    assert ended.json()["state"] == "aborted"
    await nothing_is_issued(office, document)
    [given_up] = [row for row in await history(office, document) if row["act"].endswith(":abort")]
    assert given_up["details"]["step"] == f"{step}/{LAST}"
    assert given_up["details"]["problem"] == "user-cancelled"


async def test_a_value_of_an_earlier_step_is_refused_and_the_session_goes_on(
    office: Office, clerk: Desk, key_dir: Path
) -> None:
    session = await clerk.open(await signed(office, beside=TWO), agent="web_eid")
    before: list[bytes] = []
    for step in range(1, LAST + 1):
        session = await clerk.go_on(session, until=step)
        wrong = new_token(key_dir).sign(b64decode(session["to_sign"]))
        for value in (*before, wrong):
            refused(await give(clerk.officer, session, value), 409, "value-refused")
        before.append(clerk.token.sign(b64decode(session["to_sign"])))
    assert (await clerk.go_on(session, until=LAST + 1))["state"] == "completed"


async def test_a_file_of_another_step_is_refused_and_not_kept(office: Office, clerk: Desk) -> None:
    """The signed file of the step before; the second attachment where the first is due."""
    session = await clerk.open(await signed(office, beside=TWO), agent="sign_service")
    session = await clerk.go_on(session, until=2)
    call = await clerk.call(session)
    sealed = await clerk.sign(await clerk.fetch(call), field=SEAL_FIELD)
    assert (await clerk.send(call, sealed)).status_code == 200
    session = await seen(office, clerk.officer, session)
    assert session["step"] == 3
    refused(await clerk.send(await clerk.call(session), sealed), 409, "addition-refused")
    other = await clerk.sign(corpus.pdf("letter"), field=None)
    refused(await clerk.send(await clerk.call(session), other), 409, "addition-refused")
    assert (await clerk.go_on(session, until=LAST + 1))["state"] == "completed"


@pytest.mark.parametrize("agent", ["sign_service", "by_hand"])
async def test_the_seal_before_the_number_is_refused(
    office: Office, clerk: Desk, agent: str
) -> None:
    document = await signed(office, beside=TWO)
    session = await clerk.open(document, agent=agent)
    await clerk.answer(session, field=SEAL_FIELD)
    assert await clerk.ended(session) == ("aborted", "addition-wrong-field")
    await nothing_is_issued(office, document)


async def test_an_attachment_is_signed_in_the_prepared_field_alone(
    office: Office, clerk: Desk
) -> None:
    document = await signed(office, beside=TWO)
    session = await clerk.go_on(await clerk.open(document, agent="by_hand"), until=3)
    await clerk.answer(session, field=None)
    assert await clerk.ended(session) == ("aborted", "addition-own-field")
    await nothing_is_issued(office, document)


@pytest.mark.parametrize("step", [1, 3, 4])
async def test_another_certificate_at_any_step(
    office: Office, clerk: Desk, key_dir: Path, step: int
) -> None:
    document = await signed(office, beside=TWO)
    session = await clerk.go_on(await clerk.open(document, agent="sign_service"), until=step)
    await clerk.answer(session, token=new_token(key_dir))
    assert await clerk.ended(session) == ("aborted", "certificate-not-registered")
    await nothing_is_issued(office, document)


@pytest.mark.parametrize("agent", AGENTS)
@pytest.mark.parametrize(("filename", "step"), [(TWO[1], 1), (TWO[1], 3), ("van-ban.pdf", 2)])
async def test_a_file_that_was_changed_between_two_steps_ends_the_session(
    office: Office, clerk: Desk, agent: str, filename: str, step: int
) -> None:
    """No door changes it meanwhile; whoever reaches the rows does not get it issued."""
    document = await signed(office, beside=TWO)
    session = await clerk.go_on(await clerk.open(document, agent=agent), until=step)
    stored = await office.platform.blobs.put(corpus.pdf("letter"))
    async with office.platform.database.session() as rows:
        changed = col(DocumentFile.filename) == filename
        await rows.exec(update(DocumentFile).where(changed).values(digest=stored.digest))
        await rows.commit()
    await clerk.answer(session)
    assert await clerk.ended(session) == ("aborted", "document-changed")
    await nothing_is_issued(office, document)


async def test_while_it_is_under_way_nobody_changes_what_is_signed(
    office: Office, clerk: Desk
) -> None:
    document = await signed(office, beside=TWO)
    session = await clerk.go_on(await clerk.open(document, agent="web_eid"), until=3)
    refused(await clerk.officer.post(f"{door(document)}/issue"), 409, "key-elsewhere")
    again = await clerk.officer.post(
        f"{door(document)}/signing-sessions", {"agent": "by_hand"}, headers=OURS
    )
    refused(again, 409, "signing-under-way")
    drafter = await office.sign_in(DRAFTER)
    gone = await drafter.delete(f"{door(document)}/attachments/1", headers={"If-Match": "*"})
    assert gone.status_code == 409
    assert (await clerk.go_on(session, until=LAST + 1))["state"] == "completed"


async def test_a_worker_that_dies_in_the_middle_goes_on_where_it_was(
    office: Office, clerk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After the PIN of step 3: it is not asked again, and nothing is entered twice."""
    document = await signed(office, beside=TWO)
    session = await clerk.go_on(await clerk.open(document, agent="web_eid"), until=3)

    async def dies(*_: Any, **__: Any) -> bytes:
        raise ConnectionError("gone")

    monkeypatch.setattr(office.platform.signing, "complete_deferred", dies)
    assert (await clerk.answer(session)).status_code == 200
    found = await seen(office, clerk.officer, session)
    assert (found["state"], found["step"], found["stage"]) == ("started", 3, "completing")
    refused(await clerk.answer(session), 409, "move-refused")
    monkeypatch.undo()
    await make_due(office)
    session = await seen(office, clerk.officer, session)
    assert (session["step"], session["stage"]) == (4, "waiting")
    assert (await clerk.go_on(session, until=LAST + 1))["state"] == "completed"
    async with office.platform.database.session() as rows:
        assert await count(rows, DocumentFile, DocumentFile.revision == 2,
                           DocumentFile.role == "attachment") == 2  # fmt: skip


async def test_another_person_goes_on_with_nothing(office: Office, clerk: Desk) -> None:
    document = await signed(office, beside=TWO)
    session = await clerk.go_on(await clerk.open(document, agent="web_eid"), until=3)
    other = await office.sign_in("chutich.huyen")
    value = clerk.token.sign(b64decode(session["to_sign"]))
    refused(await give(other, session, value), 404, "not-found")
    foreign = {"Origin": "https://evil.example"}
    refused(await give(clerk.officer, session, value, headers=foreign), 403, "origin-refused")


async def test_one_attachment_of_a_name_that_is_taken_has_a_field_of_its_own(
    office: Office, clerk: Desk
) -> None:
    """A file that came with an empty field of our name is signed beside it."""
    document = await drafted(office)
    base = await office.platform.signing.make_corner(
        corpus.pdf("tables"),
        stamp=AttachmentStamp(number="1", symbol="KH"),
        now=office.clock.now(),
    )
    document = await attached(office, document, base.pdf, filename=TWO[0])
    document = await reviewed_and_signed(office, document)
    session = await clerk.go_on(await clerk.open(document, agent="sign_service"), until=3)
    assert (await clerk.call(session))["message"]["MetaData"][0]["Value"] == "CongvuAttachment2"
    assert (await clerk.go_on(session, until=LAST))["state"] == "completed"


async def reviewed_and_signed(office: Office, document: dict[str, Any]) -> dict[str, Any]:
    drafter, reviewer = await office.sign_in(DRAFTER), await office.sign_in(REVIEWER)
    leader = await office.sign_in(SIGNER)
    asked = {"reviewer_appointment_id": reviewer.appointment_id}
    assert (await drafter.post(f"{door(document)}/submit", asked)).status_code == 200
    assert (await reviewer.post(f"{door(document)}/approve", {})).status_code == 200
    assert (await leader.post(f"{door(document)}/sign")).status_code == 202
    await office.work()
    return await read(office, document, expected="signed")


async def test_a_leader_with_attachments_signs_the_document_alone(
    office: Office, clerk: Desk
) -> None:
    document = await approved(office, beside=TWO)
    key = (await clerk.officer.get(f"{door(document)}/signing-key")).json()
    assert (key["place"], key["steps"]) == (None, [])
