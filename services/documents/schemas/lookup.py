"""What everybody may know of a printed copy who holds it in their hands."""

from datetime import date, datetime
from enum import StrEnum

from pydantic import BaseModel, Field


class PublicState(StrEnum):
    """Whether the document still counts. Recall and replacement are not built yet."""

    IN_FORCE = "in_force"


class PublicSigner(BaseModel):
    name: str
    organisation: str
    purpose: str
    signed_at: datetime | None


class PublicDocument(BaseModel):
    """No abstract and no content: the one with the copy has read them, nobody else shall."""

    code: str
    agency: str
    number_and_symbol: str
    issued_on: date
    type_name: str
    state: PublicState
    digest: str = Field(description="SHA-256 of the electronic original")
    digest_matches: bool | None = Field(description="None: no digest was asked about")
    outcome: str | None = Field(description="of the newest verification; None: none yet")
    reason: str | None
    verified_at: datetime | None
    signers: list[PublicSigner]
