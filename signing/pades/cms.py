"""A CMS signature (RFC 5652) over given octets: read, checked, and what it carries with it."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from asn1crypto import algos, cms, core, crl, ocsp, parser, pdf, tsp, x509  # type: ignore[import-untyped]

from signing.pades.values import UnsupportedSignature, fits

#: Adobe's attribute for revocation data.
_ARCHIVE: str = pdf.CMSAttributeType._map["1.2.840.113583.1.1.8"]  # noqa: SLF001 - asn1crypto's table
_UNIVERSAL, _CONSTRUCTED = 0, 1


class BadCms(Exception):
    """There is no signature that could be read."""


@dataclass(frozen=True, kw_only=True)
class Signed:
    """One signer's part. ``intact``: the digest fits; ``valid``: so does the signature value.

    ``length`` counts the octets of the encoding, without what pads it.
    """

    signer: x509.Certificate
    intact: bool
    valid: bool
    digest: str
    algorithm: str
    claimed_at: datetime | None
    names_certificate: bool
    value: bytes
    length: int
    content: bytes | None
    timestamps: tuple[bytes, ...] = ()


def read_signed_data(encoded: bytes) -> tuple[cms.SignedData, int]:
    """Return the SignedData and the length of its encoding.

    Raises:
        BadCms: it is none, or it is broken.
    """
    try:
        info = cms.ContentInfo.load(encoded)
        kind, signed = info["content_type"].native, info["content"]
        length = int(parser.peek(encoded))
    except Exception as error:  # asn1crypto raises what it likes on hostile input.
        raise BadCms("broken") from error
    if kind != "signed_data":
        raise BadCms("no_signed_data")
    return signed, length


def check(encoded: bytes, *, digest_of: Callable[[str], bytes], embedded: bool = False) -> Signed:
    """Check the one signature in ``encoded``.

    ``digest_of`` gives the digest of what is signed by the algorithm's name. With
    ``embedded`` the signed octets lie inside: a time-stamp token, or the digest that
    ``adbe.pkcs7.sha1`` signs.

    Raises:
        BadCms, UnsupportedSignature: it cannot be checked.
    """
    signed, length = read_signed_data(encoded)
    try:
        return _check(signed, length, digest_of=digest_of, embedded=embedded)
    except (BadCms, UnsupportedSignature):
        raise
    except Exception as error:  # asn1crypto raises what it likes on hostile input.
        raise BadCms("broken") from error


def _check(
    signed: cms.SignedData, length: int, *, digest_of: Callable[[str], bytes], embedded: bool
) -> Signed:
    if len(signed["signer_infos"]) != 1:
        raise BadCms("not_one_signer")
    information = signed["signer_infos"][0]
    # As they were written, before anything in them is parsed: asn1crypto would encode anew.
    written_attributes = _octets(information["signed_attrs"])
    signer = _signer(information, certificates_of(signed))
    attributes = _attributes(information["signed_attrs"])
    digest = _digest_name(information["digest_algorithm"])
    kind = attributes.get("content_type")
    if kind is not None and kind[0].native != signed["encap_content_info"]["content_type"].native:
        raise BadCms("content_type")  # RFC 5652, 11.1
    content = signed["encap_content_info"]["content"].contents if embedded else None
    wanted = digest_of(digest) if content is None else hashlib.new(digest, content).digest()
    written = attributes.get("message_digest")
    return Signed(
        signer=signer,
        intact=written is None or written[0].native == wanted,
        valid=_fits(
            information,
            signer,
            _signed_octets(written_attributes, content),
            digest=digest,
            prehashed=wanted,
        ),
        digest=digest,
        algorithm=f"{information['signature_algorithm']['algorithm'].native}, {digest}",
        claimed_at=_time(attributes.get("signing_time")),
        names_certificate=_names(attributes, signer),
        value=information["signature"].native,
        length=length,
        content=content,
        timestamps=tokens_of(information),
    )


def _digest_name(algorithm: algos.DigestAlgorithm) -> str:
    name = str(algorithm["algorithm"].native)
    # Some signers write the signature's algorithm where the digest's belongs.
    named = str(algos.SignedDigestAlgorithmId.map(name)) if name.startswith("1.2.840") else name
    return named.split("_", maxsplit=1)[0] if named.endswith(("_rsa", "_ecdsa")) else named


def tokens_of(information: cms.SignerInfo) -> tuple[bytes, ...]:
    """Return the time-stamp tokens over the signature value, encoded."""
    attributes = _attributes(information["unsigned_attrs"])
    return tuple(one.dump() for one in attributes.get("signature_time_stamp_token", ()))


def certificates_of(signed: cms.SignedData) -> tuple[x509.Certificate, ...]:
    """Return the certificates that travel along."""
    found = signed["certificates"]
    if isinstance(found, core.Void):
        return ()
    return tuple(one.chosen for one in found if one.name == "certificate")


def _signer(
    information: cms.SignerInfo, certificates: tuple[x509.Certificate, ...]
) -> x509.Certificate:
    wanted = information["sid"].chosen
    for one in certificates:
        if isinstance(wanted, cms.IssuerAndSerialNumber):
            same = one.serial_number == wanted["serial_number"].native
            if same and one.issuer == wanted["issuer"]:
                return one
        elif one.key_identifier == wanted.native:
            return one
    raise BadCms("no_signing_certificate")


def _attributes(attributes: object) -> dict[str, Any]:
    if isinstance(attributes, core.Void):
        return {}
    found: dict[str, Any] = {}
    for one in attributes:  # type: ignore[attr-defined]
        name = str(one["type"].native)
        if name in found:
            raise BadCms("attribute_twice")  # RFC 5652, 5.3: never more than one of a type
        found[name] = one["values"]
    return found


def _time(values: Any) -> datetime | None:
    return None if values is None else values[0].native


def _names(attributes: dict[str, Any], signer: x509.Certificate) -> bool:
    """Whether the signed attributes name the certificate (RFC 5035); it must be this one.

    Raises:
        BadCms: they name another one, or say something else than the format allows.
    """
    kind = attributes.get("content_type")
    if attributes and (kind is None or "message_digest" not in attributes):
        raise BadCms("attributes_missing")  # RFC 5652, 11.1 and 11.2
    named = False
    for name in ("signing_certificate", "signing_certificate_v2"):
        if name not in attributes:
            continue
        first = attributes[name][0]["certs"][0]
        algorithm = "sha1"
        if name == "signing_certificate_v2":
            algorithm = first["hash_algorithm"]["algorithm"].native
        if first["cert_hash"].native != hashlib.new(algorithm, signer.dump()).digest():
            raise BadCms("certificate_exchanged")
        named = True
    return named


def _fits(
    information: cms.SignerInfo,
    signer: x509.Certificate,
    candidates: Sequence[bytes],
    *,
    digest: str,
    prehashed: bytes,
) -> bool:
    """Whether the value fits one of the candidates, or without any the digest itself."""
    return any(
        fits(
            information["signature"].native,
            one,
            public_key=signer.public_key,
            algorithm=information["signature_algorithm"],
            digest=digest,
            prehashed=not candidates,
        )
        for one in candidates or [prehashed]
    )


def _octets(attributes: object) -> bytes | None:
    return None if isinstance(attributes, core.Void) else bytes(attributes.contents)  # type: ignore[attr-defined]


def _signed_octets(attributes: bytes | None, content: bytes | None) -> list[bytes]:
    """What was signed: the attributes as a SET OF (RFC 5652, 5.4), else the content."""
    if attributes is None:
        return [] if content is None else [content]
    parts, position = [], 0
    while position < len(attributes):
        end = parser.peek(attributes[position:]) + position
        parts.append(attributes[position:end])
        position = end
    # Some signers write another order than the one they signed.
    bodies = dict.fromkeys([attributes, b"".join(sorted(parts))])
    return [
        bytes(parser.emit(_UNIVERSAL, _CONSTRUCTED, cms.CMSAttributes.tag, body)) for body in bodies
    ]


def revocation_data(
    signed: cms.SignedData,
) -> tuple[tuple[crl.CertificateList, ...], tuple[ocsp.OCSPResponse, ...]]:
    """Return the lists and answers inside: of CMS itself, and of Adobe's attribute."""
    crls = [one.chosen for one in _present(signed["crls"]) if one.name == "certificate_list"]
    ocsps: list[ocsp.OCSPResponse] = []
    for information in signed["signer_infos"]:
        for archive in _attributes(information["signed_attrs"]).get(_ARCHIVE, ()):
            crls += _present(archive["crl"])
            ocsps += _present(archive["ocsp"])
    return tuple(crls), tuple(ocsps)


def _present(values: Any) -> list[Any]:
    return [] if isinstance(values, core.Void) else list(values)


@dataclass(frozen=True, kw_only=True)
class Token:
    """A time-stamp token (RFC 3161): who says that what existed when."""

    signed: Signed
    time: datetime
    fits: bool


def check_token(encoded: bytes, *, digest_of: Callable[[str], bytes]) -> Token:
    """Check a time-stamp token over what ``digest_of`` digests; raises as :func:`check`."""
    signed = check(encoded, digest_of=digest_of, embedded=True)
    if signed.content is None:
        raise BadCms("token_without_content")
    try:
        info = tsp.TSTInfo.load(signed.content)
        imprint = info["message_imprint"]
        algorithm = str(imprint["hash_algorithm"]["algorithm"].native)
        same = imprint["hashed_message"].native == digest_of(algorithm)
        return Token(signed=signed, time=info["gen_time"].native, fits=bool(same))
    except Exception as error:  # asn1crypto raises what it likes on hostile input.
        raise BadCms("token_broken") from error
