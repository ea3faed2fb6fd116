"""Versions (If-Match) and repeated requests (Idempotency-Key)."""

import asyncio

import pytest

from services.documents.models.document import Document
from tests.bulk import count
from tests.office import Office, etag
from tests.story import CLERK, DRAFTER, REASON, door, drafted, facts_of_draft, submitted

KEY = {"Idempotency-Key": "one"}


async def test_a_change_needs_the_version_that_was_seen(office: Office) -> None:
    document = await drafted(office, file=None)
    drafter = await office.sign_in(DRAFTER)
    read = await drafter.get(door(document))
    assert read.headers["ETag"] == f'"{document["version"]}"'

    missing = await drafter.patch(door(document), {"note": "a"})
    assert (missing.status_code, missing.json()["type"]) == (
        428,
        "urn:congvu:problem:if-match-missing",
    )
    changed = await drafter.patch(door(document), {"note": "a"}, headers=etag(document))
    assert changed.status_code == 200
    assert changed.headers["ETag"] == f'"{document["version"] + 1}"'
    stale = await drafter.patch(door(document), {"note": "b"}, headers=etag(document))
    assert (stale.status_code, stale.json()["version"]) == (412, document["version"] + 1)
    assert (await drafter.get(door(document))).json()["note"] == "a"
    weak = await drafter.patch(
        door(document), {"note": "c"}, headers={"If-Match": f"W/{changed.headers['ETag']}"}
    )
    assert weak.status_code == 200
    assert (await drafter.patch(door(document), {}, headers={"If-Match": "*"})).status_code == 200


async def test_an_act_may_name_the_version_it_is_about(office: Office) -> None:
    document = await submitted(office, file="letter")
    reviewer = await office.sign_in("chanhvanphong.huyen")
    stale = await reviewer.post(f"{door(document)}/approve", {}, headers={"If-Match": '"1"'})
    assert stale.status_code == 412
    approved = await reviewer.post(f"{door(document)}/approve", {}, headers=etag(document))
    assert approved.json()["state"] == "approved"


async def test_of_two_changes_at_once_one_is_told(office: Office) -> None:
    document = await drafted(office, file=None)
    drafter = await office.sign_in(DRAFTER)
    answers = await asyncio.gather(
        *(drafter.patch(door(document), {"note": str(n)}, headers=etag(document)) for n in range(6))
    )
    assert sorted(answer.status_code for answer in answers) == [200, *([412] * 5)]


async def test_a_group_is_replaced_by_who_has_seen_it(office: Office) -> None:
    drafter = await office.sign_in(DRAFTER)
    body = {"name": "Các xã", "agency_ids": [(await office.agencies("H20.90.03"))[0]["id"]]}
    [group] = (await drafter.post("/receiver-groups", body)).json()
    path = f"/receiver-groups/{group['id']}"
    assert (await drafter.put(path, json=body)).status_code == 428
    [replaced] = (await drafter.put(path, json=body, headers=etag(group))).json()
    assert replaced["version"] == group["version"] + 1
    assert (await drafter.put(path, json=body, headers=etag(group))).status_code == 412


async def test_a_repeated_creation_gets_the_first_answer(office: Office) -> None:
    drafter = await office.sign_in(DRAFTER)
    body = await facts_of_draft(office)
    first = await drafter.post("/documents", body, headers=KEY)
    again = await drafter.post("/documents", body, headers=KEY)
    assert (again.status_code, again.content) == (first.status_code, first.content)
    assert again.headers["Idempotency-Replayed"] == "true"
    assert "Idempotency-Replayed" not in first.headers
    for name in ("Location", "ETag"):
        assert again.headers[name] == first.headers[name]

    other = await drafter.post("/documents", {**body, "note": "khác"}, headers=KEY)
    assert (other.status_code, other.json()["type"]) == (
        422,
        "urn:congvu:problem:idempotency-key-reused",
    )
    elsewhere = await drafter.post("/work-files", body, headers=KEY)
    assert elsewhere.status_code == 422
    async with office.platform.database.session() as session:
        assert await count(session, Document) == 1


async def test_a_key_belongs_to_one_person(office: Office) -> None:
    body = await facts_of_draft(office)
    first = await (await office.sign_in(DRAFTER)).post("/documents", body, headers=KEY)
    other = await (await office.sign_in("noivu.huyen")).post("/documents", body, headers=KEY)
    assert other.status_code == 201
    assert other.json()["id"] != first.json()["id"]


async def test_a_refused_request_keeps_no_answer(office: Office) -> None:
    drafter = await office.sign_in(DRAFTER)
    body = await facts_of_draft(office)
    refused = await drafter.post("/documents", {**body, "type_code": "XX"}, headers=KEY)
    assert refused.status_code == 422
    assert (await drafter.post("/documents", body, headers=KEY)).status_code == 201


async def test_twins_at_the_same_moment_make_one_document(office: Office) -> None:
    drafter = await office.sign_in(DRAFTER)
    body = await facts_of_draft(office)
    answers = await asyncio.gather(
        *(drafter.post("/documents", body, headers=KEY) for _ in range(8))
    )
    assert {answer.status_code for answer in answers} <= {201, 409}
    made = {answer.json()["id"] for answer in answers if answer.status_code == 201}
    assert len(made) == 1
    for busy in (answer for answer in answers if answer.status_code == 409):
        assert busy.json()["type"] == "urn:congvu:problem:idempotency-key-busy"
        assert busy.headers["Retry-After"]
    again = await drafter.post("/documents", body, headers=KEY)
    assert {again.json()["id"]} == made
    async with office.platform.database.session() as session:
        assert await count(session, Document) == 1


@pytest.mark.parametrize("key", ["", "x" * 201])
async def test_a_key_has_1_to_200_characters(key: str, office: Office) -> None:
    drafter = await office.sign_in(DRAFTER)
    body = await facts_of_draft(office)
    answer = await drafter.post("/documents", body, headers={"Idempotency-Key": key})
    assert answer.status_code == 400


REFUSED = [
    (CLERK, "issue", None, 409),
    (DRAFTER, "submit", "reviewer", 409),
    ("phochutich.huyen", "sign", None, 409),
    ("chanhvanphong.huyen", "approve", {}, 200),
    ("chanhvanphong.huyen", "approve", {}, 409),
    ("chanhvanphong.huyen", "return", {"reason": REASON}, 403),
    ("phochutich.huyen", "return", {"reason": REASON}, 200),
    ("phochutich.huyen", "sign", None, 404),
    (DRAFTER, "cancel", {"reason": REASON}, 200),
    (DRAFTER, "cancel", {"reason": REASON}, 409),
    (DRAFTER, "submit", "reviewer", 409),
]


async def test_each_state_refuses_what_is_not_its_turn(office: Office) -> None:
    """In the order of a document that is reviewed, returned by its signer, and given up."""
    document = await submitted(office)
    reviewer = await office.sign_in("chanhvanphong.huyen")
    for username, act, body, status in REFUSED:
        officer = await office.sign_in(username)
        given = {"reviewer_appointment_id": reviewer.appointment_id} if body == "reviewer" else body
        answer = await officer.post(f"{door(document)}/{act}", given)
        assert answer.status_code == status, (username, act, answer.text)
        if status == 409:
            assert answer.json()["type"] == "urn:congvu:problem:move-refused"
    drafter = await office.sign_in(DRAFTER)
    changed = await drafter.patch(door(document), {"note": "a"}, headers={"If-Match": "*"})
    assert changed.status_code == 409
