"""On whose behalf an appointment signs: Decree 30/2020, appendix I, part I, II.7a.

An appointment holds the lines that stand above its position, highest first and one a line:
``TM. ỦY BAN NHÂN DÂN``, ``KT. CHỦ TỊCH``; for an acting head ``Q.`` alone.
"""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum


class Behalf(StrEnum):
    """The abbreviation that is printed."""

    #: Thay mặt: for a body that decides together, or for the agency as such.
    COLLECTIVE = "TM."
    #: Quyền: acting as head; stands before the position itself.
    ACTING = "Q."
    #: Ký thay: a deputy for the head, also a deputy who is in charge.
    DEPUTY = "KT."
    #: Thừa lệnh: by the head's order.
    BY_ORDER = "TL."
    #: Thừa ủy quyền: by the head's written authorisation.
    BY_AUTHORISATION = "TUQ."


#: With these somebody else's signature is replaced: a person holds the office that is named.
FOR_A_PERSON = frozenset({Behalf.DEPUTY, Behalf.BY_ORDER, Behalf.BY_AUTHORISATION})
_LINE = re.compile(r"(TM\.|Q\.|KT\.|TL\.|TUQ\.)\s*(.*)")


@dataclass(frozen=True)
class OnBehalf:
    """``of`` is the body or the office that is named, in capitals; empty for Q."""

    behalf: Behalf
    of: str

    @property
    def office(self) -> str | None:
        """The office whose holder is signed for, or None where that is nobody."""
        return self.of if self.behalf in FOR_A_PERSON and self.of else None


def read_authority(authority: str) -> OnBehalf | None:
    """Return the nearest authority, which is the lowest line; None where none is written."""
    lines = _upper(authority).splitlines()
    found = _LINE.fullmatch(lines[-1]) if lines else None
    return None if found is None else OnBehalf(Behalf(found[1]), found[2])


def lines_above(authority: str, position: str) -> tuple[str, ...]:
    """What is printed above the signature, the position last: ``KT. CHỦ TỊCH``, ``PHÓ CHỦ TỊCH``.

    ``Q.`` stands on the line of the position: ``Q. CHỦ TỊCH``.
    """
    lines = _upper(authority).splitlines()
    if lines and lines[-1] == Behalf.ACTING:
        return (*lines[:-1], f"{Behalf.ACTING} {_upper(position)}")
    return (*lines, _upper(position))


def _upper(text: str) -> str:
    lines = (" ".join(line.split()) for line in unicodedata.normalize("NFC", text).splitlines())
    return "\n".join(line.upper() for line in lines if line)
