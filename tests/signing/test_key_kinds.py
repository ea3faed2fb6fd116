"""Every kind of key signs a route, and OpenSSL agrees with what it makes."""

import hashlib
import io
import subprocess
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from signing.demo_ca import DemoAuthority
from signing.errors import KeyRefused
from signing.evidence import SignaturePart
from signing.keys.files import PrivateKey
from signing.models import LEADER_FIELD, NUMBER_FIELD, SEAL_FIELD
from signing.settings import SigningSettings
from signing.tasks import Tasks
from signing.verdicts import Outcome
from tests.peers import require_peer
from tests.signing import office
from tests.signing.conftest import NOW, NUMBER, PERSON, PLAN, SEAL

KINDS: dict[str, tuple[str, PrivateKey]] = {
    "rsa-2048": ("sha256", rsa.generate_private_key(65537, 2048)),
    "rsa-3072": ("sha256", rsa.generate_private_key(65537, 3072)),
    "p-256": ("sha256", ec.generate_private_key(ec.SECP256R1())),
    "p-384": ("sha384", ec.generate_private_key(ec.SECP384R1())),
}


def with_key(folder: Path, private: PrivateKey) -> Tasks:
    DemoAuthority(folder).issue(
        label="a",
        common_name=office.LEADER,
        organisation=office.AGENCY,
        email="",
        now=NOW,
        private=private,
    )
    return Tasks(SigningSettings(key_dir=folder, cache_dir=None))


@pytest.mark.parametrize("kind", KINDS)
def test_a_route_with_every_kind_of_key(tmp_path: Path, kind: str) -> None:
    digest, private = KINDS[kind]
    tasks = with_key(tmp_path, private)
    file = io.BytesIO(office.plan_pdf())
    tasks.prepare(file, PLAN)
    tasks.sign(file, "a", (PERSON, NUMBER, SEAL), NOW)
    verdict = tasks.verify(file.getvalue(), NOW)
    assert verdict.outcome is Outcome.VALID, verdict
    parts = tasks.take_apart(file.getvalue(), NOW).signatures
    assert {one.field for one in parts} == {LEADER_FIELD, NUMBER_FIELD, SEAL_FIELD}
    for part in parts:
        accepted_by_openssl(tmp_path, file.getvalue(), part)
        assert digest.encode() in digest_names(tmp_path)


def accepted_by_openssl(folder: Path, pdf: bytes, part: SignaturePart) -> None:
    require_peer("openssl")
    offset, first, second, rest = part.byte_range
    (folder / "data").write_bytes(pdf[offset : offset + first] + pdf[second : second + rest])
    (folder / "cms").write_bytes(part.cms)
    anchor = folder / "ca" / "root.crt.pem"
    words = ["openssl", "cms", "-verify", "-binary", "-inform", "DER", "-in", "cms", "-content"]
    words += ["data", "-CAfile", str(anchor), "-purpose", "any", "-cades", "-out", "/dev/null"]
    words += ["-attime", str(int(NOW.timestamp()))]
    done = subprocess.run(words, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def digest_names(folder: Path) -> bytes:
    words = ["openssl", "cms", "-cmsout", "-print", "-inform", "DER", "-in", "cms", "-noout"]
    return subprocess.run(words, cwd=folder, capture_output=True, check=True).stdout


def test_a_detached_signature_with_the_system_s_rsa_key(tmp_path: Path) -> None:
    tasks = with_key(tmp_path, KINDS["rsa-2048"][1])
    for kind in ("key", "crt"):
        (tmp_path / f"a.{kind}.pem").rename(tmp_path / f"congvu-system.{kind}.pem")
    made = tasks.sign_detached(b"report", NOW)
    assert hashlib.sha256(b"report").digest() in made


SHORT = [
    rsa.generate_private_key(65537, 1024),  # noqa: S505 - the point of the test
    ec.generate_private_key(ec.SECP192R1()),
]


@pytest.mark.parametrize("private", SHORT)
def test_a_key_that_is_too_short_is_refused(tmp_path: Path, private: PrivateKey) -> None:
    tasks = with_key(tmp_path, private)
    with pytest.raises(KeyRefused) as refused:
        tasks.sign(io.BytesIO(office.plan_pdf()), "a", (PERSON,), NOW)
    assert refused.value.reason == "unsupported_key"
