"""Access tokens: JWT signed with ES256 (RFC 7519, RFC 9068). The only file that knows python-jose.

Only ES256 is ever accepted; a key named by the token's header (jku, x5u, jwk) is never followed,
and the `typ` must be at+jwt, so that no other token of ours passes for an access token.
"""

import contextlib
import os
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from jose import JWTError, jwt

from auth.errors import NotSignedIn

_ALGORITHM = "ES256"
_TYPE = "at+jwt"
# Expiry is compared with the office's clock below, since `now` is passed in.
_CHECKS = {"verify_exp": False, "verify_nbf": False, "verify_iat": False, "require_aud": True}


@dataclass(frozen=True, slots=True)
class AccessToken:
    """What a token says: which session, and until when."""

    session_id: UUID
    expires_at: datetime


class Tokens:
    """Makes and reads access tokens with one EC P-256 key."""

    def __init__(self, *, private_key_pem: str, issuer: str, audience: str) -> None:
        key = serialization.load_pem_private_key(private_key_pem.encode(), password=None)
        if not isinstance(key, ec.EllipticCurvePrivateKey) or key.curve.name != "secp256r1":
            raise ValueError("access tokens need an EC P-256 key")
        self._private = private_key_pem
        self._public = (
            key.public_key()
            .public_bytes(
                serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
            )
            .decode()
        )
        self._issuer = issuer
        self._audience = audience

    def issue(
        self, *, session_id: UUID, person_id: UUID, now: datetime, lifetime: timedelta
    ) -> str:
        claims = {
            "iss": self._issuer,
            "aud": self._audience,
            "sub": str(person_id),
            "sid": str(session_id),
            "iat": int(now.timestamp()),
            "exp": int((now + lifetime).timestamp()),
        }
        return str(jwt.encode(claims, self._private, algorithm=_ALGORITHM, headers={"typ": _TYPE}))

    def read(self, token: str, *, now: datetime) -> AccessToken:
        """The token's content, or `NotSignedIn` if anything about it does not hold."""
        try:
            if jwt.get_unverified_header(token).get("typ") != _TYPE:
                raise NotSignedIn
            claims = jwt.decode(
                token,
                self._public,
                algorithms=[_ALGORITHM],
                audience=self._audience,
                issuer=self._issuer,
                options=_CHECKS,
            )
            expires_at = datetime.fromtimestamp(int(claims["exp"]), tz=UTC)
            session_id = UUID(str(claims["sid"]))
        except (JWTError, KeyError, ValueError, TypeError, OverflowError) as error:
            raise NotSignedIn from error
        if expires_at <= now:
            raise NotSignedIn
        return AccessToken(session_id=session_id, expires_at=expires_at)


def load_or_create_key(path: Path) -> str:
    """The signing key in `path`, made on first use, readable by its owner only."""
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        pem = ec.generate_private_key(ec.SECP256R1()).private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        draft = path.with_suffix(f".{os.getpid()}")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(pem)
        # A link is made or refused as a whole: of two processes at once, one makes the key.
        with contextlib.suppress(FileExistsError):
            path.hardlink_to(draft)
        draft.unlink()
    return path.read_text()
