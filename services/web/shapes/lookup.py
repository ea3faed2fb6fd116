"""What is looked up by the code on a printed copy."""

from datetime import date, datetime

from services.web.shapes.shape import Shape


class Signer(Shape):
    name: str
    organisation: str
    purpose: str
    signed_at: datetime | None


class PublicDocument(Shape):
    code: str
    agency: str
    number_and_symbol: str
    issued_on: date
    type_name: str
    state: str
    digest: str
    digest_matches: bool | None
    outcome: str | None
    reason: str | None
    verified_at: datetime | None
    signers: list[Signer]
