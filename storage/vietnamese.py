"""Order and search of Vietnamese text, the same on every PostgreSQL, with or without ICU.

The embedded server is built without ICU, so order is a stored key in plain byte order (COLLATE
"C"). Letters follow the national alphabet (a ă â b c d đ e ê ... u ư v x y); tones decide only
between words whose letters are equal, in the order level, grave, hook, tilde, acute, dot.
"""

import unicodedata

_ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_RANK = {letter: chr(ord("A") + place) for place, letter in enumerate(_ALPHABET)}
_TONES = {"\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5"}
_LEVEL_TONE = "0"
_BETWEEN_WORDS = "!"
_TONES_FOLLOW = " "


def fold(text: str) -> str:
    """`text` in lower case without diacritics and with single spaces: what a search compares."""
    decomposed = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    plain = "".join(sign for sign in decomposed if not unicodedata.combining(sign))
    return " ".join(plain.split())


def sort_key(text: str) -> str:
    """An ASCII key whose byte order is the Vietnamese order of `text`."""
    letters: list[str] = []
    tones: list[str] = []
    for word in text.casefold().split():
        for letter, tone in map(_split_tone, unicodedata.normalize("NFC", word)):
            letters.append(_RANK.get(letter, letter if letter.isascii() else "~"))
            tones.append(tone)
        letters.append(_BETWEEN_WORDS)
    return "".join(letters) + _TONES_FOLLOW + "".join(tones)


def name_sort_key(full_name: str) -> str:
    """A key that orders people as a Vietnamese list does: given name, family name, middle names."""
    words = full_name.split()
    if len(words) < 2:  # noqa: PLR2004 - one word has nothing to turn round
        return sort_key(full_name)
    return sort_key(" ".join([words[-1], *words[:-1]]))


def _split_tone(letter: str) -> tuple[str, str]:
    """The alphabet's letter and the rank of its tone, of one composed character."""
    tone = _LEVEL_TONE
    kept: list[str] = []
    for sign in unicodedata.normalize("NFD", letter):
        if sign in _TONES:
            tone = _TONES[sign]
        else:
            kept.append(sign)
    return unicodedata.normalize("NFC", "".join(kept)), tone
