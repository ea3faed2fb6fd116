"""Office documents of our own writing for tests: PDF and Word, made once and then kept.

    from tests import corpus
    corpus.pdf("plan")        # 30 pages; corpus.names() lists all
    corpus.docx("decision")   # corpus.docx_names(), corpus.docx_facts("decision")
    corpus.facts("plan")      # type, abstract, signer, agency, pages

Names of PDFs: `letter` 1 page, `notice` 2, `proposal` 5, `report` 12, `plan` 30, `large` 10
pages in about 20 MB, `tables` mostly landscape, `scan` without a text layer, `decomposed`
with NFD text, `secret` with the mark MẬT (to be refused), `encrypted` (corpus.PASSWORD).
"""

import hashlib
import os
import tempfile
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path

from services import typesetting
from services.documents import administrative
from tests.corpus.docx import write_docx
from tests.corpus.pdfs import PASSWORD
from tests.corpus.recipes import DOCX, PDFS, Recipe
from tests.corpus.texts import load_text

__all__ = ["PASSWORD", "Facts", "docx", "docx_facts", "docx_names", "facts", "names", "pdf"]

_HERE = Path(__file__).parent
_KEPT = _HERE.parents[1] / ".pytest_cache" / "d" / "corpus"


@dataclass(frozen=True)
class Facts:
    """What a drafter enters beside a file; `abstract` is one line, without "V/v".

    `type_code` is Decree 30's abbreviation, CV for a công văn; `agency` is the issuing
    agency as printed, `agency_code` its code in the demonstration directory.
    """

    name: str
    type_code: str
    abstract: str
    symbol: str
    signer_name: str
    signer_position: str
    agency_code: str
    agency: str
    pages: int


def names() -> tuple[str, ...]:
    """Return the names of all PDFs."""
    return tuple(PDFS)


def docx_names() -> tuple[str, ...]:
    """Return the names of all Word files."""
    return tuple(DOCX)


def pdf(name: str) -> bytes:
    """Return a PDF of the corpus, from the cache under .pytest_cache where it is."""
    recipe = PDFS[name]
    kept = _KEPT / f"{name}-{_digest()}.pdf"
    if not kept.exists():
        _keep(kept, recipe.make(recipe.text))
    return kept.read_bytes()


def docx(name: str) -> bytes:
    """Return a Word file of the corpus; made anew, since that takes a few milliseconds."""
    return write_docx(load_text(DOCX[name].text).document)


def facts(name: str) -> Facts:
    """Return the facts of a PDF."""
    return _facts(name, PDFS[name])


def docx_facts(name: str) -> Facts:
    """Return the facts of a Word file; its pages as LibreOffice counts them."""
    return _facts(name, DOCX[name])


def _facts(name: str, recipe: Recipe) -> Facts:
    text = load_text(recipe.text)
    return Facts(
        name=name,
        type_code=text.type_code,
        abstract=text.document.one_line_abstract,
        symbol=text.document.symbol,
        signer_name=text.signer_name,
        signer_position=text.signer_position,
        agency_code=text.agency_code,
        agency=" ".join(text.document.agency.split()),
        pages=recipe.pages,
    )


def _keep(path: Path, content: bytes) -> None:
    """Write for good in one step, since several test workers may make the same file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    for stale in path.parent.glob(f"{path.name.partition('-')[0]}-*.pdf"):
        stale.unlink(missing_ok=True)
    handle, partial = tempfile.mkstemp(dir=path.parent)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
    # mkstemp makes it private; the next run may be another account's
    Path(partial).chmod(0o644)
    Path(partial).replace(path)


@cache
def _digest() -> str:
    """Hash everything a file is made from, so that a changed text is made again."""
    sources = [one for one in _HERE.rglob("*") if one.suffix in {".py", ".yaml", ".xml"}]
    documents = Path(administrative.__file__).parent
    sources += [documents / f"{name}.py" for name in ("administrative", "outline")]
    sources += [Path(typesetting.__file__), administrative.TEMPLATE]
    digest = hashlib.sha256(version("typst").encode())
    for source in sorted(sources):
        digest.update(source.read_bytes())
    return digest.hexdigest()[:16]
