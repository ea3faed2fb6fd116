"""The meeting is opened, led through its agenda, spoken in by turns, and closed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.live import COMMUNE, SECOND, device, invited, running, serve
from tests.meetings import CHAIR, door
from tests.office import only

if TYPE_CHECKING:
    from tests.live import Device
    from tests.office import Office


def queue_of(seen_by: Device) -> list[str]:
    return [row["seat_id"] for row in seen_by.state["floor"]["queue"]]


async def test_chair_and_secretary_alone_lead(office: Office) -> None:
    meeting = await invited(office)
    async with (
        serve(office) as address,
        device(office, address, meeting, CHAIR) as chair,
        device(office, address, meeting, COMMUNE) as commune,
    ):
        assert await commune.refused("meeting.open") == "not-allowed"
        assert await commune.refused("floor.ask") == "move-refused"
        await chair.done("meeting.open")
        await commune.event("opened")
        item = commune.state["agenda"][0]["id"]
        for name, fields in (
            ("item.start", {"item_id": item}),
            ("item.next", {}),
            ("meeting.close", {}),
            ("meeting.rules", {"locked": True}),
            ("seats.mute", {}),
            ("vote.prepare", {"question": "Thông qua?"}),
            ("recording.start", {}),
            ("page.show", {"document_id": None}),
        ):
            assert await commune.refused(name, **fields) == "not-allowed", name
        assert await chair.refused("meeting.open") == "move-refused"


async def test_the_agenda_has_a_clock_that_warns(office: Office) -> None:
    async with running(office) as room, room.join(COMMUNE) as commune:
        first, second = (item["id"] for item in room.chair.state["agenda"])
        await room.chair.done("item.next")
        await commune.event("item_started", item_id=first)
        room.pass_time(minutes=25)
        warned = await commune.until(lambda message: message["type"] == "timer")
        assert (warned["of"], warned["id"], warned["level"]) == ("item", first, "warning")
        await room.chair.done("item.extend", minutes=10)
        room.pass_time(minutes=10)
        await room.chair.done("item.next")
        room.pass_time(minutes=5)
        await room.chair.done("item.start", item_id=first)
        room.pass_time(minutes=2)
        await room.chair.done("item.finish")
        course = (await (await office.sign_in(CHAIR)).get(f"{door(room.meeting)}/course")).json()
        rows = [(row["item_id"], row["minutes_added"], row["seconds"]) for row in course["items"]]
        assert rows == [(first, 10, 37 * 60), (second, 0, 5 * 60)]
        assert len(course["items"][0]["spans"]) == 2


async def test_the_queue_is_asked_for_ordered_and_called(office: Office) -> None:
    async with running(office) as room, room.join(COMMUNE) as one, room.join(SECOND) as two:
        a = (await one.done("floor.ask", person="Bà Nguyễn Thị Sáu"))["request_id"]
        b = (await two.done("floor.ask"))["request_id"]
        assert await one.refused("floor.ask") == "asked-already"
        await room.chair.until_state(
            lambda _: queue_of(room.chair) == [room.commune_seat, room.second_seat]
        )
        await room.chair.done("floor.order", request_ids=[b, a])
        await one.until_state(lambda _: queue_of(one) == [room.second_seat, room.commune_seat])
        order = (await one.done("floor.ask", kind="point_of_order"))["request_id"]
        await two.until_state(lambda _: queue_of(two)[0] == room.commune_seat)
        assert await two.refused("floor.withdraw", request_id=a) == "not-allowed"
        await two.done("floor.withdraw", request_id=b)
        await room.chair.done("floor.call", request_id=order, seconds=60)
        assert await two.refused("floor.end") == "not-allowed"
        room.pass_time(seconds=50)
        said = await one.until(lambda message: message["type"] == "timer")
        assert (said["of"], said["id"], said["level"]) == ("floor", order, "warning")
        room.pass_time(seconds=15)
        await one.until(lambda m: m["type"] == "timer" and m["level"] == "over")
        await room.chair.done("floor.call", request_id=a)
        ended = await one.event("floor_ended")
        assert ended["details"]["seconds"] == 65
        await one.done("floor.end")
        assert await one.refused("floor.end") == "move-refused"


async def test_a_seat_keeps_its_place_in_the_queue_over_a_lost_line(office: Office) -> None:
    async with running(office) as room:
        async with room.join(COMMUNE) as commune:
            await commune.done("floor.ask")
            await commune.drop()
        room.pass_time(seconds=120)
        async with room.join(COMMUNE, name="another-0001") as commune:
            assert queue_of(commune) == [room.commune_seat]


async def test_the_chair_calls_who_did_not_ask_and_time_spoken_is_kept(office: Office) -> None:
    async with running(office) as room, room.join(COMMUNE) as commune:
        for seconds in (90, 30):
            await room.chair.done("floor.call", seat_id=room.second_seat, person="Ông Tám")
            room.pass_time(seconds=seconds)
            await room.chair.done("floor.end")
        await commune.until_state(lambda state: state["floor"]["spoken"] == {room.second_seat: 120})
        officer = await office.sign_in(COMMUNE)
        course = (await officer.get(f"{door(room.meeting)}/course")).json()
        speech = course["speeches"][0]
        assert (speech["name"], speech["person"], speech["seconds"]) == (
            "Ủy ban nhân dân xã Thanh Mỹ",
            "Ông Tám",
            90,
        )
        assert course["spoke"] == {room.second_seat: 120}


async def test_rights_follow_from_the_floor_and_the_chairs_controls(office: Office) -> None:
    async with running(office) as room, room.join(COMMUNE) as commune:
        seat = room.commune_seat

        def rights() -> tuple[bool, ...]:
            return tuple(commune.state["rights"][seat].values())

        assert rights() == (False, True, False)
        request = (await commune.done("floor.ask"))["request_id"]
        await room.chair.done("floor.call", request_id=request)
        await commune.until_state(lambda _: rights() == (True, True, False))
        await room.chair.done("seat.control", seat_id=seat, muted=True, may_share=True)
        await commune.until_state(lambda _: rights() == (False, True, True))
        await room.chair.done("seat.control", seat_id=seat, muted=False, camera_off=True)
        await commune.until_state(lambda _: rights() == (True, False, True))
        await room.chair.done("floor.end")
        await commune.until_state(lambda _: rights() == (False, False, True))
        await room.chair.done("meeting.rules", speech="free")
        await commune.until_state(lambda _: rights() == (True, False, True))
        await room.chair.done("seats.mute")
        await commune.until_state(lambda _: rights() == (False, False, True))
        assert room.chair.state["rights"][room.chair.you["seat_id"]]["may_speak"]


async def test_chat_to_the_secretary_is_not_shown_to_others(office: Office) -> None:
    async with running(office) as room, room.join(COMMUNE) as one, room.join(SECOND) as two:
        await one.done("chat.say", text="Xin phép về sớm", to="secretary")
        await one.done("chat.say", text="Chào các đồng chí")
        await room.secretary.until(lambda m: m.get("details", {}).get("to") == "secretary")
        public = await two.event("chat")
        assert public["details"]["text"] == "Chào các đồng chí"
        async with room.join(SECOND, name="another-0001", last_seq=0) as again:
            snapshot = only(again.heard, type="snapshot")
            for listed in (snapshot["chat"], snapshot["missed"]):
                texts = [row["details"].get("text") for row in listed]
                assert "Xin phép về sớm" not in texts
                assert "Chào các đồng chí" in texts


async def test_a_signal_is_shown_and_not_kept(office: Office) -> None:
    async with running(office) as room, room.join(COMMUNE) as commune:
        before = (await room.chair.done("chat.say", text="Nghe rõ không?"))["seq"]
        await commune.done("signal.give", signal="not_heard")
        shown = await room.chair.until(lambda message: message["type"] == "signal")
        assert (shown["seat_id"], shown["signal"]) == (room.commune_seat, "not_heard")
        after = (await room.chair.done("chat.say", text="Đã tăng âm lượng"))["seq"]
        assert after == before + 1


async def test_closing_ends_the_item_the_speaker_and_the_stays(office: Office) -> None:
    async with running(office) as room, room.join(COMMUNE) as commune:
        await room.chair.done("item.next")
        await room.chair.done("floor.call", seat_id=room.commune_seat)
        room.pass_time(minutes=3)
        await room.chair.done("meeting.close")
        await commune.event("closed")
        assert await commune.closing() == 1000
        officer = await office.sign_in(CHAIR)
        read = (await officer.get(door(room.meeting))).json()
        assert (read["state"], read["agenda"][0]["state"]) == ("closed", "done")
        attendance = (await officer.get(f"{door(room.meeting)}/attendance")).json()
        stay = only(attendance, seat_id=room.commune_seat)["stays"][0]
        assert stay["left_at"] == read["closed_at"]
        course = (await officer.get(f"{door(room.meeting)}/course")).json()
        assert course["speeches"][0]["seconds"] == 180
