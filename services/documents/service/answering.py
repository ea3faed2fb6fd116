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
from services.documents.models.copy import DocumentCopy
from services.documents.models.signing_session import SigningSession
from services.documents.models.states import SessionStage, SigningAgent, StepPurpose
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
    find_opened,
    get_subject,
    publish_step,
    read_session,
    require_open,
)
from services.settings import ServiceSettings
from signing.mechanisms import MECHANISMS, check_value
from signing.presented import load_certificate

FILES_PATH = "/api/v1/signing-files"
COMMANDS = {
    StepPurpose.SECRETARY: "SignApproved",
    StepPurpose.PERSON: "SignApproved",
    StepPurpose.NUMBER: "SignIssued",
    StepPurpose.SEAL: "SignIssued",
    StepPurpose.ATTACHMENT: "SignAppendix",
    StepPurpose.COPY: "SignCopy",
}
#: The steps whose text names the document's number and symbol, or the copy's.
_WITH_NUMBER = {StepPurpose.NUMBER, StepPurpose.ATTACHMENT, StepPurpose.COPY}


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
    number, issued_on = await _number_of(session, opened)
    down, up = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
    row.down_secret, row.up_secret = digest_of(down), digest_of(up)
    message = ServiceMessage(
        FileUploadHandler=f"{settings.origin}{FILES_PATH}/{up}",
        SessionId="",
        JWTToken="",
        FileName=f"{settings.origin}{FILES_PATH}/{down}",
        MetaData=[MetaDatum(Key="FieldName", Value=opened.step.field or "")],
        DocNumber=number,
        IssuedDate=issued_on,
    )
    command = COMMANDS[opened.step.purpose]
    return ServiceCall(url=f"{settings.sign_service_url}/{command}", message=message)


async def _number_of(session: AsyncSession, opened: Opened) -> tuple[str, str]:
    """Number and symbol, and for the number's own step the date, as the program writes them."""
    purpose = opened.step.purpose
    if purpose not in _WITH_NUMBER:
        return "", ""
    subject = await get_subject(session, opened.signing)
    number = subject.number_and_symbol or ""
    if isinstance(subject, DocumentCopy) or purpose is not StepPurpose.NUMBER:
        return number, ""
    return number, subject.issued_on.isoformat() if subject.issued_on else ""


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
    return _waiting(opened)


async def open_upload(session: AsyncSession, secret: str, *, now: datetime) -> WaitingFile:
    """What is to come back through a one-time address."""
    return _waiting(await _by_secret(session, col(SigningSession.up_secret), secret, now=now))


async def open_by_hand(
    session: AsyncSession, actor: Actor, signing_id: UUID, *, now: datetime
) -> WaitingFile:
    """The same for an official who carries the file to a signing program and back."""
    opened = await access_session(session, actor, signing_id)
    require_open(opened, now=now)
    row = opened.row
    if row.agent is not SigningAgent.BY_HAND or row.stage is not SessionStage.WAITING:
        raise FieldRefused("agent", "this session waits for no file by hand")
    return _waiting(opened)


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
    condition = col(SigningSession.signing_id) == waiting.signing_id
    opened = await find_opened(session, condition, for_change=True)
    if opened is None:
        raise NotVisible("signing_session", waiting.signing_id)
    require_open(opened, now=now)
    if opened.row.step != waiting.step:
        raise MoveRefused("signing_session", opened.row.stage, SessionStage.COMPLETING)
    opened.row.mark_completing()
    opened.row.answer_digest = digest
    await publish_step(session, opened.row, opened.signing, now=now)
    return read_session(opened)


async def _by_secret(session: AsyncSession, column: Any, secret: str, *, now: datetime) -> Opened:
    opened = await find_opened(session, column == digest_of(secret), for_change=True)
    if opened is None:
        raise NotVisible("signing_file", UUID(int=0))
    require_open(opened, now=now)
    return opened


def _waiting(opened: Opened) -> WaitingFile:
    return WaitingFile(
        signing_id=opened.signing.id,
        digest=opened.row.file_digest,
        filename=opened.step.filename,
        step=opened.row.step,
    )
