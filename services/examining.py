"""Looking at a PDF before it is taken in: readable, not encrypted, no state secret."""

from datetime import datetime

from auth.actor import Actor
from services.errors import FileRefused
from services.secrecy import state_secret
from signing.errors import UnreadablePdf
from signing.models import PdfFacts
from signing.service import Signing


async def examine_pdf(
    *, signing: Signing, actor: Actor, data: bytes, noun: str, now: datetime
) -> PdfFacts:
    """What the PDF is. Raises `FileRefused`, or `StateSecretRefused` for what carries a mark."""
    try:
        facts = await signing.inspect(data)
    except UnreadablePdf as error:
        raise FileRefused("the file is not a readable PDF", code=error.reason) from error
    if facts.encrypted:
        raise FileRefused("the PDF is encrypted", code="encrypted")
    if facts.secrecy_mark:
        raise state_secret(actor, facts.secrecy_mark, noun=noun, now=now)
    return facts
