"""What goes in and comes out: small frozen records that can be pickled."""

from dataclasses import dataclass
from datetime import date, datetime

from signing.verdicts import Level

#: The fields of a route, made before the first signature; minutes have that of their secretary.
SECRETARY_FIELD = "CongvuSecretary"
LEADER_FIELD = "CongvuLeader"
NUMBER_FIELD = "CongvuNumber"
SEAL_FIELD = "CongvuSeal"
ROUTE_FIELDS = (SECRETARY_FIELD, LEADER_FIELD, NUMBER_FIELD, SEAL_FIELD)
#: What stands above the two names under minutes (Decree 30/2020, appendix III, form 1.9).
SECRETARY, CHAIR = "THƯ KÝ", "CHỦ TỌA"
#: The field of a file beside the document, and that of an electronic copy; a copy of a copy
#: has a second one with a number behind the name.
ATTACHMENT_FIELD = "CongvuAttachment"
REPORT_FIELD = "CongvuReport"
COPY_FIELD = "CongvuCopy"


@dataclass(frozen=True, kw_only=True)
class PersonStamp:
    """A leader's stamp; ``image`` is a PNG or JPEG, None draws one from the name.

    ``authority`` are the lines that end with the position, such as ``KT. CHỦ TỊCH`` and ``PHÓ
    CHỦ TỊCH``; empty, the position stands alone.
    """

    name: str
    position: str
    authority: tuple[str, ...] = ()
    image: bytes | None = None


@dataclass(frozen=True, kw_only=True)
class SecretaryStamp(PersonStamp):
    """The stamp of the secretary, who signs minutes before their chair."""


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
class AttachmentStamp:
    """An agency's signature on a file of its own beside the document: text, no picture.

    Decree 30/2020, appendix I, part I, II.8b: number and symbol, time of signing.
    """

    number: str
    symbol: str


@dataclass(frozen=True, kw_only=True)
class CopyStamp:
    """An agency's signature on an electronic copy: text, no picture.

    Decree 30/2020, appendix I, part II: ``form`` is ``SAO Y``, ``SAO LỤC`` or ``TRÍCH
    SAO``; then the name of the agency that copies, and the time of signing.
    """

    form: str
    agency: str


@dataclass(frozen=True, kw_only=True)
class Placement:
    """A rectangle of page ``page`` (0 = first) as it is shown, cropped and turned upright.

    In points from the lower left corner of what is shown.
    """

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
class Signatory:
    """One who signs in person; ``place`` is chosen by hand, None where the name stands."""

    name: str
    position: str
    place: Placement | None = None


@dataclass(frozen=True, kw_only=True)
class RoutePlan:
    """Who will sign, so that the fields can be put where their names stand."""

    leader: Signatory
    secretary: Signatory | None = None
    seal_diameter_mm: float = 36.0

    @property
    def first(self) -> Signatory:
        """Whose signature is the first, with which all places are settled."""
        return self.secretary or self.leader


@dataclass(frozen=True, kw_only=True)
class FoundPlace:
    """A place for the first signature on its ``sheet``, the page as shown.

    ``covers`` says whether something is drawn there already; ``pages`` counts the file's.
    """

    box: Placement
    sheet: Placement
    covers: bool
    pages: int


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
class PresentedCertificate(CertificateInfo):
    """A certificate that is to be registered, with the names in it.

    ``key_digest`` is the SHA-256 of the public key, which a renewed certificate may share.
    ``findings`` say what could not be made sure, as reasons of :mod:`signing.policy`.
    """

    der: bytes
    issuer: str
    key_kind: str
    key_digest: str
    common_name: str
    organisation: str
    emails: tuple[str, ...]
    findings: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class PreparedSignature:
    """A file that lacks nothing but the signature value; plain values, to be kept anywhere.

    ``digest`` is that of ``pdf`` without the bytes from ``start`` to ``end``, which are
    reserved for the signature. ``attributes`` are the signed attributes of RFC 5652, 5.3 (DER),
    ``to_sign`` their digest, which the key signs by ``algorithm`` (a name of RFC 7518, 3.1).
    """

    pdf: bytes
    digest: bytes
    start: int
    end: int
    attributes: bytes
    to_sign: bytes
    algorithm: str


@dataclass(frozen=True, kw_only=True)
class PreparedField:
    """A file with the empty field of one signature, to be signed by a program elsewhere."""

    pdf: bytes
    field: str


@dataclass(frozen=True, kw_only=True)
class AddedSignature:
    """The one signature that a file has more than the file it was made from.

    ``made_field`` says that its field was not there before; ``first`` that nothing was signed
    before. ``fingerprint`` is the SHA-256 of the signer's certificate, in hexadecimal.
    """

    field: str
    fingerprint: str
    made_field: bool
    first: bool


@dataclass(frozen=True, kw_only=True)
class ArchivedPdf:
    """A file with its validation data: the old bytes are its beginning.

    ``protected_until`` is when the newest time stamp over the file loses its worth: the
    first end among its authority's certificates and its algorithms. ``authority`` names it;
    None and empty at B-LT. ``data`` counts the bytes of certificates and revocation data.
    """

    pdf: bytes
    level: Level
    protected_until: datetime | None
    authority: str
    data: int


@dataclass(frozen=True, kw_only=True)
class PagePair:
    """A page that looks different, 0 = first; PNG each, empty where the revision has none."""

    page: int
    signed: bytes
    final: bytes


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """``changed`` names every page that looks different; ``pairs`` shows the first of them."""

    signed_pages: int
    final_pages: int
    changed: tuple[int, ...]
    pairs: tuple[PagePair, ...]


@dataclass(frozen=True, kw_only=True)
class PrintablePdf:
    """A file without fields, for printing, and the size of each page in points as it is shown."""

    pdf: bytes
    sizes: tuple[tuple[float, float], ...]
