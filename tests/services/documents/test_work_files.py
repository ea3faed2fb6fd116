"""Work files, receiver groups, and review: the smaller use cases and their branches."""

from typing import Any

import pytest

from tests import corpus
from tests.office import Office, Officer, etag
from tests.story import (
    COMMUNE,
    DRAFTER,
    REASON,
    REVIEWER,
    SIGNER,
    approved,
    arrived,
    door,
    drafted,
    receivers,
    submitted,
    uploaded,
)

FILE = {"symbol": "01.CĐS", "title": "Chuyển đổi số", "retention_years": 10}
STEP = {"description": "Họp lấy ý kiến", "medium": "paper", "done_on": "2024-11-25"}


async def opened(officer: Officer, **changes: Any) -> dict[str, Any]:
    answer = await officer.post("/work-files", {**FILE, **changes})
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def test_a_file_keeps_documents_by_reference_and_the_medium_of_each_step(
    office: Office,
) -> None:
    official, clerk = await office.sign_in("vanthu.myhoa"), await office.sign_in("vanthu.myhoa")
    incoming = await arrived(office)
    paper = {
        "sender_name": "Ngân hàng",
        "number_and_symbol": "1/CV",
        "issued_on": "2024-11-20",
        "type_code": "CV",
        "abstract": "V/v phối hợp",
    }
    on_paper = (await clerk.post("/incoming", paper)).json()
    first, second = await opened(official), await opened(official, symbol="02.CĐS")
    for file in (first, second):  # one document in many files, without copying
        for row in (incoming, on_paper):
            answer = await official.post(
                f"/work-files/{file['id']}/items", {"incoming_id": row["id"]}
            )
            assert answer.status_code == 201, answer.text
    twice = await official.post(f"/work-files/{first['id']}/items", {"incoming_id": incoming["id"]})
    assert (twice.status_code, twice.json()["errors"][0]["field"]) == (400, "incoming_id")
    assert (await official.post(f"/work-files/{first['id']}/steps", STEP)).status_code == 201
    read = (await official.get(f"/work-files/{first['id']}")).json()
    assert [row["medium"] for row in read["items"]] == ["electronic", "paper"]
    rows = (await official.get("/work-files")).json()["items"]
    assert {row["symbol"]: (row["documents"], row["paper_steps"]) for row in rows} == {
        "01.CĐS": (2, 2),
        "02.CĐS": (2, 1),
    }


async def test_a_file_is_closed_once_and_then_stays_as_it_is(office: Office) -> None:
    officer = await office.sign_in(DRAFTER)
    file = await opened(officer)
    path = f"/work-files/{file['id']}"
    empty = await officer.post(f"{path}/close")
    assert (empty.status_code, empty.json()["errors"][0]["field"]) == (400, "items")
    await officer.post(f"{path}/steps", STEP)
    stale = await officer.post(f"{path}/close", headers=etag(file))
    assert stale.status_code == 412
    closed = await officer.post(f"{path}/close")
    assert (closed.json()["state"], closed.json()["may_change"]) == ("closed", False)
    for act, body in (("close", None), ("steps", STEP)):
        assert (await officer.post(f"{path}/{act}", body)).status_code == 409
    lines = (await officer.get(f"{path}/history")).json()
    done = [row for row in lines if row["act"].startswith("document:work_file")]
    assert [row["act"].rsplit(":", 1)[1] for row in done] == ["open", "step", "close"]
    await office.sequence()
    proof = (await officer.get(f"{path}/history/{done[0]['id']}/proof")).json()
    assert proof["state"] == "proven"


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("steps", {**STEP, "done_on": "2024-11-26"}, 400),
        ("steps", {**STEP, "medium": "fax"}, 422),
        ("items", {}, 422),
        ("items", {"document_id": None, "incoming_id": None}, 422),
    ],
)
async def test_what_cannot_be_in_a_file_is_refused(
    path: str, body: dict[str, Any], status: int, office: Office
) -> None:
    officer = await office.sign_in(DRAFTER)
    file = await opened(officer)
    answer = await officer.post(f"/work-files/{file['id']}/{path}", body)
    assert answer.status_code == status
    assert answer.json()["errors"], answer.text


async def test_a_symbol_is_used_once_a_year_in_an_agency(office: Office) -> None:
    officer = await office.sign_in(DRAFTER)
    await opened(officer)
    again = await officer.post("/work-files", FILE)
    assert (again.status_code, again.json()["type"]) == (409, "urn:congvu:problem:conflict")
    await opened(await office.sign_in("canbo.myhoa"))


async def test_a_file_holds_only_what_its_keeper_may_see(office: Office) -> None:
    stranger = await office.sign_in("canbo.myhoa")
    document = await submitted(office)
    file = await opened(stranger)
    answer = await stranger.post(f"/work-files/{file['id']}/items", {"document_id": document["id"]})
    assert answer.status_code == 404


async def test_groups_are_the_agencys_own(office: Office) -> None:
    drafter, stranger = await office.sign_in(DRAFTER), await office.sign_in("canbo.myhoa")
    chosen = [row["agency_id"] for row in await receivers(office, [COMMUNE, "H20.90.04"])]
    for name in ("Các xã", "Ấp", "An"):
        saved = await drafter.post("/receiver-groups", {"name": name, "agency_ids": chosen})
        assert saved.status_code == 201
    groups = (await drafter.get("/receiver-groups")).json()
    assert [group["name"] for group in groups] == ["An", "Ấp", "Các xã"]
    assert [row["code"] for row in groups[0]["members"]] == [COMMUNE, "H20.90.04"]
    assert (await stranger.get("/receiver-groups")).json() == []
    path = f"/receiver-groups/{groups[0]['id']}"
    assert (await stranger.delete(path)).status_code == 404
    same = await drafter.post("/receiver-groups", {"name": "An", "agency_ids": chosen})
    assert same.status_code == 409
    assert (await drafter.delete(path)).status_code == 204
    assert len((await drafter.get("/receiver-groups")).json()) == 2


async def test_a_document_goes_back_for_changes_and_comes_again(office: Office) -> None:
    document = await approved(office)
    drafter, reviewer, signer = [await office.sign_in(name) for name in (DRAFTER, REVIEWER, SIGNER)]
    returned = await signer.post(f"{door(document)}/return", {"reason": REASON})
    assert returned.json()["state"] == "returned_for_changes"
    desk = (await drafter.get("/desk")).json()
    assert [row["kind"] for row in desk["rows"]] == ["to_change"]
    document = (await drafter.get(door(document))).json()
    document = await uploaded(office, document, corpus.pdf("notice"))
    again = await drafter.post(
        f"{door(document)}/submit", {"reviewer_appointment_id": reviewer.appointment_id}
    )
    assert again.json()["state"] == "in_review"
    kinds = [row["kind"] for row in again.json()["comments"]]
    assert kinds == ["submission", "approval", "return"]


async def test_a_remark_names_a_page_that_is_there(office: Office) -> None:
    document = await submitted(office)
    reviewer = await office.sign_in(REVIEWER)
    path = f"{door(document)}/comments"
    assert (await reviewer.post(path, {"text": "Rà soát", "page": 1})).status_code == 201
    wrong = await reviewer.post(path, {"text": "Rà soát", "page": 2})
    assert (wrong.status_code, wrong.json()["errors"][0]["field"]) == (400, "page")


async def test_a_draft_needs_its_file_and_a_reviewer_who_may(office: Office) -> None:
    drafter = await office.sign_in(DRAFTER)
    reviewer = await office.sign_in(REVIEWER)
    bare = await drafted(office, file=None)
    body = {"reviewer_appointment_id": reviewer.appointment_id}
    answer = await drafter.post(f"{door(bare)}/submit", body)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, "file")
    ready = await drafted(office)
    for other in (drafter, await office.sign_in("chutich.myhoa")):
        body = {"reviewer_appointment_id": other.appointment_id}
        answer = await drafter.post(f"{door(ready)}/submit", body)
        assert answer.json()["errors"][0]["field"] == "reviewer_appointment_id"


async def test_only_a_leader_of_the_agency_is_named_as_signer(office: Office) -> None:
    document = await drafted(office, file=None)
    drafter = await office.sign_in(DRAFTER)
    for username in (DRAFTER, "vanthu.huyen", "chutich.myhoa"):
        other = await office.sign_in(username)
        answer = await drafter.patch(
            door(document),
            {"signer_appointment_id": other.appointment_id},
            headers=etag(document),
        )
        assert answer.json()["errors"][0]["field"] == "signer_appointment_id"
