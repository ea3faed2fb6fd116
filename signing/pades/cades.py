"""A CMS signature (RFC 5652) with the attributes of CAdES, written as DER by hand.

asn1crypto encodes a value anew for every level above it, at each of a dozen steps: 7 ms of a
signature and as much of its time stamp. What is written here is the same, octet for octet.
"""

import functools
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from asn1crypto import algos, cms, x509  # type: ignore[import-untyped]

INTEGER, OCTETS, SEQUENCE, SET = 0x02, 0x04, 0x30, 0x31
#: Context-specific and constructed: add the number of the tag.
TAGGED = 0xA0
#: Lengths from here on take octets of their own (X.690, 8.1.3).
SHORT = 0x80

DATA = "data"
#: SignedData is of version 3 when its content is anything else than data (RFC 5652, 5.1).
VERSION_DATA, VERSION_OTHER = b"\x01", b"\x03"


def der(tag: int, *parts: bytes) -> bytes:
    """Encode one value from the encodings within it."""
    content = b"".join(parts)
    length = len(content)
    if length < SHORT:
        return bytes((tag, length)) + content
    octets = length.to_bytes((length.bit_length() + 7) // 8)
    return bytes((tag, SHORT | len(octets))) + octets + content


def set_of(members: Iterable[bytes], *, tag: int = SET) -> bytes:
    """X.690, 11.6: the members of a set stand in the order of their encodings."""
    return der(tag, *sorted(members))


@functools.cache
def _attribute_type(name: str) -> bytes:
    return bytes(cms.CMSAttributeType(name).dump())


@functools.cache
def _content_type(name: str) -> bytes:
    return bytes(cms.ContentType(name).dump())


@functools.cache
def encoded_digest(name: str) -> bytes:
    """AlgorithmIdentifier of a digest, such as ``sha256``."""
    return bytes(algos.DigestAlgorithm({"algorithm": name}).dump())


def attribute(name: str, value: bytes) -> bytes:
    """Encode an attribute with one value."""
    return der(SEQUENCE, _attribute_type(name), der(SET, value))


@dataclass(frozen=True)
class Signatory:
    """What every signature of a key says of its certificate: made once."""

    #: The certificate and those above it.
    certificates: tuple[bytes, ...]
    #: IssuerAndSerialNumber.
    identifier: bytes
    #: The attribute signing-certificate-v2 (RFC 5035, 3).
    reference: bytes


@functools.lru_cache(maxsize=256)
def signatory(certificate: bytes, chain: tuple[bytes, ...]) -> Signatory:
    """Read what is needed of the certificate (DER); ``chain`` is without the root."""
    parsed = x509.Certificate.load(certificate)
    issuer = parsed.issuer.dump()
    serial = parsed["tbs_certificate"]["serial_number"].dump()
    # The digest is SHA-256, which is the default and so left out.
    by_name = der(SEQUENCE, der(SEQUENCE, der(TAGGED + 4, issuer)), serial)
    digest = der(OCTETS, hashlib.sha256(certificate).digest())
    named = der(SEQUENCE, der(SEQUENCE, der(SEQUENCE, digest, by_name)))
    return Signatory(
        certificates=(certificate, *chain),
        identifier=der(SEQUENCE, issuer, serial),
        reference=attribute("signing_certificate_v2", named),
    )


def signed_attributes(signer: Signatory, *, digest: bytes, content_type: str = DATA) -> bytes:
    """Encode the attributes that are signed, as a set: what the key signs (RFC 5652, 5.4)."""
    return set_of(
        (
            attribute("content_type", _content_type(content_type)),
            attribute("message_digest", der(OCTETS, digest)),
            signer.reference,
        )
    )


@dataclass(frozen=True, kw_only=True)
class Signed:
    """A value made by a key: ``attributes`` is what it signed, the algorithms are encoded."""

    attributes: bytes
    value: bytes
    digest_algorithm: bytes
    algorithm: bytes
    unsigned: tuple[bytes, ...] = ()


def signed_data(
    signer: Signatory, signed: Signed, *, content_type: str = DATA, content: bytes | None = None
) -> bytes:
    """Put a ContentInfo together; without ``content`` the signature is detached."""
    attributes = bytes((TAGGED,)) + signed.attributes[1:]
    unsigned = (set_of(signed.unsigned, tag=TAGGED + 1),) if signed.unsigned else ()
    signer_info = der(
        SEQUENCE,
        der(INTEGER, VERSION_DATA),
        signer.identifier,
        signed.digest_algorithm,
        attributes,
        signed.algorithm,
        der(OCTETS, signed.value),
        *unsigned,
    )
    version = VERSION_DATA if content_type == DATA else VERSION_OTHER
    held = () if content is None else (der(TAGGED, der(OCTETS, content)),)
    data = der(
        SEQUENCE,
        der(INTEGER, version),
        der(SET, signed.digest_algorithm),
        der(SEQUENCE, _content_type(content_type), *held),
        set_of(set(signer.certificates), tag=TAGGED),
        der(SET, signer_info),
    )
    return der(SEQUENCE, _content_type("signed_data"), der(TAGGED, data))
