"""Recordings go when their time is over, unless they are held; looks and failures are noted."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest
from sqlmodel import col, select

from meetings.models.live_states import RecordingState
from meetings.models.recording import MeetingRecording
from meetings.service.recording import fail_recording
from storage.blobs.errors import BlobMissing
from storage.journal import JournalEntry
from storage.outbox import publish
from tests.holders import make_due
from tests.meetings import CHAIR, PLANNER, SECRETARY, door, planned

if TYPE_CHECKING:
    from tests.office import Office

REASON = {"reason": "Thanh tra huyện đề nghị giữ để xác minh đơn thư"}
CONTENT = b"a recording, joined"


async def stored(office: Office) -> tuple[dict[str, Any], str, str]:
    """A meeting with a recording that is kept for another thirty days; its address and digest."""
    meeting = await planned(office, recording_allowed=True)
    now = office.clock.moment
    kept = await office.platform.blobs.put(CONTENT)
    row = MeetingRecording(
        meeting_id=UUID(meeting["id"]),
        state=RecordingState.STORED,
        started_at=now - timedelta(hours=2),
        stopped_at=now - timedelta(hours=1),
        started_by_id=UUID(meeting["chair"]["appointment_id"]),
        digest=kept.digest,
        size=kept.size,
        keep_until=now + timedelta(days=30),
    )
    async with office.platform.database.session() as session:
        session.add(row)
        await session.flush()
        await publish(session, type="recording.due", subject=row.id, now=now)
        await session.commit()
    return meeting, f"{door(meeting)}/recordings/{row.id}", kept.digest


async def listed(office: Office, meeting: dict[str, Any]) -> dict[str, Any]:
    chair = await office.renew(CHAIR)
    return dict((await chair.get(f"{door(meeting)}/recordings")).json()[0])


async def acts(office: Office, meeting: dict[str, Any]) -> list[str]:
    async with office.platform.database.session() as session:
        rows = await session.exec(
            select(JournalEntry.act)
            .where(col(JournalEntry.subject_id) == UUID(meeting["id"]))
            .order_by(col(JournalEntry.at))
        )
        return [act for act in rows.all() if act.startswith("meeting:recording")]


async def pass_days(office: Office, days: int) -> None:
    office.clock.move(timedelta(days=days))
    await make_due(office)
    await office.work()


async def test_a_recording_whose_time_is_over_is_deleted_and_the_journal_says_so(
    office: Office,
) -> None:
    meeting, _, digest = await stored(office)
    await pass_days(office, 29)
    assert (await listed(office, meeting))["state"] == "stored"
    await pass_days(office, 2)
    assert (await listed(office, meeting))["state"] == "expired"
    with pytest.raises(BlobMissing):
        await office.platform.blobs.get(digest)
    assert await acts(office, meeting) == ["meeting:recording:expire"]


async def test_a_held_recording_stays_until_the_hold_ends(office: Office) -> None:
    meeting, path, digest = await stored(office)
    chair = await office.sign_in(CHAIR)
    held = await chair.post(f"{path}/hold", REASON)
    assert held.json()["hold_reason"] == REASON["reason"], held.text
    assert (await chair.post(f"{path}/hold", REASON)).status_code == 409
    await pass_days(office, 200)
    assert (await listed(office, meeting))["state"] == "stored"
    assert await office.platform.blobs.get(digest) == CONTENT
    chair = await office.renew(CHAIR)
    released = await chair.post(f"{path}/release")
    assert released.json()["hold_reason"] is None, released.text
    await office.work()
    assert (await listed(office, meeting))["state"] == "expired"
    assert await acts(office, meeting) == [
        "meeting:recording:hold",
        "meeting:recording:release",
        "meeting:recording:expire",
    ]
    assert (await chair.post(f"{path}/release")).status_code == 409


async def test_a_look_is_one_line_however_many_ranges_the_player_asks_for(office: Office) -> None:
    meeting, path, _ = await stored(office)
    look = ["meeting:recording:read"]

    async def plays(who: str) -> None:
        client = await office.renew(who)
        ranges = ("bytes=0-", "bytes=4-", "bytes=9-12", "bytes=0-")
        asked = (client.get(f"{path}/file", headers={"Range": one}) for one in ranges)
        assert {one.status_code for one in await asyncio.gather(*asked)} == {206}

    await plays(CHAIR)
    assert await acts(office, meeting) == look
    office.clock.move(timedelta(minutes=50))
    await plays(CHAIR)
    assert await acts(office, meeting) == look
    await plays(SECRETARY)
    assert await acts(office, meeting) == 2 * look
    office.clock.move(timedelta(minutes=11))
    await plays(CHAIR)
    assert await acts(office, meeting) == 3 * look


async def test_what_failed_is_shown_to_who_looks_after_the_system(office: Office) -> None:
    meeting, path, _ = await stored(office)
    now = office.clock.moment
    row = MeetingRecording(
        meeting_id=UUID(meeting["id"]),
        state=RecordingState.STOPPED,
        started_at=now,
        stopped_at=now,
        started_by_id=UUID(meeting["chair"]["appointment_id"]),
    )
    async with office.platform.database.session() as session:
        session.add(row)
        await session.flush()
        await fail_recording(session=session, recording_id=row.id, why="no room", now=now)
        await session.commit()
    administrator = await office.sign_in("quantri")
    [alarm] = (await administrator.get("/recordings/failed")).json()
    assert (alarm["meeting_title"], alarm["failure"]) == (meeting["title"], "no room")
    assert await acts(office, meeting) == ["meeting:recording:fail"]
    planner = await office.sign_in(PLANNER)
    assert (await planner.get("/recordings/failed")).status_code == 403
    missing = path.rpartition("/")[0] + f"/{meeting['id']}/hold"
    assert (await planner.post(missing, REASON)).status_code == 404
