"""What a verification says: one record a signature, one for the file; all can be pickled.

The words are the field's: indications and sub-indications of ETSI EN 319 102-1, levels
of ETSI EN 319 142-1, changes by class as ISO 32000-2 (12.8.2.2) tells them apart.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Outcome(StrEnum):
    """What a verification comes to, in one word."""

    VALID = "valid"
    INVALID = "invalid"
    UNDETERMINED = "undetermined"
    UNSIGNED = "unsigned"


class Integrity(StrEnum):
    """The bytes and the changes alone, whatever the trust in the certificates."""

    INTACT = "intact"
    #: Every digest holds, but something was changed or added that the signer did not allow.
    CHANGED = "changed"
    #: A digest or a signature value does not hold, or cannot be computed.
    BROKEN = "broken"
    #: There is no signature.
    NONE = "none"


class Indication(StrEnum):
    """ETSI EN 319 102-1, 5.1.2: the main status of a signature."""

    PASSED = "TOTAL-PASSED"
    FAILED = "TOTAL-FAILED"
    INDETERMINATE = "INDETERMINATE"


class SubIndication(StrEnum):
    """ETSI EN 319 102-1, tables 5 and 6: why a signature did not pass."""

    FORMAT_FAILURE = "FORMAT_FAILURE"
    HASH_FAILURE = "HASH_FAILURE"
    SIG_CRYPTO_FAILURE = "SIG_CRYPTO_FAILURE"
    REVOKED = "REVOKED"
    EXPIRED = "EXPIRED"
    NOT_YET_VALID = "NOT_YET_VALID"
    SIG_CONSTRAINTS_FAILURE = "SIG_CONSTRAINTS_FAILURE"
    CHAIN_CONSTRAINTS_FAILURE = "CHAIN_CONSTRAINTS_FAILURE"
    CERTIFICATE_CHAIN_GENERAL_FAILURE = "CERTIFICATE_CHAIN_GENERAL_FAILURE"
    CRYPTO_CONSTRAINTS_FAILURE = "CRYPTO_CONSTRAINTS_FAILURE"
    NO_SIGNING_CERTIFICATE_FOUND = "NO_SIGNING_CERTIFICATE_FOUND"
    NO_CERTIFICATE_CHAIN_FOUND = "NO_CERTIFICATE_CHAIN_FOUND"
    REVOKED_NO_POE = "REVOKED_NO_POE"
    REVOKED_CA_NO_POE = "REVOKED_CA_NO_POE"
    OUT_OF_BOUNDS_NO_POE = "OUT_OF_BOUNDS_NO_POE"
    CRYPTO_CONSTRAINTS_FAILURE_NO_POE = "CRYPTO_CONSTRAINTS_FAILURE_NO_POE"
    TIMESTAMP_ORDER_FAILURE = "TIMESTAMP_ORDER_FAILURE"
    NO_POE = "NO_POE"
    TRY_LATER = "TRY_LATER"
    SIGNED_DATA_NOT_FOUND = "SIGNED_DATA_NOT_FOUND"


class Level(StrEnum):
    """ETSI EN 319 142-1, clause 6: what the file itself carries for the signature."""

    #: A CMS signature that is not PAdES, such as ``adbe.pkcs7.detached`` of older tools.
    CMS = "CMS"
    B_B = "PAdES-B-B"
    B_T = "PAdES-B-T"
    B_LT = "PAdES-B-LT"
    B_LTA = "PAdES-B-LTA"


class Purpose(StrEnum):
    """What a signature of the house is for, by the field it stands in."""

    SECRETARY = "secretary"
    #: The leader of minutes, which their secretary has signed as well.
    CHAIR = "chair"
    PERSON = "person"
    NUMBER = "number"
    SEAL = "seal"
    ATTACHMENT = "attachment"
    COPY = "copy"
    OTHER = "other"


class ChangedAfter(StrEnum):
    """What was done to the file after a signature was made, the least first."""

    NOTHING = "nothing"
    #: Certificates, revocation data, document time stamps.
    ARCHIVAL_DATA = "archival_data"
    FURTHER_SIGNATURES = "further_signatures"
    FORM_FILLING = "form_filling"
    ANNOTATIONS = "annotations"
    CONTENT = "content"


@dataclass(frozen=True, kw_only=True)
class RevocationFacts:
    """Whether a certificate was revoked, who said so and when.

    ``source`` is ``crl`` or ``ocsp``; ``origin`` says where it was found: ``embedded`` in
    the file, ``configured`` here, or ``fetched`` from the issuer. ``at`` is the time of
    the answer (thisUpdate), ``until`` its nextUpdate.
    """

    source: str
    origin: str
    at: datetime
    until: datetime | None = None
    revoked_at: datetime | None = None
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class CertificateFacts:
    """One certificate of a chain; ``serial`` and ``fingerprint`` (SHA-256) in hexadecimal.

    ``revocation`` is None for an anchor, and where no answer was found.
    """

    subject: str
    issuer: str
    serial: str
    fingerprint: str
    valid_from: datetime
    valid_to: datetime
    is_anchor: bool = False
    revocation: RevocationFacts | None = None


@dataclass(frozen=True, kw_only=True)
class TimeStampFacts:
    """The time stamp inside a signature (RFC 3161); ``chain`` starts with the authority's own."""

    time: datetime
    authority: str
    trusted: bool
    chain: tuple[CertificateFacts, ...] = ()
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class SignatureFacts:
    """One signature as separate facts; ``problems`` are machine codes, worst first.

    ``signed_at`` is the time stamp's time, without one the time the signer claims.
    ``level`` is None for a time stamp of the document, which is no signature of anybody.
    ``revoked`` is None when no revocation data answered. ``covers`` counts the bytes from
    the file's start to the end of the signed revision. ``changes`` names what was changed
    after it, in the file's own names (fields, pages, objects).
    """

    field: str
    purpose: Purpose = Purpose.OTHER
    indication: Indication = Indication.INDETERMINATE
    sub_indication: SubIndication | None = None
    integrity: Integrity = Integrity.BROKEN
    is_document_timestamp: bool = False
    signer: str = ""
    organisation: str = ""
    serial: str = ""
    fingerprint: str = ""
    signed_at: datetime | None = None
    claimed_at: datetime | None = None
    has_timestamp: bool = False
    timestamp: TimeStampFacts | None = None
    level: Level | None = None
    algorithm: str = ""
    intact: bool = False
    valid: bool = False
    trusted: bool = False
    revoked: bool | None = None
    revocation_checked: bool = False
    chain: tuple[CertificateFacts, ...] = ()
    certification: int | None = None
    covers: int = 0
    coverage: str = "unclear"
    changed_after: ChangedAfter = ChangedAfter.CONTENT
    changes: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """The judgment over a whole file and the facts it rests on.

    ``reason`` is ``ok`` or the machine code of the worst problem, ``reasons`` all of
    them. The indication is the worst of the signatures'.
    """

    outcome: Outcome
    reason: str
    integrity: Integrity = Integrity.NONE
    indication: Indication | None = None
    sub_indication: SubIndication | None = None
    signatures: tuple[SignatureFacts, ...] = ()
    reasons: tuple[str, ...] = ()
    covers_whole_file: bool = False
