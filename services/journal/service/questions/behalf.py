"""Who acted for whom: signatures for another (KT., TL., TUQ.), seats and votes handed on."""

from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from auth.acts import Act
from services.journal.service.questions.entries import Finding, find_entries
from services.journal.service.questions.question import Asked, Found, Question
from storage.journal import JournalEntry

# Above the position of who signs for a person who holds an office (auth/behalf.py).
_FOR_A_PERSON = r"(^|\n)(KT|TL|TUQ)\."


async def _find(session: AsyncSession, asked: Asked) -> list[Found]:
    entry = JournalEntry
    authority = col(entry.details)["authority"].astext
    findings = [
        Finding(
            "signed_for",
            {Act.SIGNATURE_START},
            col(entry.on_behalf_of_id).is_not(None) | authority.regexp_match(_FOR_A_PERSON),
        ),
        Finding(
            "seat_delegated", {Act.SEAT_DELEGATE, Act.DELEGATION_ACCEPT, Act.DELEGATION_REFUSE}
        ),
        Finding("vote_by_proxy", {Act.PROXY_ENTER}),
    ]
    return await find_entries(session, asked, findings)


QUESTION = Question(findings=("signed_for", "seat_delegated", "vote_by_proxy"), find=_find)
