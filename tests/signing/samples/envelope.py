"""CMS envelopes (RFC 5652) and time-stamp tokens (RFC 3161), as they should be or not."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from asn1crypto import algos, cms, core, tsp, x509  # type: ignore[import-untyped]
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

from tests.signing.samples.authority import NOW, Identity, house, identity

_HASHES: dict[str, hashes.HashAlgorithm] = {
    "md5": hashes.MD5(),  # noqa: S303 - one of the attacks
    "sha1": hashes.SHA1(),  # noqa: S303 - the same
    "sha256": hashes.SHA256(),
    "sha384": hashes.SHA384(),
    "sha512": hashes.SHA512(),
}


@dataclass(frozen=True, kw_only=True)
class Envelope:
    """How a CMS object is made; the defaults are those of PAdES B-B."""

    signer: Identity
    digest: str = "sha256"
    #: The digest the signer info names, when it is another than the one computed.
    named_digest: str = ""
    content_type: str | None = "data"
    message_digest: bool = True
    #: ``v2``, ``v1``, empty, or ``foreign``: the certificate of somebody else.
    ess: str = "v2"
    pss: bool = False
    signed_attributes: bool = True
    signing_time: bool = False
    #: Put in the place of the signer's certificate.
    certificates: tuple[Identity, ...] | None = None
    #: A time-stamp token over these bytes; None takes the signature's value.
    stamped: bool = False
    stamp_over: bytes | None = None
    stamp_authority: Identity | None = None
    stamp_at: datetime = NOW
    more_signed: tuple[cms.CMSAttribute, ...] = ()
    attribute_certificates: tuple[Any, ...] = ()
    #: Further signer infos over the same content.
    others: tuple["Envelope", ...] = ()
    content: bytes | None = None
    #: Whose certificate the signer info names, when it is not the signer's.
    named_signer: Identity | None = None
    #: What stands for the signature's value.
    value: bytes | None = None


def _hash(name: str, data: bytes) -> bytes:
    return hashlib.new(name, data, usedforsecurity=False).digest()


def seal(made: Envelope, data: bytes) -> bytes:
    """Return the DER of a detached signature over ``data``."""
    all_of_them = (made, *made.others)
    known = made.certificates if made.certificates is not None else _signers(all_of_them)
    signed = {
        "version": "v1",
        "digest_algorithms": cms.DigestAlgorithms(
            [{"algorithm": one.named_digest or one.digest} for one in all_of_them]
        ),
        "encap_content_info": {"content_type": "data"},
        "certificates": [*(one.parsed for one in known), *made.attribute_certificates],
        "signer_infos": [_signer_info(one, data) for one in all_of_them],
    }
    if made.content is not None:
        signed["encap_content_info"] = {"content_type": "data", "content": made.content}
    return _wrap(signed)


def _signers(envelopes: tuple[Envelope, ...]) -> tuple[Identity, ...]:
    return (*(one.signer for one in envelopes), house().root)


def _wrap(signed: dict[str, object]) -> bytes:
    outer = cms.ContentInfo({"content_type": "signed_data", "content": cms.SignedData(signed)})
    encoded: bytes = outer.dump()
    return encoded


def _signer_info(made: Envelope, data: bytes) -> cms.SignerInfo:
    parsed = (made.named_signer or made.signer).parsed
    info: dict[str, Any] = {
        "version": "v1",
        "sid": cms.SignerIdentifier(
            {
                "issuer_and_serial_number": cms.IssuerAndSerialNumber(
                    {"issuer": parsed.issuer, "serial_number": parsed.serial_number}
                )
            }
        ),
        "digest_algorithm": {"algorithm": made.named_digest or made.digest},
        "signature_algorithm": _mechanism(made),
    }
    to_sign = data
    if made.signed_attributes:
        attributes = _attributes(made, data)
        info["signed_attrs"] = attributes
        to_sign = attributes.untag().dump(force=True)
    value = _sign(made, to_sign) if made.value is None else made.value
    info["signature"] = value
    if made.stamped:
        over = value if made.stamp_over is None else made.stamp_over
        token = stamp(over, authority=made.stamp_authority, at=made.stamp_at)
        attribute = {"type": "signature_time_stamp_token", "values": [cms.ContentInfo.load(token)]}
        info["unsigned_attrs"] = cms.CMSAttributes([cms.CMSAttribute(attribute)])
    return cms.SignerInfo(info)


def _attributes(made: Envelope, data: bytes) -> cms.CMSAttributes:
    rows: list[Any] = list(made.more_signed)
    if made.content_type:
        rows.append({"type": "content_type", "values": [made.content_type]})
    if made.message_digest:
        rows.append({"type": "message_digest", "values": [_hash(made.digest, data)]})
    if made.signing_time:
        rows.append({"type": "signing_time", "values": [cms.Time({"utc_time": NOW})]})
    subject = identity("Somebody else") if made.ess == "foreign" else made.signer
    if made.ess == "v1":
        id1 = tsp.ESSCertID({"cert_hash": _hash("sha1", subject.der)})
        one = tsp.SigningCertificate({"certs": [id1]})
        rows.append({"type": "signing_certificate", "values": [one]})
    elif made.ess:
        id2 = tsp.ESSCertIDv2({"cert_hash": _hash("sha256", subject.der)})
        two = tsp.SigningCertificateV2({"certs": [id2]})
        rows.append({"type": "signing_certificate_v2", "values": [two]})
    return cms.CMSAttributes(rows)


def _mechanism(made: Envelope) -> algos.SignedDigestAlgorithm:
    private = made.signer.private
    if made.pss:
        parameters = {
            "hash_algorithm": {"algorithm": made.digest},
            "mask_gen_algorithm": {"algorithm": "mgf1", "parameters": {"algorithm": made.digest}},
            "salt_length": _HASHES[made.digest].digest_size,
        }
        return algos.SignedDigestAlgorithm(
            {"algorithm": "rsassa_pss", "parameters": algos.RSASSAPSSParams(parameters)}
        )
    if isinstance(private, rsa.RSAPrivateKey):
        return algos.SignedDigestAlgorithm({"algorithm": f"{made.digest}_rsa"})
    if isinstance(private, ec.EllipticCurvePrivateKey):
        return algos.SignedDigestAlgorithm({"algorithm": f"{made.digest}_ecdsa"})
    return algos.SignedDigestAlgorithm({"algorithm": "ed25519"})


def _sign(made: Envelope, data: bytes) -> bytes:
    private, digest = made.signer.private, _HASHES[made.digest]
    if isinstance(private, rsa.RSAPrivateKey):
        if made.pss:
            filled = padding.PSS(padding.MGF1(digest), digest.digest_size)
            return private.sign(data, filled, digest)
        return private.sign(data, padding.PKCS1v15(), digest)
    if isinstance(private, ec.EllipticCurvePrivateKey):
        return private.sign(data, ec.ECDSA(digest))
    return private.sign(data)


def stamp(data: bytes, *, authority: Identity | None = None, at: datetime = NOW) -> bytes:
    """Return a time-stamp token (DER) over ``data``."""
    signer = authority or identity("Time Stamps", purpose="tsa")
    imprint = {"hash_algorithm": {"algorithm": "sha256"}, "hashed_message": _hash("sha256", data)}
    info = tsp.TSTInfo(
        {
            "version": "v1",
            "policy": "2.999.1",
            "message_imprint": imprint,
            "serial_number": int.from_bytes(_hash("sha256", data)[:8], "big"),
            "gen_time": at,
            "tsa": x509.GeneralName("directory_name", signer.parsed.subject),
        }
    )
    encoded = info.dump()
    made = Envelope(signer=signer, content_type="tst_info")
    signed = {
        "version": "v3",
        "digest_algorithms": cms.DigestAlgorithms([{"algorithm": "sha256"}]),
        "encap_content_info": {
            "content_type": "tst_info",
            "content": core.ParsableOctetString(encoded),
        },
        "certificates": [signer.parsed, house().root.parsed],
        "signer_infos": [_signer_info(made, encoded)],
    }
    return _wrap(signed)


def altered(seal_of: Callable[[bytes], bytes], change: Callable[[bytes], bytes]) -> Any:
    """Return a maker of envelopes whose DER is changed afterwards."""
    return lambda data: change(seal_of(data))


def pades(signer: Identity, **changes: Any) -> Envelope:
    """Return PAdES B-T by this signer, but for ``changes``."""
    return replace(Envelope(signer=signer, stamped=True), **changes)
