"""Signing in two halves, for a key on somebody else's machine.

pyHanko would put any value it is given into the file: a value of another key makes a broken
signature that nobody notices. So the value is checked against the certificate first, and
the prepared file against its own digest.
"""

import hashlib
import io
from datetime import datetime

from asn1crypto import algos, cms, x509  # type: ignore[import-untyped]
from cryptography.x509 import load_der_x509_certificate
from pyhanko.sign.general import SigningError as PyhankoSigningError
from pyhanko.sign.signers.pdf_byterange import PreparedByteRangeDigest
from pyhanko.sign.signers.pdf_cms import ExternalSigner, PdfCMSSignedAttributes
from pyhanko.sign.signers.pdf_signer import PdfSigner
from pyhanko.sign.timestamps import TimeStamper, TimestampRequestError
from pyhanko_certvalidator.registry import SimpleCertificateStore

from signing.errors import PreparedFileChanged, TimeStampUnavailable, UnreadablePdf
from signing.mechanisms import MECHANISMS, Mechanism, check_value
from signing.models import PreparedSignature
from signing.pades.corners import CornerPlan, corner_signer
from signing.pades.files import QuietWriter, end_line, open_writer
from signing.pades.loop import run
from signing.pades.signing import RESERVED, Stamp, new_signer


def prepare_signature(
    pdf: bytes,
    *,
    stamp: Stamp | CornerPlan,
    certificate: bytes,
    chain: tuple[bytes, ...],
    mechanism: Mechanism,
    now: datetime,
) -> PreparedSignature:
    """Do everything but the signature itself; raises as :func:`sign_field` does."""
    outside = _outside(certificate, chain, mechanism)
    writer, signer = _open(pdf, stamp, outside, mechanism)
    session = signer.init_signing_session(writer, existing_fields_only=True)
    session.system_time = now
    document = session.prepare_tbs_document(validation_info=None, bytes_reserved=RESERVED)
    try:
        found, output = document.digest_tbs_document(in_place=False)
        attributes = run(_attributes(outside, found.document_digest, mechanism))
    except PyhankoSigningError as error:
        raise UnreadablePdf("not_extendable") from error
    output.seek(0)
    return PreparedSignature(
        pdf=output.read(),
        digest=found.document_digest,
        start=found.reserved_region_start,
        end=found.reserved_region_end,
        attributes=attributes,
        to_sign=hashlib.new(mechanism.digest, attributes).digest(),
        algorithm=mechanism.name,
    )


def _open(
    pdf: bytes, stamp: Stamp | CornerPlan, outside: ExternalSigner, mechanism: Mechanism
) -> tuple[QuietWriter, PdfSigner]:
    """Text in a corner brings its field along; the fields of a route are there already."""
    if isinstance(stamp, CornerPlan):
        file = io.BytesIO(pdf)
        end_line(file)
        writer = open_writer(file)
        return writer, corner_signer(writer, stamp, signer=outside, digest=mechanism.digest)
    writer = open_writer(pdf)
    return writer, new_signer(writer, stamp, signer=outside, digest=mechanism.digest)


def complete_signature(
    prepared: PreparedSignature,
    *,
    certificate: bytes,
    chain: tuple[bytes, ...],
    value: bytes,
    time_stamper: TimeStamper,
) -> bytes:
    """Put the value in, with a time stamp over it.

    Raises:
        ValueRefused: the certificate's key has not made the value over these attributes.
        PreparedFileChanged: the file is not the one the attributes speak of.
        TimeStampUnavailable: no time stamp was to be had.
    """
    mechanism = MECHANISMS[prepared.algorithm]
    encoded = check_value(
        load_der_x509_certificate(certificate),
        mechanism,
        signed=prepared.attributes,
        value=value,
    )
    attributes = cms.CMSAttributes.load(prepared.attributes)
    _require_unchanged(prepared, attributes, mechanism)
    outside = _outside(certificate, chain, mechanism, value=encoded)
    try:
        made = run(
            outside.async_sign_prescribed_attributes(
                mechanism.digest, attributes, timestamper=time_stamper
            )
        )
    except TimestampRequestError as error:
        raise TimeStampUnavailable(str(error)) from error
    output = io.BytesIO(prepared.pdf)
    place = PreparedByteRangeDigest(prepared.digest, prepared.start, prepared.end)
    try:
        place.fill_with_cms(output, made)
    except PyhankoSigningError as error:
        raise UnreadablePdf("too_little_room") from error
    return output.getvalue()


def _outside(
    certificate: bytes, chain: tuple[bytes, ...], mechanism: Mechanism, *, value: bytes = b""
) -> ExternalSigner:
    store = SimpleCertificateStore()  # type: ignore[no-untyped-call]
    store.register_multiple(x509.Certificate.load(one) for one in chain)
    return ExternalSigner(
        signing_cert=x509.Certificate.load(certificate),
        cert_registry=store,
        signature_value=value or None,
        signature_mechanism=algos.SignedDigestAlgorithm({"algorithm": mechanism.cms}),
        embed_roots=False,
    )


async def _attributes(signer: ExternalSigner, digest: bytes, mechanism: Mechanism) -> bytes:
    made = await signer.signed_attrs(
        digest, mechanism.digest, attr_settings=PdfCMSSignedAttributes(), use_pades=True
    )
    encoded: bytes = made.dump()
    return encoded


def _require_unchanged(
    prepared: PreparedSignature, attributes: cms.CMSAttributes, mechanism: Mechanism
) -> None:
    digest = hashlib.new(mechanism.digest, prepared.pdf[: prepared.start])
    digest.update(prepared.pdf[prepared.end :])
    spoken_of = [
        one["values"][0].native for one in attributes if one["type"].native == "message_digest"
    ]
    if spoken_of != [digest.digest()] or digest.digest() != prepared.digest:
        raise PreparedFileChanged
