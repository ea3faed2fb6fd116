"""Jobs that ended without success."""

from datetime import datetime
from uuid import UUID

from services.web.shapes.shape import Shape


class DeadJob(Shape):
    id: UUID
    type: str
    attempts: int
    last_error: str | None
    occurred_at: datetime
