"""G18: meetings between district and communes held online (Decision 45/2018, article 7)."""

from contextlib import AsyncExitStack
from typing import Any

import pytest

from tests.live import COMMUNE, running
from tests.meetings import door, planned, seated
from tests.office import Office, only

MY_HOA, THANH_MY = "H20.90.03", "H20.90.04"
HELD = {"starts_at": "2024-11-20T01:00:00Z", "ends_at": "2024-11-20T04:00:00Z"}
TIMES = {"opened_at": "2024-11-20T01:10:00Z", "closed_at": "2024-11-20T03:40:00Z"}


async def held(
    office: Office, form: str, *, there: tuple[int, ...], codes: tuple[str, ...] = (MY_HOA,)
) -> dict[str, Any]:
    """A meeting that was held; `there`: which seats were, 0 and 1 chair and secretary."""
    meeting = await planned(office, form=form, title=f"Họp {form} {there}", **HELD)
    meeting = await seated(office, meeting, *codes) if codes else meeting
    planner = await office.sign_in("chuyenvien.huyen")
    if form == "hybrid":  # the first agency joins over the line, the others come to the hall
        for number, seat in enumerate(meeting["seats"][2:]):
            path = f"{door(meeting)}/seats/{seat['id']}"
            meeting = (await planner.patch(path, {"joins_online": number == 0})).json()
    present = [{"seat_id": meeting["seats"][number]["id"]} for number in there]
    answer = await planner.post(f"{door(meeting)}/registration", {**TIMES, "attendance": present})
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def figure(office: Office, username: str = "vanthu.huyen") -> dict[str, Any]:
    await office.collect()
    officer = await office.sign_in(username)
    answer = await officer.get("/indicators", params={"period": "2024"})
    return only(answer.json(), code="G18")


async def test_form_and_who_was_there_decide(office: Office) -> None:
    both = (MY_HOA, THANH_MY)
    made = {
        "online": [
            await held(office, "online", there=(0, 1, 2)),
            await held(office, "hybrid", there=(0, 2, 3), codes=both),
        ],
        "in_person": [await held(office, "in_person", there=(0, 1, 2))],
        # The commune alone, and nobody on the other side.
        "one_site": [await held(office, "online", there=(2,))],
        # The province was on the line, the commune came to the hall.
        "no_commune_online": [
            await held(office, "hybrid", there=(0, 2, 3), codes=("H20", MY_HOA)),
        ],
    }
    read = await figure(office)
    assert read["reasons"] == {reason: len(rows) for reason, rows in made.items()}
    assert (read["numerator"], read["denominator"], read["percent"]) == (2, 5, 40.0)
    officer = await office.sign_in("vanthu.huyen")
    answer = await officer.get("/indicators/G18/evidence", params={"period": "2024"})
    rows = answer.json()["items"]
    assert {row["noun"] for row in rows} == {"meeting"}
    assert {(row["reason"], row["id"]) for row in rows} == {
        (reason, meeting["id"]) for reason, meetings in made.items() for meeting in meetings
    }


async def test_people_of_who_convenes_are_no_second_site(office: Office) -> None:
    meeting = await planned(office, form="hybrid", **HELD)
    meeting = await seated(office, meeting, MY_HOA)
    planner = await office.sign_in("chuyenvien.huyen")
    staff = (await planner.get("/staff")).json()
    head = only(staff, position="Trưởng phòng")
    # Somebody of the district joins from elsewhere; the commune sits in the hall.
    hall = f"{door(meeting)}/seats/{meeting['seats'][2]['id']}"
    assert (await planner.patch(hall, {"joins_online": False})).status_code == 200
    away = {"appointment_id": head["appointment_id"], "joins_online": True}
    meeting = (await planner.post(f"{door(meeting)}/seats", [away])).json()
    present = [{"seat_id": seat["id"]} for seat in meeting["seats"]]
    await planner.post(f"{door(meeting)}/registration", {**TIMES, "attendance": present})
    assert (await figure(office))["reasons"] == {"one_site": 1}


@pytest.mark.parametrize(("joined", "reason"), [(True, "online"), (False, "one_site")])
async def test_in_a_meeting_that_ran_here_a_device_says_who_was_online(
    office: Office, *, joined: bool, reason: str
) -> None:
    async with running(office) as room, AsyncExitStack() as there:
        if joined:
            await there.enter_async_context(room.join(COMMUNE))
        # Their people sit in the hall, whatever was announced.
        hall = [room.second_seat] if joined else [room.second_seat, room.commune_seat]
        entries = [{"seat_id": seat, "present": True} for seat in hall]
        await room.secretary.done("roll.call", entries=entries)
        await room.chair.done("meeting.close")
    assert (await figure(office))["reasons"] == {reason: 1}


async def test_only_meetings_held_between_the_levels_are_in_the_denominator(
    office: Office,
) -> None:
    await held(office, "online", there=(0, 1), codes=())
    await seated(office, await planned(office, title="Chưa họp"), MY_HOA)
    assert (await figure(office))["denominator"] == 0
    await held(office, "online", there=(0, 2))
    assert (await figure(office))["denominator"] == 1
    # It counts where it was convened.
    assert (await figure(office, "vanthu.myhoa"))["denominator"] == 0
