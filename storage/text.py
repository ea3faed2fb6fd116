"""Text that comes in: trimmed, and without the control characters that no row and no page holds."""

from typing import Annotated

from pydantic import StringConstraints

# PostgreSQL refuses U+0000 in any text; the others draw nothing and hide what is written.
LINE = r"^[^\x00-\x1f\x7f]*$"
LINES = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*$"

# A name, a number, a symbol.
Line = Annotated[str, StringConstraints(strip_whitespace=True, pattern=LINE)]
# What people write: line breaks and tabs belong to it.
Text = Annotated[str, StringConstraints(strip_whitespace=True, pattern=LINES)]
