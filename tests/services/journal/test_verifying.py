"""Attacks on the journal, each found by who has the tiles, the keys and, for rows, the database."""

import asyncio
import dataclasses
import json
import shutil
import subprocess
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from typer.testing import CliRunner

from services.commands import cli
from services.journal.jobs import sequence_all
from services.journal.service.sources import AddressSource, FolderSource, Source
from services.journal.service.stamping import stamp_newest
from services.journal.service.verifying import Examined, examine
from services.journal.service.verifying_rows import examine_rows
from services.journal.service.verifying_stamps import examine_stamps
from services.journal.service.witnessing import ask_witnesses
from services.witness import witness_app
from signing.demo_ca import DemoAuthority
from storage.journal import record_entry
from storage.merkle.keys import load_or_create_key
from storage.merkle.notes import Checkpoint, KeyKind, Note, PublicKey
from tests import story
from tests.office import API, OFFICE_DAY, Office
from tests.peers import require_peer
from tests.services.journal.entering import (
    client_of,
    enter,
    entry,
    execute,
    log_key,
    published,
)
from tests.services.journal.test_witness import Watched, watching

NODE_SCRIPT = Path(__file__).parent / "verify_proof.mjs"


@pytest.fixture
async def watched(office: Office, tmp_path: Path) -> Watched:
    """Three hundred acts, sequenced, stamped and cosigned."""
    settings = office.platform.journal
    log = load_or_create_key(settings.key_file, name=settings.name, kind=KeyKind.LOG)
    witness = watching(tmp_path / "witness", log)
    known = settings.model_copy(
        update={"witnesses": f"http://witness.test {witness.key.public.text}"}
    )
    platform = dataclasses.replace(office.platform, journal=known)
    await enter(platform.database, 300)
    await sequence_all(platform)
    await ask_witnesses(platform, http=client_of(witness_app(witness)))
    await stamp_newest(platform)
    return Watched(office, witness, platform)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "blobs/journal"


def failed(found: Examined) -> list[str]:
    return [one.what for one in found.findings if one.holds is False]


async def examined(
    watched: Watched, folder: Path, *, key: PublicKey | None = None, rows: bool = True
) -> Examined:
    key = key or await log_key(watched.platform)
    witnesses = [watched.witness.key.public]
    found = await examine(FolderSource(folder), key=key, witnesses=witnesses)
    if rows:
        await examine_rows(watched.platform.database, found)
    return found


async def test_an_honest_journal_is_verified(watched: Watched, folder: Path) -> None:
    found = await examined(watched, folder)
    assert failed(found) == []
    assert [one for one in found.findings if one.holds is None] == []
    assert any(one.what == "witness.example/w1: cosignature" for one in found.findings)
    assert found.size == (await published(watched.platform)).checkpoint().size


CHANGES: dict[str, tuple[Sequence[str], list[str]]] = {
    "a row changed": (
        [("UPDATE journal_entry SET act = 'document:draft:cancel' WHERE subject_id = "
         "'00000000-0000-0000-0000-000000000007'")],
        ["rows: none changed"],
    ),
    "details changed": (
        [("""UPDATE journal_entry SET details = details || '{"số": 8}' WHERE subject_id = """
         "'00000000-0000-0000-0000-000000000007'")],
        ["rows: none changed"],
    ),
    "a row back-dated": (
        [("UPDATE journal_entry SET at = at - interval '1 second' WHERE subject_id = "
         "'00000000-0000-0000-0000-000000000007'")],
        ["rows: none too many", "rows: none missing"],
    ),
    "a row deleted": (
        ["DELETE FROM journal_entry WHERE subject_id = '00000000-0000-0000-0000-000000000007'"],
        ["rows: none missing"],
    ),
    "a row deleted with its leaf": (
        ["DELETE FROM journal_entry WHERE subject_id = '00000000-0000-0000-0000-000000000007'",
         "DELETE FROM journal_leaf WHERE entry_id NOT IN (SELECT id FROM journal_entry)"],
        ["rows: none missing"],
    ),
    "a row inserted": (
        [("INSERT INTO journal_entry SELECT gen_random_uuid(), at, act, person_id, appointment_id, "
         "on_behalf_of_id, agency_id, subject_type, subject_id, digest, details "
         "FROM journal_entry LIMIT 1")],
        ["rows: none too many"],
    ),
    "row and leaf changed alike": (
        [("UPDATE journal_entry SET act = 'a:b:c' WHERE subject_id = "
         "'00000000-0000-0000-0000-000000000007'"),
         ("UPDATE journal_leaf SET hash = sha256('a') WHERE entry_id IN "
         "(SELECT id FROM journal_entry WHERE act = 'a:b:c')")],
        ["rows: none changed"],
    ),
    "two rows exchanged": (
        ["UPDATE journal_leaf SET index = -1 WHERE index = 9",
         "UPDATE journal_leaf SET index = 9 WHERE index = 200",
         "UPDATE journal_leaf SET index = 200 WHERE index = -1"],
        ["rows: none changed"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("attack", CHANGES)
async def test_what_a_superuser_does_to_rows_is_found(
    watched: Watched, folder: Path, attack: str
) -> None:
    statements, lines = CHANGES[attack]
    await execute(watched.platform.database, *statements)
    assert failed(await examined(watched, folder)) == lines


async def test_a_clock_that_was_moved_back_is_found(watched: Watched, folder: Path) -> None:
    async with watched.platform.database.session() as session:
        record_entry(session, entry(at=OFFICE_DAY - timedelta(days=3)))
        await session.commit()
    await sequence_all(watched.platform)
    assert failed(await examined(watched, folder)) == ["rows: the clock was not moved back"]


async def test_a_changed_leaf_in_the_tiles_is_found(watched: Watched, folder: Path) -> None:
    tile = folder / "tile/0/000"
    data = tile.read_bytes()
    tile.unlink()
    tile.write_bytes(bytes(32) + data[32:])
    size = (await published(watched.platform)).checkpoint().size
    assert f"root of {size} leaves" in failed(await examined(watched, folder, rows=False))


async def test_a_changed_upper_tile_and_a_missing_one_are_found(
    watched: Watched, folder: Path
) -> None:
    (tile,) = (folder / "tile/1/000.p").iterdir()
    data = tile.read_bytes()
    tile.unlink()
    assert failed(await examined(watched, folder, rows=False)) == ["tiles"]
    tile.write_bytes(data[:-1] + bytes([data[-1] ^ 1]))
    assert failed(await examined(watched, folder, rows=False)) == ["tile/1/000.p/1"]


async def test_two_heads_are_found(watched: Watched, folder: Path) -> None:
    """The same size signed twice with the right key, shown to different people."""
    settings = watched.platform.journal
    log = load_or_create_key(settings.key_file, name=settings.name, kind=KeyKind.LOG)
    honest = (await published(watched.platform)).checkpoint()
    forged = Checkpoint(honest.origin, honest.size, bytes(32))
    note = Note(forged.text, (log.sign(forged.text),))
    await watched.platform.blobs.put_named("journal/checkpoint", str(note).encode())
    found = failed(await examined(watched, folder, rows=False))
    assert "cosigned: one head" in found
    assert f"root of {honest.size} leaves" in found


async def test_a_checkpoint_that_is_withheld_is_found_by_who_has_a_witness(
    watched: Watched, folder: Path
) -> None:
    """An old state is consistent in itself. The witness's newer signature says there is more."""
    old = shutil.copytree(folder, folder.parent / "old")
    await enter(watched.platform.database, 50)
    await sequence_all(watched.platform)
    await ask_witnesses(watched.platform, http=client_of(witness_app(watched.witness)))
    assert failed(await examined(watched, old, rows=False)) == []
    shutil.copy(folder / "cosigned", old / "cosigned")
    assert failed(await examined(watched, old, rows=False)) == ["tiles"]


async def test_a_log_signed_anew_with_another_key_is_found(
    watched: Watched, folder: Path, tmp_path: Path
) -> None:
    other = load_or_create_key(
        tmp_path / "other.pem", name="congvu.example/journal", kind=KeyKind.LOG
    )
    found = failed(await examined(watched, folder, key=other.public, rows=False))
    assert "checkpoint: signature" in found


async def test_the_daily_time_stamp_is_verified_and_stands_for_its_checkpoint(
    watched: Watched, folder: Path, key_dir: Path, tmp_path: Path
) -> None:
    require_peer("openssl")
    roots = tmp_path / "roots.pem"
    anchors = map(x509.load_der_x509_certificate, DemoAuthority(key_dir).trust_anchors())
    roots.write_bytes(b"".join(one.public_bytes(Encoding.PEM) for one in anchors))
    key = await log_key(watched.platform)
    source = FolderSource(folder)
    found = await examine(source, key=key, witnesses=[])
    await examine_stamps(source, roots=roots, key=key, found=found)
    (stamp,) = [one for one in found.findings if one.what.startswith("time stamp")]
    assert (stamp.holds, stamp.said) == (True, "2024-11-25 01:30:00 UTC")
    assert await stamp_newest(watched.platform) is None  # once a day
    (token,) = (folder / "checkpoints").glob("*.tst")
    (kept,) = [one for one in (folder / "checkpoints").iterdir() if one != token]
    await enter(watched.platform.database, 1)
    await sequence_all(watched.platform)
    watched.office.clock.move(timedelta(days=1))
    size = await stamp_newest(watched.platform)
    assert size == int(kept.name) + 1
    shutil.copy(token, folder / f"checkpoints/{size}.new")
    (folder / f"checkpoints/{size}.tst").unlink()
    (folder / f"checkpoints/{size}.new").rename(folder / f"checkpoints/{size}.tst")
    found = await examine(source, key=key, witnesses=[])
    await examine_stamps(source, roots=roots, key=key, found=found)
    assert failed(found) == [f"time stamp of {size} leaves"]


async def test_it_is_verified_over_http_as_well(watched: Watched) -> None:
    source: Source = AddressSource(watched.office.client, f"{API}/public/journal")
    found = await examine(source, key=None, witnesses=[watched.witness.key.public])
    assert failed(found) == []
    assert len(await source.list_kept()) == 1
    size = (await published(watched.platform)).checkpoint().size
    answer = await watched.office.client.get(
        f"{API}/public/journal/proofs/consistency", params={"old": 100, "new": size}
    )
    assert answer.json()["hashes"]
    for path, status in {
        "proofs/consistency?old=5&new=4": 400,
        f"proofs/consistency?old=5&new={size + 1}": 400,
        "tile/0/999": 404,
        "tile/entries/000": 404,
        "tile/0/000.p": 404,
        "tile/%2e%2e/checkpoint": 404,
        "other": 422,
        "checkpoints/7": 404,
        "checkpoints/%2e%2e%2fkey": 404,
    }.items():
        answer = await watched.office.client.get(f"{API}/public/journal/{path}")
        assert answer.status_code == status, path


async def test_an_act_has_its_proof_for_who_sees_its_subject(watched: Watched) -> None:
    office = watched.office
    document = await story.drafted(office)
    officer = await office.sign_in("chuyenvien.huyen")
    path = f"/documents/{document['id']}/history"
    (line, *_) = (await officer.get(path)).json()
    waiting = (await officer.get(f"{path}/{line['id']}/proof")).json()
    assert (waiting["state"], waiting["index"], waiting["proof"]) == ("waiting", None, None)
    await office.sequence()
    proven = (await officer.get(f"{path}/{line['id']}/proof")).json()
    assert proven["state"] == "proven"
    assert json.loads(proven["entry"])["subject_id"] == document["id"]
    stranger = await office.sign_in("canbo.myhoa")
    assert (await stranger.get(f"{path}/{line['id']}/proof")).status_code == 404
    other = await story.drafted(office)
    elsewhere = f"/documents/{other['id']}/history/{line['id']}/proof"
    assert (await officer.get(elsewhere)).status_code == 404
    await execute(
        watched.platform.database,
        "UPDATE journal_entry SET person_id = NULL WHERE act = 'document:draft:create'",
    )
    changed = (await officer.get(f"{path}/{line['id']}/proof")).json()
    assert changed["state"] == "changed"


async def test_another_language_s_standard_library_verifies_a_proof(
    watched: Watched, tmp_path: Path
) -> None:
    """Node, with nothing installed: the formats are what their specifications say."""
    require_peer("node")
    document = await story.drafted(watched.office)
    await sequence_all(watched.platform)
    await ask_witnesses(watched.platform, http=client_of(witness_app(watched.witness)))
    officer = await watched.office.sign_in("chuyenvien.huyen")
    path = f"/documents/{document['id']}/history"
    (line, *_) = (await officer.get(path)).json()
    proven = (await officer.get(f"{path}/{line['id']}/proof")).json()
    key = await log_key(watched.platform)
    witness = watched.witness.key.public
    proof, row = proven["proof"], json.loads(proven["entry"])
    assert node(tmp_path, proof, row, key, witness) == "ok\n"
    first = proof.split("\n")[2]
    for changed_proof, changed_row in [
        (proof, row | {"act": "document:draft:cancel"}),
        (proof.replace("\nindex ", "\nindex 1"), row),
        (proof.replace(first, "A" * 43 + "="), row),
        (proof.replace(f"\n{proof.split('journal')[1].split()[0]}\n", "\n9999\n"), row),
    ]:
        assert node(tmp_path, changed_proof, changed_row, key, witness).startswith("no: ")


def node(folder: Path, proof: str, row: object, key: PublicKey, witness: PublicKey) -> str:
    """The row is given as any JSON: the script writes it canonically itself."""
    (folder / "a.tlog-proof").write_text(proof, encoding="utf-8")
    (folder / "row.json").write_text(json.dumps(row, indent=2), encoding="utf-8")
    words = ["node", str(NODE_SCRIPT), "a.tlog-proof", "row.json", key.text, witness.text]
    done = subprocess.run(words, cwd=folder, capture_output=True, text=True, check=False)
    assert done.stderr == ""
    return done.stdout


async def test_the_command_says_what_it_found(
    watched: Watched, folder: Path, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    key, run = await log_key(watched.platform), CliRunner()
    monkeypatch.setenv("DATABASE_URL", database_url)
    words = ["journal", "verify", str(folder), "--key", key.text, "--rows"]
    words += ["--witness", watched.witness.key.public.text]
    done = await asyncio.to_thread(run.invoke, cli, words)
    assert done.exit_code == 0, done.output
    assert "ok    rows: none changed" in done.output
    await execute(watched.platform.database, "DELETE FROM journal_entry")
    done = await asyncio.to_thread(run.invoke, cli, words)
    assert done.exit_code == 1
    assert "FAIL  rows: none missing" in done.output
