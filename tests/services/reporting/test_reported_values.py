"""G12 and the reported indicators: what reporting gives to the figures."""

from datetime import timedelta
from typing import Any

from tests.office import Office, only
from tests.reports import (
    DISTRICT,
    MONTH,
    MY_HOA,
    OPENER,
    accepted,
    opened,
    report_of,
    returned,
    submitted,
)


async def figure(office: Office, code: str, period: str = MONTH) -> dict[str, Any]:
    opener = await office.renew(OPENER)
    answer = await opener.get(f"/indicators/{code}", params={"period": period})
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def test_accepted_numbers_are_the_figure(office: Office) -> None:
    report = report_of(await opened(office), "Mỹ Hòa")
    await submitted(office, report)
    assert (await figure(office, "G02"))["denominator"] == 0  # not before it is accepted
    opener = await office.sign_in(OPENER)
    await opener.post(f"/agency-reports/{report['id']}/accept")
    read = await figure(office, "G02")
    assert (read["numerator"], read["denominator"], read["percent"]) == (900, 1200, 75.0)
    assert read["status"] == "on_track"  # 80 % by the end of 2025
    assert "báo cáo" in read["definition_vi"]
    answer = await opener.get("/indicators/G02/evidence", params={"period": MONTH})
    (row,) = answer.json()["items"]
    assert (row["noun"], row["id"], row["reason"]) == ("report", report["id"], "report_accepted")
    record = await opener.get(f"/indicators/G02/evidence/{report['id']}", params={"period": MONTH})
    assert record.json()["record"] == row
    assert record.json()["lines"]
    agencies = (await opener.get("/indicators/G02/agencies", params={"period": MONTH})).json()
    assert only(agencies, code=MY_HOA)["denominator"] == 1200
    assert only(agencies, code=DISTRICT)["denominator"] == 0
    # A growth is the increase by what it grew from.
    assert (await figure(office, "E12"))["percent"] == 7.0
    # Of another period nothing is known.
    assert (await figure(office, "G02", "2024"))["denominator"] == 0
    await returned(office, report, "Số liệu thay đổi sau khi thanh tra")
    assert (await figure(office, "G02"))["denominator"] == 0


async def test_a_quarter_stands_at_its_last_month_in_the_trend(office: Office) -> None:
    for period in ("2024-Q3", MONTH):
        await accepted(office, report_of(await opened(office, period=period), "Mỹ Hòa"))
    trend = (await figure(office, "G02"))["trend"]
    assert [point for point in trend if point["percent"] is not None] == [
        {"period": "2024-09", "of": "2024-Q3", "percent": 75.0},
        {"period": MONTH, "of": MONTH, "percent": 75.0},
    ]


async def test_a_publication_keeps_what_was_reported_then(office: Office) -> None:
    report = report_of(await opened(office), "Mỹ Hòa")
    await accepted(office, report)
    opener = await office.sign_in(OPENER)
    bulletin = (await opener.post("/bulletins", {"period": MONTH})).json()
    found = [row for row in bulletin["figures"] if row["indicator_code"] == "G02"]
    assert [(row["whole"], row["numerator"], row["denominator"]) for row in found] == [
        (True, 900, 1200),
        (False, 900, 1200),
    ]
    assert len(found[0]["evidence"]) == 64
    office.clock.move(timedelta(hours=1))
    await returned(office, report, "Số liệu thay đổi sau khi thanh tra")
    answer = await opener.get(f"/bulletins/{bulletin['id']}/recount")
    assert answer.json() == {"same": True, "digest": bulletin["digest"], "differences": []}


async def test_g12_counts_reports_sent_in_time(office: Office) -> None:
    period = await opened(office, due_on="2024-11-25")
    await submitted(office, report_of(period, "Mỹ Hòa"))
    read = await figure(office, "G12", "2024-12")
    assert read["reasons"] == {"in_time": 1, "awaiting": 2}
    assert (read["numerator"], read["denominator"], read["pending"]) == (1, 3, 2)
    office.clock.move(timedelta(days=1))
    await office.collect()
    read = await figure(office, "G12", "2024-12")
    assert read["reasons"] == {"in_time": 1, "missing": 2}
    await returned(office, report_of(period, "Mỹ Hòa"), "Thiếu minh chứng của chỉ tiêu G01")
    await office.collect()
    assert (await figure(office, "G12", "2024-12"))["reasons"] == {"missing": 3}
    opener = await office.sign_in(OPENER)
    answer = await opener.get(
        "/indicators/G12/evidence", params={"period": "2024-12", "counted": "false"}
    )
    assert {row["noun"] for row in answer.json()["items"]} == {"report"}
