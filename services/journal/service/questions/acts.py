"""Everything that was done: in an agency, by a person, with a record."""

from sqlalchemy import true
from sqlmodel.ext.asyncio.session import AsyncSession

from services.journal.service.questions.entries import found_entry, list_entries
from services.journal.service.questions.question import Asked, Found, Question


async def _find(session: AsyncSession, asked: Asked) -> list[Found]:
    return [found_entry(entry, "") for entry in await list_entries(session, asked, true())]


QUESTION = Question(findings=(), find=_find)
