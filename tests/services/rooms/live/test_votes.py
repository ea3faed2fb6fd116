"""Open votes: prepared, opened on the roll, cast once a seat, counted, frozen and journalled."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlmodel import select

from meetings.counting import digest_of
from meetings.models.vote import Vote
from storage.journal import JournalEntry
from tests.live import COMMUNE, SECOND, running
from tests.meetings import PLANNER, door
from tests.office import only

if TYPE_CHECKING:
    from tests.live import Device, Room
    from tests.office import Office

QUESTION = "Thông qua kế hoạch chuyển đổi số quý I"


async def prepare(room: Room, **rule: Any) -> str:
    answer = await room.chair.done("vote.prepare", question=QUESTION, **rule)
    return str(answer["vote_id"])


async def open_vote(room: Room, **rule: Any) -> str:
    vote = await prepare(room, **rule)
    await room.chair.done("vote.open", vote_id=vote)
    return vote


async def result_of(seen_by: Device, vote: str) -> dict[str, Any]:
    def closed(state: dict[str, Any]) -> bool:
        return any(row["id"] == vote and row["result"] for row in state["votes"])

    state = await seen_by.until_state(closed)
    return dict(only(state["votes"], id=vote)["result"])


async def test_a_vote_is_counted_and_its_result_frozen_and_journalled(office: Office) -> None:
    async with running(office) as room, room.join(COMMUNE) as one, room.join(SECOND) as two:
        vote = await open_vote(room)
        await one.event("vote_opened")
        await one.done("vote.cast", vote_id=vote, choice="for")
        await two.done("vote.cast", vote_id=vote, choice="abstain")
        await room.chair.done("vote.cast", vote_id=vote, choice="for")
        shown = only(
            (await two.until_state(lambda state: len(only(state["votes"], id=vote)["voted"]) == 3))[
                "votes"
            ],
            id=vote,
        )
        assert shown["result"] is None
        digest = (await room.chair.done("vote.close", vote_id=vote))["digest"]
        result = await result_of(one, vote)
        assert result["votes"] == {"for": 2, "against": 0, "abstain": 1}
        assert (result["of"], result["needed"], result["adopted"]) == (3, 2, "for")
        assert digest_of(result) == digest
        async with office.platform.database.session() as session:
            found = await session.exec(
                select(JournalEntry).where(JournalEntry.act == "meeting:vote:close")
            )
            assert found.one().digest == digest
            row = await session.get_one(Vote, UUID(vote))
            assert digest_of(row.result or {}) == digest


async def test_a_seat_votes_once_from_whichever_device(office: Office) -> None:
    async with running(office) as room, room.join(COMMUNE, name="phone-0001") as phone:
        vote = await open_vote(room)
        async with room.join(COMMUNE, name="laptop-0001") as laptop:
            await laptop.done("vote.cast", vote_id=vote, choice="for")
            await laptop.drop()
        await phone.done("vote.cast", vote_id=vote, choice="for")
        assert await phone.refused("vote.cast", vote_id=vote, choice="against") == "ballot-cast"
        async with room.join(COMMUNE, name="laptop-0001") as laptop:
            shown = only(laptop.state["votes"], id=vote)
            assert shown["voted"] == [room.commune_seat]
        await room.chair.done("vote.close", vote_id=vote)
        assert (await result_of(phone, vote))["cast"] == 1
        assert await phone.refused("vote.cast", vote_id=vote, choice="for") == "move-refused"


async def test_without_a_quorum_no_vote_is_opened(office: Office) -> None:
    async with running(office) as room:
        vote = await prepare(room, quorum="two_thirds")
        answer = await room.chair.do("vote.open", vote_id=vote)
        assert (answer["code"], answer["present"], answer["needed"]) == ("quorum-missing", 1, 2)
        await room.secretary.done(
            "roll.call", entries=[{"seat_id": room.second_seat, "present": True}]
        )
        await room.chair.done("vote.open", vote_id=vote)
        assert await room.chair.refused("meeting.close") == "vote-under-way"
        other = await prepare(room)
        assert await room.chair.refused("vote.open", vote_id=other) == "vote-under-way"


async def test_who_comes_after_the_opening_is_not_on_the_roll(office: Office) -> None:
    async with running(office) as room:
        vote = await open_vote(room, quorum="none")
        async with room.join(COMMUNE) as late:
            assert await late.refused("vote.cast", vote_id=vote, choice="for") == "no-vote"
        assert await room.secretary.refused("vote.cast", vote_id=vote, choice="for") == "no-vote"


async def test_the_secretary_enters_the_vote_of_a_seat_without_a_device(office: Office) -> None:
    async with running(office) as room, room.join(COMMUNE) as commune:
        await room.secretary.done(
            "roll.call", entries=[{"seat_id": room.second_seat, "present": True}]
        )
        vote = await open_vote(room)
        entry = {"vote_id": vote, "seat_id": room.second_seat, "choice": "against"}
        assert await commune.refused("vote.enter", **entry) == "not-allowed"
        assert await room.chair.refused("vote.enter", **entry) == "not-allowed"
        await room.secretary.done("vote.enter", **entry)
        await room.chair.done("vote.close", vote_id=vote)
        row = only((await result_of(commune, vote))["ballots"], seat=room.second_seat)
        assert row["cast_by"] == room.secretary.you["seat_id"]


async def test_a_proxy_is_voted_where_the_rule_allows_it(office: Office) -> None:
    async with running(office) as room, room.join(COMMUNE) as commune:
        await room.secretary.done(
            "vote.proxy",
            seat_id=room.second_seat,
            holder_seat_id=room.commune_seat,
            basis="Giấy ủy quyền số 12/GUQ-UBND",
        )
        refused = await room.secretary.refused(
            "vote.proxy",
            seat_id=room.chair.you["seat_id"],
            holder_seat_id=room.commune_seat,
            basis="Giấy ủy quyền số 13/GUQ-UBND",
        )
        assert refused == "field-refused"
        without = await open_vote(room)
        for_another = {"choice": "for", "seat_id": room.second_seat}
        assert await commune.refused("vote.cast", vote_id=without, **for_another) == "no-vote"
        await room.chair.done("vote.close", vote_id=without)
        vote = await open_vote(room, proxies_allowed=True)
        async with room.join(SECOND) as late:
            assert await late.refused("vote.cast", vote_id=vote, choice="against") == "no-vote"
        await commune.done("vote.cast", vote_id=vote, **for_another)
        await commune.done("vote.cast", vote_id=vote, choice="against")
        await room.chair.done("vote.close", vote_id=vote)
        result = await result_of(commune, vote)
        assert (result["of"], result["present"], result["represented"]) == (3, 2, 1)
        assert result["votes"] == {"for": 1, "against": 1, "abstain": 0}


async def test_weights_count_where_the_vote_is_weighted(office: Office) -> None:
    async with running(office) as room:
        planner = await office.sign_in(PLANNER)
        path = f"{door(room.meeting)}/seats/{room.commune_seat}"
        assert (await planner.patch(path, {"weight": 5})).status_code == 200
        async with room.join(COMMUNE) as one, room.join(SECOND) as two:
            vote = await open_vote(room, weighted=True, base="all", threshold="two_thirds")
            await one.done("vote.cast", vote_id=vote, choice="for")
            await two.done("vote.cast", vote_id=vote, choice="against")
            await room.chair.done("vote.close", vote_id=vote)
            result = await result_of(one, vote)
        assert (result["of"], result["needed"], result["adopted"]) == (7, 5, "for")


async def test_among_choices_the_one_with_the_majority_is_adopted(office: Office) -> None:
    options = [{"key": "a", "label": "Phương án A"}, {"key": "b", "label": "Phương án B"}]
    async with running(office) as room, room.join(COMMUNE) as one, room.join(SECOND) as two:
        vote = await open_vote(room, options=options, threshold="simple", abstention=False)
        assert await one.refused("vote.cast", vote_id=vote, choice="abstain") == "field-refused"
        await one.done("vote.cast", vote_id=vote, choice="a")
        await two.done("vote.cast", vote_id=vote, choice="b")
        await room.chair.done("vote.cast", vote_id=vote, choice="b")
        await room.chair.done("vote.close", vote_id=vote)
        assert (await result_of(one, vote))["adopted"] == "b"
        minutes = await one.event("vote_closed")
        assert minutes["details"]["counts"] == {"Phương án A": 1, "Phương án B": 2}


async def test_a_vote_is_annulled_with_a_reason_and_its_count_stays_to_be_read(
    office: Office,
) -> None:
    async with running(office) as room, room.join(COMMUNE) as commune:
        vote = await open_vote(room)
        await commune.done("vote.cast", vote_id=vote, choice="for")
        await room.chair.done("vote.close", vote_id=vote)
        assert await room.chair.refused("vote.annul", vote_id=vote, reason="x") == "malformed"
        reason = "Câu hỏi biểu quyết ghi sai năm"
        await room.chair.done("vote.annul", vote_id=vote, reason=reason)
        state = await commune.until_state(
            lambda state: only(state["votes"], id=vote)["state"] == "annulled"
        )
        row = only(state["votes"], id=vote)
        assert (row["annul_reason"], row["result"]["cast"]) == (reason, 1)
