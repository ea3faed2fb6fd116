"""RFC 9474, appendix A.1: blind signatures as RSABSSA-SHA384-PSS-Randomized has them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from meetings.blind import BlindedRefused, make_key, sign_blinded, verify_token

VECTOR = json.loads(Path(__file__).with_name("rfc9474.json").read_text(encoding="utf-8"))


def number(name: str) -> int:
    return int(VECTOR[name], 16)


def key_of_the_vector() -> rsa.RSAPrivateKey:
    p, q, e = number("p"), number("q"), 65537
    d = pow(e, -1, (p - 1) * (q - 1))
    return rsa.RSAPrivateNumbers(
        p=p,
        q=q,
        d=d,
        dmp1=d % (p - 1),
        dmq1=d % (q - 1),
        iqmp=pow(q, -1, p),
        public_numbers=rsa.RSAPublicNumbers(e, p * q),
    ).private_key()


def private_der() -> bytes:
    return key_of_the_vector().private_bytes(
        serialization.Encoding.DER,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


def public_pem() -> str:
    written = (
        key_of_the_vector()
        .public_key()
        .public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    )
    return written.decode()


def test_section_4_3_blind_sign() -> None:
    signed = sign_blinded(private_der(), bytes.fromhex(VECTOR["blinded_msg"]))
    assert signed.hex() == VECTOR["blind_sig"]


def test_section_4_4_finalize() -> None:
    n = number("p") * number("q")
    unblinded = number("blind_sig") * number("inv") % n
    assert f"{unblinded:x}".rjust(len(VECTOR["sig"]), "0") == VECTOR["sig"]


def test_section_4_5_verification() -> None:
    facts = {
        "prefix": bytes.fromhex(VECTOR["msg_prefix"]),
        "token": bytes.fromhex(VECTOR["msg"]),
        "signature": bytes.fromhex(VECTOR["sig"]),
    }
    assert verify_token(public_pem(), **facts)
    for name in facts:
        changed = bytes([facts[name][0] ^ 1]) + facts[name][1:]
        assert not verify_token(public_pem(), **{**facts, name: changed}), name
    assert not verify_token(make_key().public_pem, **facts)


def test_section_4_3_a_number_out_of_range_is_refused() -> None:
    n = number("p") * number("q")
    length = len(VECTOR["blinded_msg"]) // 2
    for blinded in (b"", b"\0" * length, n.to_bytes(length, "big"), b"\1" * (length - 1)):
        with pytest.raises(BlindedRefused):
            sign_blinded(private_der(), blinded)
