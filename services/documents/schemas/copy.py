"""Shapes of electronic copies."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, Field

from services.documents.models.states import CopyKind, CopyState
from services.documents.schemas.shared import SigningRead
from services.people import OfficerRead
from services.text import Text

_PAGES = r"^([0-9]{1,4}(-[0-9]{1,4})?(,[0-9]{1,4}(-[0-9]{1,4})?){0,19})?$"


class CopyCreate(BaseModel):
    """`pages` names those of an extract, from 1: `1,3-4`."""

    kind: CopyKind
    purpose: Annotated[Text, Field(min_length=1, max_length=500)]
    pages: Annotated[str, Field(pattern=_PAGES, max_length=200)] = ""


class CopyRead(BaseModel):
    """A line of the register of copies; `form` is what the copy shows: SAO Y.

    `signing` is there while a session is under way. `can_retry`: the server has the key;
    `can_sign`: it lies at its clerk's machine, so that a session signs.
    """

    id: UUID
    document_id: UUID | None
    incoming_id: UUID | None
    kind: CopyKind
    form: str
    number_and_symbol: str
    original: str
    pages: str
    purpose: str
    maker: OfficerRead
    state: CopyState
    problem: str | None
    digest: str | None
    size: int | None
    page_count: int | None
    started_at: datetime
    made_at: datetime | None
    verdict: dict[str, Any] | None
    signing: SigningRead | None
    can_retry: bool
    can_sign: bool
