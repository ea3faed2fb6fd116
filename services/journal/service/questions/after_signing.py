"""What changed after a first signature: what has to be added, what was changed, what was found."""

from typing import Any

from sqlalchemy import CTE, Exists, exists, tuple_
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import aliased
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from auth.acts import Act
from services.journal.service.questions.entries import Finding, find_entries
from services.journal.service.questions.question import Asked, Found, Question
from services.working_hours import day_ends
from storage.journal import JournalEntry

_SIGNED = Act.SIGNATURE_COMPLETE
# Appended after a signature, as the rules want it: number and date, the seal, archive data.
_APPENDED = frozenset(
    {Act.NUMBER_SPEND, Act.DOCUMENT_SEAL, Act.ATTACHMENT_SEAL, Act.ARCHIVE_COMPLETE}
)
_CHANGED = frozenset(
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
)
_VERIFIED = frozenset({Act.DELIVERY_VERIFY, Act.ATTACHMENT_VERIFY})


async def _find(session: AsyncSession, asked: Asked) -> list[Found]:
    outcome = col(JournalEntry.details)["outcome"].astext
    # What is appended nearly always follows a signature, and is looked up until the page is full.
    # Of the rest nearly nothing does: what was signed is read once.
    signature = aliased(JournalEntry)
    is_signed = _is_before(signature).where(col(signature.act) == _SIGNED)
    was_signed = _is_before(_first_signatures(asked).c)
    findings = [
        Finding("added", _APPENDED, is_signed),
        Finding("added", {_SIGNED}, was_signed),
        Finding("changed", _CHANGED, was_signed),
        # A receiver examined the file, and its signatures did not hold.
        Finding("not_valid", _VERIFIED, outcome != "valid"),
    ]
    return await find_entries(session, asked, findings)


def _is_before(signature: Any) -> Exists:
    """One of the same record, before the entry in question."""
    entry = JournalEntry
    return exists().where(
        signature.subject_id == entry.subject_id,
        tuple_(signature.at, signature.id) < tuple_(col(entry.at), col(entry.id)),
    )


def _first_signatures(asked: Asked) -> CTE:
    """When each document was signed first."""
    entry = JournalEntry
    query = select(entry.subject_id, entry.at, entry.id).where(
        entry.act == _SIGNED, col(entry.at) < day_ends(asked.until)
    )
    if asked.subjects is not None:
        query = query.where(col(entry.subject_id).in_(asked.subjects))
    places = (col(entry.subject_id), col(entry.at), col(entry.id))
    return query.ext(distinct_on(places[0])).order_by(*places).cte("signed")


QUESTION = Question(findings=("added", "changed", "not_valid"), find=_find)
