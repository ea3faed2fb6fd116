"""Until when an algorithm protects a signature or a time stamp: the one reviewed table.

The dates are those of ETSI TS 119 312 V1.5.1 in its machine-readable form (TS 119 322,
issued on 13 October 2024), with the past ends that the validation policy of EU DSS keeps
for algorithms that were retired before it. Where it names no end, None stands here: the
table must then be looked at again by :data:`REVIEW_BY`, which ``congvu doctor`` watches.
"""

from datetime import UTC, datetime

#: The next edition must have been read by then.
REVIEW_BY = datetime(2029, 1, 1, tzinfo=UTC)
#: What is not in the table never was good.
NEVER = datetime(1970, 1, 1, tzinfo=UTC)

_HASHES: dict[str, datetime | None] = {
    "md5": datetime(2004, 8, 1, tzinfo=UTC),
    "sha1": datetime(2012, 8, 1, tzinfo=UTC),
    "ripemd160": datetime(2014, 8, 1, tzinfo=UTC),
    "whirlpool": datetime(2020, 12, 1, tzinfo=UTC),
    "sha224": datetime(2029, 1, 1, tzinfo=UTC),
    "sha256": None,
    "sha384": None,
    "sha512": None,
    "sha3_256": None,
    "sha3_384": None,
    "sha3_512": None,
}
#: By kind: least length in bits and its end, the longest first.
_KEYS: dict[str, tuple[tuple[int, datetime | None], ...]] = {
    # PKCS #1 v1.5 ends for every length.
    "rsassa_pkcs1v15": (
        (1900, datetime(2029, 1, 1, tzinfo=UTC)),
        (1024, datetime(2019, 10, 1, tzinfo=UTC)),
        (786, datetime(2010, 8, 1, tzinfo=UTC)),
    ),
    "rsassa_pss": (
        (3000, None),
        (1900, datetime(2029, 1, 1, tzinfo=UTC)),
        (1024, datetime(2019, 10, 1, tzinfo=UTC)),
    ),
    "ecdsa": (
        (256, None),
        (224, datetime(2021, 10, 1, tzinfo=UTC)),
        (160, datetime(2012, 8, 1, tzinfo=UTC)),
    ),
    "ed25519": ((256, None),),
    "ed448": ((448, None),),
}


def hash_ends(name: str) -> datetime | None:
    """Return when this hash ends (names as in asn1crypto); None where no end is known."""
    return _HASHES.get(name, NEVER)


def signature_ends(kind: str, bits: int) -> datetime | None:
    """Return when signatures of this kind and key length end; None where no end is known."""
    for least, end in _KEYS.get(kind, ()):
        if bits >= least:
            return end
    return NEVER
