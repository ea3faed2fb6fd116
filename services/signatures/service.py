"""Verifying a file that somebody hands in: nothing of it is kept, whatever comes out."""

from dataclasses import dataclass
from datetime import datetime

from services.signatures.errors import NotExaminable
from signing.errors import EncryptedPdf, UnreadablePdf
from signing.models import Comparison
from signing.service import Signing
from signing.verdicts import ChangedAfter, Verdict

# Only these can change what a reader sees without a signature of its own that says so.
_VISIBLE = (ChangedAfter.FORM_FILLING, ChangedAfter.ANNOTATIONS, ChangedAfter.CONTENT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """The verdict, and where something visible may have changed the two revisions side by side."""

    verdict: Verdict
    comparison: Comparison | None


async def find_secrecy_mark(signing: Signing, pdf: bytes) -> str | None:
    """None as well where no page can be shown: what is wrong with the file is for the verdict."""
    try:
        return (await signing.inspect(pdf)).secrecy_mark
    except UnreadablePdf:
        return None


async def verify_upload(
    signing: Signing, pdf: bytes, *, with_pictures: bool, now: datetime
) -> Findings:
    """Raises `NotExaminable` where the bytes are no PDF that could hold a signature."""
    try:
        verdict = await signing.verify(pdf, now=now)
    except EncryptedPdf as error:
        raise NotExaminable("encrypted") from error
    except UnreadablePdf as error:
        raise NotExaminable(error.reason) from error
    covers = revision_to_show(verdict)
    if not with_pictures or covers is None:
        return Findings(verdict=verdict, comparison=None)
    try:
        comparison = await signing.compare(pdf, covers=covers)
    except UnreadablePdf:
        return Findings(verdict=verdict, comparison=None)
    return Findings(verdict=verdict, comparison=comparison)


def revision_to_show(verdict: Verdict) -> int | None:
    """End of the latest signed revision after which something visible may have changed.

    The latest, since an earlier one would show the later signatures as differences too.
    """
    ends = [
        one.covers
        for one in verdict.signatures
        if one.covers and not one.is_document_timestamp and one.changed_after in _VISIBLE
    ]
    return max(ends, default=None)
