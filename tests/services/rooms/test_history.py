"""What the journal says of a meeting, for who organises it, each line with its proof."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.meetings import door, planned, with_item

if TYPE_CHECKING:
    from tests.office import Office


async def test_every_act_is_a_line_with_its_proof(office: Office) -> None:
    meeting = await with_item(office, await planned(office))
    planner = await office.sign_in("chuyenvien.huyen")
    lines = (await planner.get(f"{door(meeting)}/history")).json()
    assert [line["act"] for line in lines] == ["meeting:plan:create", "meeting:agenda:change"]
    assert lines[0]["full_name"] == planner.me["full_name"]
    await office.sequence()
    proof = (await planner.get(f"{door(meeting)}/history/{lines[0]['id']}/proof")).json()
    assert proof["state"] == "proven"


async def test_a_line_of_another_meeting_is_not_proved_here(office: Office) -> None:
    first, second = await planned(office), await planned(office, title="Họp khác")
    planner = await office.sign_in("chuyenvien.huyen")
    line = (await planner.get(f"{door(first)}/history")).json()[0]["id"]
    refused = await planner.get(f"{door(second)}/history/{line}/proof")
    assert (refused.status_code, refused.json()["type"]) == (404, "urn:congvu:problem:not-found")


async def test_who_does_not_organise_reads_no_history(office: Office) -> None:
    meeting = await planned(office)
    assert (
        await (await office.sign_in("noivu.huyen")).get(f"{door(meeting)}/history")
    ).status_code == 404
