"""What changed after a first signature: what has to be added, what was changed, what was found."""

from collections.abc import Mapping

from sqlalchemy import exists, tuple_
from sqlalchemy.orm import aliased
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from auth.acts import Act
from services.journal.service.questions.entries import Finding, find_entries
from services.journal.service.questions.question import Asked, Found, Question
from storage.journal import JournalEntry

_CHANGES: Mapping[str, frozenset[Act]] = {
    # A later signature, number and date, the seal, archive data: appended, as the rules want it.
    "added": frozenset(
        {
            Act.SIGNATURE_COMPLETE,
            Act.NUMBER_SPEND,
            Act.DOCUMENT_SEAL,
            Act.ATTACHMENT_SEAL,
            Act.ARCHIVE_COMPLETE,
        }
    ),
    # The document itself: it has to be signed anew, or somebody went around the rules.
    "changed": frozenset(
        {
            Act.DRAFT_CHANGE,
            Act.DRAFT_UPLOAD,
            Act.DRAFT_CONVERT,
            Act.DRAFT_RETURN,
            Act.DRAFT_CANCEL,
            Act.ATTACHMENT_ADD,
            Act.ATTACHMENT_REMOVE,
            Act.ATTACHMENT_ORDER,
        }
    ),
}
_VERIFIED = frozenset({Act.DELIVERY_VERIFY, Act.ATTACHMENT_VERIFY})


async def _find(session: AsyncSession, asked: Asked) -> list[Found]:
    entry, first = JournalEntry, aliased(JournalEntry)
    signed_before = exists().where(
        col(first.subject_type) == entry.subject_type,
        col(first.subject_id) == entry.subject_id,
        col(first.act) == Act.SIGNATURE_COMPLETE,
        tuple_(col(first.at), col(first.id)) < tuple_(col(entry.at), col(entry.id)),
    )
    outcome = col(entry.details)["outcome"].astext
    findings = {
        **{word: Finding(acts, signed_before) for word, acts in _CHANGES.items()},
        # A receiver examined the file, and its signatures did not hold.
        "not_valid": Finding(_VERIFIED, outcome != "valid"),
    }
    return await find_entries(session, asked, findings)


QUESTION = Question(findings=(*_CHANGES, "not_valid"), find=_find)
