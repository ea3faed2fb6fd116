"""Files that a program on the official's machine signs as a whole, and what must not come back.

The browser's word that all went well is never asked for: only the file counts.
"""

import io
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from tests import corpus
from tests.agents.pdf import OWN_FIELD
from tests.desks import NUMBER_FIELD, SEAL_FIELD, Desk, clerks_desk, refused
from tests.holders import OURS, new_token, register, seen
from tests.office import Office, Officer
from tests.story import (
    CLERK,
    DRAFTER,
    REVIEWER,
    SIGNER,
    approved,
    door,
    read,
    signed,
    uploaded,
)


@pytest.fixture
async def desk(office: Office, key_dir: Path) -> Desk:
    leader, token = await office.sign_in(SIGNER), new_token(key_dir)
    await register(office, leader, token.certificate)
    return Desk(office, leader, token, key_dir)


async def test_the_local_service_signs_for_the_leader(office: Office, desk: Desk) -> None:
    document = await approved(office)
    session = await desk.open(document)
    call = await desk.call(session)
    assert call["url"] == "wss://127.0.0.1:8987/SignApproved"
    assert set(call["message"]) == {
        "FileUploadHandler", "SessionId", "JWTToken", "FileName", "MetaData", "DocNumber",
        "IssuedDate",
    }  # fmt: skip
    told = await desk.send(call, await desk.sign(await desk.fetch(call)))
    assert told.json()["Status"] == 0
    assert set(told.json()) == {"Status", "Message", "FileName", "FileServer"}
    assert await desk.ended(session) == ("completed", None)
    ready = await read(office, document, expected="signed")
    assert ready["verdict"]["outcome"] == "valid"


async def test_a_program_may_make_its_own_field_where_nobody_has_signed_yet(
    office: Office, desk: Desk
) -> None:
    """Number and seal follow into their prepared fields, and all three are valid."""
    document = await approved(office)
    session = await desk.open(document)
    call = await desk.call(session)
    await desk.send(call, await desk.sign(await desk.fetch(call), field=None))
    assert await desk.ended(session) == ("completed", None)
    clerk = await office.sign_in(CLERK)
    await clerk.post(f"/documents/{document['id']}/issue")
    await office.work()
    ready = await read(office, document, expected="issued")
    pdf = (await clerk.get(f"/documents/{document['id']}/file")).content
    verdict = await office.platform.signing.verify(pdf, now=office.clock.now())
    assert ready["number_and_symbol"] == "01/KH-UBND"
    assert verdict.outcome == "valid", verdict
    made = [one.field for one in verdict.signatures if not one.is_document_timestamp]
    assert made == [OWN_FIELD, NUMBER_FIELD, SEAL_FIELD]


async def test_the_clerk_signs_number_and_seal_in_their_prepared_fields(
    office: Office, key_dir: Path
) -> None:
    document = await signed(office)
    at = await clerks_desk(office, key_dir)
    session = await at.open(document)
    for step, field in enumerate((NUMBER_FIELD, SEAL_FIELD), start=1):
        session = await seen(office, at.officer, session)
        assert session["step"] == step
        call = await at.call(session)
        assert call["url"].endswith("/SignIssued")
        assert call["message"]["MetaData"] == [{"Key": "FieldName", "Value": field}]
        assert call["message"]["DocNumber"] == ("01/KH-UBND" if step == 1 else "")
        await at.send(call, await at.sign(await at.fetch(call), field=field))
    assert await at.ended(session) == ("completed", None)
    await read(office, document, expected="issued")


async def test_a_field_made_after_the_first_signature_is_refused(
    office: Office, key_dir: Path
) -> None:
    document = await signed(office)
    at = await clerks_desk(office, key_dir)
    session = await at.open(document)
    call = await at.call(session)
    await at.send(call, await at.sign(await at.fetch(call), field=None))
    assert await at.ended(session) == ("aborted", "addition-field-made-late")
    await read(office, document, expected="numbered")


async def test_each_address_serves_once(office: Office, desk: Desk) -> None:
    session = await desk.open(await approved(office))
    call = await desk.call(session)
    pdf = await desk.fetch(call)
    refused(await desk.get(call["message"]["FileName"]), 404, "not-found")
    good = await desk.sign(pdf)
    assert (await desk.send(call, good)).status_code == 200
    refused(await desk.send(call, good), 404, "not-found")


async def test_a_new_call_ends_the_addresses_before_it(office: Office, desk: Desk) -> None:
    session = await desk.open(await approved(office))
    first, second = await desk.call(session), await desk.call(session)
    refused(await desk.get(first["message"]["FileName"]), 404, "not-found")
    pdf = await desk.fetch(second)
    refused(await desk.send(first, await desk.sign(pdf)), 404, "not-found")


async def test_after_its_time_no_address_serves(office: Office, desk: Desk) -> None:
    session = await desk.open(await approved(office))
    call = await desk.call(session)
    pdf = await desk.fetch(call)
    again = await desk.call(session)
    office.clock.move(timedelta(minutes=6))
    refused(await desk.get(again["message"]["FileName"]), 409, "signing-session-over")
    refused(await desk.send(again, await desk.sign(pdf)), 409, "signing-session-over")


async def test_an_upload_has_a_size(office: Office, desk: Desk) -> None:
    session = await desk.open(await approved(office))
    call = await desk.call(session)
    pdf = await desk.fetch(call)
    refused(await desk.send(call, pdf + bytes(9 * 1024 * 1024)), 413, "file-too-large")


async def test_changed_bytes_before_the_signature_are_refused_and_not_kept(
    office: Office, desk: Desk
) -> None:
    session = await desk.open(await approved(office))
    call = await desk.call(session)
    pdf = await desk.fetch(call)
    other = pdf.replace(b"%PDF-1", b"%PDF-2", 1)
    for one in (await desk.sign(other), pdf, pdf[:-1], b"%PDF-1.7 another file"):
        refused(await desk.send(call, one), 409, "addition-refused")
    assert (await seen(office, desk.officer, session))["stage"] == "waiting"


async def test_another_documents_file_is_refused(office: Office, desk: Desk) -> None:
    first = await desk.open(await approved(office))
    second = await desk.open(await approved(office, file="report"))
    pdf = await desk.fetch(await desk.call(first))
    answer = await desk.send(await desk.call(second), await desk.sign(pdf))
    refused(answer, 409, "addition-refused")


async def test_an_older_version_of_the_document_is_refused(office: Office, desk: Desk) -> None:
    """Fetched in a session that was given up; the document was changed and approved again."""
    document = await approved(office)
    before = await desk.open(document)
    old = await desk.sign(await desk.fetch(await desk.call(before)))
    await desk.officer.post(
        f"/signing-sessions/{before['id']}/abort", {"reason": "user-cancelled"}, headers=OURS
    )
    newer = await changed_and_approved(office, desk.officer, document)
    session = await desk.open(newer)
    refused(await desk.send(await desk.call(session), old), 409, "addition-refused")


async def changed_and_approved(
    office: Office, leader: Officer, document: dict[str, Any]
) -> dict[str, Any]:
    """Returned by the leader, with another file, through the review once more."""
    drafter, reviewer = await office.sign_in(DRAFTER), await office.sign_in(REVIEWER)
    returned = await leader.post(f"{door(document)}/return", {"reason": "Cần sửa lại nội dung"})
    changed = await uploaded(office, returned.json(), corpus.pdf("plan"))
    asked = {"reviewer_appointment_id": reviewer.appointment_id}
    assert (await drafter.post(f"{door(changed)}/submit", asked)).status_code == 200
    answer = await reviewer.post(f"{door(changed)}/approve", {})
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def test_two_new_signatures_are_refused(office: Office, desk: Desk) -> None:
    session = await desk.open(await approved(office))
    call = await desk.call(session)
    once = await desk.sign(await desk.fetch(call))
    twice = await desk.sign(once, field=SEAL_FIELD)
    await desk.send(call, twice)
    assert await desk.ended(session) == ("aborted", "addition-too-many-signatures")


async def test_another_certificate_is_refused(office: Office, desk: Desk) -> None:
    session = await desk.open(await approved(office))
    call = await desk.call(session)
    other = new_token(desk.key_dir)
    await desk.send(call, await desk.sign(await desk.fetch(call), token=other))
    assert await desk.ended(session) == ("aborted", "certificate-not-registered")


async def test_the_seals_field_is_not_the_leaders(office: Office, desk: Desk) -> None:
    session = await desk.open(await approved(office))
    call = await desk.call(session)
    await desk.send(call, await desk.sign(await desk.fetch(call), field=SEAL_FIELD))
    assert await desk.ended(session) == ("aborted", "addition-wrong-field")


async def test_no_signature_at_all(office: Office, desk: Desk) -> None:
    session = await desk.open(await approved(office))
    call = await desk.call(session)
    pdf = await desk.fetch(call)
    await desk.send(call, pdf + b"\n%nothing new\n%%EOF\n")
    state, problem = await desk.ended(session)
    assert state == "aborted"
    assert problem in {"addition-no-signature", "signing-failed"}


async def test_bytes_behind_the_signature_are_refused(office: Office, desk: Desk) -> None:
    session = await desk.open(await approved(office))
    call = await desk.call(session)
    good = await desk.sign(await desk.fetch(call))
    await desk.send(call, good + b"\n99 0 obj\n<< /Evil true >>\nendobj\n")
    assert await desk.ended(session) == ("aborted", "addition-not-to-the-end")


async def test_a_changed_page_beside_the_signature_is_refused(office: Office, desk: Desk) -> None:
    """The program changes the text in one revision and signs it in the next."""
    session = await desk.open(await approved(office))
    call = await desk.call(session)
    pdf = await desk.fetch(call)
    await desk.send(call, await desk.sign(_with_an_overlay(pdf)))
    assert await desk.ended(session) == ("aborted", "addition-other-changes")


def _with_an_overlay(pdf: bytes) -> bytes:
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf), strict=False)
    page = writer.root["/Pages"]["/Kids"][0]
    while page["/Type"] != "/Page":
        page = page["/Kids"][0]
    white = generic.StreamObject(stream_data=b"q 1 1 1 rg 0 0 600 400 re f Q")
    page["/Contents"] = generic.ArrayObject([page.raw_get("/Contents"), writer.add_object(white)])
    writer.update_container(page)
    out = io.BytesIO()
    writer.write(out)  # type: ignore[no-untyped-call]
    return out.getvalue()


async def test_a_spoiled_signature_is_refused(office: Office, desk: Desk) -> None:
    session = await desk.open(await approved(office))
    call = await desk.call(session)
    good = await desk.sign(await desk.fetch(call))
    contents = re.compile(rb"/Contents <([0-9A-Fa-f]+)>").search(good, len(good) - 60_000)
    assert contents is not None
    # The CMS object ends with the signature's value; zeros fill the room behind it.
    end = contents.start(1) + len(contents[1].rstrip(b"0")) - 2
    spoiled = bytearray(good)
    spoiled[end : end + 1] = b"1" if spoiled[end : end + 1] != b"1" else b"2"
    await desk.send(call, bytes(spoiled))
    state, _ = await desk.ended(session)
    assert state == "aborted"


async def test_by_hand_it_is_the_same(office: Office, desk: Desk) -> None:
    document = await approved(office)
    session = await desk.open(document, agent="by_hand")
    path = f"/signing-sessions/{session['id']}/file"
    pdf = (await desk.officer.get(path)).content
    other = await office.sign_in("chutich.huyen")
    refused(await other.get(path), 404, "not-found")
    wrong = await desk.officer.put(path, content=b"%PDF-1.7 other", headers=OURS)
    refused(wrong, 409, "addition-refused")
    good = await desk.sign(pdf)
    refused(await desk.officer.put(path, content=good), 403, "origin-refused")
    refused(await other.put(path, content=good, headers=OURS), 404, "not-found")
    taken = await desk.officer.put(path, content=good, headers=OURS)
    assert taken.status_code == 200, taken.text
    assert await desk.ended(session) == ("completed", None)
    await read(office, document, expected="signed")


async def test_the_service_is_not_called_for_another_kind_of_session(
    office: Office, desk: Desk
) -> None:
    session = await desk.open(await approved(office), agent="by_hand")
    path = f"/signing-sessions/{session['id']}/calls"
    refused(await desk.officer.post(path, {}, headers=OURS), 400, "field-refused")
    value = await desk.officer.put(
        f"/signing-sessions/{session['id']}/value", json={"value": "AAAA"}, headers=OURS
    )
    refused(value, 400, "field-refused")
