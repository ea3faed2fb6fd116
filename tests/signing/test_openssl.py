"""An independent eye: OpenSSL verifies our signatures (CAdES) and time stamps (RFC 3161)."""

import re
import subprocess
from pathlib import Path

from asn1crypto import cms  # type: ignore[import-untyped]
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from signing.demo_ca import DemoAuthority
from signing.settings import SigningSettings
from tests.peers import require_peer
from tests.signing.conftest import NOW, Stages

BYTE_RANGE = re.compile(rb"/ByteRange\s*\[\s*(\d+) (\d+) (\d+) (\d+)\s*\]")


def test_openssl_verifies_all_three(
    stages: Stages, settings: SigningSettings, tmp_path: Path
) -> None:
    require_peer("openssl")
    demo = DemoAuthority(settings.key_dir)
    _write_pem(tmp_path / "root.pem", demo.trust_anchors()[0])
    _write_pem(tmp_path / "issuing.pem", demo.intermediates()[0])
    ranges = list(BYTE_RANGE.finditer(stages.sealed))
    assert len(ranges) == 3
    for found in ranges:
        _, first, second, length = map(int, found.groups())
        content = stages.sealed[:first] + stages.sealed[second : second + length]
        token = _unpack(stages.sealed[first + 1 : second - 1], content, folder=tmp_path)
        assert "CAdES Verification successful" in _verify_signature(tmp_path)
        (tmp_path / "token.der").write_bytes(token)
        assert "Verification: OK" in _verify_token(tmp_path)


def _unpack(digits: bytes, content: bytes, *, folder: Path) -> bytes:
    """Write content, signature and its value; return the time-stamp token."""
    message = cms.ContentInfo.load(bytes.fromhex(digits.decode()))
    signer = message["content"]["signer_infos"][0]
    (folder / "content").write_bytes(content)
    (folder / "signature.der").write_bytes(message.dump())
    (folder / "value").write_bytes(signer["signature"].native)
    [token] = [
        attribute["values"][0].dump()
        for attribute in signer["unsigned_attrs"]
        if attribute["type"].native == "signature_time_stamp_token"
    ]
    assert isinstance(token, bytes)
    return token


def _verify_signature(folder: Path) -> str:
    return _openssl(
        folder, "cms -verify -cades -binary -inform DER -in signature.der -content content "
        "-CAfile root.pem -certfile issuing.pem -purpose any -out verified",
    )  # fmt: skip


def _verify_token(folder: Path) -> str:
    return _openssl(
        folder, "ts -verify -in token.der -token_in -data value -CAfile root.pem "
        "-untrusted issuing.pem",
    )  # fmt: skip


def _openssl(folder: Path, arguments: str) -> str:
    words = ["openssl", *arguments.split(), "-attime", str(int(NOW.timestamp()))]
    done = subprocess.run(words, cwd=folder, capture_output=True, text=True, check=False)
    return done.stdout + done.stderr


def _write_pem(path: Path, der: bytes) -> None:
    path.write_bytes(x509.load_der_x509_certificate(der).public_bytes(Encoding.PEM))
