"""The evidence package: complete, journalled, and verified where this project is not installed."""

import hashlib
import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from services.evidence import packing
from services.evidence.contents import Proven, Records, contents_of
from signing.demo_ca import DemoAuthority
from signing.service import Signing
from signing.settings import SigningSettings
from tests import story
from tests.office import OFFICE_DAY, Office
from tests.peers import require_peer
from tests.signing.conftest import NOW, run_route
from tests.signing.office import plan_pdf

SCRIPT = "verify_evidence.py"
Files = dict[str, bytes]


@pytest.fixture
async def package(office: Office) -> bytes:
    """The package of a document that thirteen communes have received."""
    document = await story.issued(office)
    await office.work()
    await office.sequence()
    clerk = await office.sign_in("vanthu.huyen")
    answer = await clerk.get(f"/documents/{document['id']}/evidence")
    assert answer.status_code == 200, answer.text
    assert answer.headers["Content-Type"] == "application/zip"
    assert '.zip"' in answer.headers["Content-Disposition"]
    history = (await clerk.get(f"/documents/{document['id']}/history")).json()
    assert history[-1]["act"] == "document:evidence:take"
    return answer.content


@pytest.fixture
def roots(key_dir: Path, tmp_path: Path) -> Path:
    """What the verifier trusts; it does not come out of the package."""
    return anchors_of(key_dir, tmp_path)


def anchors_of(key_dir: Path, folder: Path) -> Path:
    anchors = map(x509.load_der_x509_certificate, DemoAuthority(key_dir).trust_anchors())
    path = folder / "roots.pem"
    path.write_bytes(b"".join(one.public_bytes(Encoding.PEM) for one in anchors))
    return path


def files_of(package: bytes) -> Files:
    with zipfile.ZipFile(io.BytesIO(package)) as packed:
        assert packed.testzip() is None
        return {name: packed.read(name) for name in packed.namelist()}


def verified(package: bytes, roots: Path, folder: Path) -> subprocess.CompletedProcess[str]:
    """The script as a stranger runs it: no project, no site packages, no environment."""
    require_peer("openssl")
    folder.mkdir(exist_ok=True)
    script = folder / SCRIPT
    script.write_bytes(files_of(package)[SCRIPT])
    return run_script(script, package, roots)


def run_script(
    script: Path, package: bytes, roots: Path, *words: str
) -> subprocess.CompletedProcess[str]:
    path = script.parent / "package.zip"
    path.write_bytes(package)
    return subprocess.run(
        [sys.executable, "-I", "-S", str(script), str(path), "--ca", str(roots), *words],
        cwd=script.parent,
        env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"},
        capture_output=True,
        text=True,
        check=False,
    )


async def test_the_package_holds_what_proves_the_document(package: bytes) -> None:
    files = files_of(package)
    manifest = json.loads(files["manifest.json"])
    assert set(manifest["files"]) == set(files) - {"manifest.json", "manifest.p7s"}
    for name, digest in manifest["files"].items():
        assert hashlib.sha256(files[name]).hexdigest() == digest
    assert [one["field"] for one in manifest["signatures"]] == [
        "CongvuLeader",
        "CongvuNumber",
        "CongvuSeal",
        "CongvuTimeStamp1",
    ]
    assert manifest["agency"] == "Ủy ban nhân dân huyện Tháp Mười"
    report = json.loads(files["report/validation.json"])
    assert report["outcome"] == "valid"
    assert b"ValidationReport" in files["report/validation.xml"]
    receipts = [one for name, one in files.items() if name.startswith("receipts/")]
    assert receipts
    assert all(json.loads(one)["digest"] == manifest["files"]["document.pdf"] for one in receipts)
    acts = [entry["act"] for entry in json.loads(files["journal/entries.json"])]
    assert "document:issue:complete" in acts
    assert any(name.endswith(".crl") for name in files)
    proof = json.loads(files["journal/proof.json"])
    assert [json.loads(one["text"]) for one in proof["entries"]] == json.loads(
        files["journal/entries.json"]
    )
    assert all(one["index"] is not None for one in proof["entries"])


def test_the_script_is_short_and_needs_nothing() -> None:
    source = (Path(packing.__file__).parent / "data" / SCRIPT).read_text(encoding="utf-8")
    assert len(source.splitlines()) <= 200
    wanted = {
        line.split()[1] for line in source.splitlines() if line.startswith(("import", "from"))
    }
    assert {name.split(".")[0] for name in wanted} <= sys.stdlib_module_names


async def test_a_stranger_verifies_it_offline(package: bytes, roots: Path, tmp_path: Path) -> None:
    done = verified(package, roots, tmp_path / "stranger")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "FAIL" not in done.stdout
    for line in (
        "CongvuLeader: signature and chain",
        "CongvuSeal: time stamp",
        "CongvuSeal: certificate not revoked",
        "manifest: signature and chain",
        "receipts/01.json: is of this document",
        "journal: checkpoint signed by congvu.example/journal",
        "journal: document:issue:complete",
    ):
        assert any(one.startswith("ok") and line in one for one in done.stdout.splitlines()), line
    assert "Nguyễn Văn Hiệp" in done.stdout


async def test_other_roots_verify_nothing(package: bytes, tmp_path: Path) -> None:
    other = DemoAuthority(tmp_path / "other")
    other.ensure(label="a", common_name="a", organisation="a", email="", now=OFFICE_DAY)
    path = tmp_path / "other.pem"
    (anchor,) = map(x509.load_der_x509_certificate, other.trust_anchors())
    path.write_bytes(anchor.public_bytes(Encoding.PEM))
    done = verified(package, path, tmp_path / "stranger")
    assert done.returncode == 1
    assert "ok    CongvuLeader: signature and chain" not in done.stdout


def repacked(files: Files) -> bytes:
    return b"".join(packing.packed(files, now=OFFICE_DAY))


def changed(data: bytes) -> bytes:
    middle = len(data) // 2
    return data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :]


async def test_every_file_that_was_changed_is_found(
    package: bytes, roots: Path, tmp_path: Path
) -> None:
    files = files_of(package)
    assert verified(repacked(files), roots, tmp_path / "stranger").returncode == 0
    script = tmp_path / "stranger" / SCRIPT
    for name in files:
        done = run_script(script, repacked(files | {name: changed(files[name])}), roots)
        assert done.returncode == 1, (name, done.stdout)
        assert "FAIL" in done.stdout, name


def with_manifest(files: Files, change: Callable[[dict[str, Any]], None]) -> Files:
    manifest = json.loads(files["manifest.json"])
    change(manifest)
    return files | {"manifest.json": json.dumps(manifest).encode()}


async def test_what_was_left_out_added_or_made_up_is_found(
    package: bytes, roots: Path, tmp_path: Path
) -> None:
    files = files_of(package)
    verified(package, roots, tmp_path / "stranger")
    script = tmp_path / "stranger" / SCRIPT
    left_out = {name: data for name, data in files.items() if name != "receipts/01.json"}
    unsigned = {name: data for name, data in files.items() if name != "manifest.p7s"}
    forged = {
        "left out": left_out,
        "added": files | {"receipts/99.json": files["receipts/01.json"]},
        "unsigned": unsigned,
        "emptied": with_manifest(files, lambda one: one.update(signatures=[])),
        "back-dated": with_manifest(files, lambda one: one.update(made_at="2024-01-01T00:00:00Z")),
        "other document": files | {"document.pdf": files["document.pdf"] + b" "},
        "no package": {"a.txt": b""},
    }
    for what, made in forged.items():
        done = run_script(script, repacked(made), roots)
        assert (done.returncode, "FAIL" in done.stdout) == (1, True), (what, done.stdout)
    escaping = io.BytesIO()
    with zipfile.ZipFile(escaping, "w") as packed:
        for name, data in (files | {"../outside": b""}).items():
            packed.writestr(name, data)
    assert run_script(script, escaping.getvalue(), roots).returncode == 1
    assert not (script.parent.parent / "outside").exists()


def failed(done: subprocess.CompletedProcess[str]) -> list[str]:
    return [one[6:].split("  ")[0] for one in done.stdout.splitlines() if one.startswith("FAIL")]


async def test_a_changed_journal_is_found_by_its_proof_alone(
    package: bytes, roots: Path, tmp_path: Path
) -> None:
    """Whatever the manifest says: each forgery has a line of the journal's own."""
    files = files_of(package)
    verified(package, roots, tmp_path / "stranger")
    script = tmp_path / "stranger" / SCRIPT
    entries, proof = json.loads(files["journal/entries.json"]), json.loads(files[PROOF])
    for what, (names, lines) in forgeries(entries, proof).items():
        made = files | {name: json.dumps(value).encode() for name, value in names.items()}
        listed = {name: hashlib.sha256(made[name]).hexdigest() for name in names}
        made = with_manifest(made, partial(list_files, listed=listed))
        done = run_script(script, repacked(made), roots)
        found = failed(done)
        assert lines <= {one for one in found if one.startswith(("journal: ", "the package"))}, (
            what,
            done.stdout,
        )
        assert done.returncode == 1
    done = run_script(script, package, roots, "--log-key", proof["key"])
    assert done.returncode == 0, done.stdout
    other = "congvu.example/journal+00000000+AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
    done = run_script(script, package, roots, "--log-key", other)
    assert failed(done) == [SIGNED_LINE]


def list_files(manifest: dict[str, Any], *, listed: dict[str, str]) -> None:
    manifest["files"].update(listed)


def name_signature(manifest: dict[str, Any], *, name: str) -> None:
    manifest["signatures"][0]["cms"] = name


PROOF = "journal/proof.json"
SIGNED_LINE = "journal: checkpoint signed by congvu.example/journal"


def forgeries(entries: Any, proof: Any) -> dict[str, tuple[dict[str, Any], set[str]]]:
    """What is changed in which files, and the lines that must fail."""
    first = proof["entries"][0]
    line = f"journal: {entries[0]['act']}"
    text = {**entries[0], "person_id": None}
    consistent = {**first, "text": json.dumps(text, sort_keys=True, separators=(",", ":"))}
    size, root = proof["checkpoint"].split("\n")[1:3]

    def with_first(one: Any) -> Any:
        return {**proof, "entries": [one, *proof["entries"][1:]]}

    def with_checkpoint(old: str, new: str) -> Any:
        return {**proof, "checkpoint": proof["checkpoint"].replace(old, new, 1)}

    name = "journal/entries.json"
    return {
        "entry": ({name: [text, *entries[1:]]}, {line}),
        "entry and text": ({name: [text, *entries[1:]], PROOF: with_first(consistent)}, {line}),
        "entry left out": ({name: entries[1:]}, {"the package"}),
        "path": ({PROOF: with_first({**first, "path": first["path"][1:]})}, {line}),
        "index": ({PROOF: with_first({**first, "index": first["index"] + 1})}, {line}),
        "size": ({PROOF: with_checkpoint(size, str(int(size) + 1))}, {SIGNED_LINE}),
        "root": ({PROOF: with_checkpoint(root, "A" * 43 + "=")}, {SIGNED_LINE, line}),
        "unsigned": (
            {PROOF: {**proof, "checkpoint": proof["checkpoint"].split("—")[0]}},
            {SIGNED_LINE},
        ),
        "no checkpoint": ({PROOF: {**proof, "checkpoint": None}}, {line}),
    }


async def test_what_is_not_in_a_checkpoint_yet_is_said_to_wait(
    office: Office, roots: Path, tmp_path: Path
) -> None:
    document = await story.issued(office)
    await office.work()
    await office.sequence()
    clerk = await office.sign_in("vanthu.huyen")
    await clerk.get(f"/documents/{document['id']}/evidence")  # which is an act
    answer = await clerk.get(f"/documents/{document['id']}/evidence")
    done = verified(answer.content, roots, tmp_path / "stranger")
    assert done.returncode == 0, done.stdout
    waiting = [one for one in done.stdout.splitlines() if one.endswith("not yet")]
    assert waiting
    assert all(one.startswith("note  journal: ") for one in waiting)


async def test_a_name_that_leads_out_of_the_package_is_refused(
    package: bytes, roots: Path, tmp_path: Path
) -> None:
    files = files_of(package)
    verified(package, roots, tmp_path / "stranger")
    script = tmp_path / "stranger" / SCRIPT
    for name in ("../../roots.pem", "signatures/a.p7s -CAfile package/own.pem"):
        made = with_manifest(files, partial(name_signature, name=name))
        done = run_script(script, repacked(made), roots)
        assert f"{name} is not in the package" in done.stdout
        assert done.returncode == 1


async def test_a_draft_has_no_evidence(office: Office) -> None:
    document = await story.drafted(office)
    officer = await office.sign_in("chuyenvien.huyen")
    answer = await officer.get(f"/documents/{document['id']}/evidence")
    assert (answer.status_code, answer.json()["type"]) == (404, "urn:congvu:problem:file-absent")


async def test_a_revoked_certificate_is_seen_in_the_package(tmp_path: Path) -> None:
    """With an authority of its own, since a revocation stays for every test that follows."""
    keys = tmp_path / "keys"
    async with Signing(SigningSettings(key_dir=keys, workers=1)) as signing:
        for label in ("leader", "agency"):
            await signing.ensure_key(
                label=label, common_name=label, organisation="A", email="", now=NOW
            )
        pdf = (await run_route(signing, plan_pdf())).sealed
        await signing.revoke_key(label="leader", at=NOW, reason="key_compromise")
        proven = Proven(
            pdf=pdf,
            parts=await signing.take_apart(pdf, now=NOW),
            verdict=await signing.verify(pdf, now=NOW),
        )
        records = Records(about={}, receipts=[], journal=[], proof=None)
        files = contents_of(proven, [], records, now=NOW)
        signature = await signing.sign_detached(files["manifest.json"], now=NOW)
    package = repacked(files | {"manifest.p7s": signature})
    done = verified(package, anchors_of(keys, tmp_path), tmp_path / "stranger")
    assert done.returncode == 1
    assert "CongvuSeal: certificate not revoked" in done.stdout
    failed = [one for one in done.stdout.splitlines() if one.startswith("FAIL")]
    assert len(failed) == 1, done.stdout
    assert "CongvuLeader: certificate not revoked" in failed[0]
