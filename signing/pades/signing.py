"""One signature in one field, as an incremental update: PAdES B-T, or B-B without a time stamp."""

from dataclasses import replace
from datetime import datetime
from typing import BinaryIO

from pyhanko.pdf_utils import generic
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.general import SigningError as PyhankoSigningError
from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes, Signer
from pyhanko.sign.signers.pdf_signer import PdfSignatureMetadata, PdfSigner, PdfTBSDocument
from pyhanko.sign.timestamps import TimeStamper, TimestampRequestError

from signing.errors import (
    FieldMissing,
    LeaderUnsigned,
    SecretaryUnsigned,
    TimeStampUnavailable,
    UnreadablePdf,
)
from signing.keys.port import SigningKey
from signing.models import (
    LEADER_FIELD,
    NUMBER_FIELD,
    SEAL_FIELD,
    SECRETARY_FIELD,
    NumberStamp,
    PersonStamp,
    SealStamp,
    SecretaryStamp,
)
from signing.pades.appearance import StampStyle
from signing.pades.fields import find_empty_field, find_field, find_leader, read_hint
from signing.pades.files import QuietWriter, open_writer
from signing.pades.loop import run
from signing.pades.signers import KeySigner
from signing.pades.stamps import (
    field_box,
    field_turn,
    number_style,
    person_style,
    picture_on_page,
    seal_style,
)

Stamp = PersonStamp | NumberStamp | SealStamp

FIELD_OF: dict[type, str] = {
    SecretaryStamp: SECRETARY_FIELD,
    PersonStamp: LEADER_FIELD,
    NumberStamp: NUMBER_FIELD,
    SealStamp: SEAL_FIELD,
}
#: Room for the CMS object in hexadecimal digits. A token of the demonstration authority
#: makes 8,500; a real one with its chain grows, and too little room would fail the signature.
RESERVED = 24_576
#: Bytes that are read at once for the digest of the file.
CHUNK = 1024 * 1024


def sign_field(
    file: BinaryIO,
    *,
    stamp: Stamp,
    key: SigningKey,
    time_stamper: TimeStamper | None,
    now: datetime,
) -> None:
    """Sign the stamp's field and show the stamp in it: appended, nothing before it changes.

    Raises:
        FieldMissing: the file was not prepared.
        FieldTaken: the field is signed already.
        LeaderUnsigned: a number or a seal before the leader's signature (Circular 01/2019,
            article 20; Decree 30/2020, article 32.2d).
        SecretaryUnsigned: the chair of minutes before their secretary.
        UnreadablePdf, EncryptedPdf: the file cannot be extended.
        TimeStampUnavailable: no time stamp was to be had.
    """
    writer = open_writer(file)
    with_key = KeySigner(key)
    signer = new_signer(
        writer, stamp, signer=with_key, time_stamper=time_stamper, digest=with_key.digest
    )
    finish_signature(signer, writer, now=now)


def finish_signature(signer: PdfSigner, writer: QuietWriter, *, now: datetime) -> None:
    """Sign the field of the signer and append what the writer holds to the file it was opened on.

    Raises as :func:`sign_field`.
    """
    try:
        run(_sign(signer, writer, now=now))
    except TimestampRequestError as error:
        raise TimeStampUnavailable(str(error)) from error
    except PyhankoSigningError as error:
        raise UnreadablePdf("not_extendable") from error


def new_signer(
    writer: QuietWriter,
    stamp: Stamp,
    *,
    signer: Signer,
    time_stamper: TimeStamper | None = None,
    digest: str = "sha256",
) -> PdfSigner:
    """Make ready to sign the stamp's field; raises as :func:`sign_field` does for the field."""
    style = _style_for(writer, stamp)
    metadata = PdfSignatureMetadata(
        field_name=FIELD_OF[type(stamp)],
        md_algorithm=digest,
        subfilter=SigSeedSubFilter.PADES,
        name=stamp.name if isinstance(stamp, PersonStamp) else None,
    )
    return PdfSigner(metadata, signer=signer, timestamper=time_stamper, stamp_style=style)


def _style_for(writer: QuietWriter, stamp: Stamp) -> StampStyle:
    name = FIELD_OF[type(stamp)]
    field = find_empty_field(writer, name)
    if field is None:
        raise FieldMissing(name)
    leader = find_leader(writer)
    if not isinstance(stamp, PersonStamp) and leader is None:
        raise LeaderUnsigned
    secretary = find_field(writer, SECRETARY_FIELD)
    if name == LEADER_FIELD and secretary is not None and "/V" not in secretary:
        raise SecretaryUnsigned
    return replace(_upright_style(stamp, field, leader), turn=field_turn(field))


def _upright_style(
    stamp: Stamp, field: generic.DictionaryObject, leader: generic.DictionaryObject | None
) -> StampStyle:
    box, hint = field_box(field), read_hint(field)
    match stamp:
        case PersonStamp():
            return person_style(stamp, box=box, hint=hint)
        case NumberStamp():
            return number_style(stamp, box=box, hint=hint)
        case SealStamp():
            return seal_style(stamp, box=box, leader=picture_on_page(leader))


async def _sign(signer: PdfSigner, writer: QuietWriter, *, now: datetime) -> None:
    session = signer.init_signing_session(writer, existing_fields_only=True)
    session.system_time = now
    checked = await session.perform_presign_validation(writer)
    prepared: PdfTBSDocument = session.prepare_tbs_document(
        validation_info=checked, bytes_reserved=RESERVED
    )
    digest, _ = prepared.digest_tbs_document(in_place=True, chunk_size=CHUNK)
    await prepared.perform_signature(digest.document_digest, PdfCMSSignedAttributes())
