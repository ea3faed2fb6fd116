"""What a command is: the shape of its message, and the use case that carries it out."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict
from sqlmodel.ext.asyncio.session import AsyncSession

from meetings.blind import KeyPair
from meetings.participant import Participant


class Message(BaseModel):
    """Fields that nobody knows are refused: a misspelt one must not be taken as left out."""

    model_config = ConfigDict(extra="forbid")


class Nothing(Message):
    """A command without fields."""


class OfSeat(Message):
    seat_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """`key`: for the commands that `needs_key` names, made before the transaction."""

    session: AsyncSession
    who: Participant
    now: datetime
    key: KeyPair | None = None

    @property
    def acting(self) -> dict[str, Any]:
        """What every use case is given."""
        return {"session": self.session, "who": self.who, "now": self.now}


Answer = dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class Command:
    shape: type[Message]
    run: Callable[[Call, Any], Awaitable[Answer]]
    needs_key: bool = field(default=False, kw_only=True)


Commands = Mapping[str, Command]
