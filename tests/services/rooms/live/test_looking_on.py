"""The screen of the hall looks on, the device check is of no meeting: nobody is there by them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from meetings.media.shapes import Purpose, Source
from tests.live import COMMUNE, device, invited, opened, running, serve
from tests.meetings import CHAIR, CLERK, SECRETARY, door
from tests.meetings.media.browsers import Browser, Colour, until
from tests.meetings.over_socket import OverSocket
from tests.office import only

if TYPE_CHECKING:
    from typing import Any

    from tests.live import Device
    from tests.office import Office


async def attendance_of(office: Office, meeting: dict[str, Any]) -> dict[str, int]:
    """How many stays each seat has."""
    secretary = await office.sign_in(SECRETARY)
    rows = (await secretary.get(f"{door(meeting)}/attendance")).json()
    return {row["seat_id"]: len(row["stays"]) for row in rows}


async def test_a_screen_is_shown_everything_and_makes_nobody_present(office: Office) -> None:
    async with running(office) as room, room.join(COMMUNE, looks_on=True) as screen:
        assert screen.you["looks_on"]
        assert not screen.seat(room.commune_seat)["present"]
        assert screen.seat(room.commune_seat)["devices"] == []
        await room.chair.done("item.next")
        await screen.until_state(lambda state: state["agenda"][0]["state"] == "current")
        assert (await attendance_of(office, room.meeting))[room.commune_seat] == 0
        await screen.done("leave")


async def test_a_screen_does_nothing_in_the_name_of_its_seat(office: Office) -> None:
    async with running(office) as room, room.join(CHAIR, name="screen-0001", looks_on=True) as one:
        assert "lobby" not in one.state
        assert await one.refused("item.next") == "not-allowed"
        assert await one.refused("media.ice") == "command-unknown"
        await room.secretary.done("chat.say", text="Xin bổ sung tài liệu", to="secretary")
        await room.chair.done("chat.say", text="Mời vào chỗ")
        await one.event("chat")
        assert "tài liệu" not in json.dumps(one.heard, ensure_ascii=False)


async def test_who_organises_without_a_seat_opens_the_screen(office: Office) -> None:
    async with running(office) as room, room.join(CLERK, looks_on=True) as screen:
        assert screen.state["meeting"]["state"] == "open"
        await room.chair.done("meeting.close")
        assert await screen.closing() == 1000


async def test_a_guest_is_no_screen(office: Office) -> None:
    meeting = await invited(office)
    secretary = await office.sign_in(SECRETARY)
    guest = {"full_name": "Nguyễn Văn Khách", "office": "VNPT", "is_head": True}
    seats = await secretary.post(
        f"{door(meeting)}/seats", [{"guest": guest, "role": "guest", "weight": 0}]
    )
    seat = only(seats.json()["seats"], kind="guest")["id"]
    link = (await secretary.post(f"{door(meeting)}/seats/{seat}/guest-link")).json()["path"]
    async with serve(office) as address, opened(address, meeting) as one:
        join = {"do": "join", "guest": link.rsplit("/", 1)[1], "device": "device-0001"}
        await one.socket.send(json.dumps(join | {"looks_on": True}))
        assert (await one.next())["type"] == "lobby"


async def tried(office: Office, one: Device, username: str) -> dict[str, Any]:
    officer = await office.sign_in(username)
    join = {"do": "join", "token": officer.secret, "device": "device-0001"}
    await one.socket.send(json.dumps(join))
    return await one.until(lambda message: message["type"] in {"trial", "answer"})


async def test_a_device_is_shown_its_own_picture_before_the_meeting(office: Office) -> None:
    meeting = await invited(office)
    async with serve(office) as address, opened(address, meeting, at="line") as one:
        trial = await tried(office, one, COMMUNE)
        assert (await one.done("media.ice"))["ice_servers"] == []
        browser = Browser(OverSocket(one), "", trial["viewer"])  # type: ignore[arg-type]
        try:
            await browser.publish([(Purpose.SCREEN, Colour(180))])
            await browser.subscribe(Source(trial["sender"], Purpose.SCREEN))
            slots = await one.until(
                lambda message: (
                    message["type"] == "media"
                    and message["event"]["kind"] == "slots"
                    and any(message["event"]["slots"].values())
                )
            )
            mid = next(mid for mid, shown in slots["event"]["slots"].items() if shown)
            await until(lambda: browser.seen.frames[mid] > 3)
        finally:
            await browser.close()
        await one.done("leave")
        assert set((await attendance_of(office, meeting)).values()) == {0}
        # The meeting itself knows nothing of it.
        async with device(office, address, meeting, CHAIR) as chair:
            assert chair.state["seq"] == 1


@pytest.mark.parametrize(("username", "code"), [("vanthu.phudien", 4404), (CLERK, 4403)])
async def test_who_has_no_seat_checks_nothing(office: Office, username: str, code: int) -> None:
    meeting = await invited(office)
    async with serve(office) as address, opened(address, meeting, at="line") as one:
        assert not (await tried(office, one, username))["ok"]
        assert await one.closing() == code


async def test_the_check_takes_media_and_nothing_else(office: Office) -> None:
    meeting = await invited(office)
    async with serve(office) as address, opened(address, meeting, at="line") as one:
        await tried(office, one, COMMUNE)
        assert await one.refused("floor.ask") == "command-unknown"
        assert await one.refused("media.publish", connection="?") == "malformed"
        refused = await one.refused("media.publish", connection="c1", sdp="v=0", tracks=[])
        assert refused == "media-description-refused"
