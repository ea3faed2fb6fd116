"""Electronic copies where the agency's key is a token at its clerk's machine."""

import io
from base64 import b64decode
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from tests import corpus
from tests.desks import AGENTS, COPY_FIELD, Desk, clerks_desk, refused
from tests.holders import OURS, give, make_due, new_token, register, start
from tests.office import Office, Officer
from tests.story import CLERK, DRAFTER, door, issued

COMMUNE_CLERK = "vanthu.myhoa"
WANTED = {"kind": "true_copy", "purpose": "Gửi Phòng Tư pháp theo dõi"}


@pytest.fixture
async def document(office: Office) -> dict[str, Any]:
    """Issued with a key on the server, before the agency's key moved to a token."""
    return await issued(office)


@pytest.fixture
async def clerk(office: Office, document: dict[str, Any], key_dir: Path) -> Desk:
    assert document["state"] == "issued"
    return await clerks_desk(office, key_dir)


async def numbered(officer: Officer, path: str, **wanted: Any) -> dict[str, Any]:
    answer = await officer.post(f"{path}/copies", WANTED | wanted)
    assert answer.status_code == 202, answer.text
    return dict(answer.json())


async def found(officer: Officer, copy: dict[str, Any]) -> dict[str, Any]:
    answer = await officer.get(f"/copies/{copy['id']}")
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def opened(clerk: Desk, copy: dict[str, Any], agent: str) -> dict[str, Any]:
    return await clerk.open(copy, noun="copies", agent=agent)


def purposes(copy: dict[str, Any]) -> list[str]:
    signatures = copy["verdict"]["signatures"]
    return [row["purpose"] for row in signatures if not row["is_document_timestamp"]]


@pytest.mark.parametrize("agent", AGENTS)
async def test_a_copy_waits_for_the_token_and_is_signed_with_it(
    office: Office, clerk: Desk, document: dict[str, Any], agent: str
) -> None:
    original = (await clerk.officer.get(f"{door(document)}/file")).content
    copy = await numbered(clerk.officer, door(document))
    assert (copy["state"], copy["number_and_symbol"]) == ("waiting", "01/SY-UBND")
    assert (copy["can_sign"], copy["can_retry"]) == (True, False)
    key = (await clerk.officer.get(f"/copies/{copy['id']}/signing-key")).json()
    assert (key["place"], [row["purpose"] for row in key["steps"]]) == ("client", ["copy"])
    session = await opened(clerk, copy, agent)
    assert (session["document_id"], session["copy_id"]) == (None, copy["id"])
    assert [row["filename"] for row in session["steps"]] == ["01-SY-UBND.pdf"]
    under_way = await found(clerk.officer, copy)
    assert (under_way["state"], under_way["signing"]["agent"]) == ("started", agent)
    assert (await clerk.go_on(session, until=2))["state"] == "completed"
    made = await found(clerk.officer, copy)
    assert (made["state"], made["signing"], made["can_sign"]) == ("made", None, False)
    assert made["verdict"]["outcome"] == "valid", made["verdict"]
    assert purposes(made) == ["person", "number", "seal", "copy"]
    file = (await clerk.officer.get(f"/copies/{copy['id']}/file")).content
    assert file.startswith(original)
    acts = [row["act"] for row in (await clerk.officer.get(f"{door(document)}/history")).json()]
    assert (acts.count("document:copy:start"), acts.count("document:copy:complete")) == (1, 1)


async def test_by_web_eid_the_copy_says_so_in_its_corner(
    office: Office, clerk: Desk, document: dict[str, Any]
) -> None:
    copy = await numbered(clerk.officer, door(document))
    await clerk.go_on(await opened(clerk, copy, "web_eid"), until=2)
    file = (await clerk.officer.get(f"/copies/{copy['id']}/file")).content
    facts = await office.platform.signing.inspect(file)
    assert "SAO Y; Ủy ban nhân dân huyện Tháp Mười" in " ".join(facts.text_excerpt.split())


async def test_the_local_service_is_told_to_sign_a_copy(
    clerk: Desk, document: dict[str, Any]
) -> None:
    session = await opened(clerk, await numbered(clerk.officer, door(document)), "sign_service")
    call = await clerk.call(session)
    assert call["url"].endswith("/SignCopy")
    assert call["message"]["MetaData"] == [{"Key": "FieldName", "Value": COPY_FIELD}]
    assert (call["message"]["DocNumber"], call["message"]["IssuedDate"]) == ("01/SY-UBND", "")


@pytest.mark.parametrize("agent", AGENTS)
async def test_an_extract_is_a_new_file_with_one_signature(
    clerk: Desk, document: dict[str, Any], agent: str
) -> None:
    copy = await numbered(clerk.officer, door(document), kind="extract", pages="1")
    await clerk.go_on(await opened(clerk, copy, agent), until=2)
    made = await found(clerk.officer, copy)
    assert (made["state"], made["page_count"], purposes(made)) == ("made", 1, ["copy"])
    assert made["verdict"]["outcome"] == "valid"


@pytest.mark.parametrize("agent", AGENTS)
async def test_a_copy_of_a_copy_has_a_second_field(
    office: Office, clerk: Desk, document: dict[str, Any], agent: str
) -> None:
    """What the commune received is a true copy already; it copies that with a token of its own."""
    first = await numbered(clerk.officer, door(document))
    await clerk.go_on(await opened(clerk, first, "web_eid"), until=2)
    file = (await clerk.officer.get(f"/copies/{first['id']}/file")).content
    commune = await communes_desk(office, clerk)
    incoming = await scanned(commune.officer, file)
    copy = await numbered(commune.officer, f"/incoming/{incoming['id']}", kind="copy_of_copy")
    session = await opened(commune, copy, agent)
    if agent == "by_hand":
        await commune.answer(session, field="CongvuCopy2")
    await commune.go_on(session, until=2)
    made = await found(commune.officer, copy)
    assert made["state"] == "made"
    assert purposes(made) == ["person", "number", "seal", "copy", "copy"]
    assert made["verdict"]["outcome"] == "valid", made["verdict"]


async def communes_desk(office: Office, clerk: Desk) -> Desk:
    officer, token = await office.sign_in(COMMUNE_CLERK), new_token(clerk.key_dir, "UBND xã")
    await register(office, officer, token.certificate, seal=True)
    return Desk(office, officer, token, clerk.key_dir)


async def scanned(officer: Officer, content: bytes) -> dict[str, Any]:
    body = {
        "sender_name": "Ủy ban nhân dân huyện",
        "number_and_symbol": "01/SY-UBND",
        "issued_on": "2024-11-20",
        "type_code": "KH",
        "abstract": "Kế hoạch",
    }
    incoming = (await officer.post("/incoming", body)).json()
    answer = await officer.put(
        f"/incoming/{incoming['id']}/file",
        params={"filename": "scan.pdf"},
        content=content,
        headers={"If-Match": "*"},
    )
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


@pytest.mark.parametrize("how", ["abort", "expire"])
async def test_a_session_that_comes_to_nothing_leaves_the_copy_waiting_under_its_number(
    office: Office, clerk: Desk, document: dict[str, Any], how: str
) -> None:
    copy = await numbered(clerk.officer, door(document))
    session = await opened(clerk, copy, "web_eid")
    path = f"/signing-sessions/{session['id']}"
    if how == "abort":
        await clerk.officer.post(f"{path}/abort", {"reason": "user-cancelled"}, headers=OURS)
    else:
        office.clock.move(timedelta(minutes=6))
        await make_due(office)
    assert (await clerk.ended(session))[0] == how.rstrip("e") + "ed"
    refused(await clerk.answer(session), 409, "signing-session-over")
    after = await found(clerk.officer, copy)
    assert (after["state"], after["can_sign"], after["signing"]) == ("waiting", True, None)
    assert after["problem"] == {"abort": "user-cancelled", "expire": "expired"}[how]
    again = await opened(clerk, copy, "sign_service")
    assert (await clerk.go_on(again, until=2))["state"] == "completed"
    made = await found(clerk.officer, copy)
    assert (made["state"], made["number_and_symbol"]) == ("made", copy["number_and_symbol"])
    assert made["problem"] is None


async def test_an_overdue_session_does_not_keep_the_next_one_out(
    office: Office, clerk: Desk, document: dict[str, Any]
) -> None:
    copy = await numbered(clerk.officer, door(document))
    await opened(clerk, copy, "web_eid")
    office.clock.move(timedelta(minutes=6))
    assert (await start(clerk.officer, copy, noun="copies")).status_code == 201


async def test_one_session_a_copy(clerk: Desk, document: dict[str, Any]) -> None:
    copy = await numbered(clerk.officer, door(document))
    session = await opened(clerk, copy, "web_eid")
    refused(await start(clerk.officer, copy, noun="copies"), 409, "signing-under-way")
    refused(await clerk.officer.post(f"/copies/{copy['id']}/retry"), 409, "key-elsewhere")
    await clerk.go_on(session, until=2)
    refused(await start(clerk.officer, copy, noun="copies"), 409, "move-refused")


async def test_two_copies_are_signed_side_by_side(clerk: Desk, document: dict[str, Any]) -> None:
    first, second = [await numbered(clerk.officer, door(document)) for _ in range(2)]
    at_first, at_second = [await opened(clerk, one, "web_eid") for one in (first, second)]
    swapped = clerk.token.sign(b64decode(at_second["to_sign"]))
    refused(await give(clerk.officer, at_first, swapped), 409, "value-refused")
    for session in (at_second, at_first):
        assert (await clerk.go_on(session, until=2))["state"] == "completed"


async def test_what_may_not_come_back(clerk: Desk, document: dict[str, Any], key_dir: Path) -> None:
    copy = await numbered(clerk.officer, door(document))
    session = await opened(clerk, copy, "sign_service")
    pdf = await clerk.fetch(await clerk.call(session))
    for one in (pdf, b"%PDF-1.7", await clerk.sign(corpus.pdf("letter"), field=None)):
        refused(await clerk.send(await clerk.call(session), one), 409, "addition-refused")
    await clerk.answer(session, token=new_token(key_dir))
    assert await clerk.ended(session) == ("aborted", "certificate-not-registered")
    session = await opened(clerk, copy, "sign_service")
    await clerk.answer(session, field=None)
    assert await clerk.ended(session) == ("aborted", "addition-field-made-late")
    session = await opened(clerk, copy, "by_hand")
    twice = await clerk.sign(
        await clerk.sign((await file_of(clerk, session)), field=COPY_FIELD), field=None
    )
    path = f"/signing-sessions/{session['id']}/file"
    await clerk.officer.put(path, content=twice, headers=OURS)
    assert await clerk.ended(session) == ("aborted", "addition-too-many-signatures")
    assert (await found(clerk.officer, copy))["state"] == "waiting"


async def file_of(clerk: Desk, session: dict[str, Any]) -> bytes:
    return (await clerk.officer.get(f"/signing-sessions/{session['id']}/file")).content


async def test_the_scan_of_a_paper_document_is_signed_in_the_prepared_field_alone(
    office: Office, clerk: Desk
) -> None:
    commune = await communes_desk(office, clerk)
    incoming = await scanned(commune.officer, corpus.pdf("scan"))
    copy = await numbered(commune.officer, f"/incoming/{incoming['id']}")
    session = await opened(commune, copy, "sign_service")
    await commune.answer(session, field=None)
    assert await commune.ended(session) == ("aborted", "addition-own-field")
    session = await opened(commune, copy, "sign_service")
    assert (await commune.go_on(session, until=2))["state"] == "completed"


def full_page() -> bytes:
    """Nothing of page one is blank."""
    writer = IncrementalPdfFileWriter(io.BytesIO(corpus.pdf("scan")), strict=False)
    page = writer.root["/Pages"]["/Kids"][0]
    lines = b" ".join(b"0 %d m 2000 %d l S" % (y, y) for y in range(0, 2000, 6))
    page["/Contents"] = writer.add_object(generic.StreamObject(stream_data=b"q 2 w %s Q" % lines))
    writer.update_container(page)
    out = io.BytesIO()
    writer.write(out)  # type: ignore[no-untyped-call]
    return out.getvalue()


async def test_a_page_without_room_is_said(office: Office, clerk: Desk) -> None:
    commune = await communes_desk(office, clerk)
    incoming = await scanned(commune.officer, full_page())
    copy = await numbered(commune.officer, f"/incoming/{incoming['id']}")
    for agent in AGENTS:
        session = await opened(commune, copy, agent)
        assert (session["state"], session["problem"]) == ("aborted", "no-room")
    after = await found(commune.officer, copy)
    assert (after["state"], after["problem"]) == ("waiting", "no-room")


async def test_who_may_not_sign_a_copy(
    office: Office, clerk: Desk, document: dict[str, Any]
) -> None:
    copy = await numbered(clerk.officer, door(document))
    stranger = await office.sign_in(COMMUNE_CLERK)
    refused(await start(stranger, copy, noun="copies"), 404, "not-found")
    refused(await stranger.get(f"/copies/{copy['id']}/signing-key"), 404, "not-found")
    drafter = await office.sign_in(DRAFTER)
    refused(await start(drafter, copy, noun="copies"), 404, "not-found")
    leader = await office.sign_in("chutich.huyen")
    session = await opened(clerk, copy, "web_eid")
    refused(await leader.get(f"/signing-sessions/{session['id']}"), 404, "not-found")
    foreign = {"Origin": "https://evil.example"}
    again = await start(clerk.officer, copy, noun="copies", headers=foreign)
    refused(again, 403, "origin-refused")


async def test_a_copy_that_waits_is_made_by_the_server_when_the_key_has_moved_there(
    office: Office, clerk: Desk, document: dict[str, Any]
) -> None:
    copy = await numbered(clerk.officer, door(document))
    await clerk.withdraw()
    assert (await found(clerk.officer, copy))["can_retry"]
    refused(await start(clerk.officer, copy, noun="copies"), 409, "credential-missing")
    assert (await clerk.officer.post(f"/copies/{copy['id']}/retry")).status_code == 202
    await office.work()
    assert (await found(clerk.officer, copy))["state"] == "made"


async def test_a_session_is_for_a_token_alone(office: Office, document: dict[str, Any]) -> None:
    """Where the key lies on the server nothing waits, and no session begins."""
    clerk = await office.sign_in(CLERK)
    copy = await numbered(clerk, door(document))
    assert (copy["state"], copy["can_sign"]) == ("started", False)
    refused(await start(clerk, copy, noun="copies"), 409, "signing-under-way")
    await office.work()
    assert (await found(clerk, copy))["state"] == "made"
