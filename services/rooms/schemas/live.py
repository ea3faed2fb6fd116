"""Shapes of the running meeting over HTTP: commands, its course, secret votes."""

import base64
from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import Base64Bytes, BaseModel, ConfigDict, Field, field_serializer

from meetings.models.live_states import FloorKind, RecordingState, VoteState
from meetings.service.secret_votes import Cast


class LiveCommand(BaseModel):
    """`do` names a command of docs/meetings.md; its fields stand beside."""

    model_config = ConfigDict(extra="allow")

    do: str = Field(max_length=40)


class ItemCourseRead(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    item_id: UUID
    title: str
    minutes_planned: int
    minutes_added: int
    spans: list[tuple[datetime, datetime | None]]
    seconds: int


class SpeechCourseRead(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    seat_id: UUID
    name: str
    person: str
    item_id: UUID | None
    kind: FloorKind
    started_at: datetime
    ended_at: datetime | None
    seconds: int
    seconds_allowed: int


class VoteCourseRead(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    vote_id: UUID
    item_id: UUID | None
    question: str
    state: VoteState
    secret: bool
    opened_at: datetime | None
    closed_at: datetime | None
    annul_reason: str | None
    result: dict[str, Any] | None
    digest: str | None


class CourseRead(BaseModel):
    """`spoke`: seconds by seat."""

    model_config = ConfigDict(from_attributes=True)

    items: list[ItemCourseRead]
    speeches: list[SpeechCourseRead]
    votes: list[VoteCourseRead]
    spoke: dict[UUID, int]


class RecordingGap(BaseModel):
    """Nothing was written in between: the process that recorded had ended."""

    since: datetime
    until: datetime


class RecordingRead(BaseModel):
    """`progress`: of its joining into one file, in percent."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    state: RecordingState
    started_at: datetime
    stopped_at: datetime | None
    progress: int
    digest: str | None
    size: int | None
    keep_until: datetime | None
    gaps: list[RecordingGap]
    hold_reason: str | None
    failure: str | None


class FailedRecording(BaseModel):
    """A recording that could not be kept, for who looks after the system."""

    id: UUID
    meeting_id: UUID
    meeting_title: str
    started_at: datetime
    failure: str | None


class SecretBallotCast(BaseModel):
    """All of it in base64 (RFC 4648, section 4) except the choice."""

    token: Base64Bytes = Field(description="public key of the voter, P-256 point, 65 bytes")
    prefix: Base64Bytes = Field(description="msg_prefix of RFC 9474, 32 bytes")
    token_signature: Base64Bytes = Field(max_length=512)
    choice: str = Field(max_length=40)
    choice_signature: Base64Bytes = Field(description="ECDSA of the choice, r and s, 64 bytes")

    def of(self, vote_id: UUID) -> Cast:
        return Cast(vote_id=vote_id, **dict(self))


class SecretBallotRead(BaseModel):
    token: bytes
    prefix: bytes
    token_signature: bytes
    choice: str
    choice_signature: bytes

    @field_serializer("token", "prefix", "token_signature", "choice_signature")
    def _in_base64(self, value: bytes) -> str:
        return base64.b64encode(value).decode()


class SecretVoteRead(BaseModel):
    """`tokens`: how many ballots were handed out; there are never more ballots than that."""

    id: UUID
    state: VoteState
    public_key: str
    choices: list[str]
    tokens: int | None
    votes: dict[str, int] | None
    digest: str | None
    ballots: list[SecretBallotRead]
