"""What a holder's program answers in a signing session: a value, or a file signed as a whole."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from auth.actor import Actor
from services.documents.errors import FieldRefused, MoveRefused, NotVisible
from services.documents.models.document import Document
from services.documents.models.signing_session import SigningSession
from services.documents.models.states import SessionStage, SigningAgent, SigningPurpose
from services.documents.repository import sessions as rows
from services.documents.repository.documents import find_main_file
from services.documents.schemas.signing_session import (
    MetaDatum,
    ServiceAnswer,
    ServiceCall,
    ServiceMessage,
    SigningSessionRead,
)
from services.documents.service.sessions import (
    Opened,
    access_session,
    publish_step,
    read_session,
    require_open,
)
from services.settings import ServiceSettings
from signing.mechanisms import MECHANISMS, check_value
from signing.models import LEADER_FIELD, NUMBER_FIELD, SEAL_FIELD
from signing.presented import load_certificate

FILES_PATH = "/api/v1/signing-files"
COMMANDS = {SigningPurpose.PERSON: "SignApproved", SigningPurpose.NUMBER_AND_SEAL: "SignIssued"}


def field_of(purpose: SigningPurpose, step: int) -> str:
    """The field, made before the first signature, that this step is to sign."""
    if purpose is SigningPurpose.PERSON:
        return LEADER_FIELD
    return NUMBER_FIELD if step == 1 else SEAL_FIELD


async def give_value(
    *, session: AsyncSession, actor: Actor, signing_id: UUID, value: bytes, now: datetime
) -> SigningSessionRead:
    """Take what the key made, if it did; a job completes the signature. Raises `ValueRefused`."""
    opened = await access_session(session, actor, signing_id, for_change=True)
    require_open(opened, now=now)
    row = opened.row
    if row.certificate is None or row.attributes is None or row.algorithm is None:
        raise FieldRefused("value", "this session waits for no value")
    check_value(
        load_certificate(row.certificate),
        MECHANISMS[row.algorithm],
        signed=row.attributes,
        value=value,
    )
    row.mark_completing()
    row.value = value
    await publish_step(session, row, opened.signing, now=now)
    return read_session(opened)


async def make_call(
    *,
    session: AsyncSession,
    actor: Actor,
    signing_id: UUID,
    settings: ServiceSettings,
    now: datetime,
) -> ServiceCall:
    """New addresses, each to be used once, for the local service; older ones stop working."""
    opened = await access_session(session, actor, signing_id, for_change=True)
    require_open(opened, now=now)
    row = opened.row
    if row.agent is not SigningAgent.SIGN_SERVICE or row.stage is not SessionStage.WAITING:
        raise FieldRefused("agent", "this session waits for no local service")
    document = await session.get_one(Document, opened.signing.document_id)
    down, up = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
    row.down_secret, row.up_secret = digest_of(down), digest_of(up)
    purpose = opened.signing.purpose
    issued = purpose is SigningPurpose.NUMBER_AND_SEAL and row.step == 1
    message = ServiceMessage(
        FileUploadHandler=f"{settings.origin}{FILES_PATH}/{up}",
        SessionId="",
        JWTToken="",
        FileName=f"{settings.origin}{FILES_PATH}/{down}",
        MetaData=[MetaDatum(Key="FieldName", Value=field_of(purpose, row.step))],
        DocNumber=(document.number_and_symbol or "") if issued else "",
        IssuedDate=document.issued_on.isoformat() if issued and document.issued_on else "",
    )
    return ServiceCall(url=f"{settings.sign_service_url}/{COMMANDS[purpose]}", message=message)


def digest_of(secret: str) -> str:
    # The secret has 256 random bits: a plain digest cannot be guessed back.
    return sha256(secret.encode()).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingFile:
    """A file that a holder's program is to sign."""

    signing_id: UUID
    digest: str
    filename: str
    step: int


async def open_download(session: AsyncSession, secret: str, *, now: datetime) -> WaitingFile:
    """The file a one-time address is for; the address does not serve again."""
    opened = await _by_secret(session, col(SigningSession.down_secret), secret, now=now)
    opened.row.down_secret = None
    return await _waiting(session, opened)


async def open_upload(session: AsyncSession, secret: str, *, now: datetime) -> WaitingFile:
    """What is to come back through a one-time address."""
    opened = await _by_secret(session, col(SigningSession.up_secret), secret, now=now)
    return await _waiting(session, opened)


async def open_by_hand(
    session: AsyncSession, actor: Actor, signing_id: UUID, *, now: datetime
) -> WaitingFile:
    """The same for an official who carries the file to a signing program and back."""
    opened = await access_session(session, actor, signing_id)
    require_open(opened, now=now)
    row = opened.row
    if row.agent is not SigningAgent.BY_HAND or row.stage is not SessionStage.WAITING:
        raise FieldRefused("agent", "this session waits for no file by hand")
    return await _waiting(session, opened)


def service_answer(waiting: WaitingFile) -> ServiceAnswer:
    """Shown to the official by the local service; whether the file is right, our page says."""
    return ServiceAnswer(
        Status=0,
        Message="Đã nhận tệp. Hệ thống đang kiểm tra chữ ký.",
        FileName=waiting.filename,
        FileServer=str(waiting.signing_id),
    )


async def keep_answer(
    *, session: AsyncSession, waiting: WaitingFile, digest: str, now: datetime
) -> SigningSessionRead:
    """Enter the file that came back, once; a job examines it and completes or aborts."""
    found = await rows.find_session(
        session, col(SigningSession.signing_id) == waiting.signing_id, for_change=True
    )
    if found is None:
        raise NotVisible("signing_session", waiting.signing_id)
    opened = Opened(*found)
    require_open(opened, now=now)
    if opened.row.step != waiting.step:
        raise MoveRefused("signing_session", opened.row.stage, SessionStage.COMPLETING)
    opened.row.mark_completing()
    opened.row.answer_digest = digest
    await publish_step(session, opened.row, opened.signing, now=now)
    return read_session(opened)


async def _by_secret(session: AsyncSession, column: Any, secret: str, *, now: datetime) -> Opened:
    found = await rows.find_session(session, column == digest_of(secret), for_change=True)
    if found is None:
        raise NotVisible("signing_file", UUID(int=0))
    opened = Opened(*found)
    require_open(opened, now=now)
    return opened


async def _waiting(session: AsyncSession, opened: Opened) -> WaitingFile:
    main = await find_main_file(session, opened.signing.document_id)
    return WaitingFile(
        signing_id=opened.signing.id,
        digest=opened.row.file_digest,
        filename=main.filename if main else "van-ban.pdf",
        step=opened.row.step,
    )
