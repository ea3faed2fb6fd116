"""The code by which a printed copy is looked up."""

import secrets
from datetime import datetime
from uuid import UUID

from sqlmodel import Field, SQLModel

from storage.schema import UtcDateTime

# Without I, L, O and U, which are misread or make words (as in Crockford's base 32).
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH = 20


def new_code() -> str:
    """A hundred random bits: nobody finds a document by trying."""
    return "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))


class DocumentCode(SQLModel, table=True):
    """Made when a document is first printed from here; printed on every copy, and never changed."""

    __tablename__ = "document_code"

    document_id: UUID = Field(primary_key=True, foreign_key="document.id")
    code: str = Field(max_length=CODE_LENGTH, unique=True)
    made_at: datetime = Field(sa_type=UtcDateTime)
