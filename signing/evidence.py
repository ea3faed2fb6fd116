"""What an evidence package is made of: a signed file taken apart; records that can be pickled."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class SignaturePart:
    """One signature as others can check it without a PDF library, in DER.

    ``cms`` is a detached CMS over the two ranges of ``byte_range`` (offset, length, offset,
    length); of a document time stamp it is the time-stamp token. ``time_stamp`` is the token
    inside the signature. ``chain`` starts with the signer's certificate, ``stamp_chain`` with
    the time-stamp authority's; both end with the root, and are empty where no chain was found.
    """

    field: str
    is_document_timestamp: bool
    cms: bytes
    byte_range: tuple[int, int, int, int]
    time_stamp: bytes | None
    chain: tuple[bytes, ...]
    stamp_chain: tuple[bytes, ...]


@dataclass(frozen=True, kw_only=True)
class EvidenceParts:
    """All signatures of a file, oldest first, and the revocation data that spoke of them."""

    signatures: tuple[SignaturePart, ...]
    revocation_lists: tuple[bytes, ...]
    ocsp_responses: tuple[bytes, ...]
