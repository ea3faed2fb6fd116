"""Electronic copies through the API: kinds, numbers, failures, who sees them."""

from collections import Counter
from typing import Any

import pytest
from httpx2 import Response

from services.documents.models.states import IncomingState, Medium
from signing.errors import NoRoom
from tests import corpus
from tests.office import Office, Officer
from tests.story import CLERK, DRAFTER, door, drafted, issued

COMMUNE_CLERK = "vanthu.myhoa"
WANTED = {"kind": "true_copy", "purpose": "Gửi Phòng Tư pháp theo dõi"}


async def make(
    office: Office, officer: Officer, path: str, *, expected: str = "made", **wanted: Any
) -> dict[str, Any]:
    answer = await officer.post(f"{path}/copies", WANTED | wanted)
    assert answer.status_code == 202, answer.text
    await office.work()
    copy = (await officer.get(f"/copies/{answer.json()['id']}")).json()
    assert copy["state"] == expected, copy
    return dict(copy)


async def paper(office: Office, clerk: Officer) -> dict[str, Any]:
    """A paper document with its scan, entered by the commune's clerk."""
    body = {
        "sender_name": "Ngân hàng Chính sách xã hội",
        "number_and_symbol": "12/BC-NHCS",
        "issued_on": "2024-11-20",
        "type_code": "BC",
        "abstract": "Báo cáo cho vay",
    }
    incoming = (await clerk.post("/incoming", body)).json()
    answer = await clerk.put(
        f"/incoming/{incoming['id']}/file",
        params={"filename": "scan.pdf"},
        content=corpus.pdf("scan"),
        headers={"If-Match": "*"},
    )
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def test_a_copy_of_a_signed_document_begins_with_its_bytes(office: Office) -> None:
    document = await issued(office)
    clerk = await office.sign_in(CLERK)
    original = (await clerk.get(f"{door(document)}/file")).content
    copy = await make(office, clerk, door(document))
    copied = (await clerk.get(f"/copies/{copy['id']}/file")).content
    assert copied.startswith(original)
    signatures = copy["verdict"]["signatures"]
    by_people = [row for row in signatures if not row["is_document_timestamp"]]
    assert [row["purpose"] for row in by_people] == ["person", "number", "seal", "copy"]
    assert all(row["intact"] and row["trusted"] for row in by_people)


@pytest.mark.parametrize(
    "wanted",
    [
        {"kind": "extract"},
        {"kind": "extract", "pages": "0"},
        {"kind": "extract", "pages": "1,1"},
        {"kind": "extract", "pages": "3-1"},
        {"kind": "extract", "pages": "9999"},
        {"pages": "1"},
        {"kind": "copy_of_copy"},
    ],
)
async def test_what_cannot_be_copied_so_is_refused(wanted: dict[str, Any], office: Office) -> None:
    document = await issued(office)
    clerk = await office.sign_in(CLERK)
    answer = await clerk.post(f"{door(document)}/copies", WANTED | wanted)
    assert (answer.status_code, answer.json()["type"]) == (400, "urn:congvu:problem:field-refused")
    assert (await clerk.get("/copies")).json()["items"] == []


@pytest.mark.parametrize("pages", ["a", "1,", "-", "1--2", "１"])
async def test_malformed_pages(pages: str, office: Office) -> None:
    document = await issued(office)
    clerk = await office.sign_in(CLERK)
    body = WANTED | {"kind": "extract", "pages": pages}
    assert (await clerk.post(f"{door(document)}/copies", body)).status_code == 422


async def test_what_is_not_issued_or_not_entered_is_not_copied(office: Office) -> None:
    document = await drafted(office)
    drafter, clerk = await office.sign_in(DRAFTER), await office.sign_in(COMMUNE_CLERK)
    assert (await drafter.post(f"{door(document)}/copies", WANTED)).status_code == 403
    await issued(office)
    arrived = (await clerk.get("/incoming")).json()["items"][0]
    assert arrived["state"] == IncomingState.ARRIVED
    early = await clerk.post(f"/incoming/{arrived['id']}/copies", WANTED)
    assert (early.status_code, early.json()["type"]) == (409, "urn:congvu:problem:move-refused")
    await clerk.post(f"/incoming/{arrived['id']}/register")
    copy = await make(office, clerk, f"/incoming/{arrived['id']}")
    assert copy["number_and_symbol"] == "01/SY-UBND"
    body = {
        "sender_name": "Ngân hàng",
        "number_and_symbol": "1/CV",
        "issued_on": "2024-11-20",
        "type_code": "CV",
        "abstract": "V/v phối hợp",
    }
    bare = (await clerk.post("/incoming", body)).json()
    assert bare["medium"] == Medium.PAPER
    absent = await clerk.post(f"/incoming/{bare['id']}/copies", WANTED)
    assert (absent.status_code, absent.json()["type"]) == (404, "urn:congvu:problem:file-absent")


async def test_a_request_repeated_makes_one_copy(office: Office) -> None:
    document = await issued(office)
    clerk = await office.sign_in(CLERK)

    async def send() -> Response:
        return await clerk.post(
            f"{door(document)}/copies", WANTED, headers={"Idempotency-Key": "copy-1"}
        )

    first, second = await send(), await send()
    assert first.json()["id"] == second.json()["id"]
    assert len((await clerk.get("/copies")).json()["items"]) == 1


async def test_a_copy_that_failed_keeps_its_number_and_is_made_again(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = await issued(office)
    clerk = await office.sign_in(CLERK)

    async def full(*_: Any, **__: Any) -> bytes:
        raise NoRoom

    monkeypatch.setattr(office.platform.signing, "sign_copy", full)
    failed = await make(office, clerk, door(document), expected="failed")
    assert failed["can_retry"]
    assert (await clerk.get(f"/copies/{failed['id']}/file")).status_code == 404
    monkeypatch.undo()
    assert (await clerk.post(f"/copies/{failed['id']}/retry")).status_code == 202
    assert (await clerk.post(f"/copies/{failed['id']}/retry")).status_code == 409
    await office.work()
    again = (await clerk.get(f"/copies/{failed['id']}")).json()
    assert (again["state"], again["number_and_symbol"]) == ("made", failed["number_and_symbol"])
    acts = Counter(row["act"] for row in (await clerk.get(f"{door(document)}/history")).json())
    assert acts["document:copy:start"] == 2
    assert acts["document:copy:complete"] == 1
    own = (await clerk.get(f"/copies/{failed['id']}/history")).json()
    assert [row["act"].rsplit(":", 1)[1] for row in own] == ["start", "fail", "start", "complete"]
    await office.sequence()
    proof = (await clerk.get(f"/copies/{failed['id']}/history/{own[0]['id']}/proof")).json()
    assert proof["state"] == "proven"


async def test_another_agency_sees_no_copy_of_ours(office: Office) -> None:
    document = await issued(office)
    copy = await make(office, await office.sign_in(CLERK), door(document))
    stranger = await office.sign_in(COMMUNE_CLERK)
    assert (await stranger.get(f"/copies/{copy['id']}")).status_code == 404
    assert (await stranger.get("/copies")).json()["items"] == []
