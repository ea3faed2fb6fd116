"""What a document asks of whom, and what became of it in its own agency."""

from datetime import date
from uuid import UUID

from pydantic import BaseModel, Field

from services.documents.schemas.incoming import TaskRead
from services.people import AgencyRead


class DocumentRequestRead(BaseModel):
    """`tasks`: only of the document's own agency; other agencies' work is told by the delivery."""

    id: UUID
    agency: AgencyRead
    text: str
    due_on: date | None
    tasks: list[TaskRead]
    may_assign: bool = Field(description="nobody has it yet, and the reader may assign it")
