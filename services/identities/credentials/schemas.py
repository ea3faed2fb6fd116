"""Shapes of certificates and of those who hold them."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import Base64Bytes, BaseModel, Field

from auth.models import KeyStoreName
from services.text import Line, Text

#: Of a file with a certificate and those above it, in base64.
MAX_FILE = 96 * 1024


class CredentialWanted(BaseModel):
    """`certificate` is the file (PEM, DER or PKCS#7) in base64; without an appointment: the seal.

    `key_label` says where the key lies; with `client` it is not needed, the fingerprint serves.
    """

    certificate: Annotated[Base64Bytes, Field(max_length=MAX_FILE)]
    appointment_id: UUID | None = None
    key_store: KeyStoreName
    key_label: Line = Field(default="", max_length=200)
    valid_from: date | None = None


class CredentialEnd(BaseModel):
    reason: Text = Field(min_length=10, max_length=1000)


class CredentialRead(BaseModel):
    """`warnings`: how soon it ends, and what its newest check has found.

    `state`: `in_force`, `to_come`, `superseded` by a newer one, `expired` or `ended`.
    """

    id: UUID
    appointment_id: UUID | None
    agency_id: UUID | None
    state: str
    subject: str
    issuer: str
    serial: str
    fingerprint: str
    key_kind: str
    key_store: KeyStoreName
    key_label: str
    valid_from: datetime
    valid_to: datetime
    ended_at: datetime | None
    end_reason: str | None
    checked_at: datetime | None
    warnings: list[str]


class HolderRead(BaseModel):
    """An appointment, or with none the agency's seal, and its certificates, the newest first."""

    appointment_id: UUID | None
    name: str
    position: str
    department: str
    last_day: date | None
    credentials: list[CredentialRead]


class Compared(BaseModel):
    """What a certificate says beside what is known here, for the administrator's eye."""

    field: str
    certificate: str
    here: str
    same: bool


class CredentialExamined(BaseModel):
    """A certificate that may be registered: its facts, the names side by side, what is unsure."""

    subject: str
    issuer: str
    serial: str
    fingerprint: str
    key_kind: str
    valid_from: datetime
    valid_to: datetime
    key_tried: bool
    compared: list[Compared]
    findings: list[str]
