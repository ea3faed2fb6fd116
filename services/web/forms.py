"""What a person typed: read once, sent to the API, and shown again when it was refused."""

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import Depends, Request
from starlette.datastructures import FormData, UploadFile

from services.web.formatting import parse_day

_MAX_FIELDS = 3000


class Typed:
    """A form's values. In a template `typed("abstract", document.abstract)` gives what to show."""

    def __init__(self, form: FormData | None = None) -> None:
        self._form = form or FormData()

    def __call__(self, name: str, otherwise: object = "") -> str:
        value = self._form.get(name)
        return value if isinstance(value, str) else str(otherwise if otherwise is not None else "")

    def of(self, act: str) -> "Typed":
        """These values if the form of `act` sent them: two forms of a page may share a name."""
        return self if self("act") == act else Typed()

    def __contains__(self, name: str) -> bool:
        return name in self._form

    def text(self, name: str) -> str:
        return self(name).replace("\r\n", "\n").strip()

    def optional(self, name: str) -> str | None:
        return self.text(name) or None

    def day(self, name: str) -> str | None:
        """An ISO day, None for nothing; what is no day goes on as typed, for the API to refuse."""
        text = self.text(name)
        day = parse_day(text)
        return day.isoformat() if day else text or None

    def many(self, name: str) -> list[str]:
        return [value for value in self._form.getlist(name) if isinstance(value, str)]

    def names(self, prefix: str) -> dict[str, str]:
        """The non-empty values whose names start with `prefix`, by the rest of the name."""
        return {
            name.removeprefix(prefix): value.strip()
            for name, value in self._form.items()
            if name.startswith(prefix) and isinstance(value, str) and value.strip()
        }

    def file(self, name: str) -> UploadFile | None:
        value = self._form.get(name)
        return value if isinstance(value, UploadFile) and value.filename else None


async def get_typed(request: Request) -> AsyncIterator[Typed]:
    form = await request.form(max_files=1, max_fields=_MAX_FIELDS)
    try:
        yield Typed(form)
    finally:
        await form.close()


TypedDep = Annotated[Typed, Depends(get_typed)]
