"""Taking a signed file apart into its CMS objects, chains and revocation data."""

import asyncio
from datetime import datetime

from asn1crypto import cms  # type: ignore[import-untyped]
from pyhanko.sign.general import extract_certificate_info
from pyhanko.sign.timestamps import TimeStamper, TimestampRequestError
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

from signing.errors import NotArchivable, TimeStampUnavailable
from signing.evidence import EvidenceParts, SignaturePart
from signing.keys.port import SigningKey
from signing.pades.evidence import Evidence, Gatherer, Sources
from signing.pades.files import open_reader
from signing.pades.forms import walk_fields
from signing.pades.signers import KeySigner

_TIME_STAMP = "signature_time_stamp_token"
_STAMPING = frozenset({"time_stamping"})
_ANY: frozenset[str] = frozenset()


def take_apart(pdf: bytes, *, sources: Sources, now: datetime) -> EvidenceParts:
    """Return every signature that can be read, with what proves its chain as of ``now``.

    Raises:
        UnreadablePdf, EncryptedPdf: the file cannot be read at all.
    """
    return asyncio.run(_take_apart(pdf, sources=sources, now=now))


async def _take_apart(pdf: bytes, *, sources: Sources, now: datetime) -> EvidenceParts:
    reader = open_reader(pdf)
    proof, parts, gatherer = Evidence(), [], Gatherer(sources)
    for field in walk_fields(reader.root):
        if not field.is_filled_signature or field.dictionary is None:
            continue
        try:
            embedded = EmbeddedPdfSignature(reader, field.dictionary, field.name)
            offset, first, second, rest = (int(one) for one in embedded.byte_range)
        except Exception:  # noqa: BLE001, S112 - the validation report names what is broken
            continue
        parts.append(await _part(embedded, (offset, first, second, rest), proof, gatherer, now=now))
    return EvidenceParts(
        signatures=tuple(sorted(parts, key=_end)),
        revocation_lists=tuple(proof.lists),
        ocsp_responses=tuple(proof.answers),
    )


def _end(part: SignaturePart) -> int:
    return part.byte_range[2] + part.byte_range[3]


async def _part(
    embedded: EmbeddedPdfSignature,
    byte_range: tuple[int, int, int, int],
    proof: Evidence,
    gatherer: Gatherer,
    *,
    now: datetime,
) -> SignaturePart:
    signed = embedded.signed_data
    stamped = embedded.sig_object_type == "/DocTimeStamp"
    token = None if stamped else _token_of(embedded.signer_info)
    chain = await _chain(signed, proof, _STAMPING if stamped else _ANY, gatherer, now=now)
    stamp_chain: tuple[bytes, ...] = ()
    if token is not None:
        stamp_chain = await _chain(token["content"], proof, _STAMPING, gatherer, now=now)
    # The bytes as they stand in the file, without the zeros that fill the reserved room.
    content = cms.ContentInfo.load(embedded.pkcs7_content, strict=False)
    return SignaturePart(
        field=str(embedded.fq_name),
        is_document_timestamp=stamped,
        cms=content.dump(),
        byte_range=byte_range,
        time_stamp=None if token is None else token.dump(),
        chain=chain,
        stamp_chain=stamp_chain,
    )


def _token_of(signer: cms.SignerInfo) -> cms.ContentInfo | None:
    for attribute in signer["unsigned_attrs"] or ():
        if attribute["type"].native == _TIME_STAMP:
            return attribute["values"][0]
    return None


async def _chain(
    signed: cms.SignedData,
    proof: Evidence,
    purposes: frozenset[str],
    gatherer: Gatherer,
    *,
    now: datetime,
) -> tuple[bytes, ...]:
    """The certificates up to the root; where the chain does not hold, those the signature has."""
    try:
        found, path = await gatherer.gather(signed, moment=now, purposes=purposes)
    except NotArchivable:
        info = extract_certificate_info(signed)
        return (info.signer_cert.dump(), *(one.dump() for one in info.other_certs))
    proof.add(found)
    return tuple(reversed([one.dump() for one in path.iter_certs(include_root=True)]))


def sign_detached(data: bytes, *, key: SigningKey, time_stamper: TimeStamper) -> bytes:
    """Return a detached CAdES signature over ``data`` with a time stamp, in DER.

    Raises:
        TimeStampUnavailable: no time stamp was to be had.
    """
    signer = KeySigner(key)
    try:
        made = asyncio.run(
            signer.async_sign_general_data(
                data, signer.digest, use_cades=True, timestamper=time_stamper
            )
        )
    except TimestampRequestError as error:
        raise TimeStampUnavailable(str(error)) from error
    encoded: bytes = made.dump()
    return encoded
