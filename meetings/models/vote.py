"""Votes (biểu quyết) and their ballots; a secret ballot names neither seat nor time."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, LargeBinary, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from meetings.errors import MoveRefused
from meetings.models.live_states import Threshold, VoteBase, VoteState
from meetings.models.states import Quorum
from storage.ids import new_id
from storage.schema import UtcDateTime, enum_type

S = VoteState


class VotePlan(SQLModel):
    """What is put to the vote, and by which rule it is decided."""

    question: str = Field(min_length=1, max_length=1000)
    secret: bool = False
    weighted: bool = False
    proxies_allowed: bool = False
    base: VoteBase = Field(default=VoteBase.PRESENT, sa_type=enum_type(VoteBase))
    threshold: Threshold = Field(default=Threshold.ABSOLUTE, sa_type=enum_type(Threshold))
    quorum: Quorum = Field(default=Quorum.MAJORITY, sa_type=enum_type(Quorum))


class Vote(VotePlan, table=True):
    """`roll` and `result` are frozen at opening and closing; `digest` is of the result."""

    __tablename__ = "vote"
    __table_args__ = (
        CheckConstraint("NOT (secret AND weighted)", name="secret_is_not_weighted"),
        CheckConstraint("opened_at <= closed_at", name="times_in_order"),
        CheckConstraint(
            "(result IS NOT NULL AND digest IS NOT NULL) = (closed_at IS NOT NULL)",
            name="closed_with_a_result",
        ),
        CheckConstraint("state <> 'closed' OR closed_at IS NOT NULL", name="closed_has_an_end"),
        CheckConstraint(
            "(state = 'annulled') = (annul_reason IS NOT NULL)", name="annulled_with_a_reason"
        ),
        CheckConstraint(
            "private_key IS NULL OR (secret AND state = 'open')", name="key_only_while_open"
        ),
        Index(
            "ix_vote_one_open", "meeting_id", unique=True, postgresql_where=text("state = 'open'")
        ),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    meeting_id: UUID = Field(foreign_key="meeting.id", index=True)
    item_id: UUID | None = Field(default=None, foreign_key="agenda_item.id")
    options: list[dict[str, str]] = Field(sa_type=JSONB, description="key and label, in order")
    state: VoteState = Field(default=S.PREPARED, sa_type=enum_type(VoteState))
    created_at: datetime = Field(sa_type=UtcDateTime)
    opened_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    closed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    roll: dict[str, Any] | None = Field(default=None, sa_type=JSONB)
    public_key: str | None = Field(default=None, description="PEM; of a secret vote")
    private_key: bytes | None = Field(default=None, sa_type=LargeBinary, repr=False)
    annul_reason: str | None = Field(default=None, max_length=1000)
    result: dict[str, Any] | None = Field(default=None, sa_type=JSONB)
    digest: str | None = Field(default=None, max_length=64)

    def mark_open(self, roll: dict[str, Any], *, now: datetime) -> None:
        self._move(S.OPEN, {S.PREPARED})
        self.roll, self.opened_at = roll, now

    def mark_closed(self, result: dict[str, Any], digest: str, *, now: datetime) -> None:
        self._move(S.CLOSED, {S.OPEN})
        self.result, self.digest, self.private_key = result, digest, None
        # The clocks of two server processes may differ by a little.
        self.closed_at = max(now, self.opened_at or now)

    def mark_annulled(self, reason: str) -> None:
        """Before or after it was decided; what was counted stays to be read."""
        self._move(S.ANNULLED, {S.PREPARED, S.OPEN, S.CLOSED})
        self.annul_reason, self.private_key = reason, None

    def require_open(self) -> None:
        if self.state is not S.OPEN:
            raise MoveRefused("vote", self.state, "voted in")

    def _move(self, to: VoteState, sources: set[VoteState]) -> None:
        if self.state not in sources:
            raise MoveRefused("vote", self.state, to)
        self.state = to


class Ballot(SQLModel, table=True):
    """Of an open vote: one a seat, whichever device or person it came from."""

    __tablename__ = "ballot"

    vote_id: UUID = Field(primary_key=True, foreign_key="vote.id")
    seat_id: UUID = Field(primary_key=True, foreign_key="seat.id")
    choice: str = Field(max_length=40)
    weight: int
    cast_by_seat_id: UUID = Field(
        foreign_key="seat.id", description="itself, who holds its proxy, or the secretary"
    )
    person: str = Field(max_length=200)
    at: datetime = Field(sa_type=UtcDateTime)


class BallotToken(SQLModel, table=True):
    """A secret ballot was handed to a seat. The blinded number says nothing of the token."""

    __tablename__ = "ballot_token"

    vote_id: UUID = Field(primary_key=True, foreign_key="vote.id")
    seat_id: UUID = Field(primary_key=True, foreign_key="seat.id")
    asked_by_seat_id: UUID = Field(foreign_key="seat.id")
    blinded: bytes = Field(sa_type=LargeBinary)
    at: datetime = Field(sa_type=UtcDateTime)


class SecretBallot(SQLModel, table=True):
    """A ballot with the token it was cast by: a public key that only its voter has the other of."""

    __tablename__ = "secret_ballot"

    vote_id: UUID = Field(primary_key=True, foreign_key="vote.id")
    token: bytes = Field(primary_key=True, sa_type=LargeBinary, description="P-256, uncompressed")
    prefix: bytes = Field(sa_type=LargeBinary, description="msg_prefix of RFC 9474, 4.1")
    token_signature: bytes = Field(sa_type=LargeBinary)
    choice: str = Field(max_length=40)
    choice_signature: bytes = Field(sa_type=LargeBinary)


class VoteProxy(SQLModel, table=True):
    """One seat votes for another (ủy quyền biểu quyết), on the written word of that seat."""

    __tablename__ = "vote_proxy"
    __table_args__ = (CheckConstraint("seat_id <> holder_seat_id", name="not_to_itself"),)

    seat_id: UUID = Field(primary_key=True, foreign_key="seat.id")
    meeting_id: UUID = Field(foreign_key="meeting.id", index=True)
    holder_seat_id: UUID = Field(foreign_key="seat.id")
    basis: str = Field(max_length=500, description="the document by which it was given")
    at: datetime = Field(sa_type=UtcDateTime)
