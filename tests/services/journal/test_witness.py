"""The witness: it signs what only adds to what it saw, and nothing else, whoever asks."""

import dataclasses
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from services import witness as witness_module
from services.journal.jobs import sequence_all
from services.journal.service.witnessing import ask_witnesses
from services.platform import Platform
from services.witness import Witness, witness_app
from storage.merkle.keys import load_or_create_key
from storage.merkle.notes import Checkpoint, KeyKind, Note, PrivateKey, encode
from storage.merkle.tree import EMPTY_ROOT, consistency_proof, leaf_hash, root_of
from storage.sequencing.repository import list_alarms
from tests.office import OFFICE_DAY, Office
from tests.services.journal.entering import client_of, enter, execute, published

NAME = "congvu.example/journal"
LEAVES = [leaf_hash(str(number).encode()) for number in range(20)]
FORK = [*LEAVES[:3], leaf_hash(b"another"), *LEAVES[4:]]


@pytest.fixture
def log() -> PrivateKey:
    return PrivateKey(NAME, KeyKind.LOG, Ed25519PrivateKey.generate())


@pytest.fixture
def witness(tmp_path: Path, log: PrivateKey) -> Witness:
    return watching(tmp_path / "witness", log)


def watching(folder: Path, log: PrivateKey) -> Witness:
    key = load_or_create_key(
        folder / "witness.pem", name="witness.example/w1", kind=KeyKind.WITNESS
    )
    return Witness(key=key, logs=[log.public], folder=folder, clock=lambda: OFFICE_DAY)


@pytest.fixture
def http(witness: Witness) -> Iterator[httpx2.AsyncClient]:
    return client_of(witness_app(witness))  # type: ignore[return-value] # no fixture of its own


def read(leaves: list[bytes]):  # type: ignore[no-untyped-def] # noqa: ANN201 - a reader of nodes
    return lambda level, index: root_of(leaves[index << level : (index + 1) << level])


def submission(
    log: PrivateKey, size: int, *, old: int, leaves: list[bytes] = LEAVES, name: str = NAME
) -> str:
    checkpoint = Checkpoint(name, size, root_of(leaves[:size]) if size else EMPTY_ROOT)
    proof = consistency_proof(read(leaves), old, size) if old <= size else []
    lines = "".join(f"{encode(one)}\n" for one in proof)
    return f"old {old}\n{lines}\n{checkpoint.text}\n{log.sign(checkpoint.text)}"


async def post(http: httpx2.AsyncClient, body: str) -> httpx2.Response:
    return await http.post("/add-checkpoint", content=body.encode())


async def test_it_signs_a_log_that_grows(
    http: httpx2.AsyncClient, witness: Witness, log: PrivateKey
) -> None:
    for old, size in [(0, 5), (5, 5), (5, 20)]:
        body = submission(log, size, old=old)
        answer = await post(http, body)
        assert (answer.status_code, answer.text.startswith("— witness.example/w1 ")) == (200, True)
        note = Note.parse(body.split("\n\n", 1)[1] + answer.text)
        assert note.signed_by(witness.key.public) == answer.text


@pytest.mark.parametrize(
    ("case", "status"),
    [
        ((5, 0, LEAVES), 409),  # it knows more than the other side says
        ((5, 5, LEAVES), 409),  # rolled back
        ((7, 7, FORK), 409),  # another head of the same size
        ((9, 7, FORK), 422),  # a fork that grew
        ((9, 9, LEAVES), 409),
        ((5, 7, LEAVES), 400),
    ],
)
async def test_it_refuses_what_does_not_continue_what_it_saw(
    http: httpx2.AsyncClient, log: PrivateKey, case: tuple[int, int, list[bytes]], status: int
) -> None:
    size, old, leaves = case
    assert (await post(http, submission(log, 7, old=0))).status_code == 200
    answer = await post(http, submission(log, size, old=old, leaves=leaves))
    assert answer.status_code == status
    if status == 409:
        assert answer.text == "7\n"
        assert answer.headers["content-type"].startswith("text/x.tlog.size")
    assert (await post(http, submission(log, 8, old=7))).status_code == 200


async def test_the_first_proof_of_a_fork_is_kept(
    http: httpx2.AsyncClient, witness: Witness, log: PrivateKey
) -> None:
    await post(http, submission(log, 7, old=0))
    await post(http, submission(log, 9, old=7, leaves=FORK))
    await post(http, submission(log, 5, old=5))
    (kept,) = witness.folder.glob("*.refused")
    note = Note.parse(kept.read_text(encoding="utf-8"))
    assert note.signed_by(log.public)
    assert note.checkpoint().root == root_of(FORK[:9])


async def test_it_knows_its_logs_by_their_keys(http: httpx2.AsyncClient, log: PrivateKey) -> None:
    other = PrivateKey(NAME, KeyKind.LOG, Ed25519PrivateKey.generate())
    elsewhere = PrivateKey("other.example/log", KeyKind.LOG, log.key)
    assert (await post(http, submission(other, 5, old=0))).status_code == 403
    foreign = submission(elsewhere, 5, old=0, name="other.example/log")
    assert (await post(http, foreign)).status_code == 404
    assert (await http.get("/add-checkpoint")).status_code == 405


@pytest.mark.parametrize(
    "body",
    ["", "old 0\n", "old -1\n\na\n", "old x\n\na\n1\nAAAA\n\n— a b\n", "new 0\n\na\n\n— a b\n",
     "old 0\nAAAA\n\na\n\n— a b\n", "old 0\n\na\n1\nb\n\n— a b\n"],
)  # fmt: skip
async def test_what_is_no_submission_is_refused(http: httpx2.AsyncClient, body: str) -> None:
    assert (await post(http, body)).status_code == 400


async def test_what_is_too_long_is_not_read_to_the_end(http: httpx2.AsyncClient) -> None:
    assert (await post(http, "old 0\n" + "A" * 70_000)).status_code == 413


async def test_it_remembers_over_a_restart_and_sees_what_was_written_over(
    witness: Witness, log: PrivateKey
) -> None:
    await post(client_of(witness_app(witness)), submission(log, 7, old=0))
    again = client_of(witness_app(watching(witness.folder, log)))
    assert (await post(again, submission(log, 5, old=0))).text == "7\n"
    (seen,) = witness.folder.glob("*.seen")
    seen.write_text(seen.read_text(encoding="utf-8").replace("\n7\n", "\n4\n"), encoding="utf-8")
    assert (await post(again, submission(log, 9, old=4))).status_code == 500


def test_it_is_small() -> None:
    source = Path(witness_module.__file__).read_text(encoding="utf-8")
    assert len(source.splitlines()) <= 250


# The office's side: it asks, keeps the signatures, and has an alarm where one is refused.


@dataclasses.dataclass
class Watched:
    """An office whose journal one witness watches."""

    office: Office
    witness: Witness
    platform: Platform

    async def ask(self) -> int:
        return await ask_witnesses(self.platform, http=client_of(witness_app(self.witness)))

    async def alarms(self) -> list[str]:
        async with self.platform.database.session() as session:
            return [one.problem for one in await list_alarms(session)]


@pytest.fixture
async def watched(office: Office, tmp_path: Path) -> Watched:
    settings = office.platform.journal
    log = load_or_create_key(settings.key_file, name=settings.name, kind=KeyKind.LOG)
    witness = watching(tmp_path / "witness", log)
    known = settings.model_copy(
        update={"witnesses": f"http://witness.test {witness.key.public.text}"}
    )
    platform = dataclasses.replace(office.platform, journal=known)
    return Watched(office, witness, platform)


async def test_a_cosignature_is_kept_and_published(watched: Watched) -> None:
    database = watched.platform.database
    assert await watched.ask() == 0  # nothing is signed yet
    for count in (3, 300):
        await enter(database, count)
        await sequence_all(watched.platform)
        assert await watched.ask() == 1
        assert await watched.ask() == 0
        note = await published(watched.platform, "cosigned")
        assert note.signed_by(watched.witness.key.public)
        assert note.text == (await published(watched.platform)).text
    assert await watched.alarms() == []


async def test_a_log_rebuilt_with_the_same_key_is_found_by_the_witness(watched: Watched) -> None:
    """Truncated, filled with other rows, published anew: only who saw the old one can tell."""
    platform, database = watched.platform, watched.platform.database
    await enter(database, 5)
    await sequence_all(platform)
    await watched.ask()
    await forget(watched)
    await enter(database, 400)
    await sequence_all(platform)
    assert await watched.ask() == 0
    assert await watched.alarms() == ["witness-sees-a-fork"]


async def forget(watched: Watched) -> None:
    """Everything about the log, rows, leaves, tiles and signatures: as its owner can."""
    await execute(
        watched.platform.database,
        "DELETE FROM journal_entry",
        "DELETE FROM journal_leaf",
        "DELETE FROM journal_pending",
        "DELETE FROM journal_checkpoint",
        "DELETE FROM journal_cosignature",
    )
    for name in ("checkpoint", "cosigned"):
        (watched.office.platform.journal.key_file.parent / f"blobs/journal/{name}").unlink()
    await watched.platform.blobs.delete_named("journal/tile")


async def test_a_log_that_is_shorter_than_the_witness_knows_is_an_alarm(watched: Watched) -> None:
    platform, database = watched.platform, watched.platform.database
    await enter(database, 5)
    await sequence_all(platform)
    await watched.ask()
    await forget(watched)
    await enter(database, 2)
    await sequence_all(platform)
    assert await watched.ask() == 0
    assert await watched.alarms() == ["witness-has-more"]


async def test_a_witness_that_is_away_is_an_alarm_until_it_is_back(watched: Watched) -> None:
    platform = watched.platform
    await enter(platform.database)
    await sequence_all(platform)

    async def away(_: httpx2.Request) -> httpx2.Response:
        raise httpx2.ConnectError("nobody there")

    gone = httpx2.AsyncClient(transport=httpx2.MockTransport(away))
    assert await ask_witnesses(platform, http=gone) == 0
    assert await watched.alarms() == ["witness-unreachable"]
    await enter(platform.database)  # and the office's work goes on
    await sequence_all(platform)
    assert await watched.ask() == 1
    assert await watched.alarms() == []


@pytest.mark.parametrize(
    ("status", "said", "problem"),
    [
        (200, "", "witness-answers-nonsense"),
        (200, "— witness.example/w1 AAAA\n", "witness-answers-nonsense"),
        (403, "no", "witness-does-not-know-us"),
        (500, "", "witness-unreachable"),
    ],
)
async def test_what_is_no_cosignature_is_an_alarm(
    watched: Watched, status: int, said: str, problem: str
) -> None:
    await enter(watched.platform.database)
    await sequence_all(watched.platform)

    async def answer(_: httpx2.Request) -> httpx2.Response:
        return httpx2.Response(status, text=said)

    http = httpx2.AsyncClient(transport=httpx2.MockTransport(answer))
    assert await ask_witnesses(watched.platform, http=http) == 0
    assert await watched.alarms() == [problem]
