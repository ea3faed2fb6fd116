"""Access tokens: only ours, only ES256, only for this audience, only in time (RFC 8725)."""

import base64
import hashlib
import hmac
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from hypothesis import given
from hypothesis import strategies as st

from auth.errors import NotSignedIn
from auth.tokens import Tokens, load_or_create_key
from storage.ids import new_id

NOW = datetime(2024, 11, 25, 1, 30, tzinfo=UTC)
LIFETIME = timedelta(minutes=10)
ISSUER, AUDIENCE = "https://congvu.test", "congvu-api"
HEADER = {"alg": "ES256", "typ": "at+jwt"}
SESSION, PERSON = new_id(), new_id()


def new_key() -> str:
    return (
        ec.generate_private_key(ec.SECP256R1())
        .private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        .decode()
    )


KEY = new_key()
TOKENS = Tokens(private_key_pem=KEY, issuer=ISSUER, audience=AUDIENCE)


def claims(**changes: Any) -> dict[str, Any]:
    whole = {
        "iss": ISSUER,
        "aud": AUDIENCE,
        "sub": str(PERSON),
        "sid": str(SESSION),
        "iat": int(NOW.timestamp()),
        "exp": int((NOW + LIFETIME).timestamp()),
        **changes,
    }
    return {name: value for name, value in whole.items() if value is not None}


def part(value: Any) -> str:
    raw = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def signed(header: dict[str, Any], payload: dict[str, Any], *, key: str = KEY) -> str:
    """A token made without the library that reads it."""
    message = f"{part(header)}.{part(payload)}"
    private = serialization.load_pem_private_key(key.encode(), password=None)
    assert isinstance(private, ec.EllipticCurvePrivateKey)
    der = private.sign(message.encode(), ec.ECDSA(hashes.SHA256()))
    r, s = decode_dss_signature(der)
    return f"{message}.{part(r.to_bytes(32, 'big') + s.to_bytes(32, 'big'))}"


def public_pem() -> bytes:
    private = serialization.load_pem_private_key(KEY.encode(), password=None)
    return private.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )


def test_a_token_says_which_session_and_until_when() -> None:
    token = TOKENS.issue(session_id=SESSION, person_id=PERSON, now=NOW, lifetime=LIFETIME)
    read = TOKENS.read(token, now=NOW)
    assert (read.session_id, read.expires_at) == (SESSION, NOW + LIFETIME)
    assert TOKENS.read(signed(HEADER, claims()), now=NOW) == read


@pytest.mark.parametrize(
    "changes",
    [
        {"aud": "another-api"},
        {"aud": None},
        {"iss": "https://elsewhere.test"},
        {"iss": None},
        {"sid": None},
        {"sid": "not-an-id"},
        {"exp": None},
        {"exp": "soon"},
        {"exp": int(NOW.timestamp())},
        {"exp": int(NOW.timestamp()) - 1},
        {"exp": 10**30},
    ],
    ids=str,
)
def test_a_claim_that_does_not_hold_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(NotSignedIn):
        TOKENS.read(signed(HEADER, claims(**changes)), now=NOW)


@pytest.mark.parametrize(
    "header",
    [
        {"alg": "ES256", "typ": "JWT"},
        {"alg": "ES256"},
        {"alg": "ES384", "typ": "at+jwt"},
        {"alg": "none", "typ": "at+jwt"},
        {"typ": "at+jwt"},
    ],
    ids=str,
)
def test_another_kind_of_token_is_refused(header: dict[str, Any]) -> None:
    with pytest.raises(NotSignedIn):
        TOKENS.read(signed(header, claims()), now=NOW)


@pytest.mark.parametrize("algorithm", ["none", "None", "NONE", ""])
def test_a_token_without_a_signature_is_refused(algorithm: str) -> None:
    token = f"{part({**HEADER, 'alg': algorithm})}.{part(claims())}."
    with pytest.raises(NotSignedIn):
        TOKENS.read(token, now=NOW)


def test_our_public_key_is_no_shared_secret() -> None:
    message = f"{part({**HEADER, 'alg': 'HS256'})}.{part(claims())}"
    mac = hmac.new(public_pem(), message.encode(), hashlib.sha256).digest()
    with pytest.raises(NotSignedIn):
        TOKENS.read(f"{message}.{part(mac)}", now=NOW)


def test_a_key_named_by_the_token_is_not_followed() -> None:
    other = new_key()
    for header in ({"jku": "https://elsewhere.test/keys"}, {"jwk": {"kty": "EC"}}, {"kid": "1"}):
        with pytest.raises(NotSignedIn):
            TOKENS.read(signed({**HEADER, **header}, claims(), key=other), now=NOW)


def test_a_changed_token_is_refused() -> None:
    token = signed(HEADER, claims())
    head, _, signature = token.split(".")
    with pytest.raises(NotSignedIn):
        TOKENS.read(f"{head}.{part(claims(sid=str(new_id())))}.{signature}", now=NOW)


@given(
    st.text(max_size=80)
    | st.lists(st.binary(max_size=20), max_size=4).map(
        lambda parts: ".".join(part(one) for one in parts)
    )
)
def test_anything_else_is_refused(token: str) -> None:
    with pytest.raises(NotSignedIn):
        TOKENS.read(token, now=NOW)


def test_the_key_is_made_once_and_for_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "token.pem"
    made = load_or_create_key(path)
    assert load_or_create_key(path) == made
    assert path.stat().st_mode & 0o777 == 0o600
    assert [file.name for file in path.parent.iterdir()] == ["token.pem"]


def test_a_key_of_another_curve_is_refused() -> None:
    other = (
        ec.generate_private_key(ec.SECP384R1())
        .private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        .decode()
    )
    with pytest.raises(ValueError, match="P-256"):
        Tokens(private_key_pem=other, issuer=ISSUER, audience=AUDIENCE)
