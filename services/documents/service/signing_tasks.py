"""What one signature of a document needs, read before the work starts."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from auth.models import Agency, Credential
from auth.service import find_seal_picture, find_signature_picture, vietnam_day
from services.documents.models.document import Document, DocumentFile
from services.documents.models.signing import Signing
from services.documents.models.states import SigningPurpose
from services.documents.repository.attachments import list_attachments
from services.documents.repository.documents import find_main_file
from services.documents.schemas.place import PlaceChoice
from services.documents.service.placing import placement_of
from services.documents.service.signatories import plan_of, signatories_of
from services.worker import GiveUp, Job
from signing.models import (
    AttachmentStamp,
    NumberStamp,
    PersonStamp,
    Placement,
    RoutePlan,
    SealStamp,
    SecretaryStamp,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningTask:
    """`plan`: the fields to be made, with the first signature; `lines`: above the signer's name."""

    purpose: SigningPurpose
    type_code: str
    digest: str
    key_label: str
    plan: RoutePlan | None
    signer_name: str
    signer_position: str
    lines: tuple[str, ...]
    agency_name: str
    place: str
    seal_diameter_mm: float
    number: str
    symbol: str
    issued_on: date | None
    attachments: tuple[DocumentFile, ...]
    signature_digest: str | None
    seal_digest: str | None
    signature_picture: bytes | None = None
    seal_picture: bytes | None = None

    @property
    def person_stamp(self) -> PersonStamp:
        kind = SecretaryStamp if self.purpose is SigningPurpose.SECRETARY else PersonStamp
        return kind(
            name=self.signer_name,
            position=self.signer_position,
            authority=self.lines,
            image=self.signature_picture,
        )

    @property
    def number_stamp(self) -> NumberStamp:
        if self.issued_on is None:
            raise GiveUp("the document has no number yet")
        return NumberStamp(
            number=self.number, symbol=self.symbol, place=self.place, date=self.issued_on
        )

    @property
    def attachment_stamp(self) -> AttachmentStamp:
        return AttachmentStamp(number=self.number, symbol=self.symbol)

    @property
    def seal_stamp(self) -> SealStamp:
        return SealStamp(
            image=self.seal_picture, diameter_mm=self.seal_diameter_mm, agency=self.agency_name
        )


async def with_pictures(job: Job, task: SigningTask) -> SigningTask:
    """Fetch the office's own pictures, where it has stored some."""
    blobs, signature, seal = job.platform.blobs, task.signature_digest, task.seal_digest
    return replace(
        task,
        signature_picture=await blobs.get(signature) if signature else None,
        seal_picture=await blobs.get(seal) if seal else None,
    )


def key_name_of(credential: Credential) -> str:
    """The key of a signature under way; one that was ended since then signs nothing any more."""
    if credential.revoked_at is not None:
        raise GiveUp("the certificate was ended")
    return credential.key_name


async def read_task(session: AsyncSession, signing: Signing, *, now: datetime) -> SigningTask:
    document = await session.get_one(Document, signing.document_id)
    agency = await session.get_one(Agency, document.agency_id)
    credential = await session.get_one(Credential, signing.credential_id)
    main = await find_main_file(session, document.id)
    if main is None or main.digest is None:
        raise GiveUp("the document has no PDF")
    people = await signatories_of(session, document, chosen=_chosen(signing))
    signer = people[-1] if signing.purpose is not SigningPurpose.SECRETARY else people[0]
    # The seal's field was made with the first signature, for the seal of that day.
    day = vietnam_day(document.signed_at or now)
    seal = await find_seal_picture(session, agency.id, day=day)
    signature = await find_signature_picture(session, signer.person_id, day=day)
    diameter = (seal and seal.diameter_mm) or agency.seal_diameter_mm
    is_first = signing.purpose.is_personal and signer is people[0]
    return SigningTask(
        purpose=signing.purpose,
        type_code=document.type_code,
        digest=main.digest,
        key_label=key_name_of(credential),
        plan=plan_of(people, seal_diameter_mm=diameter) if is_first else None,
        signer_name=signer.signatory.name,
        signer_position=signer.position,
        lines=signer.lines,
        agency_name=agency.name,
        place=agency.place,
        seal_diameter_mm=diameter,
        number=f"{document.number:02d}" if document.number else "",
        symbol=document.symbol,
        issued_on=document.issued_on,
        attachments=tuple(await list_attachments(session, document.id)),
        signature_digest=signature.digest if signature else None,
        seal_digest=seal.digest if seal else None,
    )


def _chosen(signing: Signing) -> Placement | None:
    return placement_of(PlaceChoice.model_validate(signing.place)) if signing.place else None
