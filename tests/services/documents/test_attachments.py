"""Files beside a document: the door, the order, the agency's signature, the receivers."""

from typing import Any

import pytest
from httpx2 import Response
from sqlalchemy import func, update

from services.documents.models.document import DocumentFile
from storage.outbox import OutboxEvent
from tests import corpus
from tests.bulk import count
from tests.office import Office, etag
from tests.peers import require_peer
from tests.story import CLERK, DRAFTER, SIGNER, approved, attached, door, drafted, issued, read

COMMUNE_CLERK = "vanthu.myhoa"
TWO = ("phu-luc-1.pdf", "phu-luc-2.pdf")


def names(document: dict[str, Any]) -> list[str]:
    return [row["filename"] for row in document["attachments"]]


async def own(office: Office, document: dict[str, Any]) -> dict[str, Any]:
    """The draft as its drafter sees it."""
    drafter = await office.sign_in(DRAFTER)
    return dict((await drafter.get(door(document))).json())


async def send(office: Office, document: dict[str, Any], content: bytes, filename: str) -> Response:
    drafter = await office.sign_in(DRAFTER)
    return await drafter.put(
        f"{door(document)}/attachments",
        params={"filename": filename},
        content=content,
        headers=etag(document),
    )


async def test_attachments_are_added_in_order_and_put_in_another(office: Office) -> None:
    document = await drafted(office, beside=("a.pdf", "b.pdf", "c.pdf"))
    assert names(document) == ["a.pdf", "b.pdf", "c.pdf"]
    assert [row["number"] for row in document["attachments"]] == [1, 2, 3]
    assert all(row["role"] != "attachment" for row in document["files"])
    drafter = await office.sign_in(DRAFTER)
    moved = await drafter.put(
        f"{door(document)}/attachments/order", json={"numbers": [3, 1, 2]}, headers=etag(document)
    )
    assert names(moved.json()) == ["c.pdf", "a.pdf", "b.pdf"]
    left = await drafter.delete(f"{door(document)}/attachments/2", headers=etag(moved.json()))
    assert names(left.json()) == ["c.pdf", "b.pdf"]
    assert [row["number"] for row in left.json()["attachments"]] == [1, 2]
    history = (await drafter.get(f"{door(document)}/history")).json()
    acts = [row["act"] for row in history]
    assert acts.count("document:attachment:add") == 3
    assert acts.count("document:attachment:order") == 1
    assert acts.count("document:attachment:remove") == 1


@pytest.mark.parametrize("numbers", [[], [1], [1, 1], [1, 3], [0, 1], [1, 2, 3]])
async def test_an_order_names_each_once(numbers: list[int], office: Office) -> None:
    document = await drafted(office, beside=TWO)
    drafter = await office.sign_in(DRAFTER)
    answer = await drafter.put(
        f"{door(document)}/attachments/order", json={"numbers": numbers}, headers=etag(document)
    )
    assert (answer.status_code, answer.json()["type"]) == (400, "urn:congvu:problem:field-refused")


async def test_a_file_of_the_same_name_takes_the_older_one_s_place(office: Office) -> None:
    document = await drafted(office, beside=TWO)
    again = await attached(office, document, corpus.pdf("letter"), filename=TWO[0])
    assert names(again) == list(TWO)
    assert again["attachments"][0]["pages"] == 1
    assert again["attachments"][0]["digest"] != document["attachments"][0]["digest"]


async def test_an_older_version_does_not_change_anything(office: Office) -> None:
    document = await drafted(office, beside=TWO)
    await attached(office, document, corpus.pdf("letter"), filename="c.pdf")
    drafter = await office.sign_in(DRAFTER)
    stale = await drafter.delete(f"{door(document)}/attachments/1", headers=etag(document))
    assert stale.status_code == 412
    missing = await drafter.delete(f"{door(document)}/attachments/1")
    assert missing.status_code == 428
    assert len((await own(office, document))["attachments"]) == 3


@pytest.mark.parametrize(
    ("name", "status", "reason"),
    [("secret", 403, None), ("encrypted", 415, "encrypted")],
)
async def test_what_is_refused_at_the_door(
    name: str, status: int, reason: str | None, office: Office
) -> None:
    document = await drafted(office)
    answer = await send(office, document, corpus.pdf(name), "a.pdf")
    assert answer.status_code == status
    assert answer.json().get("reason") == reason
    assert (await own(office, document))["attachments"] == []


async def test_a_signed_file_is_no_attachment_to_sign(office: Office) -> None:
    sent = await issued(office)
    drafter = await office.sign_in(DRAFTER)
    signed = (await drafter.get(f"{door(sent)}/file")).content
    answer = await send(office, await drafted(office), signed, "a.pdf")
    assert (answer.status_code, answer.json()["reason"]) == (415, "signed-already")


async def test_at_most_twenty(office: Office) -> None:
    document = await drafted(office, beside=[f"{n}.pdf" for n in range(20)])
    answer = await send(office, document, corpus.pdf("tables"), "20.pdf")
    assert (answer.status_code, answer.json()["type"]) == (400, "urn:congvu:problem:field-refused")


async def test_a_submitted_document_keeps_its_attachments(office: Office) -> None:
    document = await approved(office, beside=TWO)
    assert (await send(office, document, corpus.pdf("tables"), "x.pdf")).status_code == 409
    drafter = await office.sign_in(DRAFTER)
    gone = await drafter.delete(f"{door(document)}/attachments/1", headers=etag(document))
    assert gone.status_code == 409


async def test_a_word_file_is_converted_and_waited_for(office: Office) -> None:
    require_peer("libreoffice")
    document = await drafted(office)
    answer = await send(office, document, corpus.docx("decision"), "phu-luc.docx")
    row = answer.json()["attachments"][0]
    assert (row["filename"], row["state"]) == ("phu-luc.pdf", "converting")
    drafter, reviewer = await office.sign_in(DRAFTER), await office.sign_in("chanhvanphong.huyen")
    submission = {"reviewer_appointment_id": reviewer.appointment_id}
    early = await drafter.post(f"{door(document)}/submit", submission)
    assert (early.status_code, early.json()["errors"][0]["field"]) == (400, "attachments")
    await office.work()
    row = (await own(office, document))["attachments"][0]
    assert row["state"] == "ready"
    assert row["pages"] >= 1
    assert (await drafter.post(f"{door(document)}/submit", submission)).status_code == 200


async def test_the_agency_signs_each_as_it_issues_and_receivers_see_each_verdict(
    office: Office,
) -> None:
    sent = await issued(office, beside=TWO)
    rows = (await read(office, sent))["attachments"]
    assert [(row["number"], row["filename"]) for row in rows] == [(1, TWO[0]), (2, TWO[1])]
    assert all(row["is_sealed"] for row in rows)
    clerk = await office.sign_in(COMMUNE_CLERK)
    arrived = (await clerk.get("/incoming")).json()["items"][0]
    incoming = (await clerk.get(f"/incoming/{arrived['id']}")).json()
    for row in incoming["attachments"]:
        assert row["verdict"]["outcome"] == "valid", row["verdict"]
        assert [one["purpose"] for one in row["verdict"]["signatures"]] == ["attachment"]
        path = f"/incoming/{arrived['id']}/attachments/{row['number']}"
        file = await clerk.get(f"{path}/file")
        assert file.status_code == 200
        facts = await office.platform.signing.inspect(file.content)
        assert f"Số: {sent['number_and_symbol']}; 25/11/2024" in facts.text_excerpt
        assert (await clerk.get(f"{path}/pages/1")).headers["content-type"] == "image/png"
    assert "register" in incoming["actions"]
    assert (await clerk.post(f"/incoming/{arrived['id']}/register")).status_code == 200


async def test_one_attachment_that_is_not_valid_keeps_the_document_out_of_the_book(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:

    async def of_another_agency(*_: Any) -> frozenset[str]:
        return frozenset({"00"})

    monkeypatch.setattr("services.documents.attachment_jobs.seals_behind", of_another_agency)
    await issued(office, beside=TWO[:1])
    clerk = await office.sign_in(COMMUNE_CLERK)
    arrived = (await clerk.get("/incoming")).json()["items"][0]
    incoming = (await clerk.get(f"/incoming/{arrived['id']}")).json()
    assert incoming["verdict"] == "valid"
    assert incoming["attachments"][0]["verdict"]["reason"] == "seal_of_another_agency"
    assert "register" not in incoming["actions"]
    refused = await clerk.post(f"/incoming/{arrived['id']}/register")
    assert (refused.status_code, refused.json()["outcome"]) == (409, "invalid")
    monkeypatch.undo()
    assert "verify" in incoming["actions"]
    await clerk.post(f"/incoming/{arrived['id']}/verify")
    await office.work()
    assert (await clerk.post(f"/incoming/{arrived['id']}/register")).status_code == 200


async def test_a_failed_attachment_leaves_nothing_half_issued(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A worker that dies between two attachments starts the signing anew; none is entered twice."""
    document = await approved(office, beside=TWO)
    signer, clerk = await office.sign_in(SIGNER), await office.sign_in(CLERK)
    await signer.post(f"{door(document)}/sign")
    await office.work()
    signing = office.platform.signing
    real, calls = signing.sign_attachment, []

    async def dies_at_the_second(pdf: bytes, **given: Any) -> bytes:
        calls.append(pdf)
        if len(calls) == 2:
            raise ConnectionError("gone")
        return await real(pdf, **given)

    monkeypatch.setattr(signing, "sign_attachment", dies_at_the_second)
    assert (await clerk.post(f"{door(document)}/issue")).status_code == 202
    await office.work()
    between = await read(office, document)
    assert between["state"] == "numbered"
    assert not any(row["is_sealed"] for row in between["attachments"])
    monkeypatch.undo()
    async with office.platform.database.session() as session:
        await session.exec(update(OutboxEvent).values(next_at=func.clock_timestamp()))
        await session.commit()
    await office.work()
    done = await read(office, document)
    assert done["state"] == "issued"
    assert all(row["is_sealed"] for row in done["attachments"])
    async with office.platform.database.session() as session:
        assert await count(session, DocumentFile, DocumentFile.revision == 2,
                           DocumentFile.role == "attachment") == 2  # fmt: skip
