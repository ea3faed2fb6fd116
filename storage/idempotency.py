"""Answers kept for a repeated request (draft-ietf-httpapi-idempotency-key-header).

The answer is stored in the transaction of its effect, so there is never one without the other.
"""

from datetime import datetime
from uuid import UUID

from sqlmodel import Field, SQLModel

from storage.schema import UtcDateTime


class KeptAnswer(SQLModel, table=True):
    """The answer once given to `key` of one person."""

    __tablename__ = "kept_answer"

    person_id: UUID = Field(primary_key=True)
    key: str = Field(primary_key=True, max_length=200)
    request_digest: str = Field(max_length=64)
    status: int
    media_type: str = Field(max_length=100)
    headers: str = Field(description="JSON object of the answer's own headers")
    body: bytes
    at: datetime = Field(sa_type=UtcDateTime)
