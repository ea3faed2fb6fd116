"""The formats of a PDF signature by its /SubFilter (ISO 32000-2, table 255), each checked alike."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from asn1crypto import algos, core, x509  # type: ignore[import-untyped]
from pyhanko.pdf_utils import generic

from signing.pades.byterange import ByteRange, contents_of, is_padding
from signing.pades.cms import BadCms, Signed, check, check_token
from signing.pades.embedded import Embedded
from signing.pades.values import fits

CADES = "/ETSI.CAdES.detached"


@dataclass(frozen=True, kw_only=True)
class Checked:
    """A signature's cryptography; ``stamped_at`` is the time of a document time stamp."""

    signed: Signed
    is_padded_only: bool
    must_name_certificate: bool
    stamped_at: datetime | None = None

    @property
    def holds(self) -> bool:
        """Whether digest and signature value both fit."""
        return self.signed.intact and self.signed.valid


def check_format(one: Embedded, pdf: bytes) -> Checked:
    """Check the signature value of ``one`` over the bytes it covers.

    Raises:
        BadCms, UnsupportedSignature: it cannot be checked.
    """
    if one.dictionary is None or one.covered is None:
        raise BadCms(one.problem)
    contents = contents_of(one.dictionary)
    digest_of = _digests(one.covered, pdf)
    kind = str(one.dictionary.get("/SubFilter", ""))
    stamped_at = None
    if one.is_time_stamp:
        token = check_token(contents, digest_of=digest_of)
        signed, stamped_at = token.signed, token.time
        if not token.fits:
            raise BadCms("imprint_of_something_else")
    elif kind == "/adbe.x509.rsa_sha1":
        signed = _plain_rsa(one.dictionary, contents, pdf, one.covered)
    elif kind == "/adbe.pkcs7.sha1":
        signed = check(contents, digest_of=digest_of, embedded=True)
        if signed.content != digest_of("sha1"):
            raise BadCms("digest_of_something_else")
    else:
        signed = check(contents, digest_of=digest_of)
    rest = contents[signed.length :]
    return Checked(
        signed=signed,
        is_padded_only=is_padding(rest),
        # ETSI EN 319 142-1, 6.3: without it the certificate could be exchanged.
        must_name_certificate=kind == CADES,
        stamped_at=stamped_at,
    )


def _digests(covered: ByteRange, pdf: bytes) -> Callable[[str], bytes]:
    known: dict[str, bytes] = {}

    def digest_of(algorithm: str) -> bytes:
        if algorithm not in known:
            known[algorithm] = covered.digest(pdf, algorithm)
        return known[algorithm]

    return digest_of


def _plain_rsa(
    dictionary: generic.DictionaryObject, contents: bytes, pdf: bytes, covered: ByteRange
) -> Signed:
    """The oldest format: an RSA value in an octet string, certificates in /Cert."""
    value = core.OctetString.load(contents)
    listed = dictionary["/Cert"]
    encoded = listed if isinstance(listed, generic.ArrayObject) else [listed]
    certificates = tuple(x509.Certificate.load(one.original_bytes) for one in encoded)
    rsa = algos.SignedDigestAlgorithm({"algorithm": "sha1_rsa"})
    octets = covered.octets(pdf)
    return Signed(
        signer=certificates[0],
        intact=True,
        valid=fits(
            value.native,
            octets,
            public_key=certificates[0].public_key,
            algorithm=rsa,
            digest=hashlib.sha1(usedforsecurity=False).name,
        ),
        digest="sha1",
        algorithm="sha1_rsa, sha1",
        claimed_at=None,
        names_certificate=False,
        value=value.native,
        length=len(value.dump()),
        content=None,
    )
