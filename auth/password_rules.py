"""What a password may be: long, and none that is tried first (NIST SP 800-63B-4, 3.1.1.2).

Fifteen characters, since the password is the only factor; no rule about kinds of characters and no
expiry. It is compared as a whole with what is forbidden, whatever diacritics, case and signs.
"""

import unicodedata
from collections.abc import Iterable

from storage.vietnamese import fold

SHORTEST = 15
LONGEST = 200
#: Fewer different characters than this are a pattern.
LEAST_DIFFERENT = 5
LONGEST_UNIT = 7
# Phrases people take when a password must be long: without diacritics, spaces, trailing digits.
FORBIDDEN = frozenset({
    "matkhau", "matkhaumoi", "matkhaucuatoi", "matkhaucongvu", "matkhaumacdinh", "matkhaumanh",
    "matkhaukho", "matkhaudangnhap", "matkhauquantri", "khongcomatkhau", "doimatkhau",
    "datmatkhau", "nhapmatkhau", "saimatkhau", "password", "passwordpassword", "mypassword",
    "thisismypassword", "changemeplease", "changethispassword", "letmeinletmein",
    "iloveyouiloveyou", "administrator", "adminadminadmin", "welcomewelcome", "congvu",
    "hethongcongvu", "quantrihethong", "quantrihethongcongvu", "vanthucoquan", "uybannhandan",
    "uybannhandanhuyen", "uybannhandanxa", "uybannhandantinh", "vietnamvodich",
    "vietnammuonnam", "conghoaxahoichunghia", "conghoaxahoichunghiavietnam",
    "doclaptudohanhphuc", "tudohanhphuc", "hochiminhmuonnam", "dangcongsanvietnam",
    "anhyeuemnhieulam", "emyeuanhnhieulam", "toiyeuvietnam", "motconvitxoerahaicaicanh",
    "correcthorsebatterystaple", "demonstrationonlypassword", "qwertyuiopasdfghjkl",
    "qwertyuiopasdfghjklzxcvbnm", "qwertyuiop", "asdfghjkl", "asdfghjklzxcvbnm",
    "abcdefghijklmnop", "abcdefghijklmnopqrstuvwxyz",
})  # fmt: skip
_RUNS = ("01234567890123456789", "98765432109876543210", "abcdefghijklmnopqrstuvwxyz")


def normal(password: str) -> str:
    """The form that is hashed: keyboards write Vietnamese letters in more than one way."""
    return unicodedata.normalize("NFC", password)


def weakness_of(password: str, *, about: Iterable[str]) -> str:
    """Why it is refused, as a machine code; empty where it may be used.

    `about` are words that others know of the person: user name, full name, staff code, agency.
    """
    if len(normal(password)) < SHORTEST:
        return "too_short"
    core = _core(password)
    stem = core.rstrip("0123456789")
    if core in FORBIDDEN or stem in FORBIDDEN:
        return "forbidden"
    if len(set(core)) < LEAST_DIFFERENT or _is_repetition(core) or _is_run(core):
        return "pattern"
    known = {_core(one) for one in about}
    return "personal" if {core, stem, core.lstrip("0123456789")} & (known - {""}) else ""


def _core(text: str) -> str:
    return "".join(sign for sign in fold(text) if sign.isalnum())


def _is_repetition(core: str) -> bool:
    """`abc123abc123abc`: a short unit again and again."""
    return any(
        core == (core[:size] * (len(core) // size + 1))[: len(core)]
        for size in range(1, min(LONGEST_UNIT, len(core) // 2) + 1)
    )


def _is_run(core: str) -> bool:
    return any(core in run + run for run in _RUNS)
