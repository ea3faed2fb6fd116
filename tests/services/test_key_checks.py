"""What doctor says of certificates that end, and of keys on a token."""

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding

from auth.models import Credential, KeyStoreName
from services.key_checks import ending, failing
from signing.certificates import describe
from signing.demo_ca import DemoAuthority
from signing.keys.files import certificate_path
from signing.service import Signing
from signing.settings import SigningSettings
from storage.ids import new_id
from tests.peers import require_peer
from tests.tokens import MODULE, PIN, TOKEN, SoftToken

NOW = datetime(2024, 11, 25, 3, tzinfo=UTC)


def held(label: str, days: int, *, fingerprint: str = "") -> Credential:
    return Credential(
        id=new_id(),
        appointment_id=new_id(),
        key_store=KeyStoreName.PKCS11,
        key_label=label,
        subject=f"CN={label}",
        serial="1",
        fingerprint=fingerprint,
        valid_from=NOW - timedelta(days=1000),
        valid_to=NOW + timedelta(days=days, hours=1),
    )


def test_certificates_that_end_are_told_60_30_and_7_days_before() -> None:
    rows = [held(f"k{days}", days) for days in (61, 60, 59, 29, 6, -2)]
    renewed = held("old", 5)
    again = held("new", 900)
    again.appointment_id = renewed.appointment_id
    lines = ending([*rows, renewed, again], now=NOW)
    assert [line.split(":")[1].split(" ")[0] for line in lines] == ["k-2", "k6", "k29", "k59"]
    assert [line.partition(") ")[2].partition(":")[0] for line in lines] == [
        "has ended",
        "ends within 7 days",
        "ends within 30 days",
        "ends within 60 days",
    ]


async def test_keys_of_a_token_are_tried(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    require_peer("softhsm2")
    private = ec.generate_private_key(ec.SECP256R1())
    made = DemoAuthority(tmp_path / "keys").issue(
        label="a", common_name="A", organisation="", email="", now=NOW, private=private
    )
    pem = certificate_path(tmp_path / "keys", "a").read_bytes()
    certificate = x509.load_pem_x509_certificates(pem)[0]
    assert describe(certificate) == made
    token = SoftToken.make(tmp_path)
    token.put("a", private=private, certificates=(certificate.public_bytes(Encoding.DER),))
    monkeypatch.setenv("SOFTHSM2_CONF", str(token.conf))
    pin = tmp_path / "pin"
    pin.write_text(PIN)
    settings = SigningSettings(
        key_dir=tmp_path / "keys",
        workers=1,
        pkcs11_module=MODULE,
        pkcs11_token=TOKEN,
        pkcs11_pin_file=pin,
        pkcs11_environment=frozenset({"SOFTHSM2_CONF"}),
    )
    good = held("a", 900, fingerprint=made.fingerprint)
    rows = [good, held("a", 900, fingerprint="00"), held("nobody", 900)]
    async with Signing(settings) as signing:
        said = await failing(rows, signing, now=NOW)
    assert len(said) == 2
    assert "another certificate" in said[0]
    assert said[1] == "pkcs11:nobody: KeyMissing nobody"
    shutil.rmtree(tmp_path / "tokens")
