"""What changed after a first signature: what has to be added, what was changed, what was found."""

from collections.abc import Mapping

from sqlalchemy import CTE, exists, tuple_
from sqlalchemy.dialects.postgresql import distinct_on
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from auth.acts import Act
from services.journal.service.questions.entries import Finding, find_entries
from services.journal.service.questions.question import Asked, Found, Question
from services.working_hours import day_ends
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
    entry = JournalEntry
    signed = _first_signatures(asked)
    signed_before = exists().where(
        signed.c.subject_id == entry.subject_id,
        tuple_(signed.c.at, signed.c.id) < tuple_(col(entry.at), col(entry.id)),
    )
    outcome = col(entry.details)["outcome"].astext
    findings = {
        **{word: Finding(acts, signed_before) for word, acts in _CHANGES.items()},
        # A receiver examined the file, and its signatures did not hold.
        "not_valid": Finding(_VERIFIED, outcome != "valid"),
    }
    return await find_entries(session, asked, findings)


def _first_signatures(asked: Asked) -> CTE:
    """When each document was signed first: read once, since nearly every document is signed."""
    entry = JournalEntry
    query = select(entry.subject_id, entry.at, entry.id).where(
        entry.act == Act.SIGNATURE_COMPLETE, col(entry.at) < day_ends(asked.until)
    )
    if asked.subjects is not None:
        query = query.where(col(entry.subject_id).in_(asked.subjects))
    places = (col(entry.subject_id), col(entry.at), col(entry.id))
    return query.ext(distinct_on(places[0])).order_by(*places).cte("signed")


QUESTION = Question(findings=(*_CHANGES, "not_valid"), find=_find)
