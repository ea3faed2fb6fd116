"""Recordings: the chair decides on each, a job makes it one file, rights say who sees it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from meetings.errors import MoveRefused
from meetings.models.live_states import RecordingState
from storage.ids import new_id
from storage.schema import UtcDateTime, enum_type

S = RecordingState


class MeetingRecording(SQLModel, table=True):
    """`parts`: the files of its tracks with their digests, until they are joined."""

    __tablename__ = "meeting_recording"
    __table_args__ = (
        CheckConstraint("started_at <= stopped_at", name="times_in_order"),
        CheckConstraint("progress BETWEEN 0 AND 100", name="progress_in_percent"),
        CheckConstraint(
            "(hold_reason IS NULL) = (held_by_id IS NULL)", name="held_by_somebody_with_a_reason"
        ),
        CheckConstraint("(digest IS NOT NULL) = (state = 'stored')", name="stored_has_a_digest"),
        Index(
            "ix_meeting_recording_one_running",
            "meeting_id",
            unique=True,
            postgresql_where=text("state = 'running'"),
        ),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    meeting_id: UUID = Field(foreign_key="meeting.id", index=True)
    state: RecordingState = Field(default=S.RUNNING, sa_type=enum_type(RecordingState))
    started_at: datetime = Field(sa_type=UtcDateTime)
    started_by_id: UUID = Field(foreign_key="appointment.id")
    stopped_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    parts: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSONB)
    gaps: list[dict[str, str]] = Field(
        default_factory=list,
        sa_type=JSONB,
        description="since, until: nothing was written, since a media process had ended",
    )
    progress: int = 0
    digest: str | None = Field(default=None, max_length=64)
    size: int | None = Field(default=None, sa_type=BigInteger)
    keep_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    hold_reason: str | None = Field(
        default=None, max_length=1000, description="why it is kept beyond its time"
    )
    held_by_id: UUID | None = Field(default=None, foreign_key="appointment.id")
    failure: str | None = Field(default=None, max_length=500)

    def mark_stopped(self, *, now: datetime) -> None:
        self._move(S.STOPPED, {S.RUNNING})
        self.stopped_at = max(now, self.started_at)  # two servers, two clocks

    def mark_joining(self) -> None:
        self._move(S.JOINING, {S.STOPPED, S.JOINING})

    def mark_stored(self, digest: str, size: int, *, keep_until: datetime) -> None:
        self._move(S.STORED, {S.JOINING})
        self.digest, self.size, self.keep_until = digest, size, keep_until
        self.progress, self.parts = 100, []

    def mark_failed(self, why: str) -> None:
        self._move(S.FAILED, {S.RUNNING, S.STOPPED, S.JOINING})
        self.failure = why[:500]

    def mark_held(self, reason: str, by: UUID) -> None:
        if self.state is not S.STORED or self.hold_reason is not None:
            raise MoveRefused("recording", "held" if self.hold_reason else self.state, "held")
        self.hold_reason, self.held_by_id = reason, by

    def mark_released(self) -> None:
        if self.hold_reason is None:
            raise MoveRefused("recording", self.state, "released")
        self.hold_reason = self.held_by_id = None

    def mark_expired(self) -> None:
        self._move(S.EXPIRED, {S.STORED})
        self.digest = None

    def _move(self, to: RecordingState, sources: set[RecordingState]) -> None:
        if self.state not in sources:
            raise MoveRefused("recording", self.state, to)
        self.state = to
