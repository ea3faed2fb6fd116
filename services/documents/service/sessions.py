"""Signing sessions: signatures whose key lies with its holder, on the official's own machine.

start -> for each step: a job prepares, the holder's program answers once, a job completes -> the
signatures are entered together; abort or expire. See starting.py, answering.py, ending.py.
"""

from base64 import b64encode
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from auth.actor import Actor
from services.documents.errors import NotVisible, OriginRefused, SigningSessionOver
from services.documents.models.copy import DocumentCopy
from services.documents.models.document import Document
from services.documents.models.signing import Signing
from services.documents.models.signing_session import SigningSession, SigningStep
from services.documents.models.states import SessionStage, SigningAgent, SigningState
from services.documents.repository import sessions as rows
from services.documents.schemas.signing_session import SigningSessionRead, SigningStepRead
from services.settings import ServiceSettings
from signing.mechanisms import MECHANISMS
from storage.outbox import publish

GRACE = timedelta(seconds=5)


@dataclass(frozen=True, slots=True)
class Opened:
    """A session, its signature and its steps."""

    row: SigningSession
    signing: Signing
    steps: list[SigningStep]

    @property
    def step(self) -> SigningStep:
        """The one it is at."""
        return self.steps[self.row.step - 1]

    @property
    def next_step(self) -> SigningStep | None:
        return self.steps[self.row.step] if self.row.step < len(self.steps) else None

    @property
    def reached(self) -> str:
        """How far it has come, for the journal: 3/5."""
        return f"{self.row.step}/{len(self.steps)}"

    def file_of(self, step: SigningStep) -> str:
        """The file as the steps so far have left it."""
        same = [one for one in self.steps if one.attachment_id == step.attachment_id]
        signed = [one.signed_digest for one in same if one.signed_digest]
        return signed[-1] if signed else step.base_digest


def require_origin(origin: str | None, settings: ServiceSettings) -> None:
    """Only our own pages may speak to a person's key (RFC 6454)."""
    if (origin or "").lower() != settings.origin:
        raise OriginRefused(origin or "")


def lifetime_of(agent: SigningAgent, settings: ServiceSettings) -> timedelta:
    if agent is SigningAgent.BY_HAND:
        return settings.signing_file_lifetime
    return settings.signing_session_lifetime


async def publish_step(
    session: AsyncSession, row: SigningSession, signing: Signing, *, now: datetime
) -> None:
    """It is our turn: a job prepares or completes this step."""
    await publish(
        session,
        type="document.signing_step_due",
        subject=signing.subject[1],
        now=now,
        data={"signing_id": str(signing.id), "step": row.step, "stage": row.stage},
    )


async def publish_expiry(
    session: AsyncSession, row: SigningSession, *, delay: timedelta, now: datetime
) -> None:
    await publish(
        session,
        type="document.signing_session_opened",
        subject=row.signing_id,
        now=now,
        delay=delay,
    )


async def find_opened(
    session: AsyncSession, condition: ColumnElement[bool], *, for_change: bool = False
) -> Opened | None:
    found = await rows.find_session(session, condition, for_change=for_change)
    if found is None:
        return None
    row, signing = found
    return Opened(row, signing, list(await rows.list_steps(session, signing.id)))


async def access_session(
    session: AsyncSession, actor: Actor, signing_id: UUID, *, for_change: bool = False
) -> Opened:
    """The actor's own session, in the appointment it was begun in; to others it is not there."""
    condition = (
        (col(Signing.id) == signing_id)
        & (col(SigningSession.person_id) == actor.person_id)
        & (col(Signing.appointment_id) == actor.appointment_id)
    )
    opened = await find_opened(session, condition, for_change=for_change)
    if opened is None:
        raise NotVisible("signing_session", signing_id)
    return opened


async def get_subject(
    session: AsyncSession, signing: Signing, *, for_change: bool = False
) -> Document | DocumentCopy:
    """What the signature is of."""
    if signing.copy_id is not None:
        return await session.get_one(DocumentCopy, signing.copy_id, with_for_update=for_change)
    return await session.get_one(Document, signing.document_id, with_for_update=for_change)


def version_of(subject: Document | DocumentCopy) -> int | None:
    """A copy is never changed, so it has no versions."""
    return subject.version if isinstance(subject, Document) else None


def require_open(opened: Opened, *, now: datetime) -> None:
    """Raise `SigningSessionOver` where nothing more may come from the holder."""
    if opened.signing.state is not SigningState.STARTED:
        raise SigningSessionOver(opened.signing.state)
    if opened.row.expires_at <= now and opened.row.stage is not SessionStage.COMPLETING:
        raise SigningSessionOver(SigningState.EXPIRED)


def read_session(opened: Opened) -> SigningSessionRead:
    row, signing = opened.row, opened.signing
    waiting = row.stage is SessionStage.WAITING and row.to_sign is not None
    mechanism = MECHANISMS.get(row.algorithm or "")
    return SigningSessionRead(
        **signing.model_dump(
            include={"id", "document_id", "copy_id", "purpose", "state", "problem"}
        ),
        **row.model_dump(include={"agent", "stage", "step", "expires_at", "document_version"}),
        steps=[
            SigningStepRead(
                purpose=one.purpose, filename=one.filename, is_signed=one.signed_digest is not None
            )
            for one in opened.steps
        ],
        to_sign=b64encode(row.to_sign or b"").decode() if waiting else None,
        hash_function=mechanism.digest.replace("sha", "SHA-") if waiting and mechanism else None,
    )
