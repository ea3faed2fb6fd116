"""Vietnamese is the source text; English comes from translations/en.po, read once at start."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from babel.messages.pofile import read_po

VIETNAMESE = "vi"
ENGLISH = "en"
LANGUAGES = {VIETNAMESE: "Tiếng Việt", ENGLISH: "English"}
CATALOGUE = Path(__file__).parent / "translations" / "en.po"


def mark(message: str) -> str:
    """Mark a message in the code for translation; it is translated where it is shown."""
    return message


@dataclass(frozen=True, slots=True)
class Translator:
    """One language. A message without a translation is shown in Vietnamese."""

    language: str
    _messages: Mapping[str, tuple[str, ...]]

    def gettext(self, message: str) -> str:
        found = self._messages.get(message)
        return found[0] if found else message

    def ngettext(self, one: str, many: str, count: int) -> str:
        """Vietnamese has one form, English two."""
        found = self._messages.get(one)
        if not found:
            return many
        return found[0] if count == 1 else found[-1]


def load_translators() -> dict[str, Translator]:
    with CATALOGUE.open("rb") as file:
        catalogue = read_po(file, locale=ENGLISH)
    english: dict[str, tuple[str, ...]] = {}
    for message in catalogue:
        if not message.id or message.fuzzy:
            continue
        source = message.id if isinstance(message.id, str) else message.id[0]
        said = message.string or ""
        target = (said,) if isinstance(said, str) else tuple(said)
        if all(target):
            english[source] = target
    return {VIETNAMESE: Translator(VIETNAMESE, {}), ENGLISH: Translator(ENGLISH, english)}
