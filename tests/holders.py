"""People whose keys lie on their own machines, registered for their appointments."""

from base64 import b64encode
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed, decode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding
from httpx2 import Response
from sqlalchemy import func, update

from auth.models import Credential, KeyStoreName
from storage.ids import new_id
from storage.outbox import OutboxEvent
from tests.agents.certificates import issue
from tests.office import ADDRESS, OFFICE_DAY, Office, Officer

OURS = {"Origin": ADDRESS}


@dataclass(frozen=True)
class Token:
    """An EC key that its holder carries; signs as Web eID does, r and s side by side."""

    private: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate

    @property
    def der(self) -> bytes:
        return self.certificate.public_bytes(Encoding.DER)

    def sign(self, digest: bytes) -> bytes:
        algorithm = ec.ECDSA(Prehashed(hashes.SHA256()))
        pair = decode_dss_signature(self.private.sign(digest, algorithm))
        return b"".join(part.to_bytes(32) for part in pair)


def new_token(key_dir: Path, name: str = "Nguyễn Văn Hiệp") -> Token:
    private = ec.generate_private_key(ec.SECP256R1())
    return Token(private, issue(key_dir, private.public_key(), name=name, now=OFFICE_DAY))


async def register(
    office: Office, officer: Officer, certificate: x509.Certificate, *, seal: bool = False
) -> None:
    """Enter the certificate for the officer's appointment, or for their agency's seal."""
    print_ = certificate.fingerprint(hashes.SHA256()).hex()
    row = Credential(
        id=new_id(),
        appointment_id=None if seal else UUID(officer.appointment_id),
        agency_id=UUID(officer.agency_id) if seal else None,
        key_store=KeyStoreName.CLIENT,
        key_label=f"client:{print_}",
        subject=certificate.subject.rfc4514_string(),
        serial=f"{certificate.serial_number:x}",
        fingerprint=print_,
        valid_from=certificate.not_valid_before_utc,
        valid_to=certificate.not_valid_after_utc,
    )
    async with office.platform.database.session() as session:
        session.add(row)
        await session.commit()


async def start(
    officer: Officer,
    subject: dict[str, Any],
    token: Token | None = None,
    *,
    noun: str = "documents",
    **changes: Any,
) -> Response:
    """Begin a session on a document or, with `noun`, on a copy."""
    body: dict[str, Any] = {"agent": "sign_service" if token is None else "web_eid"}
    if token is not None:
        body |= {"certificate": b64encode(token.der).decode(), "algorithms": ["ES256"]}
    headers = changes.pop("headers", OURS)
    return await officer.post(
        f"/{noun}/{subject['id']}/signing-sessions", body | changes, headers=headers
    )


async def give(
    officer: Officer, opened: dict[str, Any], value: bytes, headers: dict[str, str] = OURS
) -> Response:
    return await officer.put(
        f"/signing-sessions/{opened['id']}/value",
        json={"value": b64encode(value).decode()},
        headers=headers,
    )


async def make_due(office: Office) -> None:
    """What waits for a later hour, an expiry or another try, is to be done now."""
    async with office.platform.database.session() as session:
        await session.exec(update(OutboxEvent).values(next_at=func.clock_timestamp()))
        await session.commit()


async def seen(office: Office, officer: Officer, opened: dict[str, Any]) -> dict[str, Any]:
    """The session after everything that is due was done."""
    await office.work()
    answer = await officer.get(f"/signing-sessions/{opened['id']}")
    assert answer.status_code == 200, answer.text
    return dict(answer.json())
