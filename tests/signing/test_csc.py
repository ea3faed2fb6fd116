"""Remote keys by the CSC API 1.0.4.0, against a service that checks every request."""

import hashlib
import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from pydantic import SecretStr, ValidationError

from signing.demo_ca import DemoAuthority
from signing.errors import KeyMissing, KeyRefused, KeyUnavailable
from signing.keys.csc.client import CscClient
from signing.keys.files import PrivateKey, certificate_path
from signing.keys.opening import KeyStores, open_key_store, open_service
from signing.settings import SigningSettings
from signing.tasks import Tasks
from signing.verdicts import Outcome
from tests.signing import office
from tests.signing.conftest import NOW, NUMBER, PERSON, PLAN, SEAL
from tests.signing.csc_service import CLIENT, OTP, PIN, SECRET, Held, Service, running

RSA = rsa.generate_private_key(65537, 2048)
EC = ec.generate_private_key(ec.SECP256R1())
DIGEST = hashlib.sha256(b"data").digest()


def held(folder: Path, private: PrivateKey, **facts: object) -> Held:
    DemoAuthority(folder).issue(
        label="x", common_name="Từ xa", organisation="", email="", now=NOW, private=private
    )
    chain = x509.load_pem_x509_certificates(certificate_path(folder, "x").read_bytes())
    return Held(private, chain, **facts)  # type: ignore[arg-type]  # by name, as in the class


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    made = Service()
    kinds: dict[str, tuple[PrivateKey, dict[str, object]]] = {
        "rsa": (RSA, {}),
        "rsa-any": (RSA, {"any_digest": True, "scal": "1"}),
        "ec": (EC, {}),
        "implicit": (EC, {"mode": "implicit", "pin": "false"}),
        "otp": (EC, {"otp": "true"}),
        "disabled": (EC, {"key_status": "disabled"}),
        "revoked": (EC, {"cert_status": "revoked"}),
        "holder": (EC, {"mode": "oauth2code"}),
    }
    for name, (private, facts) in kinds.items():
        made.credentials[name] = held(tmp_path / "keys", private, **facts)
    with running(made) as served:
        yield served


@pytest.fixture
def settings(service: Service, tmp_path: Path) -> SigningSettings:
    return SigningSettings(
        key_dir=tmp_path / "keys",
        cache_dir=None,
        csc_url=service.url,
        csc_client_id=CLIENT,
        csc_client_secret=SecretStr(SECRET),
        csc_pin=SecretStr(PIN),
        csc_seconds=1,
    )


@pytest.fixture
def stores(settings: SigningSettings) -> KeyStores:
    return open_key_store(settings)


@pytest.fixture
def client(settings: SigningSettings) -> Iterator[CscClient]:
    opened = open_service(settings)
    yield opened
    opened.close()


def test_what_the_service_is_and_holds(client: CscClient) -> None:
    assert client.info().specs == "1.0.4.0"
    assert len(client.list_credentials()) == 8, "page after page"


@pytest.mark.parametrize("credential", ["rsa", "rsa-any", "ec", "implicit"])
def test_a_route_signed_remotely(settings: SigningSettings, credential: str) -> None:
    tasks = Tasks(settings)
    file = io.BytesIO(office.plan_pdf())
    tasks.prepare(file, PLAN)
    tasks.sign(file, f"csc:{credential}", (PERSON, NUMBER, SEAL), NOW)
    verdict = tasks.verify(file.getvalue(), NOW)
    assert verdict.outcome is Outcome.VALID, verdict


@pytest.mark.parametrize(
    ("credential", "reason"),
    [
        ("disabled", "key_disabled"),
        ("revoked", "certificate_revoked"),
        ("holder", "needs_its_holder"),
        ("otp", "otp_needed"),
    ],
)
def test_credentials_that_cannot_sign_here(stores: KeyStores, credential: str, reason: str) -> None:
    with pytest.raises(KeyRefused) as refused:
        stores.load(f"csc:{credential}").sign(b"data")
    assert refused.value.reason == reason


def test_a_credential_that_is_not_there(stores: KeyStores) -> None:
    with pytest.raises(KeyMissing):
        stores.load("csc:nobody")


def test_a_one_time_password(client: CscClient) -> None:
    assert client.authorize("otp", [DIGEST], pin=PIN, otp=OTP).sad
    with pytest.raises(KeyRefused) as refused:
        client.authorize("otp", [DIGEST], pin=PIN, otp="000000")
    assert refused.value.reason == "wrong_otp"


def test_activation_data_is_good_once_and_for_its_hashes_alone(client: CscClient) -> None:
    def sign(digest: bytes) -> tuple[bytes, ...]:
        return client.sign_hashes(
            "ec",
            [digest],
            activation=active,
            algorithm="1.2.840.10045.4.3.2",
            digest="2.16.840.1.101.3.4.2.1",
        )

    active = client.authorize("ec", [DIGEST], pin=PIN)
    assert sign(DIGEST)
    with pytest.raises(KeyRefused):
        sign(DIGEST)
    active = client.authorize("ec", [DIGEST], pin=PIN)
    with pytest.raises(KeyRefused):
        sign(bytes(32))


def test_a_wrong_pin_is_tried_once(settings: SigningSettings, service: Service) -> None:
    wrong = settings.model_copy(update={"csc_pin": SecretStr("0000")})
    reasons = []
    for _ in range(3):
        with pytest.raises(KeyRefused) as refused:
            open_key_store(wrong).load("csc:ec").sign(b"data")
        reasons.append(refused.value.reason)
    assert reasons == ["wrong_pin", "pin_refused_before", "pin_refused_before"]
    assert service.wrong_pins == 1


def test_only_what_signs_nothing_is_repeated(client: CscClient, service: Service) -> None:
    service.refuse = {"credentials/info": [503, 503], "credentials/authorize": [503]}
    assert client.read_credential("ec").multisign == 5
    with pytest.raises(KeyUnavailable):
        client.authorize("ec", [DIGEST], pin=PIN)
    assert service.asked.count("credentials/info") == 3
    assert service.asked.count("credentials/authorize") == 1


def test_a_signature_that_takes_too_long_is_not_asked_for_twice(
    stores: KeyStores, service: Service
) -> None:
    key = stores.load("csc:ec")
    service.slow = {"signatures/signHash": 1.5}
    with pytest.raises(KeyUnavailable) as late:
        key.sign(b"data")
    assert late.value.reason == "timeout"
    assert service.asked.count("signatures/signHash") == 1


def test_a_token_that_ended_early_is_replaced(client: CscClient, service: Service) -> None:
    client.list_credentials()
    service.tokens.clear()
    assert client.read_credential("ec").cert.certificates
    assert service.asked.count("oauth2/token") == 2


def test_a_certificate_of_another_key(stores: KeyStores, service: Service) -> None:
    key = stores.load("csc:ec")
    service.credentials["ec"].private = ec.generate_private_key(ec.SECP256R1())
    with pytest.raises(KeyRefused) as refused:
        key.sign(b"data")
    assert refused.value.reason == "certificate_of_another_key"


def test_a_wrong_client_and_no_service(settings: SigningSettings) -> None:
    wrong = settings.model_copy(update={"csc_client_secret": SecretStr("no")})
    with pytest.raises(KeyRefused) as refused:
        open_service(wrong).list_credentials()
    assert refused.value.reason == "invalid_client"
    assert SECRET not in repr(wrong) + repr(refused.value)
    with pytest.raises(KeyUnavailable):
        open_service(settings.model_copy(update={"csc_url": "http://127.0.0.1:1"})).info()


def test_the_service_is_reached_over_tls() -> None:
    with pytest.raises(ValidationError):
        SigningSettings(csc_url="http://service.example/csc/v1")
