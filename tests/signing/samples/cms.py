"""Envelopes that are wrong in themselves: RFC 5652, RFC 5035, RFC 3161, EN 319 122-1."""

from collections.abc import Callable
from typing import Any

from asn1crypto import cms, core  # type: ignore[import-untyped]

from tests.signing.samples.authority import house, identity, stranger
from tests.signing.samples.envelope import Envelope, pades, seal, stamp
from tests.signing.samples.paper import Paper
from tests.signing.samples.scenes import field_named, leader, prepared
from tests.signing.samples.signature import Act, sign, sign_new
from tests.signing.samples.table import Expected, whole

PKCS7 = b"/adbe.pkcs7.detached"


def enveloped(made: Envelope, *, subfilter: bytes = b"/ETSI.CAdES.detached") -> Paper:
    """Sign the prepared plan with this envelope."""
    return sealed(lambda data: seal(made, data), subfilter=subfilter)


def sealed(maker: Callable[[bytes], bytes], *, subfilter: bytes = b"/ETSI.CAdES.detached") -> Paper:
    """Sign the prepared plan; ``maker`` returns what goes into Contents."""
    paper = prepared()
    act = Act(signer=leader(), seal=maker, subfilter=subfilter, room=6_000)
    return sign(paper, field_named(paper, "First"), act)


def _changed(data: bytes, change: Callable[[Any], None]) -> bytes:
    """Parse an honest envelope, change it and encode it anew."""
    parsed = cms.ContentInfo.load(seal(pades(leader()), data))
    change(parsed["content"])
    encoded: bytes = parsed.dump(force=True)
    return encoded


@whole(Expected.ALTERED)
def without_message_digest() -> Paper:
    return enveloped(pades(leader(), message_digest=False))


@whole(Expected.REFUSED)
def without_content_type() -> Paper:
    return enveloped(pades(leader(), content_type=None))


@whole(Expected.REFUSED)
def of_another_content_type() -> Paper:
    return enveloped(pades(leader(), content_type="tst_info"))


@whole(Expected.REFUSED)
def without_signing_certificate() -> Paper:
    # EN 319 142-1, 6.3: required; without it the certificate can be exchanged.
    return enveloped(pades(leader(), ess=""))


@whole(Expected.REFUSED)
def signing_certificate_of_somebody_else() -> Paper:
    return enveloped(pades(leader(), ess="foreign"))


@whole(Expected.ALTERED)
def certificate_exchanged() -> Paper:
    """The signer info names a certificate with another key."""
    other = identity("Somebody else")
    return enveloped(pades(leader(), named_signer=other, certificates=(other,), ess=""))


@whole(Expected.ALTERED)
def signature_value_of_other_data() -> Paper:
    another = cms.ContentInfo.load(seal(pades(leader()), b"other data"))
    value = another["content"]["signer_infos"][0]["signature"].native
    return enveloped(pades(leader(), value=value))


@whole(Expected.ALTERED)
def no_signer_info() -> Paper:
    def change(content: Any) -> None:
        content["signer_infos"] = cms.SignerInfos([])

    return sealed(lambda data: _changed(data, change))


@whole(Expected.ALTERED)
def two_signer_infos() -> Paper:
    # ISO 32000-2, 12.8.3.3.1: exactly one.
    return enveloped(pades(leader(), others=(pades(identity("Agency")),)))


@whole(Expected.ALTERED)
def two_signer_infos_one_broken() -> Paper:
    broken = pades(identity("Agency"), digest="sha512", named_digest="sha256")
    return enveloped(pades(leader(), others=(broken,)))


@whole(Expected.ALTERED)
def digest_named_otherwise() -> Paper:
    return enveloped(pades(leader(), digest="sha512", named_digest="sha256"))


@whole(Expected.REFUSED)
def weak_digest_sha1() -> Paper:
    return enveloped(pades(identity("Old", "rsa"), digest="sha1", ess="v1"), subfilter=PKCS7)


@whole(Expected.REFUSED)
def weak_digest_md5() -> Paper:
    return enveloped(pades(identity("Old", "rsa"), digest="md5", ess="v1"), subfilter=PKCS7)


@whole(Expected.REFUSED)
def weak_key() -> Paper:
    return enveloped(pades(identity("Weak", "weak")))


@whole(Expected.ALTERED)
def without_signed_attributes_over_other_bytes() -> Paper:
    made = pades(leader(), signed_attributes=False)
    return sealed(lambda data: seal(made, data[1:]), subfilter=PKCS7)


@whole(Expected.ALTERED)
def attributes_taken_for_the_content() -> Paper:
    """Drop the signed attributes; their encoding was what the signer signed."""

    def change(content: Any) -> None:
        info = content["signer_infos"][0]
        content["signer_infos"] = [
            {key: info[key] for key in (
                "version", "sid", "digest_algorithm", "signature_algorithm", "signature"
            )}
        ]  # fmt: skip

    return sealed(lambda data: _changed(data, change), subfilter=PKCS7)


@whole(Expected.REFUSED)
def time_stamp_over_something_else() -> Paper:
    return enveloped(pades(leader(), stamp_over=b"another signature"))


@whole(Expected.REFUSED)
def time_stamp_by_a_signer() -> Paper:
    return enveloped(pades(leader(), stamp_authority=identity("Agency")))


@whole(Expected.REFUSED)
def time_stamp_of_a_stranger() -> Paper:
    return enveloped(pades(leader(), stamp_authority=stranger()))


@whole(Expected.ALTERED)
def document_time_stamp_over_something_else() -> Paper:
    paper = enveloped(pades(leader()))
    act = Act(
        signer=leader(), kind=b"/DocTimeStamp", subfilter=b"/ETSI.RFC3161",
        seal=lambda data: stamp(data[1:]),
    )  # fmt: skip
    return sign_new(paper, "Stamp1", act)


@whole(Expected.REFUSED)
def signed_by_the_authority_itself() -> Paper:
    return enveloped(pades(house().root))


@whole(Expected.REFUSED)
def signed_by_an_issuing_certificate() -> Paper:
    return enveloped(pades(identity("Issuer", purpose="ca")))


@whole(Expected.REFUSED)
def signed_by_a_time_stamp_authority() -> Paper:
    return enveloped(pades(identity("Time Stamps", purpose="tsa")))


@whole(Expected.REFUSED)
def signed_by_a_web_server() -> Paper:
    return enveloped(pades(identity("Server", purpose="tls")))


@whole(Expected.REFUSED)
def key_usage_missing() -> Paper:
    return enveloped(pades(identity("Encrypts only", purpose="encrypt")))


@whole(Expected.REFUSED)
def signed_by_a_stranger() -> Paper:
    return enveloped(pades(stranger()))


@whole(Expected.REFUSED)
def certificate_left_out() -> Paper:
    return enveloped(pades(leader(), certificates=()))


@whole(Expected.REFUSED)
def attribute_twice() -> Paper:
    # RFC 5652, 5.3: an attribute at most once.
    again = cms.CMSAttribute({"type": "content_type", "values": ["data"]})
    return enveloped(pades(leader(), more_signed=(again,)))


@whole(Expected.ALTERED)
def message_digest_twice() -> Paper:
    again = cms.CMSAttribute({"type": "message_digest", "values": [core.OctetString(bytes(32))]})
    return enveloped(pades(leader(), more_signed=(again,)))


@whole(Expected.ALTERED)
def envelope_of_a_time_stamp() -> Paper:
    """A token, which signs other content, in the place of a signature."""
    return sealed(stamp)


@whole(Expected.ALTERED)
def bytes_behind_the_envelope() -> Paper:
    return sealed(lambda data: seal(pades(leader()), data) + b"\x30\x03\x02\x01\x07")


@whole(Expected.ALTERED)
def plain_data_instead_of_an_envelope() -> Paper:
    info = cms.ContentInfo({"content_type": "data", "content": core.OctetString(b"signed")})
    encoded: bytes = info.dump()
    return sealed(lambda _: encoded)


@whole(Expected.ALTERED)
def no_signature_value() -> Paper:
    return enveloped(pades(leader(), value=b""))
