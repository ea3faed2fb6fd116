"""What the corpus holds: for each name its text, how the file is made, and its pages."""

from collections.abc import Callable
from dataclasses import dataclass

from tests.corpus import pdfs


@dataclass(frozen=True)
class Recipe:
    """A file of the corpus: `text` names the YAML, `pages` what the file must have."""

    text: str
    pages: int
    make: Callable[[str], bytes] = pdfs.plain


PDFS = {
    "letter": Recipe("letter", 1),
    "notice": Recipe("notice", 2),
    "proposal": Recipe("proposal", 5),
    "report": Recipe("report", 12),
    "plan": Recipe("plan", 30),
    "large": Recipe("letter", 10, pdfs.with_scanned_appendix),
    "tables": Recipe("tables", 5),
    "scan": Recipe("notice", 2, pdfs.scan_only),
    "decomposed": Recipe("notice", 2, pdfs.with_decomposed_text),
    "secret": Recipe("secret", 1),
    "encrypted": Recipe("proposal", 5, pdfs.encrypted),
}

# Pages as LibreOffice lays them out with Liberation Serif 2 (the widths of Times New Roman)
DOCX = {
    "letter": Recipe("letter", 1),
    "invitation": Recipe("invitation", 1),
    "decision": Recipe("decision", 2),
    "proposal": Recipe("proposal", 5),
    "report": Recipe("report", 12),
    "tables": Recipe("tables", 4),
    "secret": Recipe("secret", 1),
}
