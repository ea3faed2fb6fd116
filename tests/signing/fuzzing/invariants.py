"""What must hold for any file that came from a signed one by whatever change."""

import hashlib
import subprocess
import tempfile
from pathlib import Path

from signing.errors import SigningError
from signing.layout.pages import draw_page, open_document
from signing.verdicts import ChangedAfter, Integrity, Outcome, Verdict
from signing.verifier import verify_pdf
from tests.signing.samples.authority import NOW, house

_WIDTH = 240
_HARMLESS = {ChangedAfter.NOTHING, ChangedAfter.ARCHIVAL_DATA, ChangedAfter.FURTHER_SIGNATURES}


def violation(changed: bytes, originals: tuple[bytes, ...]) -> str:
    """Return what is wrong with the verdict on ``changed``, or nothing.

    ``originals`` are the files it was made from, with each of their revisions: a file that
    is judged intact must look like one of them and have its signers, unless the verdict
    says that a form was filled in or a comment made.
    """
    try:
        verdict = verify_pdf(changed, trust=house().trust(), now=NOW)
    except SigningError:
        return ""
    if not _green(verdict) or changed in originals:
        return ""
    if {one.changed_after for one in verdict.signatures} - _HARMLESS:
        return ""
    shown = _looks(changed)
    for original in originals:
        if _looks(original) != shown:
            continue
        known = verify_pdf(original, trust=house().trust(), now=NOW)
        if _signers(known) == _signers(verdict):
            return "" if _other_reader_agrees(changed, original) else "poppler shows another file"
    return f"green, but unlike any original: {verdict.outcome}, {_signers(verdict)}"


def _green(verdict: Verdict) -> bool:
    # A flipped bit in a time stamp leaves the signed bytes intact, and the file invalid.
    intact = verdict.integrity is Integrity.INTACT and verdict.outcome is not Outcome.INVALID
    return intact or verdict.outcome is Outcome.VALID


def _signers(verdict: Verdict) -> list[tuple[str, str, str]]:
    return sorted((one.field, one.fingerprint, str(one.signed_at)) for one in verdict.signatures)


def _looks(pdf: bytes) -> str:
    """Return a digest of what pdfium shows on each page."""
    digest = hashlib.sha256()
    try:
        with open_document(pdf) as document:
            for page in range(len(document)):
                drawn = draw_page(document, page, width=_WIDTH)
                digest.update(b"%d %d " % drawn.size + drawn.tobytes())
    except SigningError:
        return "unreadable"
    return digest.hexdigest()


def _other_reader_agrees(changed: bytes, original: bytes) -> bool:
    return _poppler(changed) == _poppler(original)


def _poppler(pdf: bytes) -> list[bytes]:
    """Return what poppler shows, page by page; nothing where it is not installed."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "file.pdf"
        path.write_bytes(pdf)
        command = ["pdftoppm", "-r", "30", "-gray", str(path), str(Path(folder) / "page")]
        try:
            subprocess.run(command, capture_output=True, timeout=20, check=False)
        except FileNotFoundError:
            return []
        return [one.read_bytes() for one in sorted(Path(folder).glob("page*"))]
