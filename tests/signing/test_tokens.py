"""Keys on a PKCS#11 token: shown on SoftHSM2, in our process and in the worker processes."""

import asyncio
import io
import logging
import multiprocessing
import os
import shutil
import subprocess
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pkcs11
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from pydantic import SecretStr, ValidationError

from signing.demo_ca import DemoAuthority
from signing.errors import KeyMissing, KeyRefused, KeyUnavailable, SigningError
from signing.keys.files import PrivateKey, certificate_path
from signing.keys.opening import KeyStores, open_key_store, open_token
from signing.keys.pkcs11.session import TokenSession
from signing.mechanisms import check_value
from signing.service import Signing
from signing.settings import SigningSettings
from signing.tasks import Tasks
from signing.verdicts import Outcome
from tests.peers import require_peer
from tests.signing import office
from tests.signing.conftest import NOW, NUMBER, PERSON, PLAN, SEAL
from tests.tokens import MODULE, PIN, TOKEN, SoftToken

KEYS: dict[str, PrivateKey] = {
    "chairman": rsa.generate_private_key(65537, 2048),
    "seal": ec.generate_private_key(ec.SECP256R1()),
    "strong": ec.generate_private_key(ec.SECP384R1()),
    "other": ec.generate_private_key(ec.SECP256R1()),
}
WRONG = "55550000"


def certificates(folder: Path, label: str) -> tuple[bytes, ...]:
    """Return a certificate of the demonstration authority for the key, with its issuer."""
    DemoAuthority(folder).issue(
        label=label,
        common_name=f"Người {label}",
        organisation=office.AGENCY,
        email="",
        now=NOW,
        private=KEYS[label],
    )
    path = certificate_path(folder, label)
    found = x509.load_pem_x509_certificates(path.read_bytes())
    path.unlink()
    return tuple(one.public_bytes(Encoding.DER) for one in found)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A token with four keys: whole, by id, without certificate, with another's certificate."""
    require_peer("softhsm2")
    folder = tmp_path_factory.mktemp("token")
    token = SoftToken.make(folder)
    keys = folder / "keys"
    token.put("chairman", private=KEYS["chairman"], certificates=certificates(keys, "chairman")[:1])
    token.put(
        "seal", private=KEYS["seal"], certificates=certificates(keys, "seal"), identifier="0a1b"
    )
    token.put("strong", private=KEYS["strong"], certificates=certificates(keys, "strong")[:1])
    token.put("bare", private=KEYS["other"], identifier="0c")
    token.put("mixed", private=KEYS["other"], certificates=certificates(keys, "seal")[:1])
    return folder


@pytest.fixture
def settings(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[SigningSettings]:
    """The settings of an office: PIN in a file, everything else of its own."""
    monkeypatch.setenv("SOFTHSM2_CONF", str(folder / "softhsm2.conf"))
    pin = tmp_path / "pin"
    pin.write_text(f"{PIN}\n")
    shutil.copytree(folder / "keys", tmp_path / "keys")
    yield SigningSettings(
        key_dir=tmp_path / "keys",
        cache_dir=None,
        workers=2,
        pkcs11_module=MODULE,
        pkcs11_token=TOKEN,
        pkcs11_pin_file=pin,
        pkcs11_environment=frozenset({"SOFTHSM2_CONF"}),
    )
    library = pkcs11.lib(str(MODULE))
    if library.initialized:
        library.finalize()  # The next test has a configuration of its own.


@pytest.fixture
def stores(settings: SigningSettings) -> KeyStores:
    return open_key_store(settings)


def reason_of(
    error: pytest.ExceptionInfo[KeyRefused] | pytest.ExceptionInfo[KeyUnavailable],
) -> str:
    return error.value.reason


@pytest.mark.parametrize("label", ["chairman", "seal", "id=0A1B", "strong"])
def test_a_key_signs(stores: KeyStores, label: str) -> None:
    key = stores.load(f"pkcs11:{label}")
    certificate = x509.load_der_x509_certificate(key.certificate)
    value = key.sign(b"data")
    assert check_value(certificate, key.mechanism, signed=b"data", value=value) == value
    assert stores.load(f"pkcs11:{label}") is key
    assert len(key.chain) == 1, "the issuing certificate lies on the token"


def test_a_token_that_only_pads(stores: KeyStores, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(TokenSession, "mechanisms", lambda _: {pkcs11.Mechanism.RSA_PKCS})
    key = stores.load("pkcs11:chairman")
    check_value(
        x509.load_der_x509_certificate(key.certificate),
        key.mechanism,
        signed=b"data",
        value=key.sign(b"data"),
    )


def test_keys_that_cannot_be_used(stores: KeyStores) -> None:
    with pytest.raises(KeyMissing):
        stores.load("pkcs11:nobody")
    with pytest.raises(KeyRefused) as refused:
        stores.load("pkcs11:bare")
    assert reason_of(refused) == "certificate_missing"
    with pytest.raises(KeyRefused) as refused:
        stores.load("pkcs11:mixed").sign(b"data")
    assert reason_of(refused) == "certificate_of_another_key"
    with pytest.raises(KeyRefused) as refused:
        stores.load("csc:any")
    assert reason_of(refused) == "store_not_configured"


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"pkcs11_token": "elsewhere"}, "token_absent"),
        ({"pkcs11_serial": "00"}, "token_absent"),
        ({"pkcs11_module": Path("/nowhere.so")}, "module_unusable"),
    ],
)
def test_a_token_that_is_not_there(
    settings: SigningSettings, changed: dict[str, object], reason: str
) -> None:
    with pytest.raises(KeyUnavailable) as absent:
        open_key_store(settings.model_copy(update=changed)).load("pkcs11:seal")
    assert reason_of(absent) == reason


def test_a_session_that_was_lost_is_opened_again(stores: KeyStores) -> None:
    key = stores.load("pkcs11:seal")
    key.sign(b"before")
    library = pkcs11.lib(str(MODULE))
    library.finalize()
    library.initialize()  # Every handle is dead now, as after the token was pulled out.
    key.sign(b"after")


# A search that the token's going interrupts is closed by python-pkcs11 when it is collected.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_token_that_was_away(
    settings: SigningSettings, tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Pulled out, signing fails and nothing else; put in again, the same key object signs."""
    own = tmp_path / "hsm"
    shutil.copytree(folder / "tokens", own / "tokens")
    (own / "softhsm2.conf").write_text(f"directories.tokendir = {own}/tokens\n")
    monkeypatch.setenv("SOFTHSM2_CONF", str(own / "softhsm2.conf"))
    key = open_key_store(settings).load("pkcs11:seal")
    library = pkcs11.lib(str(MODULE))
    (own / "tokens").rename(own / "away")
    (own / "tokens").mkdir()
    library.finalize()
    library.initialize()
    with pytest.raises(KeyUnavailable):
        key.sign(b"data")
    (own / "tokens").rmdir()
    (own / "away").rename(own / "tokens")
    assert key.sign(b"data")


def test_a_wrong_pin_is_tried_once(settings: SigningSettings) -> None:
    assert settings.pkcs11_pin_file is not None
    settings.pkcs11_pin_file.write_text(WRONG)
    reasons = []
    for _ in range(3):  # As three processes would.
        with pytest.raises(KeyRefused) as refused:
            open_key_store(settings).load("pkcs11:seal")
        reasons.append(reason_of(refused))
    assert reasons == ["wrong_pin", "pin_refused_before", "pin_refused_before"]
    settings.pkcs11_pin_file.write_text(PIN)
    assert open_key_store(settings).load("pkcs11:seal").sign(b"data")


def test_a_wrong_pin_from_the_environment_waits_for_a_person(settings: SigningSettings) -> None:
    wrong = settings.model_copy(update={"pkcs11_pin_file": None, "pkcs11_pin": SecretStr(WRONG)})
    right = wrong.model_copy(update={"pkcs11_pin": SecretStr(PIN)})
    reasons = []
    for one in (wrong, wrong, right):
        with pytest.raises(KeyRefused) as refused:
            open_key_store(one).load("pkcs11:seal")
        reasons.append(reason_of(refused))
    assert reasons == ["wrong_pin", "pin_refused_before", "pin_refused_before"]
    (settings.key_dir / "pkcs11-pin.refused").unlink()
    assert open_key_store(right).load("pkcs11:seal").certificate


def test_a_pin_that_is_not_there(settings: SigningSettings) -> None:
    assert settings.pkcs11_pin_file is not None
    for content, reason in (("\n", "pin_file_empty"), (None, "pin_file_unreadable")):
        settings.pkcs11_pin_file.unlink()
        if content is not None:
            settings.pkcs11_pin_file.write_text(content)
        with pytest.raises(KeyRefused) as refused:
            open_key_store(settings).load("pkcs11:seal")
        assert reason_of(refused) == reason
        settings.pkcs11_pin_file.touch()


def test_a_route_signed_on_the_token(settings: SigningSettings) -> None:
    tasks = Tasks(settings)
    file = io.BytesIO(office.plan_pdf())
    tasks.prepare(file, PLAN)
    tasks.sign(file, "pkcs11:chairman", (PERSON,), NOW)
    tasks.sign(file, "pkcs11:strong", (NUMBER,), NOW)
    tasks.sign(file, "pkcs11:seal", (SEAL,), NOW)
    verdict = tasks.verify(file.getvalue(), NOW)
    assert verdict.outcome is Outcome.VALID, verdict
    assert tasks.examine_key("pkcs11:chairman", NOW).subject.startswith("CN=Người chairman")


def processes() -> str:
    """Every process with its arguments and its environment."""
    words = ["ps", "axeww"]
    return subprocess.run(words, capture_output=True, check=True).stdout.decode(errors="replace")


async def test_two_processes_sign_at_once_and_only_they_have_the_pin(
    settings: SigningSettings, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    with_value = settings.model_copy(update={"pkcs11_pin_file": None, "pkcs11_pin": SecretStr(PIN)})
    async with Signing(with_value) as signing:
        prepared = await signing.prepare(office.plan_pdf(), PLAN)
        signed = await asyncio.gather(
            *(
                signing.sign_person(prepared, key="pkcs11:chairman", stamp=PERSON, now=NOW)
                for _ in range(6)
            )
        )
        assert len(signing.worker_pids) == 4, "two that sign, two that look at files"
        seen = await asyncio.to_thread(processes)
        with pytest.raises(SigningError) as missing:
            await signing.sign_person(prepared, key="pkcs11:nobody", stamp=PERSON, now=NOW)
        verdicts = [await signing.verify(one, now=NOW) for one in signed[:2]]
    assert all(one.startswith(prepared) for one in signed)
    assert len(set(signed)) == 6
    assert all(one.signatures[0].intact for one in verdicts)
    said = caplog.text + "".join(capfd.readouterr()) + repr(missing.value) + repr(with_value)
    assert PIN not in said + str(with_value)
    assert "signing.worker_main" in seen
    assert PIN not in seen


def open_again_and_again(settings: SigningSettings) -> int:
    """In a process of its own: each time the token is read anew and logged in to."""
    token = open_token(settings, MODULE)
    for _ in range(25):
        assert token.run(lambda session: session.token.label) == TOKEN
        token.close()
        pkcs11.lib(str(MODULE)).finalize()
    return os.getpid()


def test_no_process_misses_the_token_while_another_logs_in(settings: SigningSettings) -> None:
    with ProcessPoolExecutor(3, mp_context=multiprocessing.get_context("spawn")) as pool:
        pids = set(pool.map(open_again_and_again, [settings] * 3))
    assert len(pids) > 1, "they stood side by side"


def test_a_wrong_setting_does_not_show_the_pin(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONGVU_SIGNING_PKCS11_PIN", PIN)
    monkeypatch.setenv("CONGVU_SIGNING_ALARM_BEFORE", "P900D")
    with pytest.raises(ValidationError) as wrong:
        SigningSettings()
    assert PIN not in str(wrong.value) + repr(wrong.value)
