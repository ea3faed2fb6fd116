"""What programs of others say of our signed files: pdfsig and OpenSSL; and `congvu verify`."""

import re
import subprocess
from datetime import datetime
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from services.verifying import verify_files
from signing.demo_ca import DemoAuthority
from tests.peers import require_peer

BYTE_RANGE = re.compile(rb"/ByteRange\s*\[\s*(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s*\]")


async def everybody_accepts(
    pdf: bytes, *, signatures: int, key_dir: Path, folder: Path, now: datetime
) -> None:
    """Exactly so many signatures by people, and each verifier finds every one of them valid."""
    path = folder / "signed.pdf"
    path.write_bytes(pdf)
    root, issuing = _certificates(key_dir, folder)
    assert _valid_by_pdfsig(path) == signatures
    assert _valid_by_openssl(pdf, folder, root=root, issuing=issuing, now=now) == signatures
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CONGVU_SIGNING_KEY_DIR", str(key_dir))  # whose authority the office trusts
        [found] = await verify_files([path], now=now)
    assert found.valid, found.sentence


def _certificates(key_dir: Path, folder: Path) -> tuple[Path, Path]:
    demo = DemoAuthority(key_dir)
    paths = folder / "root.pem", folder / "issuing.pem"
    for path, der in zip(paths, (demo.trust_anchors()[0], demo.intermediates()[0]), strict=True):
        loaded = x509.load_der_x509_certificate(der)
        path.write_bytes(loaded.public_bytes(Encoding.PEM))
    return paths


def _valid_by_pdfsig(path: Path) -> int:
    """Document time stamps are none of its signatures: version 22.12 knows no such things."""
    require_peer("pdfsig")
    command = ["pdfsig", "-nocert", str(path)]
    said = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    assert "Signature is Invalid" not in said, said
    return said.count("Signature is Valid.")


def _valid_by_openssl(pdf: bytes, folder: Path, *, root: Path, issuing: Path, now: datetime) -> int:
    require_peer("openssl")
    valid = 0
    for found in BYTE_RANGE.finditer(pdf):
        _, first, second, length = map(int, found.groups())
        cms = bytes.fromhex(pdf[first + 1 : second - 1].decode())
        if b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x01\x04" in cms[:80]:
            continue  # id-ct-TSTInfo: a document time stamp
        (folder / "content").write_bytes(pdf[:first] + pdf[second : second + length])
        (folder / "signature.der").write_bytes(cms)
        words = [
            "openssl", "cms", "-verify", "-cades", "-binary", "-inform", "DER",
            "-in", "signature.der", "-content", "content", "-CAfile", root.name,
            "-certfile", issuing.name, "-purpose", "any", "-out", "verified",
            "-attime", str(int(now.timestamp())),
        ]  # fmt: skip
        done = subprocess.run(words, cwd=folder, capture_output=True, text=True, check=False)
        assert "CAdES Verification successful" in done.stderr, done.stderr
        valid += 1
    return valid
