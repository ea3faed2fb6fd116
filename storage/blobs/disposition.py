"""The Content-Disposition header of a download (RFC 6266), with Vietnamese file names."""

from __future__ import annotations

import unicodedata
from urllib.parse import quote

_ATTR_CHAR = "!#$&+-.^_`|~"  # RFC 5987, section 3.2.1, besides letters and digits


def content_disposition(filename: str, *, inline: bool = False) -> str:
    """Return the header with the name twice: exact, and in ASCII for clients that are old."""
    clean = "".join(mark for mark in filename if mark.isprintable() and mark not in "/\\") or "file"
    plain = unicodedata.normalize("NFD", clean.replace("đ", "d").replace("Đ", "D"))
    ascii_only = plain.encode("ascii", "ignore").decode().replace('"', "'") or "file"
    kind = "inline" if inline else "attachment"
    return f"{kind}; filename=\"{ascii_only}\"; filename*=UTF-8''{quote(clean, safe=_ATTR_CHAR)}"
