"""Who sees whose figures, the targets they are judged by, and what is refused."""

from datetime import date
from typing import Any

from sqlmodel import select

from auth.acts import Act
from services.statistics.main import load_indicators
from services.statistics.models.indicators import Indicator, IndicatorTarget
from storage.journal import JournalEntry
from tests.office import Office, only
from tests.services.statistics.records import DISTRICT, MY_HOA, THANH_MY, Registers

NOVEMBER = date(2024, 11, 14)
MEASURED = ["G07", "G08D", "G08C", "G10", "G11", "G12", "G13", "G16", "G18"]
ONE_OF_EACH = {DISTRICT: MY_HOA, MY_HOA: DISTRICT, THANH_MY: DISTRICT}


async def one_of_each(registers: Registers) -> dict[str, str]:
    """A valid document of the district and of two communes: id by sender."""
    return {
        sender: str(await registers.issue(sender, NOVEMBER, {receiver: "valid"}))
        for sender, receiver in ONE_OF_EACH.items()
    }


async def test_a_figure_adds_up_the_agencies_in_reach(office: Office, registers: Registers) -> None:
    made = await one_of_each(registers)
    everybody = {DISTRICT, MY_HOA, THANH_MY}
    for username, agency, alone, senders in (
        ("vanthu.huyen", None, False, everybody),
        ("vanthu.huyen", DISTRICT, False, everybody),
        ("vanthu.huyen", DISTRICT, True, {DISTRICT}),
        ("vanthu.huyen", MY_HOA, False, {MY_HOA}),
        ("vanthu.myhoa", None, False, {MY_HOA}),
        ("kiemtra", None, False, everybody),
        ("quantri", THANH_MY, False, {THANH_MY}),
    ):
        reader = await office.sign_in(username)
        params: dict[str, Any] = {"period": "2024", "alone": alone}
        if agency:
            params["agency_id"] = str(registers.agencies[agency].id)
        read = only((await reader.get("/indicators", params=params)).json(), code="G07")
        assert read["denominator"] == len(senders), (username, agency)
        page = (await reader.get("/indicators/G07/evidence", params=params)).json()
        assert {row["id"] for row in page["items"]} == {made[sender] for sender in senders}


async def test_an_agency_out_of_reach_is_not_found(office: Office, registers: Registers) -> None:
    commune = await office.sign_in("vanthu.myhoa")
    for agency in (DISTRICT, THANH_MY, "H20", "H20.201"):
        for path in ("", "/G07/agencies", "/G07/evidence"):
            params = {"agency_id": str(registers.agencies[agency].id)}
            answer = await commune.get(f"/indicators{path}", params=params)
            assert answer.status_code == 404, (agency, path, answer.text)


async def test_agencies_add_up_to_the_whole(office: Office, registers: Registers) -> None:
    await one_of_each(registers)
    await registers.issue(MY_HOA, NOVEMBER, {DISTRICT: "invalid"})
    reader = await office.sign_in("vanthu.huyen")
    params = {"period": "2024-11"}
    whole = only((await reader.get("/indicators", params=params)).json(), code="G07")
    rows = (await reader.get("/indicators/G07/agencies", params=params)).json()
    assert len(rows) == 14
    assert sum(row["numerator"] for row in rows) == whole["numerator"] == 3
    assert sum(row["denominator"] for row in rows) == whole["denominator"] == 4
    my_hoa = only(rows, code=MY_HOA)
    assert (my_hoa["percent"], my_hoa["status"]) == (50.0, "at_risk")
    assert only(rows, code=DISTRICT)["status"] == "met"
    assert only(rows, code="H20.90.13")["status"] == "no_data"


async def test_in_2024_the_target_of_2025_is_still_to_come(office: Office) -> None:
    reader = await office.sign_in("vanthu.huyen")
    read = (await reader.get("/indicators", params={"period": "2024"})).json()
    assert [row["code"] for row in read] == MEASURED
    assert {(row["target_year"], row["target_in_force"]) for row in read} == {(2025, False)}
    targets = {row["code"]: (row["target_operator"], row["target"]) for row in read}
    assert targets == {
        "G07": ("=", 100), "G08D": (">", 80), "G08C": ("=", 60), "G10": ("=", 100),
        "G11": ("=", 100), "G12": ("=", 100), "G13": ("=", 100), "G16": (">=", 50),
        "G18": (">", 80),
    }  # fmt: skip
    assert all(row["target_legal_basis"] for row in read)
    assert all(row["definition_vi"] and row["definition_en"] for row in read)


async def test_an_earlier_target_stays_in_force_until_the_next(office: Office) -> None:
    reader = await office.sign_in("vanthu.huyen")
    for period, expected in (
        ("2025", (2025, ">", 80, True)),
        ("2028-Q2", (2025, ">", 80, True)),
        ("2030", (2030, "=", 90, True)),
    ):
        answer = await reader.get("/indicators", params={"period": period})
        read = only(answer.json(), code="G08D")
        names = ("target_year", "target_operator", "target", "target_in_force")
        assert tuple(read[name] for name in names) == expected, period


async def test_all_indicators_of_the_plan_are_listed_without_invented_values(
    office: Office,
) -> None:
    reader = await office.sign_in("vanthu.huyen")
    read = (await reader.get("/indicators", params={"source": "all"})).json()
    assert len(read) == 57
    others = [row for row in read if row["code"] not in MEASURED]
    assert len(others) == 57 - len(MEASURED)
    assert {row["status"] for row in others} == {"no_data"}
    assert {(row["numerator"], row["denominator"], row["percent"]) for row in others} == {
        (0, 0, None)
    }
    both = (await reader.get("/indicators", params={"source": ["all", "guard"]})).json()
    assert [row["code"] for row in both if row["source"] != "guard"] == [
        row["code"] for row in read
    ]
    assert {row["code"] for row in both if row["source"] == "guard"} == {
        f"K{number:02}" for number in range(1, 10)
    }
    reported = await reader.get("/indicators/S01/evidence")
    assert reported.json()["items"] == []


async def test_without_a_period_the_running_year_is_read(office: Office) -> None:
    reader = await office.sign_in("vanthu.huyen")
    read = (await reader.get("/indicators")).json()[0]
    assert (read["period"], read["period_from"], read["period_to"]) == (
        "2024", "2023-12-15", "2024-12-14"
    )  # fmt: skip


async def test_a_bad_question_is_refused(office: Office) -> None:
    reader = await office.sign_in("vanthu.huyen")
    for path, params, status in (
        ("/indicators", {"period": "2024-13"}, 400),
        ("/indicators", {"source": "invented"}, 422),
        ("/indicators", {"agency_id": "x"}, 422),
        ("/indicators/Z99/agencies", {}, 404),
        ("/indicators/Z99/evidence", {}, 404),
        ("/indicators/G07/evidence", {"cursor": "x"}, 400),
        ("/indicators/G07/evidence", {"limit": "101"}, 422),
    ):
        answer = await reader.get(path, params=params)
        assert answer.status_code == status, (path, params, answer.text)


async def test_the_cursor_of_another_list_is_refused(office: Office, registers: Registers) -> None:
    await one_of_each(registers)
    reader = await office.sign_in("vanthu.huyen")
    page = await reader.get("/indicators/G07/evidence", params={"limit": 1})
    answer = await reader.get(
        "/indicators/G10/evidence", params={"cursor": page.json()["next_cursor"]}
    )
    assert answer.status_code == 400, answer.text


async def test_titles_are_for_those_who_may_see_the_register(
    office: Office, registers: Registers
) -> None:
    await one_of_each(registers)
    titles = {}
    for username in ("vanthu.huyen", "kiemtra", "chuyenvien.huyen", "quantri"):
        reader = await office.sign_in(username)
        rows = (await reader.get("/indicators/G07/evidence")).json()["items"]
        assert all(row["number_and_symbol"] for row in rows)
        titles[username] = all(row["title"] for row in rows)
    assert titles == {
        "vanthu.huyen": True, "kiemtra": False, "chuyenvien.huyen": False, "quantri": False
    }  # fmt: skip


async def test_opening_a_figure_is_journalled_and_reading_it_is_not(office: Office) -> None:
    reader = await office.sign_in("kiemtra")
    await reader.get("/indicators")
    await reader.get("/indicators/G10/agencies")
    await reader.get("/indicators/G10/evidence", params={"period": "2024", "limit": 3})
    async with office.platform.database.session() as session:
        entries = (
            await session.exec(
                select(JournalEntry).where(JournalEntry.act.startswith("statistics:"))
            )
        ).all()
    assert [entry.act for entry in entries] == [Act.EVIDENCE_READ]
    assert entries[0].details == {
        "indicator": "G10", "period": "2024", "counted": None, "rows": 3
    }  # fmt: skip
    assert str(entries[0].appointment_id) == reader.appointment_id


async def test_loading_twice_changes_nothing_and_mends_what_differs(office: Office) -> None:
    async with office.platform.database.session() as session:
        before = (await session.exec(select(IndicatorTarget))).all()
        (await session.get_one(Indicator, "G07")).name_en = "Another name"
        session.add(before[0].model_copy(update={"year": 2035}))
        await session.commit()
    async with office.platform.database.session() as session:
        assert await load_indicators(session) == 57 + 9  # the plan, and the guards
        await session.commit()
    async with office.platform.database.session() as session:
        after = (await session.exec(select(IndicatorTarget))).all()
        assert {(row.indicator_code, row.year, row.value) for row in after} == {
            (row.indicator_code, row.year, row.value) for row in before
        }
        assert (await session.get_one(Indicator, "G07")).name_en != "Another name"
