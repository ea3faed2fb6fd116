"""RFC 5652 and EN 319 122-1: what is written by hand is what pyHanko writes, octet for octet."""

import asyncio
import hashlib
from datetime import UTC, datetime
from pathlib import Path

import pytest
from asn1crypto import cms, tsp  # type: ignore[import-untyped]
from pyhanko.sign.signers.pdf_cms import Signer

from signing.demo_ca import DemoAuthority
from signing.keys.software import SoftwareKey, SoftwareKeyStore
from signing.pades.cades import der
from signing.pades.signers import KeySigner
from signing.pades.timestamps import DemoTimeStamper

NOW = datetime(2024, 11, 25, 1, 30, tzinfo=UTC)
DIGEST = hashlib.sha256(b"document").digest()


class SameValueKey(SoftwareKey):
    """Makes the same value each time, so that two signatures can be compared."""

    def sign(self, data: bytes) -> bytes:
        return hashlib.sha512(data).digest()


@pytest.fixture
def key(tmp_path: Path) -> SoftwareKey:
    demo = DemoAuthority(tmp_path)
    demo.issue(label="a", common_name="Lê Thị Ớt", organisation="", email="", now=NOW)
    loaded = SoftwareKeyStore(tmp_path).load("a")
    loaded.__class__ = SameValueKey
    return loaded


@pytest.fixture
def stamper(tmp_path: Path) -> DemoTimeStamper:
    return DemoTimeStamper(DemoAuthority(tmp_path).time_stamp_key(now=NOW), now=NOW)


def test_a_signature_is_the_one_pyhanko_writes(key: SoftwareKey) -> None:
    signer = KeySigner(key)
    ours = asyncio.run(signer.async_sign(DIGEST, "sha256", use_pades=True))
    theirs = asyncio.run(Signer.async_sign(signer, DIGEST, "sha256", use_pades=True))
    assert ours.dump() == theirs.dump()


def test_a_time_stamp_covers_the_value(key: SoftwareKey, stamper: DemoTimeStamper) -> None:
    made = asyncio.run(
        KeySigner(key).async_sign(DIGEST, "sha256", use_pades=True, timestamper=stamper)
    )
    [info] = cms.ContentInfo.load(made.dump(), strict=True)["content"]["signer_infos"]
    [unsigned] = info["unsigned_attrs"]
    assert unsigned["type"].native == "signature_time_stamp_token"
    token = unsigned["values"][0]["content"]
    assert token["version"].native == "v3"
    stamped = tsp.TSTInfo.load(token["encap_content_info"]["content"].contents)
    imprint = stamped["message_imprint"]["hashed_message"].native
    assert imprint == hashlib.sha256(info["signature"].contents).digest()
    digest = [one for one in token["signer_infos"][0]["signed_attrs"] if _is_digest(one)]
    assert digest[0]["values"][0].native == hashlib.sha256(stamped.dump()).digest()


def _is_digest(attribute: cms.CMSAttribute) -> bool:
    return bool(attribute["type"].native == "message_digest")


@pytest.mark.parametrize(
    ("length", "header"), [(127, "307f"), (128, "308180"), (255, "3081ff"), (256, "30820100")]
)
def test_lengths_of_x690_8_1_3(length: int, header: str) -> None:
    assert der(0x30, bytes(length))[: len(header) // 2].hex() == header
