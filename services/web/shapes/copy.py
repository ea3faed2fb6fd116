"""Electronic copies."""

from datetime import datetime
from uuid import UUID

from services.web.shapes.shape import Shape
from services.web.shapes.shared import Officer, Verdict
from services.web.shapes.signing import Signing


class Copy(Shape):
    id: UUID
    document_id: UUID | None
    incoming_id: UUID | None
    kind: str
    form: str
    number_and_symbol: str
    original: str
    pages: str
    purpose: str
    maker: Officer
    state: str
    problem: str | None
    page_count: int | None
    started_at: datetime
    verdict: Verdict | None
    signing: Signing | None
    can_retry: bool
    can_sign: bool

    @property
    def original_path(self) -> str:
        """The page of what was copied."""
        return (
            f"/documents/{self.document_id}"
            if self.document_id
            else f"/incoming/{self.incoming_id}"
        )
