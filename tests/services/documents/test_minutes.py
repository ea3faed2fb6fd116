"""Minutes (biên bản) are signed by their secretary, then by their chair (Decree 30, form 1.9)."""

from __future__ import annotations

from base64 import b64decode
from typing import TYPE_CHECKING, Any

import pytest

from tests.desks import Desk
from tests.holders import give, new_token, register, seen, start
from tests.office import etag
from tests.signing.archivable import broken_rules
from tests.story import CLERK, DRAFTER, REVIEWER, SIGNER, approved, door, drafted, read

if TYPE_CHECKING:
    from pathlib import Path

    from tests.office import Office

SECRETARY = REVIEWER
REFUSED = "urn:congvu:problem:move-refused"


async def minutes(office: Office, **changes: Any) -> dict[str, Any]:
    """Facts of a draft that its head of office signs as secretary."""
    secretary = await office.sign_in(SECRETARY)
    return {"type_code": "BB", "secretary_appointment_id": secretary.appointment_id, **changes}


async def acted(office: Office, document: dict[str, Any], who: str, verb: str) -> dict[str, Any]:
    officer = await office.sign_in(who)
    answer = await officer.post(f"{door(document)}/{verb}")
    assert answer.status_code == 202, answer.text
    await office.work()
    return await read(office, document)


async def test_the_secretary_signs_then_the_chair_and_both_are_seen(office: Office) -> None:
    document = await approved(office, **await minutes(office))
    chair, secretary = await office.sign_in(SIGNER), await office.sign_in(SECRETARY)
    assert "sign" not in (await chair.get(door(document))).json()["actions"]
    assert (await secretary.get(door(document))).json()["actions"][0] == "sign"
    too_early = await chair.post(f"{door(document)}/sign")
    assert (too_early.status_code, too_early.json()["type"]) == (409, REFUSED)
    desk = (await secretary.get("/desk")).json()
    assert ("to_sign", document["id"]) in [(row["kind"], row["id"]) for row in desk["rows"]]

    signed = await acted(office, document, SECRETARY, "sign")
    assert signed["state"] == "signed_by_secretary"
    assert [row["purpose"] for row in signed["verdict"]["signatures"]] == ["secretary"]
    assert (await chair.get(door(document))).json()["actions"][0] == "sign"
    again = await secretary.post(f"{door(document)}/sign")
    assert (again.status_code, again.json()["type"]) == (409, REFUSED)

    signed = await acted(office, document, SIGNER, "sign")
    assert signed["state"] == "signed"
    issued = await acted(office, document, CLERK, "issue")
    assert issued["state"] == "issued"
    verdict = issued["verdict"]
    assert verdict["outcome"] == "valid", verdict
    assert [(row["purpose"], row["signer"]) for row in verdict["signatures"][:4]] == [
        ("secretary", "Trần Thị Kim Phượng"),
        ("chair", "Nguyễn Văn Hiệp"),
        ("number", "Ủy ban nhân dân huyện Tháp Mười"),
        ("seal", "Ủy ban nhân dân huyện Tháp Mười"),
    ]
    clerk = await office.sign_in(CLERK)
    file = (await clerk.get(f"{door(document)}/file")).content
    assert not broken_rules(file)
    told = [
        row["details"].get("purpose")
        for row in (await clerk.get(f"{door(document)}/history")).json()
    ]
    assert {"secretary", "person", "number_and_seal"} <= set(told)


async def test_returned_by_the_chair_the_secretarys_signature_is_off_the_file(
    office: Office,
) -> None:
    document = await approved(office, **await minutes(office))
    await acted(office, document, SECRETARY, "sign")
    chair = await office.sign_in(SIGNER)
    reason = {"reason": "Ghi thiếu ý kiến của xã Mỹ Hòa"}
    answer = await chair.post(f"{door(document)}/return", reason)
    assert answer.json()["state"] == "returned_for_changes", answer.text
    drafter = await office.sign_in(DRAFTER)
    found = (await drafter.get(door(document))).json()
    assert found["verdict"] is None
    # Sent in again as it is, it takes both signatures anew.
    reviewer = await office.sign_in(REVIEWER)
    submission = {"reviewer_appointment_id": reviewer.appointment_id, "text": "Trình lại"}
    assert (await drafter.post(f"{door(document)}/submit", submission)).status_code == 200
    assert (await reviewer.post(f"{door(document)}/approve", {"text": ""})).status_code == 200
    await acted(office, document, SECRETARY, "sign")
    signed = await acted(office, document, SIGNER, "sign")
    assert signed["state"] == "signed"
    assert len(signed["verdict"]["signatures"]) == 2


async def test_a_secretary_may_return_before_signing(office: Office) -> None:
    document = await approved(office, **await minutes(office))
    secretary = await office.sign_in(SECRETARY)
    reason = {"reason": "Chưa đủ thành phần tham dự"}
    answer = await secretary.post(f"{door(document)}/return", reason)
    assert answer.json()["state"] == "returned_for_changes"


@pytest.mark.parametrize(
    ("type_code", "who"), [("KH", SECRETARY), ("BB", SIGNER), ("BB", "chutich.myhoa")]
)
async def test_a_secretary_is_another_official_of_the_agency_and_of_minutes_alone(
    office: Office, type_code: str, who: str
) -> None:
    drafter, other = await office.sign_in(DRAFTER), await office.sign_in(who)
    document = await drafted(office, file=None)
    change = {"type_code": type_code, "secretary_appointment_id": other.appointment_id}
    answer = await drafter.patch(door(document), change, headers=etag(document))
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["field"] == "secretary_appointment_id"


async def test_places_are_settled_with_the_first_signature(office: Office) -> None:
    document = await approved(office, **await minutes(office))
    secretary, chair = await office.sign_in(SECRETARY), await office.sign_in(SIGNER)
    place = {"place": {"page": 1, "left": 30, "bottom": 40, "width": 45, "height": 20}}
    answer = await secretary.post(f"{door(document)}/sign", place)
    assert answer.status_code == 202, answer.text
    await office.work()
    late = await chair.post(f"{door(document)}/sign", place)
    assert late.status_code == 400
    assert late.json()["errors"][0]["field"] == "place"
    assert (await acted(office, document, SIGNER, "sign"))["state"] == "signed"


async def test_what_is_only_kept_goes_out_to_nobody(office: Office) -> None:
    facts = await minutes(office, kept_only=True)
    document = await approved(office, codes=(), **facts)
    await acted(office, document, SECRETARY, "sign")
    await acted(office, document, SIGNER, "sign")
    issued = await acted(office, document, CLERK, "issue")
    assert (issued["state"], issued["receivers"]) == ("issued", [])
    assert issued["verdict"]["outcome"] == "valid"
    drafter = await office.sign_in(DRAFTER)
    body = await drafter.post("/documents", {**await _facts(office), "kept_only": True})
    assert body.status_code == 400
    assert body.json()["errors"][0]["field"] == "receivers"


async def _facts(office: Office) -> dict[str, Any]:
    document = await drafted(office, file=None)
    receivers = [{"agency_id": row["agency"]["id"]} for row in document["receivers"]]
    return {
        "type_code": "BB",
        "abstract": "Biên bản họp",
        "signer_appointment_id": document["signer"]["appointment_id"],
        "receivers": receivers,
    }


async def test_secretary_and_chair_sign_with_keys_on_their_own_machines(
    office: Office, key_dir: Path
) -> None:
    """The secretary by the local service in the prepared field, the chair by Web eID."""
    secretary, chair = await office.sign_in(SECRETARY), await office.sign_in(SIGNER)
    first, second = new_token(key_dir, "Trần Thị Kim Phượng"), new_token(key_dir)
    await register(office, secretary, first.certificate)
    await register(office, chair, second.certificate)
    document = await approved(office, **await minutes(office))
    at = Desk(office, secretary, first, key_dir)
    session = await at.open(document)
    assert [step["purpose"] for step in session["steps"]] == ["secretary"]
    call = await at.call(session)
    assert call["url"].endswith("/SignApproved")
    assert call["message"]["MetaData"] == [{"Key": "FieldName", "Value": "CongvuSecretary"}]
    await at.send(call, await at.sign(await at.fetch(call), field="CongvuSecretary"))
    assert await at.ended(session) == ("completed", None)
    await read(office, document, expected="signed_by_secretary")
    session = await seen(office, chair, (await start(chair, document, second)).json())
    given = await give(chair, session, second.sign(b64decode(session["to_sign"])))
    assert given.status_code == 200, given.text
    assert (await seen(office, chair, session))["state"] == "completed"
    ready = await read(office, document, expected="signed")
    assert ready["verdict"]["outcome"] == "valid"
    assert [row["purpose"] for row in ready["verdict"]["signatures"]] == ["secretary", "chair"]


async def test_a_secretarys_program_may_not_make_a_field_of_its_own(
    office: Office, key_dir: Path
) -> None:
    """Else nothing would tell the chair's signature from the secretary's."""
    secretary, token = await office.sign_in(SECRETARY), new_token(key_dir, "Trần Thị Kim Phượng")
    await register(office, secretary, token.certificate)
    document = await approved(office, **await minutes(office))
    at = Desk(office, secretary, token, key_dir)
    session = await at.open(document)
    call = await at.call(session)
    await at.send(call, await at.sign(await at.fetch(call), field=None))
    assert await at.ended(session) == ("aborted", "addition-own-field")
    await read(office, document, expected="approved")
