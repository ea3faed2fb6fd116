"""G07: documents issued to other agencies, electronic and validly signed."""

import asyncio
from datetime import date
from typing import Any

from tests.office import Office, Officer, only
from tests.services.statistics.records import DISTRICT, MY_HOA, PROVINCE, THANH_MY, Registers

NOVEMBER = date(2024, 11, 14)


async def figure(officer: Officer, **asked: Any) -> dict[str, Any]:
    answer = await officer.get("/indicators", params={"period": "2024", **asked})
    assert answer.status_code == 200, answer.text
    return only(answer.json(), code="G07")


async def evidence(officer: Officer, **asked: Any) -> list[dict[str, Any]]:
    """Every row, two at a time."""
    rows: list[dict[str, Any]] = []
    params = {"period": "2024", "limit": 2, **asked}
    while True:
        answer = await officer.get("/indicators/G07/evidence", params=params)
        assert answer.status_code == 200, answer.text
        page = answer.json()
        rows += page["items"]
        if page["next_cursor"] is None:
            return rows
        params["cursor"] = page["next_cursor"]


async def fill(registers: Registers) -> dict[str, str]:
    """One document of each fate from the district, by the reason it shall have."""
    made = {
        "valid": await registers.issue(DISTRICT, NOVEMBER, {MY_HOA: "valid", THANH_MY: "valid"}),
        "paper": await registers.issue(DISTRICT, NOVEMBER, {MY_HOA: "valid", PROVINCE: "paper"}),
        "signature_invalid": await registers.issue(
            DISTRICT, NOVEMBER, {MY_HOA: "valid", THANH_MY: "invalid"}
        ),
        "signature_undetermined": await registers.issue(
            DISTRICT, NOVEMBER, {MY_HOA: "undetermined", THANH_MY: None}
        ),
        "signature_pending": await registers.issue(
            DISTRICT, NOVEMBER, {MY_HOA: "valid", THANH_MY: None}
        ),
    }
    return {reason: str(document_id) for reason, document_id in made.items()}


async def test_each_fate_is_counted_and_opens_to_its_document(
    office: Office, registers: Registers
) -> None:
    made = await fill(registers)
    clerk = await office.sign_in("vanthu.huyen")
    read = await figure(clerk)
    assert (read["numerator"], read["denominator"], read["percent"]) == (1, 5, 20.0)
    assert read["reasons"] == dict.fromkeys(made, 1)
    assert (read["pending"], read["provisional"]) == (1, True)

    rows = await evidence(clerk)
    assert {row["reason"]: row["id"] for row in rows} == made
    assert {row["noun"] for row in rows} == {"document"}
    assert all(row["title"] and row["number_and_symbol"] and row["at"] for row in rows)
    counted = await evidence(clerk, counted=True)
    assert [row["id"] for row in counted] == [made["valid"]]
    left_out = await evidence(clerk, counted=False)
    assert {row["reason"] for row in left_out} == set(made) - {"valid"}
    assert not any(row["counted"] for row in left_out)


async def test_a_document_that_has_not_arrived_is_pending(
    office: Office, registers: Registers
) -> None:
    await registers.issue(DISTRICT, NOVEMBER, {MY_HOA: None}, arrived=False)
    read = await figure(await office.sign_in("vanthu.huyen"))
    assert read["reasons"] == {"signature_pending": 1}


async def test_a_verdict_moves_the_figure_when_it_is_entered(
    office: Office, registers: Registers
) -> None:
    document = await registers.issue(DISTRICT, NOVEMBER, {MY_HOA: None, THANH_MY: "valid"})
    clerk = await office.sign_in("vanthu.huyen")
    seen = []
    for verdict in ("undetermined", "invalid", "valid", None):
        await registers.examine(document, MY_HOA, verdict)
        seen.append((await figure(clerk))["reasons"])
    assert seen == [
        {"signature_undetermined": 1},
        {"signature_invalid": 1},
        {"valid": 1},
        {"signature_pending": 1},
    ]


async def test_verdicts_that_are_entered_at_the_same_moment_all_count(
    office: Office, registers: Registers
) -> None:
    communes = [f"H20.90.{number:02d}" for number in range(1, 14)]
    document = await registers.issue(DISTRICT, NOVEMBER, dict.fromkeys(communes, None))
    await asyncio.gather(*(registers.examine(document, commune, "valid") for commune in communes))
    read = await figure(await office.sign_in("vanthu.huyen"))
    assert read["reasons"] == {"valid": 1}


async def test_what_stays_in_the_house_is_no_exchange(office: Office, registers: Registers) -> None:
    await registers.issue(DISTRICT, NOVEMBER, {DISTRICT: "valid"})
    await registers.issue(DISTRICT, NOVEMBER, {DISTRICT: "invalid", MY_HOA: "valid"})
    read = await figure(await office.sign_in("vanthu.huyen"))
    assert read["reasons"] == {"valid": 1}


async def test_the_issue_day_decides_the_period(office: Office, registers: Registers) -> None:
    for day in (date(2023, 12, 14), date(2023, 12, 15), date(2024, 11, 14), date(2024, 11, 15)):
        await registers.issue(DISTRICT, day, {MY_HOA: "valid"})
    clerk = await office.sign_in("vanthu.huyen")
    found = {
        period: (await figure(clerk, period=period))["denominator"]
        for period in ("2023", "2024", "2024-Q1", "2024-11", "2024-12", "2024-Q4", "2024-H2")
    }
    assert found == {
        "2023": 1, "2024": 3, "2024-Q1": 1, "2024-11": 1, "2024-12": 1, "2024-Q4": 2, "2024-H2": 2
    }  # fmt: skip


async def test_the_trend_has_the_newest_months(office: Office, registers: Registers) -> None:
    await registers.issue(DISTRICT, date(2024, 9, 1), {MY_HOA: "valid"})
    await registers.issue(DISTRICT, date(2024, 9, 14), {MY_HOA: "invalid"})
    await registers.issue(DISTRICT, date(2024, 11, 20), {MY_HOA: "valid"})
    read = await figure(await office.sign_in("vanthu.huyen"))
    assert [(point["period"], point["percent"]) for point in read["trend"][-6:]] == [
        ("2024-07", None), ("2024-08", None), ("2024-09", 50.0),
        ("2024-10", None), ("2024-11", None), ("2024-12", 100.0),
    ]  # fmt: skip


async def test_a_refused_state_secret_is_shown_as_excluded(
    office: Office, registers: Registers
) -> None:
    clerk = await office.sign_in("vanthu.huyen")
    commune = await office.sign_in("vanthu.myhoa")
    paper = {
        "sender_name": "Công an huyện", "number_and_symbol": "01/CA", "issued_on": "2024-11-20",
        "type_code": "CV", "abstract": "Một văn bản", "secrecy": "secret",
    }  # fmt: skip
    refused = await commune.post("/incoming", paper)
    assert refused.status_code == 403, refused.text
    assert (await figure(clerk))["excluded"] == 1
    assert (await figure(clerk, alone=True))["excluded"] == 0
    assert (await figure(commune))["excluded"] == 1
    assert (await figure(commune, period="2024-11"))["excluded"] == 0
    assert (await figure(commune))["denominator"] == 0
