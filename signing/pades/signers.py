"""Our key port as a signer of pyHanko's."""

import functools
import hashlib
from typing import Any

from asn1crypto import algos, cms, x509  # type: ignore[import-untyped]
from pyhanko.sign.signers import Signer
from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes
from pyhanko.sign.timestamps import TimeStamper
from pyhanko_certvalidator.registry import SimpleCertificateStore

from signing.keys.port import SigningKey
from signing.pades.cades import (
    DATA,
    Signed,
    attribute,
    encoded_digest,
    signatory,
    signed_attributes,
    signed_data,
)

#: Longer than any signature of P-521 or RSA-4096, for estimating the space to reserve.
_DRY_SIGNATURE = bytes(512)


@functools.lru_cache(maxsize=512)
def _parsed(certificate: bytes) -> x509.Certificate:
    return x509.Certificate.load(certificate)


@functools.cache
def _algorithm(name: str) -> algos.SignedDigestAlgorithm:
    return algos.SignedDigestAlgorithm({"algorithm": name})


class KeySigner(Signer):
    """Signs by the mechanism of a :class:`signing.keys.port.SigningKey`.

    Whoever signs with it digests by ``digest``.
    """

    def __init__(self, key: SigningKey) -> None:
        store = SimpleCertificateStore()  # type: ignore[no-untyped-call]
        store.register_multiple(_parsed(one) for one in key.chain)
        super().__init__(
            signing_cert=_parsed(key.certificate),
            cert_registry=store,
            signature_mechanism=_algorithm(key.mechanism.cms),
            embed_roots=False,
        )
        self._key = key
        self.digest = key.mechanism.digest
        self._signatory = signatory(key.certificate, tuple(key.chain))

    async def async_sign_raw(
        self,
        data: bytes,
        digest_algorithm: str,
        dry_run: bool = False,  # noqa: FBT001, FBT002 - pyHanko's signature
    ) -> bytes:
        """Return the signature over ``data``; for a dry run as many zero bytes."""
        if digest_algorithm != self.digest:
            raise ValueError(digest_algorithm)
        return _DRY_SIGNATURE if dry_run else self._key.sign(data)

    async def async_sign(  # type: ignore[override]  # pyHanko gives all others by name
        self, data_digest: bytes, digest_algorithm: str, **others: Any
    ) -> cms.ContentInfo:
        """Sign a digest with the attributes of CAdES and a time stamp where one is asked for.

        What is to hold other attributes than a PAdES signature or a time stamp is left to pyHanko.
        """
        settings = others.get("signed_attr_settings") or PdfCMSSignedAttributes()
        if not others.get("use_pades") or settings != PdfCMSSignedAttributes():
            return await super().async_sign(data_digest, digest_algorithm, **others)
        held = others.get("encap_content_info")
        kind = DATA if held is None else held["content_type"].native
        attributes = signed_attributes(self._signatory, digest=data_digest, content_type=kind)
        dry = bool(others.get("dry_run"))
        value = await self.async_sign_raw(attributes, digest_algorithm, dry)
        mechanism = self.get_signature_mechanism_for_digest(digest_algorithm)
        signed = Signed(
            attributes=attributes,
            value=value,
            digest_algorithm=encoded_digest(digest_algorithm),
            algorithm=mechanism.dump(),
            unsigned=await _stamped(
                value, digest_algorithm, others.get("timestamper"), dry_run=dry
            ),
        )
        content = None if held is None else bytes(held["content"])
        made = signed_data(self._signatory, signed, content_type=kind, content=content)
        return cms.ContentInfo.load(made)


async def _stamped(
    value: bytes, algorithm: str, stamper: TimeStamper | None, *, dry_run: bool
) -> tuple[bytes, ...]:
    """Return the unsigned attribute with the time stamp over the value, if there is to be one."""
    if stamper is None:
        return ()
    if dry_run:
        token = await stamper.async_dummy_response(algorithm)
    else:
        token = await stamper.async_timestamp(hashlib.new(algorithm, value).digest(), algorithm)
    return (attribute("signature_time_stamp_token", token.dump()),)
