"""What a Word file shows before it is kept: whether it is one, and whether it is marked secret."""

import html
import re
import zipfile
import zlib
from io import BytesIO

from services.errors import FileRefused
from signing.layout.secrecy import mark_of

BODY = "word/document.xml"
# Far above any office's document; a bomb stops here instead of filling the memory.
LARGEST_BODY = 64 * 1024 * 1024
# Box 10a stands in the upper part of page one (Decree 30/2020, appendix I).
PARAGRAPHS_LOOKED_AT = 40
# What zipfile raises over damaged, encrypted or oddly packed files.
UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    KeyError,
    NotImplementedError,
    OSError,
    RuntimeError,
)
_PARAGRAPH_END = re.compile(rb"</w:p>")
_TEXT = re.compile(rb"<w:t(?:\s[^>]*)?>([^<]*)</w:t>")


def secrecy_mark(docx: bytes) -> str | None:
    """The mark MẬT, TỐI MẬT or TUYỆT MẬT where it stands alone in a paragraph near the top.

    Raises `FileRefused` for what is not a Word file.
    """
    for paragraph in _PARAGRAPH_END.split(_body(docx))[:PARAGRAPHS_LOOKED_AT]:
        text = b"".join(_TEXT.findall(paragraph)).decode("utf-8", errors="replace")
        mark = mark_of(html.unescape(text))
        if mark:
            return mark
    return None


def _body(docx: bytes) -> bytes:
    try:
        with zipfile.ZipFile(BytesIO(docx)) as archive, archive.open(BODY) as body:
            return body.read(LARGEST_BODY)
    except UNREADABLE as error:
        raise FileRefused("the file is not a readable Word file", code="not-word") from error
