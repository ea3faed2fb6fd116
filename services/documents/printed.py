"""Setting a printed copy: the pages of the original, smaller, with a strip below each."""

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from services.qr import qr_code
from services.typesetting import PLAIN_PDF, typeset
from signing.models import PrintablePdf

TEMPLATE = Path(__file__).parent / "templates" / "copy.typ"
# Of the digest, in the address: 64 bits, so no other file of ours has the same.
DIGEST_SHOWN = 16
_GROUP = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyFacts:
    """What the strip says."""

    code: str
    digest: str
    agency: str
    number_and_symbol: str
    issued_on: date
    public_url: str

    @property
    def address(self) -> str:
        return self.place + self.rest

    @property
    def place(self) -> str:
        return f"{self.public_url.rstrip('/')}/v/"

    @property
    def rest(self) -> str:
        return f"{self.code}/{self.digest[:DIGEST_SHOWN]}"


def typeset_copy(printable: PrintablePdf, facts: CopyFacts, *, now: datetime) -> bytes:
    """A PDF to print. CPU-bound and synchronous, see typesetting.py."""
    data = {
        "agency": facts.agency,
        "number": facts.number_and_symbol,
        "day": facts.issued_on.strftime("%d/%m/%Y"),
        "code": _grouped(facts.code),
        "digest": _grouped(facts.digest),
        # In two, since typesetting breaks what is longer than any word with an unseen space.
        "place": facts.place,
        "rest": facts.rest,
        "sizes": printable.sizes,
    }
    files = {"original.pdf": printable.pdf, "code.svg": qr_code(facts.address)}
    return typeset(TEMPLATE, data, now=now, files=files, standard=PLAIN_PDF)


def _grouped(text: str) -> str:
    """In fours, to be read aloud and typed."""
    return " ".join(text[at : at + _GROUP] for at in range(0, len(text), _GROUP))
