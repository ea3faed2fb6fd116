"""Opening a reporting period, what it asks of whom, and who sees it."""

from tests.office import Office, only
from tests.reports import MONTH, OPENER, opened, report_of


async def test_every_agency_below_is_asked_everything_that_is_reported(office: Office) -> None:
    opener = await office.sign_in(OPENER)
    answer = await opener.post("/reporting-periods", {"period": MONTH})
    assert answer.status_code == 201, answer.text
    period = answer.json()
    assert period["title"] == "Báo cáo tháng 11 năm 2024"
    assert (period["first"], period["last"]) == ("2024-10-15", "2024-11-14")
    assert period["due_on"] == "2024-11-26"  # opened late: one working day is left
    assert len(period["reports"]) == 14
    assert len(period["questions"]) == 48
    assert {row["state"] for row in period["reports"]} == {"waiting"}
    assert period["counts"] == {"waiting": 14}
    proposal = (await opener.get("/reporting-proposal", params={"period": MONTH})).json()
    assert proposal["due_on"] == period["due_on"]
    assert len(proposal["agencies"]) == 14


async def test_a_regular_period_is_opened_once(office: Office) -> None:
    await opened(office)
    opener = await office.sign_in(OPENER)
    answer = await opener.post("/reporting-periods", {"period": MONTH})
    assert (answer.status_code, answer.json()["type"]) == (409, "urn:congvu:problem:conflict")
    answer = await opener.post(
        "/reporting-periods", {"period": MONTH, "kind": "thematic", "title": "Dịch vụ công"}
    )
    assert answer.status_code == 201


async def test_only_an_office_with_agencies_below_it_opens_one(office: Office) -> None:
    for username in ("chutich.myhoa", "vanthu.huyen", "chuyenvien.huyen", "quantri"):
        officer = await office.sign_in(username)
        answer = await officer.post("/reporting-periods", {"period": MONTH})
        assert answer.status_code == 403, username


async def test_what_it_cannot_ask(office: Office) -> None:
    opener = await office.sign_in(OPENER)
    province = only(await office.agencies(), code="H20")["id"]
    for changes, field in (
        ({"agency_ids": [province]}, "agency_ids"),
        ({"indicator_codes": ["G07"]}, "indicator_codes"),
        ({"due_on": "2024-11-24"}, "due_on"),
        ({"due_on": "2025-02-01"}, "due_on"),
    ):
        answer = await opener.post("/reporting-periods", {"period": MONTH, **changes})
        assert answer.status_code == 400, changes
        assert answer.json()["errors"][0]["field"] == field
    answer = await opener.post("/reporting-periods", {"period": "2024-13"})
    assert answer.json()["type"] == "urn:congvu:problem:period-malformed"


async def test_an_agency_sees_its_own_report_alone(office: Office) -> None:
    period = await opened(office)
    clerk = await office.sign_in("vanthu.myhoa")
    (row,) = (await clerk.get("/reporting-periods")).json()["items"]
    assert row["own_report_id"] == report_of(period, "Mỹ Hòa")["id"]
    assert row["counts"] is None
    path = f"/reporting-periods/{period['id']}"
    seen = (await clerk.get(path)).json()
    assert [one["agency_name"] for one in seen["reports"]] == ["Ủy ban nhân dân xã Mỹ Hòa"]
    other = report_of(period, "Thanh Mỹ")
    assert (await clerk.get(f"/agency-reports/{other['id']}")).status_code == 404
    assert (await clerk.get(path + "/sheet")).status_code == 403
    assert (await clerk.post(path + "/close")).status_code == 403
    stranger = await office.sign_in("vanthu.phudien")
    assert (await stranger.get(path)).status_code == 404
    assert (await stranger.get("/reporting-periods")).json()["items"] == []
    auditor = await office.sign_in("kiemtra")
    assert len((await auditor.get(path)).json()["reports"]) == 3


async def test_a_closed_period_takes_nothing_more(office: Office) -> None:
    period = await opened(office)
    opener = await office.sign_in(OPENER)
    answer = await opener.post(f"/reporting-periods/{period['id']}/close")
    assert answer.json()["state"] == "closed"
    clerk = await office.sign_in("vanthu.myhoa")
    report = report_of(period, "Mỹ Hòa")
    line = {"indicator_code": "G01", "numerator": 1, "denominator": 2}
    answer = await clerk.put(
        f"/agency-reports/{report['id']}/lines",
        json={"lines": [line]},
        headers={"If-Match": '"1"'},
    )
    assert (answer.status_code, answer.json()["type"]) == (409, "urn:congvu:problem:move-refused")
    again = await opener.post(f"/reporting-periods/{period['id']}/close")
    assert again.status_code == 409
