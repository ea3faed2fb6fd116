"""Who read this: files and pages opened, prints and packages taken, figures and journal opened."""

from collections.abc import Mapping

from sqlmodel.ext.asyncio.session import AsyncSession

from auth.acts import Act
from services.journal.service.questions.entries import Finding, find_entries
from services.journal.service.questions.question import Asked, Found, Question

READS: Mapping[str, frozenset[Act]] = {
    "content": frozenset({Act.DOCUMENT_READ, Act.MEETING_DOCUMENT_READ, Act.RECORDING_READ}),
    "taken": frozenset({Act.EVIDENCE_TAKE, Act.COPY_PRINT}),
    "staff": frozenset({Act.STAFF_READ}),
    "figures": frozenset({Act.EVIDENCE_READ}),
    "case": frozenset({Act.CASE_LOOK}),
    "journal": frozenset({Act.QUESTION_ASK, Act.ANSWER_TAKE, Act.ENTRY_PROVE}),
}


async def _find(session: AsyncSession, asked: Asked) -> list[Found]:
    findings = [Finding(word, acts) for word, acts in READS.items()]
    return await find_entries(session, asked, findings)


QUESTION = Question(findings=tuple(READS), find=_find)
