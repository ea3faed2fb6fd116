"""Secret votes: handed out by the seat, cast without a name, checkable by everybody."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlmodel import select

from meetings.models.vote import Vote
from storage.journal import JournalEntry
from tests.conformance import test_rfc9474 as vectors
from tests.live import COMMUNE, SECOND, running
from tests.office import API, only
from tests.services.rooms.live.test_votes import open_vote
from tests.voters import open_booth

if TYPE_CHECKING:
    from httpx2 import Response

    from tests.live import Device, Room
    from tests.office import Office
    from tests.voters import Booth


async def key_of(seat: Device, vote: str) -> str:
    """The key of the vote, once this device is shown that it is open."""

    def opened(state: dict[str, Any]) -> bool:
        return any(row["id"] == vote and row["state"] == "open" for row in state["votes"])

    state = await seat.until_state(opened)
    return str(only(state["votes"], id=vote)["public_key"])


async def take_ballot(booth: Booth, seat: Device, vote: str, **whose: str) -> dict[str, Any]:
    """A signed token, as the page of this device gets one when the vote opens."""
    await seat.event("vote_opened")
    made = await booth.do("makeToken", pem=await key_of(seat, vote))
    answer = await seat.done("vote.ballot", vote_id=vote, blinded=made["blinded"], **whose)
    signed = await booth.do("signToken", made=made, signature=answer["blind_signature"])
    return dict(signed)


async def cast(office: Office, vote: str, ballot: dict[str, Any]) -> Response:
    """Without a session: the client of the office sends no header of anybody."""
    return await office.client.post(f"{API}/secret-votes/{vote}/ballots", json=ballot)


async def secret_vote(room: Room) -> str:
    return await open_vote(room, secret=True)


async def published(office: Office, vote: str) -> dict[str, Any]:
    return dict((await office.client.get(f"{API}/secret-votes/{vote}")).json())


async def test_a_secret_vote_is_cast_counted_and_checked_by_a_voter(office: Office) -> None:
    async with (
        running(office) as room,
        room.join(COMMUNE) as one,
        room.join(SECOND) as two,
        open_booth() as booth,
    ):
        vote = await secret_vote(room)
        ballots = []
        for seat, choice in ((one, "for"), (two, "against"), (room.chair, "for")):
            signed = await take_ballot(booth, seat, vote)
            ballots.append(await booth.do("fillBallot", signed=signed, voteId=vote, choice=choice))
        for ballot in ballots:
            assert (await cast(office, vote, ballot)).status_code == 204
        assert (await cast(office, vote, ballots[0])).status_code == 204  # a repeated request
        assert (await room.chair.done("vote.received", vote_id=vote))["received"] == 3
        assert await one.refused("vote.received", vote_id=vote) == "not-allowed"
        assert (await published(office, vote))["ballots"] == []
        await room.chair.done("vote.close", vote_id=vote)
        found = await published(office, vote)
        assert found["votes"] == {"for": 2, "against": 1, "abstain": 0}
        check = await booth.do("checkList", list=found, own=ballots[1])
        assert check == {
            "invalid": 0,
            "counted": {"for": 2, "against": 1, "abstain": 0},
            "as_published": True,
            "not_more_than_tokens": True,
            "own_listed": True,
        }
        changed = json.loads(json.dumps(found))
        only(changed["ballots"], token=ballots[1]["token"])["choice"] = "for"
        check = await booth.do("checkList", list=changed, own=ballots[1])
        assert (check["invalid"], check["own_listed"], check["as_published"]) == (1, False, False)
        assert (await cast(office, vote, ballots[0])).status_code == 409


async def test_what_is_stored_of_a_secret_ballot_names_neither_seat_nor_time(
    office: Office,
) -> None:
    async with (
        running(office) as room,
        room.join(COMMUNE) as one,
        room.join(SECOND) as two,
        open_booth() as booth,
    ):
        vote = await secret_vote(room)
        seq = 0
        for seat in (one, two, room.chair):
            signed = await take_ballot(booth, seat, vote)
            seq = (await room.chair.event("ballot_handed", seat_id=seat.you["seat_id"]))["seq"]
            ballot = await booth.do("fillBallot", signed=signed, voteId=vote, choice="for")
            assert (await cast(office, vote, ballot)).status_code == 204
        await room.chair.done("vote.close", vote_id=vote)
        closed = await room.chair.event("vote_closed")
        assert closed["seq"] == seq + 1  # casting wrote no event
        async with office.platform.database.session() as session:
            columns = await session.exec(
                text(
                    "SELECT column_name FROM information_schema.columns"
                    " WHERE table_schema = 'public' AND table_name = 'secret_ballot'"
                    " ORDER BY column_name"
                )  # type: ignore[call-overload]
            )
            assert columns.scalars().all() == [
                "choice", "choice_signature", "prefix", "token", "token_signature", "vote_id",
            ]  # fmt: skip
            rows = (
                await session.exec(
                    text("SELECT token, xmin::text FROM secret_ballot ORDER BY ctid")  # type: ignore[call-overload]
                )
            ).all()
            assert [row[0] for row in rows] == sorted(row[0] for row in rows)
            assert len({row[1] for row in rows}) == 1
            acts = (await session.exec(select(JournalEntry.act))).all()
            assert "meeting:ballot:enter" not in acts
            row = await session.get_one(Vote, UUID(vote))
            assert row.private_key is None


async def test_a_seat_is_handed_one_ballot_on_all_its_devices(office: Office) -> None:
    async with (
        running(office) as room,
        room.join(COMMUNE, name="phone-0001") as phone,
        room.join(COMMUNE, name="laptop-0001") as laptop,
        open_booth() as booth,
    ):
        vote = await secret_vote(room)
        made = await booth.do("makeToken", pem=await key_of(phone, vote))
        first = await phone.done("vote.ballot", vote_id=vote, blinded=made["blinded"])
        again = await laptop.done("vote.ballot", vote_id=vote, blinded=made["blinded"])
        assert again["blind_signature"] == first["blind_signature"]
        other = await booth.do("makeToken", pem=made["pem"])
        refused = await laptop.refused("vote.ballot", vote_id=vote, blinded=other["blinded"])
        assert refused == "ballot-cast"


@pytest.mark.parametrize(
    ("field", "reason"),
    [("token", "token"), ("prefix", "token"), ("token_signature", "token"),
     ("choice_signature", "signature")],
)  # fmt: skip
async def test_a_forged_ballot_is_refused(office: Office, field: str, reason: str) -> None:
    async with running(office) as room, room.join(COMMUNE) as one, open_booth() as booth:
        vote = await secret_vote(room)
        signed = await take_ballot(booth, one, vote)
        ballot = await booth.do("fillBallot", signed=signed, voteId=vote, choice="for")
        other = await booth.do("makeToken", pem=signed["pem"])
        forged = base64.b64decode(ballot[field])
        forged = forged[:-1] + bytes([forged[-1] ^ 1])
        value = other["token"] if field == "token" else base64.b64encode(forged).decode()
        answer = await cast(office, vote, {**ballot, field: value})
        assert (answer.status_code, answer.json()["reason"]) == (400, reason)
        turned = await cast(office, vote, {**ballot, "choice": "against"})
        assert turned.json()["reason"] == "signature"


async def test_the_secretary_lends_a_device_only_to_seats_without_one(office: Office) -> None:
    async with running(office) as room, room.join(COMMUNE), open_booth() as booth:
        await room.secretary.done(
            "roll.call", entries=[{"seat_id": room.second_seat, "present": True}]
        )
        vote = await secret_vote(room)
        made = await booth.do("makeToken", pem=await key_of(room.secretary, vote))
        asked = {"vote_id": vote, "blinded": made["blinded"]}
        taken = await room.secretary.refused("vote.ballot", seat_id=room.commune_seat, **asked)
        assert taken == "no-vote"
        assert await room.secretary.refused("vote.ballot", **asked) == "no-vote"
        await room.secretary.done("vote.ballot", seat_id=room.second_seat, **asked)
        handed = await room.chair.event("ballot_handed", seat_id=room.second_seat)
        assert handed["details"]["by"] == room.secretary.you["seat_id"]


async def test_secret_votes_have_no_weights_and_no_entered_ballots(office: Office) -> None:
    async with running(office) as room, room.join(COMMUNE):
        refused = await room.chair.refused(
            "vote.prepare", question="Bầu tổ trưởng", secret=True, weighted=True
        )
        assert refused == "field-refused"
        vote = await secret_vote(room)
        entry = {"vote_id": vote, "seat_id": room.commune_seat, "choice": "for"}
        assert await room.secretary.refused("vote.enter", **entry) == "field-refused"


async def test_rfc_9474_in_the_browser() -> None:
    """The vector of appendix A.1 through the module of the pages."""
    vector = json.loads(
        Path(vectors.__file__ or "").with_name("rfc9474.json").read_text(encoding="utf-8")
    )
    async with open_booth() as booth:
        made = await booth.do(
            "vector",
            pem=vectors.public_pem(),
            prepared=vector["msg_prefix"] + vector["msg"],
            salt=vector["salt"],
            inverse=vector["inv"],
            signature=vector["blind_sig"],
        )
    assert made == {"blinded": vector["blinded_msg"], "signature": vector["sig"]}
