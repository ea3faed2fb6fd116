"""Keys on disk, the demonstration authority, and production's refusals."""

import io
import stat
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from cryptography import x509

from signing.demo_ca import DemoAuthority
from signing.errors import KeyMissing, KeyRefused, TimeStampUnavailable
from signing.keys.files import read_private_key, write_private_key
from signing.keys.software import SoftwareKeyStore
from signing.settings import SigningSettings
from signing.tasks import Tasks
from tests.signing import office
from tests.signing.conftest import LEADER_KEY, NOW, PERSON, Stages


@pytest.fixture
def authority(tmp_path: Path) -> DemoAuthority:
    return DemoAuthority(tmp_path)


def issue(authority: DemoAuthority, label: str = "a") -> str:
    made = authority.issue(
        label=label, common_name=office.LEADER, organisation=office.AGENCY, email="", now=NOW
    )
    return made.serial


def test_private_keys_are_for_their_owner_alone(authority: DemoAuthority, tmp_path: Path) -> None:
    issue(authority)
    keys = list(tmp_path.rglob("*.key.pem"))
    assert len(keys) == 3, "a subscriber, the root and the issuing authority"
    for path in keys:
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert b"BEGIN PRIVATE KEY" in path.read_bytes()
    assert not [path for path in tmp_path.rglob(".*") if path.name != ".lock"]


def test_leaf_is_valid_from_the_day_before_for_five_years(authority: DemoAuthority) -> None:
    issue(authority)
    found = authority.find("a")
    assert found is not None
    assert found.valid_from == NOW - timedelta(days=1)
    assert found.valid_to - NOW == timedelta(days=5 * 365)
    assert "CN=Nguyễn Thị Ánh Tuyết" in found.subject


def test_ensure_keeps_a_good_certificate_and_renews_an_expired_one(
    authority: DemoAuthority,
) -> None:
    first = issue(authority)
    ensure = partial(authority.ensure, label="a", common_name="x", organisation="y", email="")
    assert ensure(now=NOW).serial == first
    assert ensure(now=NOW + timedelta(days=6 * 365)).serial != first


def test_two_processes_make_one_authority(tmp_path: Path) -> None:
    first, second = DemoAuthority(tmp_path), DemoAuthority(tmp_path)
    assert first.trust_anchors() == second.trust_anchors()
    assert first.time_stamp_key(now=NOW).certificate == second.time_stamp_key(now=NOW).certificate


def test_revocation_list_knows_the_time(authority: DemoAuthority) -> None:
    serial = int(issue(authority), 16)
    authority.revoke("a", at=NOW, reason="key_compromise")
    before, after = (
        x509.load_der_x509_crl(authority.revocation_lists(now=now)[1])
        for now in (NOW - timedelta(days=1), NOW)
    )
    assert before.get_revoked_certificate_by_serial_number(serial) is None
    entry = after.get_revoked_certificate_by_serial_number(serial)
    assert entry is not None
    assert entry.revocation_date_utc == NOW


def test_keys_are_parsed_once(authority: DemoAuthority, tmp_path: Path) -> None:
    issue(authority)
    store = SoftwareKeyStore(tmp_path)
    assert store.load("a") is store.load("a")


def test_missing_and_bad_labels(authority: DemoAuthority, tmp_path: Path) -> None:
    store = SoftwareKeyStore(tmp_path)
    with pytest.raises(KeyMissing):
        store.load("nobody")
    with pytest.raises(KeyMissing):
        authority.revoke("nobody", at=NOW)
    for label in ("", "../ca/root", "a/b", ".hidden", "x" * 200, "á"):
        with pytest.raises(KeyRefused):
            store.load(label)


def test_certificate_of_another_key(authority: DemoAuthority, tmp_path: Path) -> None:
    issue(authority, "a")
    issue(authority, "b")
    (tmp_path / "a.key.pem").write_bytes((tmp_path / "b.key.pem").read_bytes())
    with pytest.raises(KeyRefused) as refused:
        SoftwareKeyStore(tmp_path).load("a")
    assert refused.value.reason == "certificate_of_another_key"
    (tmp_path / "a.key.pem").write_text("nonsense")
    with pytest.raises(KeyRefused):
        SoftwareKeyStore(tmp_path).load("a")


def test_a_failed_write_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "x.key.pem").mkdir()
    key = DemoAuthority(tmp_path)
    issue(key)
    loaded = (tmp_path / "a.key.pem").read_bytes()
    with pytest.raises(OSError, match="x"):
        write_private_key(tmp_path / "x.key.pem", read_private_key(tmp_path / "a.key.pem"))
    assert sorted(path.name for path in tmp_path.glob(".*")) == []
    assert (tmp_path / "a.key.pem").read_bytes() == loaded


def test_production_refuses_demonstration_keys(settings: SigningSettings, stages: Stages) -> None:
    tasks = Tasks(settings.model_copy(update={"environment": "production"}))
    tasks.warm_up()
    with pytest.raises(KeyRefused) as refused:
        tasks.sign(io.BytesIO(stages.prepared), LEADER_KEY, (PERSON,), NOW)
    assert refused.value.reason == "software_key_in_production"
    with pytest.raises(KeyRefused):
        tasks.ensure_key("new", "x", "y", "", NOW)


def test_an_authority_that_does_not_answer(settings: SigningSettings, stages: Stages) -> None:
    closed = "http://127.0.0.1:1/"
    tasks = Tasks(settings.model_copy(update={"tsa_url": closed}))
    with pytest.raises(TimeStampUnavailable):
        tasks.sign(io.BytesIO(stages.prepared), LEADER_KEY, (PERSON,), NOW)


def test_environment_comes_from_congvu_env(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONGVU_ENV", "production")
    monkeypatch.setenv("CONGVU_SIGNING_WORKERS", "3")
    read = SigningSettings()
    assert read.is_production
    assert read.workers == 3
