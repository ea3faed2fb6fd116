"""Periods and agencies side by side, the forecast, the edition and the definition over HTTP."""

from datetime import date
from typing import Any

from sqlalchemy import event, text
from sqlmodel import select

from services.periods import parse_period, period_before, year_before
from services.statistics.models.memory import RegisterEdition
from tests.office import Office, Officer, only
from tests.services.statistics.records import DISTRICT, MY_HOA, Registers

NOVEMBER = date(2024, 11, 5)


async def read(officer: Officer, path: str = "", **asked: str) -> Any:
    answer = await officer.get(f"/indicators{path}", params=asked)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_the_period_before_and_the_same_a_year_earlier() -> None:
    for code, before, last_year in (
        ("2024", "2023", "2023"),
        ("2024-H1", "2023-H2", "2023-H1"),
        ("2024-H2", "2024-H1", "2023-H2"),
        ("2024-Q1", "2023-Q4", "2023-Q1"),
        ("2024-Q3", "2024-Q2", "2023-Q3"),
        ("2024-01", "2023-12", "2023-01"),
        ("2024-12", "2024-11", "2023-12"),
    ):
        period = parse_period(code)
        assert period_before(period) == parse_period(before)
        assert year_before(period) == parse_period(last_year)


async def test_a_figure_stands_beside_the_period_before_and_last_year(
    office: Office, registers: Registers
) -> None:
    await registers.issue(DISTRICT, NOVEMBER, {MY_HOA: "valid"})
    await registers.issue(MY_HOA, date(2024, 10, 1), {DISTRICT: "valid"})
    await registers.issue(MY_HOA, date(2024, 10, 2), {DISTRICT: "invalid"})
    await registers.issue(MY_HOA, date(2023, 11, 2), {DISTRICT: "invalid"})
    reader = await office.sign_in("vanthu.huyen")
    figure = await read(reader, "/G07", period="2024-11")
    assert figure["percent"] == 100.0
    previous = {"period": "2024-10", "numerator": 1, "denominator": 2, "difference": 50.0}
    assert previous.items() <= figure["previous"].items()
    against = {"period": "2023-11", "denominator": 1, "percent": 0.0, "difference": 100.0}
    assert against.items() <= figure["against"].items()
    chosen = await read(reader, "/G07", period="2024-11", against="2024-Q3")
    assert (chosen["against"]["period"], chosen["against"]["difference"]) == ("2024-Q3", None)
    agencies = await read(reader, "/G07/agencies", period="2024-10", against="2023-11")
    my_hoa = only(agencies, code=MY_HOA)
    assert (my_hoa["percent"], my_hoa["against"]["difference"]) == (50.0, 50.0)
    assert only(agencies, code=DISTRICT)["against"]["difference"] is None
    refused = await reader.get("/indicators/G07", params={"against": "2024-13"})
    assert (refused.status_code, refused.json()["type"]) == (
        400, "urn:congvu:problem:period-malformed"
    )  # fmt: skip


async def test_the_trend_holds_the_same_month_of_last_year(office: Office) -> None:
    figure = await read(await office.sign_in("vanthu.huyen"), "/G07", period="2024-11")
    assert [figure["trend"][0]["period"], figure["trend"][-1]["period"]] == ["2023-11", "2024-11"]


async def test_the_forecast_rests_on_months_that_are_over(
    office: Office, registers: Registers
) -> None:
    # 25 November is reported in December, which runs: it does not count.
    await registers.issue(DISTRICT, date(2024, 11, 20), {MY_HOA: "invalid"})
    for month in range(5, 10):
        await registers.issue(DISTRICT, date(2024, month, 1), {MY_HOA: "valid"})
    reader = await office.sign_in("vanthu.huyen")
    few = (await read(reader, "/G07", period="2024"))["forecast"]
    assert (few["outlook"], few["months"], few["percent"]) == ("too_few_months", 5, None)
    await registers.issue(DISTRICT, date(2024, 10, 1), {MY_HOA: "valid"})
    forecast = (await read(reader, "/G07", period="2024"))["forecast"]
    assert (forecast["outlook"], forecast["months"]) == ("expected", 6)
    assert (forecast["target_year"], forecast["percent"], forecast["reaches"]) == (2025, 100, True)
    path = [point["period"] for point in forecast["path"]]
    assert (path[0], path[-1], len(path)) == ("2025-01", "2025-12", 12)
    listed = only(await read(reader, period="2024"), code="G07")
    assert listed["forecast"] == {**forecast, "path": []}
    guard = (await read(reader, "/K02", period="2024"))["forecast"]
    assert (guard["outlook"], guard["path"]) == ("no_target", [])


async def test_a_figure_says_of_which_edition_it_is(office: Office, registers: Registers) -> None:
    await registers.issue(DISTRICT, NOVEMBER, {MY_HOA: "valid"})
    figure = await read(await office.sign_in("vanthu.huyen"), "/G07")
    async with office.platform.database.session() as session:
        editions = (await session.exec(select(RegisterEdition))).all()
    newest = max(editions, key=lambda one: one.number)
    assert figure["edition"]["number"] == newest.number
    assert figure["edition"]["tree_size"] == newest.tree_size


async def test_a_definition_is_read_part_by_part(office: Office) -> None:
    reader = await office.sign_in("vanthu.huyen")
    read_one = await read(reader, "/G08D/definition")
    assert (read_one["level"], read_one["version"], read_one["counted"]) == (
        "district", 1, ["electronic"]
    )  # fmt: skip
    assert all(read_one["wording_vi"].values())
    assert all(read_one["wording_en"].values())
    targets = [(one["year"], one["operator"], one["value"]) for one in read_one["targets"]]
    assert targets == [(2025, ">", 80.0), (2030, "=", 90.0)]
    assert all("942/QĐ-TTg" in one["legal_basis"] for one in read_one["targets"])
    reported = await read(reader, "/S01/definition")
    assert (reported["version"], reported["wording_vi"], reported["counted"]) == (0, None, [])
    assert (await reader.get("/indicators/Z99/definition")).status_code == 404


async def test_how_long_sending_took_is_said_of_the_guard_that_is_opened(
    office: Office, registers: Registers
) -> None:
    for hours in (1, 2, 30):
        await registers.issue(DISTRICT, NOVEMBER, {MY_HOA: "valid"})
        async with office.platform.database.engine.begin() as connection:
            taken = text(
                "UPDATE document SET signed_at = issued_at - make_interval(hours => :hours) "
                "WHERE signed_at IS NULL"
            )
            await connection.execute(taken, {"hours": hours})
    await office.collect()
    reader = await office.sign_in("vanthu.huyen")
    opened = await read(reader, "/K06", period="2024")
    assert opened["lag"] == {"p50": 2 * 3600, "p95": 30 * 3600}
    listed = only(await read(reader, "", source="guard", period="2024"), code="K06")
    assert (listed["lag"], listed["denominator"]) == (None, opened["denominator"])


async def test_a_dashboard_takes_the_same_few_statements_whatever_it_shows(
    office: Office, registers: Registers
) -> None:
    await registers.issue(DISTRICT, NOVEMBER, {MY_HOA: "valid"})
    reader = await office.sign_in("vanthu.huyen")
    statements: list[str] = []
    engine = office.platform.database.engine.sync_engine

    @event.listens_for(engine, "before_cursor_execute")
    def note(*said: Any) -> None:
        statements.append(said[2])

    counts = {}
    for source in ("measured", "all", "guard"):
        statements.clear()
        await read(reader, "", source=source, period="2024")
        counts[source] = len([one for one in statements if "set_config" not in one])
    event.remove(engine, "before_cursor_execute", note)
    assert counts["all"] == counts["measured"] + 1  # what agencies reported
    assert counts["guard"] == counts["measured"]
    assert counts["all"] <= 12, statements
