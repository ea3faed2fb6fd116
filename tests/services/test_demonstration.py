"""The demonstration's meetings are entered and invited by the use cases an office works with."""

from datetime import timedelta

from services.demonstration.meetings import HELD, hold_meetings
from tests.office import Office, only


async def test_the_district_has_met_and_will_meet(office: Office) -> None:
    office.clock.move(timedelta(days=10))  # the keys of the officers are as old as OFFICE_DAY
    await hold_meetings(office.platform, now=office.clock.moment)
    clerk = await office.renew("vanthu.huyen")
    rows = (await clerk.get("/meetings")).json()["items"]
    assert [row["state"] for row in rows] == ["invited", "closed", *["concluded"] * 5]
    assert {row["place"] for row in rows} == {"Phòng họp trực tuyến, trụ sở Ủy ban nhân dân huyện"}
    waiting = only(rows, state="closed")
    assert waiting["notice_due"] == {"due_on": "2024-12-09", "days_left": 2, "is_overdue": False}

    coming = (await clerk.get(f"/meetings/{rows[0]['id']}")).json()
    assert only(coming["papers"], kind="invitation")["number_and_symbol"] == "01/GM-UBND"
    states = [seat["state"] for seat in coming["seats"]]
    assert (states.count("confirmed"), states.count("declined")) == (1, 1)

    await office.collect()
    figures = (await clerk.get("/indicators", params={"period": "2024"})).json()
    read = only(figures, code="G18")
    assert (read["numerator"], read["denominator"]) == (len(HELD) - 1, len(HELD))
    assert read["reasons"] == {"online": 5, "in_person": 1}
