"""What goes in and comes out: small frozen records that can be pickled."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

#: The three fields of a route, made before the first signature.
LEADER_FIELD = "CongvuLeader"
NUMBER_FIELD = "CongvuNumber"
SEAL_FIELD = "CongvuSeal"
ROUTE_FIELDS = (LEADER_FIELD, NUMBER_FIELD, SEAL_FIELD)


class Outcome(StrEnum):
    """What a verification comes to."""

    VALID = "valid"
    INVALID = "invalid"
    UNDETERMINED = "undetermined"


class Purpose(StrEnum):
    """What a signature of the house is for, by the field it stands in."""

    PERSON = "person"
    NUMBER = "number"
    SEAL = "seal"
    OTHER = "other"


class ChangedAfter(StrEnum):
    """What was added to the file after a signature was made."""

    NOTHING = "nothing"
    FURTHER_SIGNATURES = "further_signatures"
    FORM_FILLING = "form_filling"
    OTHER = "other"


@dataclass(frozen=True, kw_only=True)
class PersonStamp:
    """A leader's stamp; ``image`` is a PNG or JPEG, None draws one from the name."""

    name: str
    position: str
    image: bytes | None = None


@dataclass(frozen=True, kw_only=True)
class NumberStamp:
    """Number and date: ``Số: 15/KH-UBND`` is number ``15``, symbol ``KH-UBND``."""

    number: str
    symbol: str
    place: str
    date: date


@dataclass(frozen=True, kw_only=True)
class SealStamp:
    """An agency's seal at its real size; without ``image`` one is drawn for ``agency``.

    Decree 30 says only "real size": the diameter belongs to the agency.
    """

    image: bytes | None = None
    diameter_mm: float = 36.0
    agency: str = ""


@dataclass(frozen=True, kw_only=True)
class Placement:
    """A rectangle in points from the lower left corner of page ``page`` (0 = first)."""

    page: int
    x1: float
    y1: float
    x2: float
    y2: float

    @property
    def width(self) -> float:
        """Width in points."""
        return self.x2 - self.x1

    @property
    def height(self) -> float:
        """Height in points."""
        return self.y2 - self.y1


@dataclass(frozen=True, kw_only=True)
class RoutePlan:
    """Who will sign, so that the fields can be put where their names stand."""

    signer_name: str
    signer_position: str
    seal_diameter_mm: float = 36.0
    leader: Placement | None = None


@dataclass(frozen=True, kw_only=True)
class PdfFacts:
    """What can be said of a PDF without judging it.

    ``pdfa`` is the declared conformance, such as ``2B``; ``secrecy_mark`` is the
    mark of box 10a in capitals; ``text_excerpt`` is the start of page one with its
    stamps, at most 4,000 characters.
    """

    pages: int
    encrypted: bool
    signatures: int
    prepared: bool
    pdfa: str | None
    secrecy_mark: str | None
    text_excerpt: str


@dataclass(frozen=True, kw_only=True)
class CertificateInfo:
    """A certificate in words; ``serial`` and ``fingerprint`` (SHA-256) in hexadecimal."""

    pem: str
    serial: str
    fingerprint: str
    valid_from: datetime
    valid_to: datetime
    subject: str


@dataclass(frozen=True, kw_only=True)
class SignatureFacts:
    """One signature as separate facts; ``problems`` are machine codes, worst first.

    ``signed_at`` is the time stamp's time, without one the time the signer claims.
    ``revoked`` is None when no revocation list answered.
    """

    field: str
    purpose: Purpose
    is_document_timestamp: bool = False
    signer: str = ""
    organisation: str = ""
    serial: str = ""
    fingerprint: str = ""
    signed_at: datetime | None = None
    has_timestamp: bool = False
    intact: bool = False
    valid: bool = False
    trusted: bool = False
    revoked: bool | None = None
    revocation_checked: bool = False
    coverage: str = "unclear"
    changed_after: ChangedAfter = ChangedAfter.OTHER
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """The judgment over a whole file and the facts it rests on.

    ``reason`` is ``ok`` or the machine code of the worst problem.
    """

    outcome: Outcome
    reason: str
    signatures: tuple[SignatureFacts, ...] = field(default=())
    covers_whole_file: bool = False
