"""Who is in the room: devices, seats, the lobby and the roll."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING

import pytest
from websockets.exceptions import InvalidStatus

from tests.live import COMMUNE, MY_HOA, SECOND, device, invited, opened, running, serve
from tests.meetings import CHAIR, SECRETARY, door
from tests.office import only

if TYPE_CHECKING:
    from tests.live import Device
    from tests.office import Office


def lost_devices(seen_by: Device, seat: str) -> list[str]:
    return [row["person"] for row in seen_by.seat(seat)["devices"] if row["lost"]]


async def test_who_joins_is_shown_the_meeting_and_the_others_are_told(office: Office) -> None:
    async with running(office) as room, room.join(COMMUNE) as commune:
        assert commune.you["seat_id"] == room.commune_seat
        assert commune.state["meeting"]["state"] == "open"
        assert [item["title"] for item in commune.state["agenda"]][1] == "Kế hoạch quý I"
        await room.chair.event("joined", seat_id=room.commune_seat)
        await room.chair.until_state(lambda _: room.chair.seat(room.commune_seat)["present"])
        assert "lobby" not in commune.state
        assert room.chair.state["lobby"] == []


async def test_a_device_that_comes_back_keeps_the_stay_and_hears_what_it_missed(
    office: Office,
) -> None:
    async with running(office) as room:
        async with room.join(COMMUNE) as commune:
            seen = commune.state["seq"]
            await commune.drop()
        await room.chair.until_state(lambda _: lost_devices(room.chair, room.commune_seat))
        await room.chair.done("chat.say", text="Xin chờ xã Mỹ Hòa vào lại")
        room.pass_time(seconds=10)
        async with room.join(COMMUNE, last_seq=seen) as commune:
            snapshot = only(commune.heard, type="snapshot")
            assert [event["kind"] for event in snapshot["missed"]] == ["chat"]
        kinds = [message.get("kind") for message in room.chair.heard]
        assert "left" not in kinds
        assert kinds.count("joined") <= 3


async def test_a_device_that_stays_away_has_left(office: Office) -> None:
    async with running(office) as room:
        async with room.join(COMMUNE) as commune:
            await commune.drop()
        await room.chair.until_state(lambda _: lost_devices(room.chair, room.commune_seat))
        room.pass_time(seconds=20)
        left = await room.chair.event("left", seat_id=room.commune_seat)
        assert left["person"]
        attendance = (
            await (await office.sign_in(SECRETARY)).get(f"{door(room.meeting)}/attendance")
        ).json()
        row = only(attendance, seat_id=room.commune_seat)
        assert [(stay["how"], stay["left_at"] is not None) for stay in row["stays"]] == [
            ("device", True)
        ]


async def test_two_devices_of_a_person_are_one_stay(office: Office) -> None:
    async with running(office) as room, room.join(COMMUNE, name="phone-0001") as phone:
        async with room.join(COMMUNE, name="laptop-0001") as laptop:
            await laptop.done("leave")
        await room.chair.until_state(
            lambda _: len(room.chair.seat(room.commune_seat)["devices"]) == 1
        )
        assert room.chair.seat(room.commune_seat)["present"]
        await phone.done("leave")
        await room.chair.event("left", seat_id=room.commune_seat)


async def test_the_same_device_again_takes_over(office: Office) -> None:
    async with running(office) as room, room.join(COMMUNE) as first, room.join(COMMUNE) as second:
        assert await first.closing() == 4409
        await second.done("ping")
        await room.chair.done("chat.say", text="Nghe rõ không?")
        await second.event("chat")


async def test_a_socket_of_a_foreign_page_is_refused(office: Office) -> None:
    meeting = await invited(office)
    async with serve(office) as address:
        with pytest.raises(InvalidStatus):
            async with opened(address, meeting, origin="https://evil.example"):
                pass
        async with opened(address, meeting, origin="http://congvu.test"):
            pass


@pytest.mark.parametrize(
    ("join", "code"),
    [
        ({"do": "join", "token": "x", "device": "device-0001"}, 4401),
        ({"do": "join", "token": "x", "device": "short"}, 4400),
        ({"do": "floor.ask"}, 4400),
        ({"do": "join", "guest": "nobody", "device": "device-0001"}, 4404),
    ],
)
async def test_who_is_not_known_is_not_let_in(
    office: Office, join: dict[str, str], code: int
) -> None:
    meeting = await invited(office)
    async with serve(office) as address, opened(address, meeting) as stranger:
        await stranger.socket.send(json.dumps(join))
        assert await stranger.closing() == code


async def test_who_has_no_seat_is_not_let_in(office: Office) -> None:
    meeting = await invited(office, MY_HOA)
    async with serve(office) as address:
        for username, code in (("vanthu.huyen", 4403), (SECOND, 4404)):
            officer = await office.sign_in(username)
            async with opened(address, meeting) as stranger:
                join = {"do": "join", "token": officer.secret, "device": "device-0001"}
                await stranger.socket.send(json.dumps(join))
                assert await stranger.closing() == code, username


async def test_the_end_of_a_session_ends_its_sockets(office: Office) -> None:
    async with running(office) as room, room.join(COMMUNE) as commune:
        officer = await office.sign_in(COMMUNE)
        assert (await officer.delete("/sessions/current")).status_code == 204
        assert await commune.refused("floor.ask") == "not-signed-in"
        assert await commune.closing() == 4401


async def test_an_access_token_opens_a_socket(office: Office) -> None:
    meeting = await invited(office)
    officer = await office.sign_in(CHAIR)
    token = (await officer.post("/tokens")).json()["access_token"]
    async with serve(office) as address, opened(address, meeting) as chair:
        join = {"do": "join", "token": token, "device": "device-0001"}
        await chair.socket.send(json.dumps(join))
        await chair.until(lambda message: message["type"] == "snapshot")


async def test_a_guest_waits_in_the_lobby_until_admitted(office: Office) -> None:
    meeting = await invited(office)
    planner = await office.sign_in("chuyenvien.huyen")
    guest = {"full_name": "Ông Nguyễn Văn Khách", "office": "Trung tâm Viễn thông"}
    seated = (await planner.post(f"{door(meeting)}/seats", [{"guest": guest}])).json()
    seat = seated["seats"][-1]["id"]
    link = (await planner.post(f"{door(meeting)}/seats/{seat}/guest-link")).json()["path"]
    async with (
        serve(office) as address,
        device(office, address, meeting, CHAIR) as chair,
        opened(address, meeting) as visitor,
    ):
        await chair.done("meeting.open")
        join = {"do": "join", "guest": link.rsplit("/", 1)[-1], "device": "device-0001"}
        await visitor.socket.send(json.dumps(join))
        await visitor.until(lambda message: message["type"] == "lobby")
        await chair.until_state(lambda state: state["lobby"])
        assert await visitor.refused("floor.ask") == "in-lobby"
        await chair.done("chat.say", text="Chưa mời khách vào")
        await chair.done("guest.admit", seat_id=seat)
        await visitor.until(lambda message: message["type"] == "snapshot")
        assert "chat" not in [message.get("kind") for message in visitor.heard]
        await visitor.done("floor.ask")
        await chair.until_state(lambda state: state["floor"]["queue"])


async def test_the_roll_counts_devices_and_the_secretarys_word(office: Office) -> None:
    async with running(office) as room, room.join(COMMUNE):
        await room.secretary.until_state(
            lambda state: (
                state["seats"]["standing"]
                == {"present": 2, "entitled": 3, "needed": 2, "enough": True}
            )
        )
        answer = await room.secretary.done(
            "roll.call",
            entries=[
                {"seat_id": room.commune_seat, "present": False},
                {"seat_id": room.second_seat, "present": True, "person": "Ông Phạm Văn Tám"},
            ],
        )
        assert (answer["present"], answer["entitled"]) == (2, 3)
        state = await room.chair.until_state(
            lambda _: room.chair.seat(room.second_seat)["roll"] == "present"
        )
        assert room.chair.seat(room.second_seat)["there"] == [
            {
                "person": "Ông Phạm Văn Tám",
                "since": office.clock.now().isoformat(),
                "by_secretary": True,
            }
        ]
        assert state["seats"]["standing"]["present"] == 2
        assert (
            await room.chair.refused(
                "roll.call", entries=[{"seat_id": room.meeting["id"], "present": True}]
            )
            == "field-refused"
        )


async def test_a_locked_meeting_lets_nobody_new_in_and_a_removed_seat_stays_out(
    office: Office,
) -> None:
    async with running(office) as room:
        async with room.join(COMMUNE) as commune:
            await room.chair.done("meeting.rules", locked=True)
            officer = await office.sign_in(SECOND)
            async with opened(room.address, room.meeting) as late:
                join = {"do": "join", "token": officer.secret, "device": "device-0001"}
                await late.socket.send(json.dumps(join))
                assert await late.closing() == 4403
                assert late.heard[0]["code"] == "meeting-locked"
            await room.chair.done(
                "seat.remove", seat_id=room.commune_seat, reason="Gây mất trật tự phiên họp"
            )
            assert await commune.closing() == 4410
        officer = await office.sign_in(COMMUNE)
        async with opened(room.address, room.meeting) as again:
            join = {"do": "join", "token": officer.secret, "device": "device-0001"}
            await again.socket.send(json.dumps(join))
            assert await again.closing() == 4403
            assert again.heard[0]["code"] == "seat-removed"
        await room.chair.done("seat.readmit", seat_id=room.commune_seat)
        await room.chair.done("meeting.rules", locked=False)
        async with room.join(COMMUNE):
            pass


async def test_a_flood_ends_the_flooder_and_nobody_else(office: Office) -> None:
    async with running(office) as room, room.join(COMMUNE) as flooder:
        noise = json.dumps({"do": "ping"})
        sending = asyncio.gather(*(flooder.socket.send(noise) for _ in range(400)))
        assert (await room.chair.done("chat.say", text="Vẫn nghe rõ"))["ok"]
        await asyncio.gather(sending, return_exceptions=True)
        assert await flooder.closing() in {1013, 4429}
        await room.secretary.event("chat")


async def test_an_oversized_or_broken_message_ends_its_socket_only(office: Office) -> None:
    async with running(office) as room:
        for index, broken in enumerate(("{", "[]", '{"do": 1}', "x" * 300_000)):
            async with room.join(COMMUNE, name=f"device-000{index}") as commune:
                await commune.socket.send(broken)
                assert await commune.closing() in {4400, 1009}
        await room.chair.done("ping")


async def test_state_and_commands_work_without_a_socket(office: Office) -> None:
    async with running(office) as room:
        officer = await office.sign_in(COMMUNE)
        asked = await officer.post(
            f"{door(room.meeting)}/live/commands", {"do": "floor.ask", "kind": "speak"}
        )
        assert asked.status_code == 200, asked.text
        await room.chair.event("floor_asked")
        state = (await officer.get(f"{door(room.meeting)}/live")).json()
        assert only(state["floor"]["queue"], seat_id=room.commune_seat)
        for body, status in (
            ({"do": "floor.end"}, 409),
            ({"do": "nothing"}, 404),
            ({"do": "meeting.close"}, 403),
            ({"do": "floor.ask", "unknown": 1}, 422),
        ):
            answer = await officer.post(f"{door(room.meeting)}/live/commands", body)
            assert answer.status_code == status, body
