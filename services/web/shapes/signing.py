"""Signatures under way, and those whose key lies on the official's own machine."""

from uuid import UUID

from services.web.shapes.shape import Shape


class Signing(Shape):
    id: UUID
    purpose: str
    state: str
    problem: str | None
    agent: str | None


class SigningStep(Shape):
    purpose: str
    filename: str
    is_signed: bool


class SigningKey(Shape):
    """`place` is client where the key lies on the official's own machine."""

    place: str | None
    steps: list[SigningStep]
    agents: list[str]
    sign_service_url: str


class SigningSession(Shape):
    """A session of the visitor's own that is under way."""

    id: UUID
    agent: str
    step: int
    steps: list[SigningStep]
