"""The registers: pages, search, counts, history, and what the desk says is late."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from services.documents.models.incoming import IncomingDocument, Task
from services.documents.models.states import IncomingState
from storage.vietnamese import fold
from tests.bulk import copies, insert_rows
from tests.office import Office, Officer
from tests.rows import incoming_row, task_row
from tests.story import CLERK, DRAFTER, door, drafted, submitted

MANY = 45


async def every_page(officer: Officer, path: str, **params: Any) -> list[list[dict[str, Any]]]:
    pages = []
    cursor = None
    while True:
        wanted = {**params, **({"cursor": cursor} if cursor else {})}
        answer = (await officer.get(path, params=wanted)).json()
        pages.append(answer["items"])
        cursor = answer["next_cursor"]
        if cursor is None:
            return pages


@pytest.mark.parametrize("limit", [1, 7, 45, 100])
async def test_pages_over_rows_of_the_same_moment_lose_and_repeat_none(
    limit: int, office: Office
) -> None:
    clerk = await office.sign_in(CLERK)
    document = await submitted(office)
    await copies(office, document["id"], MANY - 1)
    await insert_rows(office, IncomingDocument, [incoming_row(UUID(clerk.agency_id))] * MANY)
    for path in ("/documents", "/incoming"):
        pages = await every_page(clerk, path, limit=limit)
        ids = [row["id"] for page in pages for row in page]
        assert len(ids) == len(set(ids)) == MANY
        assert {len(page) for page in pages[:-1]} <= {limit}
        assert pages[-1]


async def test_a_page_does_not_move_when_rows_are_added(office: Office) -> None:
    clerk = await office.sign_in(CLERK)
    agency = UUID(clerk.agency_id)
    await insert_rows(office, IncomingDocument, [incoming_row(agency)] * 6)
    first = (await clerk.get("/incoming", params={"limit": 3})).json()
    later = incoming_row(agency)
    later["arrived_at"] += timedelta(seconds=1)
    await insert_rows(office, IncomingDocument, [later] * 3)
    second = (
        await clerk.get("/incoming", params={"limit": 100, "cursor": first["next_cursor"]})
    ).json()
    assert len(second["items"]) == 3
    assert not {row["id"] for row in first["items"]} & {row["id"] for row in second["items"]}


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("chuyen doi so", 1),
        ("CHUYỂN ĐỔI SỐ", 1),
        ("so doi", 1),  # every word, in any order
        ("đổi 2024", 1),
        ("chuye\u0302\u0309n", 1),  # the same letter in several signs
        ("100%", 1),
        ("%", 1),
        ("_", 0),
        ("họp", 0),
        ("", 2),
    ],
)
async def test_search_ignores_diacritics_and_case(words: str, found: int, office: Office) -> None:
    await drafted(office, file=None, abstract="Kế hoạch chuyển đổi số 100% năm 2024")
    await drafted(office, file=None, abstract="Báo cáo công tác tháng")
    drafter = await office.sign_in(DRAFTER)
    rows = (await drafter.get("/documents", params={"q": words})).json()["items"]
    assert len(rows) == found


async def test_the_incoming_register_is_searched_by_sender_and_number(office: Office) -> None:
    clerk = await office.sign_in("vanthu.myhoa")
    paper = {
        "sender_name": "Ngân hàng Chính sách xã hội",
        "number_and_symbol": "112/CV-NHCS",
        "issued_on": "2024-11-20",
        "type_code": "CV",
        "abstract": "V/v rà soát hộ vay vốn",
    }
    assert (await clerk.post("/incoming", paper)).status_code == 201
    for words in ("ngan hang", "112/cv-nhcs", "vay von"):
        rows = (await clerk.get("/incoming", params={"q": words})).json()["items"]
        assert [row["number_and_symbol"] for row in rows] == ["112/CV-NHCS"], words
    assert (await clerk.get("/incoming", params={"q": "huyện"})).json()["items"] == []


async def test_agencies_are_found_as_one_types(office: Office) -> None:
    drafter = await office.sign_in(DRAFTER)

    async def names(words: str) -> list[str]:
        rows = (await drafter.get("/agencies", params={"q": words})).json()
        return [row["name"] for row in rows]

    assert await names("my hoa") == ["Ủy ban nhân dân xã Mỹ Hòa"]
    # A town and a commune of the same name; what does not exist yet is not offered.
    assert {name.split()[-3] for name in await names("mỹ an")} == {"trấn", "xã"}
    assert await names("phuong thinh") == []
    everything = await names("")
    assert everything.index("Ủy ban nhân dân xã Đốc Binh Kiều") < everything.index(
        "Ủy ban nhân dân xã Hưng Thạnh"
    )


async def test_states_and_counts_speak_of_what_one_may_see(office: Office) -> None:
    await drafted(office, file=None)
    await submitted(office)
    drafter, clerk = await office.sign_in(DRAFTER), await office.sign_in(CLERK)
    assert (await drafter.get("/documents/counts")).json() == {"draft": 1, "in_review": 1}
    assert (await clerk.get("/documents/counts")).json() == {"in_review": 1}
    rows = (await drafter.get("/documents", params={"state": "draft"})).json()["items"]
    assert [row["state"] for row in rows] == ["draft"]
    stranger = await office.sign_in("vanthu.myhoa")
    assert (await stranger.get("/documents/counts")).json() == {}
    unknown = await drafter.get("/documents", params={"state": "lost"})
    assert (unknown.status_code, unknown.json()["errors"][0]["field"]) == (422, "state")


async def test_a_history_tells_who_did_what(office: Office) -> None:
    document = await submitted(office)
    drafter, clerk = await office.sign_in(DRAFTER), await office.sign_in(CLERK)
    await clerk.get(f"{door(document)}/file")
    history = (await drafter.get(f"{door(document)}/history")).json()
    assert [(row["act"], row["full_name"]) for row in history] == [
        ("document:draft:create", "Đỗ Minh Ấn"),
        ("document:draft:upload", "Đỗ Minh Ấn"),
        ("document:draft:submit", "Đỗ Minh Ấn"),
        ("document:content:read", "Phạm Thị Ân"),
    ]


async def test_a_late_task_is_counted_and_marked(office: Office) -> None:
    official = await office.sign_in(DRAFTER)
    leader = await office.sign_in("chutich.huyen")
    agency, me = UUID(official.agency_id), UUID(official.appointment_id)
    rows = [incoming_row(agency, abstract=name, folded=fold(name)) for name in ("xưa", "nay")]
    old, new = await insert_rows(office, IncomingDocument, rows)
    today = office.clock.now().date()
    tasks = [
        task_row(made, me, by=UUID(leader.appointment_id), deadline=today + timedelta(days=days))
        for made, days in ((old, -1), (new, 0))
    ]
    await insert_rows(office, Task, tasks)
    desk = (await official.get("/desk")).json()
    assert [(row["abstract"], row["overdue"]) for row in desk["rows"]] == [
        ("xưa", True),
        ("nay", False),
    ]
    assert (desk["overdue"], desk["counts"]) == (1, [{"kind": "to_process", "count": 2}])
    # At midnight in Vietnam, 17:00 UTC, the second is late as well.
    office.clock.move(timedelta(hours=15, minutes=31))
    official = await office.renew(DRAFTER)
    assert (await official.get("/desk")).json()["overdue"] == 2


async def test_the_desk_shows_everybody_the_one_next_thing(office: Office) -> None:
    document = await submitted(office)
    clerk = await office.sign_in(CLERK)
    arrived = incoming_row(UUID(clerk.agency_id), state=IncomingState.ARRIVED)
    await insert_rows(office, IncomingDocument, [arrived])

    async def kinds(username: str) -> list[tuple[str, str]]:
        desk = (await (await office.sign_in(username)).get("/desk")).json()
        return [(row["kind"], row["noun"]) for row in desk["rows"]]

    assert await kinds("chanhvanphong.huyen") == [("to_review", "document")]
    assert await kinds(CLERK) == [("to_register", "incoming")]
    assert await kinds("phochutich.huyen") == []
    reviewer = await office.sign_in("chanhvanphong.huyen")
    await reviewer.post(f"{door(document)}/approve", {})
    assert await kinds("phochutich.huyen") == [("to_sign", "document")]
    assert await kinds("chanhvanphong.huyen") == []
