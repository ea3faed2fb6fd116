"""Signed notes: the published example of the format, and what no changed note gets past."""

import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from storage.merkle.keys import KeyFileRefused, load_or_create_key
from storage.merkle.notes import (
    Checkpoint,
    KeyKind,
    Note,
    NoteMalformed,
    PrivateKey,
    PublicKey,
    cosigned_at,
)
from storage.merkle.proofs import InclusionProof
from storage.merkle.tree import leaf_hash

NOW = datetime(2024, 11, 25, 1, 30, tzinfo=UTC)
# The example of golang.org/x/mod/sumdb/note, which others' programs are tested with.
PETER = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
SAYING = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
)
SIGNED = (
    f"{SAYING}\n"
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZ"
    "b6KE6RyyBwJnAM=\n"
)


def signer(kind: KeyKind = KeyKind.LOG, name: str = "congvu.example/journal") -> PrivateKey:
    return PrivateKey(name, kind, Ed25519PrivateKey.generate())


def test_a_published_note_is_verified() -> None:
    key = PublicKey.parse(PETER)
    assert key.text == PETER
    note = Note.parse(SIGNED)
    assert note.text == SAYING
    assert note.signed_by(key) is not None
    assert str(note) == SIGNED
    assert Note.parse(SIGNED.replace("answer", "Answer")).signed_by(key) is None


def test_a_checkpoint_is_signed_and_cosigned() -> None:
    log, witness = signer(), signer(KeyKind.WITNESS, "witness.example/w1")
    checkpoint = Checkpoint("congvu.example/journal", 7, leaf_hash(b"root"))
    note = Note(checkpoint.text, (log.sign(checkpoint.text),))
    joined = Note.parse(str(note.joined_by([witness.sign(checkpoint.text, now=NOW)])))
    assert joined.checkpoint() == checkpoint
    line = joined.signed_by(witness.public)
    assert line is not None
    assert cosigned_at(line) == NOW
    assert joined.only(log.public) == note
    assert joined.signed_by(signer().public) is None
    # A signature of the log is none of a witness, even of one with the same name and key.
    assert joined.signed_by(PublicKey(log.name, KeyKind.WITNESS, log.public.raw)) is None
    assert PublicKey.parse(witness.public.text) == witness.public


@pytest.mark.parametrize(
    "text",
    [
        "", "name", "name+00000000+AAAA", PETER.replace("c74f20a3", "c74f20a4"),
        PETER.replace("Peter", "Pester"), PETER.replace("PeterNeumann", "a b"),
    ],
)  # fmt: skip
def test_what_is_no_key_is_refused(text: str) -> None:
    with pytest.raises(NoteMalformed):
        PublicKey.parse(text)


@pytest.mark.parametrize(
    "text",
    [
        "", "a\n", "a\n\n", "a\n\nb\n", "a\n\n— b\n", "a\n\n— b c", "a\n\n- b c\n", "\n\n— b c\n\n",
        "a\n\n" + "— b c\n" * 65, "a" * 70_000 + "\n\n— b c\n",
    ],
)  # fmt: skip
def test_what_is_no_note_is_refused(text: str) -> None:
    with pytest.raises(NoteMalformed):
        Note.parse(text)


@pytest.mark.parametrize(
    "text", ["a\n", "a\n1\n", "a\n01\nAAAA\n", "a\n-1\nAAAA\n", "a\n1\nAAAA\n", "\n1\nAAAA\n"]
)
def test_what_is_no_checkpoint_is_refused(text: str) -> None:
    with pytest.raises(NoteMalformed):
        Note(text, ("— a b\n",)).checkpoint()


def test_a_proof_is_read_as_it_was_written() -> None:
    log = signer()
    leaf, other = leaf_hash(b"a"), leaf_hash(b"b")
    checkpoint = Checkpoint("congvu.example/journal", 1, leaf)
    proof = InclusionProof(0, (), Note(checkpoint.text, (log.sign(checkpoint.text),)))
    assert str(proof).startswith("c2sp.org/tlog-proof@v1\nindex 0\n\ncongvu.example/journal\n1\n")
    read = InclusionProof.parse(str(proof))
    assert (read, read.holds(leaf), read.holds(other)) == (proof, True, False)
    longer = InclusionProof(0, (other,), proof.note)
    assert InclusionProof.parse(str(longer)) == longer
    assert not longer.holds(leaf)
    for text in ("", "index 0\n\n", str(proof).replace("@v1", "@v2"), str(proof)[:40]):
        with pytest.raises(NoteMalformed):
            InclusionProof.parse(text)


def test_a_key_is_made_once_and_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "journal.pem"
    key = load_or_create_key(path, name="a", kind=KeyKind.LOG)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    again = load_or_create_key(path, name="a", kind=KeyKind.LOG)
    assert again.public == key.public
    path.chmod(0o640)
    with pytest.raises(KeyFileRefused, match="others can read it"):
        load_or_create_key(path, name="a", kind=KeyKind.LOG)
