"""Sockets that do harm, and server processes that come and go."""

from __future__ import annotations

import json
import secrets
from typing import TYPE_CHECKING

from sqlalchemy import text

from tests.live import COMMUNE, SECOND, Room, opened, running, serve

if TYPE_CHECKING:
    from tests.office import Office


async def shout(office: Office, room: Room, times: int) -> None:
    """Words of 7 kB to everybody in the meeting; random, for messages are compressed."""
    async with office.platform.database.engine.connect() as connection:
        for _ in range(times):
            word = {"type": "signal", "signal": secrets.token_hex(3500)}
            message = json.dumps({"meeting": room.meeting["id"], "tell": word})
            await connection.execute(
                text("SELECT pg_notify('congvu_meeting', :message)"), {"message": message}
            )
            await connection.commit()


async def test_a_device_that_does_not_take_its_messages_is_let_go_alone(office: Office) -> None:
    async with running(office) as room:
        officer = await office.sign_in(COMMUNE)
        async with opened(room.address, room.meeting, max_queue=1) as slow:
            join = {"do": "join", "token": officer.secret, "device": "device-0001"}
            await slow.socket.send(json.dumps(join))
            await room.chair.event("joined", seat_id=room.commune_seat)
            for _ in range(20):
                await shout(office, room, 150)
                # The others take theirs meanwhile.
                assert (await room.chair.done("ping"))["ok"]
                assert (await room.secretary.done("ping"))["ok"]
                if any(row["lost"] for row in room.chair.seat(room.commune_seat)["devices"]):
                    break
            await room.chair.until_state(
                lambda _: any(row["lost"] for row in room.chair.seat(room.commune_seat)["devices"])
            )
        async with room.join(COMMUNE) as back:
            await back.done("floor.ask")


async def test_what_is_done_at_one_server_is_seen_at_the_other(office: Office) -> None:
    async with running(office) as room, serve(office) as address:
        elsewhere = Room(office, address, room.meeting, room.chair, room.secretary)
        async with elsewhere.join(COMMUNE) as one, room.join(SECOND) as two:
            await one.done("floor.ask")
            await two.event("floor_asked", seat_id=room.commune_seat)
            await two.done("signal.give", signal="agree")
            await one.until(lambda message: message["type"] == "signal")
            async with room.join(COMMUNE) as taking_over:
                assert await one.closing() == 4409
                assert taking_over.state["floor"]["queue"]


async def test_a_server_that_loses_its_database_connection_asks_its_devices_to_join_anew(
    office: Office,
) -> None:
    async with running(office) as room, room.join(COMMUNE) as commune:
        async with office.platform.database.engine.connect() as connection:
            await connection.execute(
                text(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE datname = current_database() AND query ILIKE 'LISTEN%'"
                )
            )
        assert await commune.closing() == 1012
        async with room.join(COMMUNE, last_seq=0) as back:
            assert back.state["meeting"]["state"] == "open"
            await back.done("floor.ask")
            await back.event("floor_asked")
