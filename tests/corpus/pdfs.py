"""How each PDF of the corpus is made from its text."""

import io
from datetime import UTC, datetime

from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import copy_into_new_writer

from services.documents.administrative import (
    TEMPLATE,
    Appendix,
    Picture,
    typeset_administrative,
)
from services.typesetting import typeset
from tests.corpus.scans import as_jpeg, as_pdf, scanned_pages
from tests.corpus.texts import decomposed, load_text

PASSWORD = "thap-muoi"
_MADE_AT = datetime(2024, 3, 1, 2, 0, tzinfo=UTC)
_SCANNED = "report"
_SCANS = 9
_SCAN_QUALITY = 98


def plain(text: str) -> bytes:
    """Typeset a text as it is."""
    return typeset_administrative(load_text(text).document, now=_MADE_AT)


def with_decomposed_text(text: str) -> bytes:
    """Typeset a text whose letters come apart as base and marks (NFD)."""
    composed = load_text(text).document.template_data()
    data = {name: decomposed(value) for name, value in composed.items()}
    return typeset(TEMPLATE, data, now=_MADE_AT)


def encrypted(text: str) -> bytes:
    """Encrypt a text with AES-256; keys and salts are new each time it is made."""
    writer = copy_into_new_writer(PdfFileReader(io.BytesIO(plain(text))))
    writer.encrypt(owner_pass=PASSWORD, user_pass=PASSWORD)  # type: ignore[no-untyped-call]
    out = io.BytesIO()
    writer.write(out)  # type: ignore[no-untyped-call]
    return out.getvalue()


def with_scanned_appendix(text: str) -> bytes:
    """Append scans of the report as pictures; the file is about 20 MB."""
    pages = scanned_pages(plain(_SCANNED), count=_SCANS)
    pictures = tuple(
        Picture(
            file=f"scan-{number}.jpg",
            content=as_jpeg(page, quality=_SCAN_QUALITY),
            alt=f"Trang {number} của tài liệu được quét",
            width=160,
        )
        for number, page in enumerate(pages, start=1)
    )
    appendix = Appendix(
        label="Phụ lục",
        title="BẢN QUÉT TÀI LIỆU KÈM THEO",
        note="(Kèm theo Công văn của Ủy ban nhân dân xã Mỹ Hòa)",
        blocks=pictures,
    )
    document = load_text(text).document.model_copy(update={"appendices": (appendix,)})
    return typeset_administrative(document, now=_MADE_AT)


def scan_only(text: str) -> bytes:
    """Make a copier's PDF: pictures without a text layer."""
    return as_pdf(scanned_pages(plain(text)))
