"""Every committed act gets its leaf, none is skipped, and what was signed cannot be unsigned."""

import asyncio
import contextlib
import json
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlmodel import select

from services.journal.jobs import keep_sequenced, sequence_all, sequencing
from services.platform import Platform
from storage.canonical import canonical
from storage.database import Database
from storage.journal import JournalEntry, leaf_of_entry, record_entry
from storage.merkle.keys import KeyFileRefused
from storage.merkle.tree import leaf_hash, root_of
from storage.sequencing import sequencer as sequencer_module
from storage.sequencing.errors import KeyChanged, LogRefused, RolledBack, TilesChanged
from storage.sequencing.models import JournalAlarm, JournalLeaf, JournalPending
from storage.sequencing.proving import place_entries, prove_entries
from storage.sequencing.recovering import recover
from tests.office import Office
from tests.services.journal.entering import enter, entry, execute, log_key, published


async def leaves(database: Database) -> list[JournalLeaf]:
    async with database.session() as session:
        rows = await session.exec(select(JournalLeaf).order_by(JournalLeaf.index))  # type: ignore[arg-type]
        return list(rows.all())


async def test_each_act_is_a_leaf_of_a_signed_tree(office: Office) -> None:
    database = office.platform.database
    ids = await enter(database, 3)
    note = await sequence_all(office.platform)
    assert note is not None
    assert note.signed_by(await log_key(office.platform)) is not None
    kept = await leaves(database)
    assert [leaf.index for leaf in kept] == list(range(len(kept)))
    assert [leaf.entry_id for leaf in kept][-3:] == ids
    async with database.session() as session:
        rows = {row.id: row for row in (await session.exec(select(JournalEntry))).all()}
        assert (await session.exec(select(JournalPending))).all() == []
    assert len(rows) == len(kept)
    for leaf in kept:
        assert leaf.hash == leaf_hash(leaf_of_entry(rows[leaf.entry_id]))
    checkpoint = note.checkpoint()
    assert checkpoint.size == len(kept)
    assert checkpoint.root == root_of([leaf.hash for leaf in kept])
    assert await published(office.platform) == note
    assert await sequence_all(office.platform) is None


def test_a_leaf_is_the_whole_row_in_one_text_only() -> None:
    row = entry(7).model_copy(update={"id": UUID(int=1), "person_id": UUID(int=2)})
    assert json.loads(leaf_of_entry(row)) == row.model_dump(mode="json", exclude={"leaf_hash"}) | {
        "at": "2024-11-25T01:30:00.000000Z"
    }
    assert leaf_of_entry(row) == canonical(json.loads(leaf_of_entry(row)))
    assert leaf_of_entry(row).startswith(
        b'{"act":"document:draft:create","agency_id":null,"appointment_id":null,'
        b'"at":"2024-11-25T01:30:00.000000Z","details":{"lines":["a",null,1.5],"s\xe1\xbb\x91":7},'
    )


async def test_a_row_entered_past_this_program_gets_its_leaf_from_the_sequencer(
    office: Office,
) -> None:
    database = office.platform.database
    await enter(database)
    async with database.engine.begin() as connection:
        await connection.execute(
            text(
                "INSERT INTO journal_entry (id, at, act, subject_type, subject_id, details) "
                "SELECT gen_random_uuid(), at, act, subject_type, subject_id, details "
                "FROM journal_entry WHERE act = 'document:draft:create'"
            )
        )
    assert len(await enter(database)) == 1
    await sequence_all(office.platform)
    async with database.session() as session:
        rows = {row.id: row for row in (await session.exec(select(JournalEntry))).all()}
    assert [row.leaf_hash for row in rows.values()].count(None) == 1
    for leaf in await leaves(database):
        assert leaf.hash == leaf_hash(leaf_of_entry(rows[leaf.entry_id]))


async def test_a_row_changed_before_its_turn_is_not_what_was_done(office: Office) -> None:
    """The leaf is made with the act, so nothing can slip between the act and its leaf."""
    database = office.platform.database
    (changed,) = await enter(database)
    await execute(
        database,
        "UPDATE journal_entry SET digest = 'x' WHERE id IN (SELECT entry_id FROM journal_pending)",
    )
    await sequence_all(office.platform)
    async with database.session() as session:
        (placed,) = await place_entries(session, [changed])
    (proven,) = await prove_entries(office.platform.blobs, [placed])
    assert proven.holds is False


async def test_what_commits_late_is_not_skipped(office: Office) -> None:
    """The older of two transactions commits after a younger one was sequenced."""
    database = office.platform.database
    await office.sequence()
    before = len(await leaves(database))
    async with database.session() as older:
        late = entry(1)
        late_id = late.id
        record_entry(older, late)
        await older.flush()
        (younger_id,) = await enter(database)
        await office.sequence()
        assert [leaf.entry_id for leaf in (await leaves(database))[before:]] == [younger_id]
        await older.commit()
    await office.sequence()
    assert [leaf.entry_id for leaf in (await leaves(database))[before:]] == [younger_id, late_id]


async def test_what_is_rolled_back_has_no_leaf(office: Office) -> None:
    database = office.platform.database
    await office.sequence()
    before = len(await leaves(database))
    async with database.session() as session:
        record_entry(session, entry())
        await session.flush()
        await session.rollback()
    await office.sequence()
    assert len(await leaves(database)) == before


async def test_two_at_once_make_one_log(office: Office) -> None:
    database = office.platform.database
    async with sequencing(office.platform) as first, sequencing(office.platform) as second:
        assert first is not None
        assert second is None
        await enter(database, 5)
        assert await first.round() is not None
    kept = await leaves(database)
    assert [leaf.index for leaf in kept] == list(range(len(kept)))


async def test_a_backlog_over_many_batches_and_tiles(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sequencer_module, "BATCH", 100)
    database = office.platform.database
    ids = await enter(database, 700)
    await office.sequence()
    async with database.session() as session:
        placed = await place_entries(session, ids[::100])
    proven = await prove_entries(office.platform.blobs, placed)
    assert len(proven) == 7
    assert all(one.holds for one in proven)
    # The partial tiles of full ones are gone, the last one is there.
    size = (await published(office.platform)).checkpoint().size
    store = office.platform.blobs
    assert await store.find_named("journal/tile/0/000.p/100") is None
    assert await store.find_named("journal/tile/0/000") is not None
    assert await store.find_named(f"journal/tile/1/000.p/{size // 256}") is not None


async def test_a_crash_between_leaf_and_checkpoint_is_made_good(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = office.platform.database
    await enter(database, 3)
    await office.sequence()
    await enter(database, 3)

    async def fail(*_: object, **__: object) -> None:
        raise OSError("the machine stopped")

    for point in ("_write_tiles", "_publish"):
        with monkeypatch.context() as patch:
            patch.setattr(sequencer_module.Sequencer, point, fail)
            with pytest.raises(OSError, match="the machine stopped"):
                await sequence_all(office.platform)
    await office.sequence()
    kept = await leaves(database)
    checkpoint = (await published(office.platform)).checkpoint()
    assert (checkpoint.size, checkpoint.root) == (len(kept), root_of([one.hash for one in kept]))


async def test_a_database_that_was_put_back_is_not_gone_on_from(office: Office) -> None:
    """Fewer leaves than were signed; then as many, but others."""
    database = office.platform.database
    await enter(database, 3)
    await office.sequence()
    await execute(
        database,
        "DELETE FROM journal_leaf WHERE index >= (SELECT max(index) - 1 FROM journal_leaf)",
        "DELETE FROM journal_checkpoint",
    )
    with pytest.raises(RolledBack):
        await sequence_all(office.platform)
    await execute(
        database,
        "INSERT INTO journal_leaf SELECT max(index) + 1, gen_random_uuid(), now(), "
        "sha256('a') FROM journal_leaf",
        "INSERT INTO journal_leaf SELECT max(index) + 1, gen_random_uuid(), now(), "
        "sha256('b') FROM journal_leaf",
    )
    with pytest.raises(RolledBack):
        await sequence_all(office.platform)


async def test_a_store_that_was_emptied_is_filled_again_from_the_leaves(
    office: Office, tmp_path: Path
) -> None:
    database = office.platform.database
    await enter(database, 300)
    await office.sequence()
    before = await published(office.platform)
    for folder in ("journal/tile", "journal/checkpoint"):
        await office.platform.blobs.delete_named(folder)
    (tmp_path / "blobs/journal/checkpoint").unlink()
    assert await sequence_all(office.platform) == before
    (tmp_path / "blobs/journal/checkpoint").unlink()
    await execute(database, "UPDATE journal_leaf SET hash = sha256('a') WHERE index = 7")
    with pytest.raises(RolledBack):
        await sequence_all(office.platform)


async def test_changed_tiles_and_another_key_stop_the_sequencer_alone(
    office: Office, tmp_path: Path
) -> None:
    database, blobs = office.platform.database, office.platform.blobs
    await enter(database, 3)
    await office.sequence()
    size = (await published(office.platform)).checkpoint().size
    name = f"journal/tile/0/000.p/{size}"
    tile = await blobs.find_named(name)
    assert tile is not None
    await blobs.put_named(name, bytes(32) + tile[32:])
    with pytest.raises(TilesChanged):
        await sequence_all(office.platform)
    await blobs.put_named(name, tile)
    key = tmp_path / "journal.pem"
    key.chmod(0o644)
    with pytest.raises(KeyFileRefused):
        await sequence_all(office.platform)
    key.unlink()
    with pytest.raises(KeyChanged):
        await sequence_all(office.platform)
    await enter(database, 1)  # the office's work goes on


async def test_what_stops_the_sequencer_is_an_alarm(office: Office, tmp_path: Path) -> None:
    await enter(office.platform.database)
    await office.sequence()
    (tmp_path / "journal.pem").unlink()
    running = asyncio.create_task(keep_sequenced(office.platform))
    try:
        async with asyncio.timeout(10):
            alarm = await wait_for_alarm(office.platform)
    finally:
        running.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await running
    assert (alarm.source, alarm.problem) == ("sequencer", "key-changed")
    administrator = await office.sign_in("quantri")
    status = (await administrator.get("/journal")).json()
    assert [one["problem"] for one in status["alarms"]] == ["key-changed"]


async def wait_for_alarm(platform: Platform) -> JournalAlarm:
    while True:
        async with platform.database.session() as session:
            alarm = (await session.exec(select(JournalAlarm))).first()
        if alarm:
            return alarm
        await asyncio.sleep(0.02)


async def test_a_row_taken_away_before_its_turn_stays_waiting(office: Office) -> None:
    """It cannot be sequenced, and it is not forgotten: the verification names it."""
    database = office.platform.database
    await office.sequence()
    (lost,) = await enter(database)
    await execute(
        database,
        "DELETE FROM journal_entry WHERE id IN (SELECT entry_id FROM journal_pending)",
    )
    await enter(database)
    await office.sequence()
    administrator = await office.sign_in("quantri")
    assert (await administrator.get("/journal")).json()["lost"] == 1
    async with database.session() as session:
        assert [one.entry_id for one in (await session.exec(select(JournalPending))).all()] == [
            lost
        ]


def test_every_refusal_has_a_problem_of_its_own() -> None:
    problems = [one.problem for one in LogRefused.__subclasses__()]
    assert len(set(problems)) == len(problems)


async def test_after_a_restore_the_log_goes_on_from_what_was_published(office: Office) -> None:
    """The copy is older than the last checkpoints: one act was waiting in it, one is gone."""
    database = office.platform.database
    await enter(database, 3)
    await office.sequence()
    before = (await published(office.platform)).checkpoint().size
    (gone,) = await enter(database)
    (kept,) = await enter(database)
    await office.sequence()
    await execute(
        database,
        "INSERT INTO journal_pending SELECT entry_id, at FROM journal_leaf "
        "WHERE index = (SELECT max(index) FROM journal_leaf)",
        "DELETE FROM journal_entry WHERE id = (SELECT entry_id FROM journal_leaf "
        "WHERE index = (SELECT max(index) - 1 FROM journal_leaf))",
        "DELETE FROM journal_leaf WHERE index >= (SELECT max(index) - 1 FROM journal_leaf)",
        "DELETE FROM journal_checkpoint WHERE size = (SELECT max(size) FROM journal_checkpoint)",
    )
    with pytest.raises(RolledBack):
        await sequence_all(office.platform)
    async with database.engine.connect() as connection:
        driver = (await connection.get_raw_connection()).driver_connection
        assert driver is not None
        recovered = await recover(
            driver,
            blobs=office.platform.blobs,
            key=await log_key(office.platform),
            now=office.clock.now(),
        )
    assert (recovered.found, recovered.lost) == (1, [before])
    ids = [leaf.entry_id for leaf in await leaves(database)]
    assert gone not in ids
    assert ids.index(kept) == before + 1
    await enter(database)
    note = await sequence_all(office.platform)
    assert note is not None
    assert note.checkpoint().size == before + 3
