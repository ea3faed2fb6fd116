"""One command is one transaction: read who asks, do it, commit, and only then answer."""

import logging
from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlmodel.ext.asyncio.session import AsyncSession

from auth.errors import AuthError, NotAllowed
from meetings.blind import KeyPair
from meetings.errors import MeetingError, NotVisible
from meetings.media.errors import MediaError
from meetings.participant import Participant
from meetings.repository.live import get_vote
from meetings.service.voting import make_ballot_key
from services.platform import Platform
from services.rooms.live.commands.command import Call, Command, Message
from services.rooms.live.commands.table import COMMANDS
from services.rooms.live.identity import Identity
from storage.database import DatabaseUnavailable

log = logging.getLogger(__name__)

Answer = dict[str, Any]
# Status, code, detail and what else is told of a failure: the table of the composition, which
# knows the failures of every service and is handed in by it (services/problems.py).
Describe = Callable[[Exception], tuple[int, str, str, dict[str, Any]]]


async def carry_out(
    platform: Platform,
    identity: Identity,
    name: str,
    fields: dict[str, Any],
    *,
    now: datetime,
    describe: Describe,
) -> Answer:
    """Answer a command; what was refused is an answer as well."""
    command = COMMANDS.get(name)
    if command is None:
        return {"ok": False, "code": "command-unknown", "detail": name[:100]}
    if identity.looks_on:
        return refusal(NotAllowed("act"), describe)
    try:
        message = command.shape.model_validate(fields)
        key = await _make_key(platform, identity, command, message)
        async with platform.database.session() as session:
            who = await identity.participant(session, platform, now)
            given = await command.run(Call(session=session, who=who, now=now, key=key), message)
            # A command over a socket has no dependency that commits (services/deps.py).
            await session.commit()
    except ValidationError as error:
        return malformed(error)
    except Exception as error:  # noqa: BLE001 - whatever it raises is said to who asked
        return refusal(error, describe)
    return {"ok": True, **(given or {})}


async def carry_out_within(
    session: AsyncSession, who: Participant, name: str, fields: dict[str, Any], *, now: datetime
) -> Answer:
    """Carry out a command of a request, in its transaction; refusals are its problems."""
    command = COMMANDS.get(name)
    if command is None:
        raise NotVisible("command", name[:100])
    try:
        message = command.shape.model_validate(fields)
    except ValidationError as error:
        raise RequestValidationError(error.errors(include_context=False)) from error
    key = None
    # Nothing is locked yet: what this request has read is who asks.
    if command.needs_key and await _is_secret(session, who.meeting_id, message):
        key = await make_ballot_key()
    return await command.run(Call(session=session, who=who, now=now, key=key), message) or {}


async def _make_key(
    platform: Platform, identity: Identity, command: Command, message: Message
) -> KeyPair | None:
    """The key of a secret vote, made between two transactions."""
    if not command.needs_key:
        return None
    async with platform.database.session() as session:
        secret = await _is_secret(session, identity.meeting_id, message)
    return await make_ballot_key() if secret else None


async def _is_secret(session: AsyncSession, meeting_id: UUID, message: Message) -> bool:
    return (await get_vote(session, meeting_id, message.model_dump()["vote_id"])).secret


def malformed(error: ValidationError) -> Answer:
    rows = [
        {"field": ".".join(str(part) for part in row["loc"]), "detail": row["msg"]}
        for row in error.errors()
    ]
    return {"ok": False, "code": "malformed", "detail": "see errors", "errors": rows}


def refusal(error: Exception, describe: Describe) -> Answer:
    """The codes of the API, without their status."""
    if isinstance(error, AuthError | MeetingError | MediaError):
        _, code, detail, extra = describe(error)
        return {"ok": False, "code": code, "detail": detail, **extra}
    if isinstance(error, IntegrityError):
        log.info("constraint refused a command: %s", error.orig)
        return {"ok": False, "code": "conflict", "detail": "it contradicts what is there already"}
    if isinstance(error, DBAPIError | DatabaseUnavailable | PoolTimeout):
        log.warning("database failure: %s", error)
        return {"ok": False, "code": "database-unavailable", "detail": "nothing was changed"}
    log.error("a command failed", exc_info=error)
    return {"ok": False, "code": "unexpected", "detail": "it has been logged"}
