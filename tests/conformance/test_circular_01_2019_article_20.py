"""Circular 01/2019, article 20: number and date are given after the competent person signed."""

import pytest

from tests.office import Office
from tests.story import CLERK, SIGNER, approved, door, drafted, issued, read, submitted

STATES = {"draft": drafted, "in_review": submitted, "approved": approved}


@pytest.mark.parametrize("state", STATES)
async def test_there_is_no_number_before_the_leaders_signature(state: str, office: Office) -> None:
    document = await STATES[state](office)
    assert document["state"] == state
    clerk = await office.sign_in(CLERK)
    answer = await clerk.post(f"{door(document)}/issue")
    assert answer.status_code == (404 if state == "draft" else 409)
    assert document["number"] is None


async def test_a_signature_under_way_is_not_a_signature(office: Office) -> None:
    document = await approved(office)
    signer, clerk = await office.sign_in(SIGNER), await office.sign_in(CLERK)
    assert (await signer.post(f"{door(document)}/sign")).status_code == 202
    assert (await clerk.post(f"{door(document)}/issue")).status_code == 409
    twice = await signer.post(f"{door(document)}/sign")
    assert (twice.status_code, twice.json()["type"]) == (
        409,
        "urn:congvu:problem:signing-under-way",
    )
    await office.work()
    assert (await clerk.post(f"{door(document)}/issue")).json()["number"] == 1


async def test_the_leader_signs_first_then_come_number_and_seal(office: Office) -> None:
    document = await issued(office)
    found = (await read(office, document))["verdict"]
    assert found["outcome"] == "valid"
    signed = [row for row in found["signatures"] if not row["is_document_timestamp"]]
    assert [row["purpose"] for row in signed] == ["person", "number", "seal"]
    assert all(row["intact"] for row in found["signatures"])
    history = await (await office.sign_in(CLERK)).get(f"{door(document)}/history")
    acts = [row["act"] for row in history.json()]
    completed = acts.index("document:signature:complete")
    assert completed < acts.index("document:number:spend") < acts.index("document:seal:complete")
