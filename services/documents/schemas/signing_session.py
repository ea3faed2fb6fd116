"""Shapes of signing sessions: signatures whose key lies with its holder."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Base64Bytes, BaseModel, Field

from auth.models import KeyStoreName
from services.documents.models.states import (
    SessionStage,
    SigningAgent,
    SigningPurpose,
    SigningState,
    StepPurpose,
)
from services.documents.schemas.place import PlaceChoice

MAX_CERTIFICATE = 16_384
MAX_VALUE = 4_096


class SigningStepRead(BaseModel):
    """One signature: what for, and on which file."""

    purpose: StepPurpose
    filename: str
    is_signed: bool


class SigningKeyRead(BaseModel):
    """Where the key lies with which the actor would sign the document or copy next.

    `place` None: there is nothing for them to sign, or no certificate. `steps`: the signatures a
    session would make, in order. `agents` are what this office uses to reach a key at the
    `client`, `sign_service_url` where one of them listens.
    """

    place: KeyStoreName | None
    steps: list[SigningStepRead]
    agents: list[SigningAgent]
    sign_service_url: str


class SigningSessionStart(BaseModel):
    """`certificate` (DER, base64) and `algorithms` (RFC 7518: ES384, RS256) by Web eID alone.

    `place` is for the leader's signature; None: where position and name are found on the page.
    """

    agent: SigningAgent
    place: PlaceChoice | None = None
    certificate: Annotated[Base64Bytes | None, Field(max_length=MAX_CERTIFICATE)] = None
    algorithms: Annotated[list[Annotated[str, Field(max_length=10)]], Field(max_length=20)] = []


class SignatureValue(BaseModel):
    """What the key made over `to_sign`, base64: for ECDSA r and s side by side, or in DER."""

    value: Annotated[Base64Bytes, Field(max_length=MAX_VALUE)]


class SigningSessionRead(BaseModel):
    """`to_sign` (base64) is a digest by `hash_function`, there while the session is waiting.

    `step` counts from 1. `document_version` is the document's, as the session was begun on it or
    has left it; a session of a copy has neither.
    """

    id: UUID
    document_id: UUID | None
    copy_id: UUID | None
    document_version: int | None
    purpose: SigningPurpose
    agent: SigningAgent
    state: SigningState
    stage: SessionStage
    step: int
    steps: list[SigningStepRead]
    to_sign: str | None
    hash_function: str | None
    problem: str | None
    expires_at: datetime


class MetaDatum(BaseModel):
    """A key and its value, in the words of the local service's own protocol."""

    Key: str
    Value: str


class ServiceMessage(BaseModel):
    """What the Government Cipher Committee's local service is sent, with its own names."""

    FileUploadHandler: str
    SessionId: str
    JWTToken: str
    FileName: str
    MetaData: list[MetaDatum]
    DocNumber: str
    IssuedDate: str


class ServiceCall(BaseModel):
    """Open `url`, send `message` as JSON, take one answer. The addresses in it serve once."""

    url: str
    message: ServiceMessage


class ServiceAnswer(BaseModel):
    """What the local service expects of an upload: `Status` 0 is well."""

    Status: int
    Message: str
    FileName: str
    FileServer: str
