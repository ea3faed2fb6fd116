"""Text that comes in over HTTP; storage/text.py says what it may hold."""

from typing import Annotated

from fastapi import Query

from storage.text import LINE, LINES, Line, Text

# Search words, all of which must be found.
WordsQuery = Annotated[str, Query(max_length=200, pattern=LINES)]

__all__ = ["LINE", "LINES", "Line", "Text", "WordsQuery"]
