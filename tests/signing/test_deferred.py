"""Keys that lie elsewhere: the file is prepared here, the value comes from outside."""

import dataclasses
import hashlib
import json
from datetime import timedelta
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed, decode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding

from signing.demo_ca import DemoAuthority
from signing.errors import (
    CertificateRefused,
    FieldTaken,
    LeaderUnsigned,
    PreparedFileChanged,
    ValueRefused,
)
from signing.models import PreparedSignature
from signing.service import Signing
from signing.settings import SigningSettings
from signing.verdicts import Outcome
from tests.agents.certificates import issue
from tests.signing.conftest import LEADER_KEY, NOW, NUMBER, PERSON, SEAL, Stages

HASHES: dict[str, hashes.HashAlgorithm] = {
    "256": hashes.SHA256(),
    "384": hashes.SHA384(),
    "512": hashes.SHA512(),
}
PrivateKey = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


@dataclasses.dataclass(frozen=True)
class Holder:
    """Somebody with a key of their own."""

    key: PrivateKey
    certificate: x509.Certificate

    @property
    def der(self) -> bytes:
        return self.certificate.public_bytes(Encoding.DER)

    def value(self, prepared: PreparedSignature) -> bytes:
        """As Web eID gives it: RSA PKCS#1 v1.5, or r and s side by side."""
        digest = Prehashed(HASHES[prepared.algorithm[2:]])
        if isinstance(self.key, rsa.RSAPrivateKey):
            return self.key.sign(prepared.to_sign, padding.PKCS1v15(), digest)
        size = (self.key.curve.key_size + 7) // 8
        pair = decode_dss_signature(self.key.sign(prepared.to_sign, ec.ECDSA(digest)))
        return b"".join(part.to_bytes(size) for part in pair)


@pytest.fixture(scope="module")
def holders(signing: Signing, settings: SigningSettings) -> dict[str, Holder]:
    keys: dict[str, PrivateKey] = {
        "P-256": ec.generate_private_key(ec.SECP256R1()),
        "P-384": ec.generate_private_key(ec.SECP384R1()),
        "RSA": rsa.generate_private_key(65537, 2048),
    }
    return {kind: holder(settings, key) for kind, key in keys.items()}


def holder(
    settings: SigningSettings, key: PrivateKey, *, days: int = 365, signs: bool = True
) -> Holder:
    public = key.public_key()
    made = issue(
        settings.key_dir, public, name="Nguyễn Thị Ánh Tuyết", now=NOW, days=days, signs=signs
    )
    return Holder(key, made)


async def prepare(
    signing: Signing, pdf: bytes, who: Holder, *offered: str, stamp: object = PERSON
) -> PreparedSignature:
    return await signing.prepare_deferred(
        pdf,
        stamp=stamp,  # type: ignore[arg-type]
        certificate=who.der,
        offered=offered,
        now=NOW,
    )


@pytest.mark.parametrize(
    ("kind", "offered", "algorithm"),
    [
        ("P-256", (), "ES256"),
        ("P-384", (), "ES384"),
        ("P-384", ("ES256",), "ES256"),
        ("RSA", (), "RS256"),
        ("RSA", ("RS512", "PS256"), "RS512"),
    ],
)
async def test_the_signed_file_is_valid(
    signing: Signing,
    stages: Stages,
    holders: dict[str, Holder],
    kind: str,
    offered: tuple[str, ...],
    algorithm: str,
) -> None:
    who = holders[kind]
    prepared = await prepare(signing, stages.prepared, who, *offered)
    assert prepared.algorithm == algorithm
    assert prepared.pdf.startswith(stages.prepared)
    signed = await signing.complete_deferred(
        prepared, certificate=who.der, value=who.value(prepared), now=NOW + timedelta(minutes=2)
    )
    verdict = await signing.verify(signed, now=NOW + timedelta(minutes=3))
    assert verdict.outcome is Outcome.VALID, verdict
    [one] = verdict.signatures
    assert one.fingerprint == who.certificate.fingerprint(hashes.SHA256()).hex()
    assert one.signed_at == NOW + timedelta(minutes=2)


async def test_it_goes_on_from_plain_values(
    signing: Signing, stages: Stages, holders: dict[str, Holder]
) -> None:
    """What a restart leaves: bytes in a store and a row of values."""
    who = holders["P-256"]
    prepared = await prepare(signing, stages.prepared, who)
    row = json.dumps(
        {
            name: value.hex() if isinstance(value, bytes) else value
            for name, value in dataclasses.asdict(prepared).items()
        }
    )
    kept = json.loads(row)
    values: dict[str, Any] = {
        name: value if name in {"start", "end", "algorithm"} else bytes.fromhex(value)
        for name, value in kept.items()
    }
    again = PreparedSignature(**values)
    signed = await signing.complete_deferred(
        again, certificate=who.der, value=who.value(again), now=NOW
    )
    assert (await signing.verify(signed, now=NOW)).outcome is Outcome.VALID


async def test_number_and_seal_one_after_the_other(
    signing: Signing, stages: Stages, holders: dict[str, Holder]
) -> None:
    who, pdf = holders["RSA"], stages.signed
    for stamp in (NUMBER, SEAL):
        prepared = await prepare(signing, pdf, who, stamp=stamp)
        pdf = await signing.complete_deferred(
            prepared, certificate=who.der, value=who.value(prepared), now=NOW
        )
    verdict = await signing.verify(pdf, now=NOW)
    assert verdict.outcome is Outcome.VALID, verdict
    assert [one.purpose for one in verdict.signatures] == ["person", "number", "seal"]


async def test_a_value_of_another_key_is_refused(
    signing: Signing, stages: Stages, holders: dict[str, Holder], settings: SigningSettings
) -> None:
    who = holders["P-256"]
    other = holder(settings, ec.generate_private_key(ec.SECP256R1()))
    prepared = await prepare(signing, stages.prepared, who)
    for value in (other.value(prepared), bytes(64), b"", b"0", who.value(prepared)[:-1]):
        with pytest.raises(ValueRefused):
            await signing.complete_deferred(prepared, certificate=who.der, value=value, now=NOW)


async def test_a_file_changed_meanwhile_is_refused(
    signing: Signing, stages: Stages, holders: dict[str, Holder]
) -> None:
    who = holders["P-256"]
    prepared = await prepare(signing, stages.prepared, who)
    pdf = prepared.pdf.replace(b"%PDF-1", b"%PDF-2", 1)
    changed = dataclasses.replace(prepared, pdf=pdf)
    also = hashlib.sha256(pdf[: prepared.start] + pdf[prepared.end :]).digest()
    for one in (changed, dataclasses.replace(changed, digest=also)):
        with pytest.raises(PreparedFileChanged):
            await signing.complete_deferred(one, certificate=who.der, value=who.value(one), now=NOW)


async def test_certificates_that_may_not_sign(
    signing: Signing, stages: Stages, settings: SigningSettings, holders: dict[str, Holder]
) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    expired = holder(settings, key, days=-1)
    encrypts = holder(settings, key, signs=False)
    small = holder(settings, rsa.generate_private_key(65537, 1024))  # noqa: S505 - to be refused
    curve = holder(settings, ec.generate_private_key(ec.SECP256K1()))
    cases = {
        "expired": expired.der,
        "key_usage": encrypts.der,
        "unsupported_key": small.der,
        "unreadable": b"no certificate",
    }
    for reason, der in [*cases.items(), ("unsupported_key", curve.der)]:
        with pytest.raises(CertificateRefused) as refused:
            await signing.examine_certificate(der, offered=(), now=NOW)
        assert refused.value.reason == reason
    with pytest.raises(CertificateRefused, match="no_common_algorithm"):
        await signing.examine_certificate(holders["P-256"].der, offered=("RS256",), now=NOW)
    with pytest.raises(CertificateRefused, match="not_yet_valid"):
        await signing.examine_certificate(
            holders["P-256"].der, offered=(), now=NOW - timedelta(days=9)
        )


async def test_a_revoked_certificate_is_refused_before_the_pin(
    signing: Signing, settings: SigningSettings
) -> None:
    made = await signing.ensure_key(
        label="gone", common_name="Gone", organisation="", email="", now=NOW
    )
    DemoAuthority(settings.key_dir).revoke("gone", at=NOW - timedelta(hours=1))
    der = x509.load_pem_x509_certificate(made.pem.encode()).public_bytes(Encoding.DER)
    with pytest.raises(CertificateRefused, match="revoked"):
        await signing.examine_certificate(der, offered=(), now=NOW)


async def test_the_order_of_the_route_holds(
    signing: Signing, stages: Stages, holders: dict[str, Holder]
) -> None:
    with pytest.raises(LeaderUnsigned):
        await prepare(signing, stages.prepared, holders["RSA"], stamp=SEAL)
    with pytest.raises(FieldTaken):
        await prepare(signing, stages.signed, holders["RSA"])


async def test_a_server_key_and_a_key_elsewhere_share_one_route(
    signing: Signing, stages: Stages, holders: dict[str, Holder]
) -> None:
    """The leader's key lies elsewhere, the seal's on the server."""
    who = holders["P-384"]
    prepared = await prepare(signing, stages.prepared, who)
    signed = await signing.complete_deferred(
        prepared, certificate=who.der, value=who.value(prepared), now=NOW
    )
    sealed = await signing.number_and_seal(
        signed, key=LEADER_KEY, number=NUMBER, seal=SEAL, now=NOW
    )
    assert (await signing.verify(sealed, now=NOW)).outcome is Outcome.VALID
