"""What follows from a document's transactions: signatures, delivery, verification.

Each job reads and closes, works on the PDF outside any transaction, then writes in one.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from auth.behalf import lines_above
from auth.models import Agency, Appointment, Credential, Person
from auth.service import find_seal_picture, find_signature_picture, vietnam_day
from services.documents.archiving_jobs import archive_document
from services.documents.attachment_jobs import (
    SealedAttachment,
    enter_sealed,
    seal_attachments,
    verify_attachment,
)
from services.documents.conversion_jobs import convert_upload, fail_conversion, forget_secret
from services.documents.models.document import Document, DocumentFile
from services.documents.models.signing import Signing
from services.documents.models.states import SigningPurpose, SigningState
from services.documents.repository.attachments import list_attachments
from services.documents.repository.documents import find_main_file
from services.documents.schemas.place import PlaceChoice
from services.documents.service.delivering import deliver_all, enter_verdict, seals_of_sender
from services.documents.service.finishing import finish_signature, lock_signing
from services.documents.service.placing import placement_of
from services.documents.service.signing import abort_signature
from services.documents.verdicts import keep_verdict, require_seal_of, verdict_of
from services.worker import Consumer, GiveUp, Job
from signing.errors import (
    KeyUnavailable,
    SigningBusy,
    SigningError,
    SigningStopped,
    SigningTimeout,
    TimeStampUnavailable,
    WorkerCrashed,
)
from signing.models import (
    AttachmentStamp,
    NumberStamp,
    PersonStamp,
    Placement,
    RoutePlan,
    SealStamp,
)
from storage.blobs.errors import BlobCorrupt, BlobMissing

# These may go better the next time; what is wrong with the file or the key cannot.
PASSING = (
    KeyUnavailable,
    SigningBusy,
    SigningStopped,
    SigningTimeout,
    TimeStampUnavailable,
    WorkerCrashed,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningTask:
    """What one signature needs, read before the work starts."""

    purpose: SigningPurpose
    type_code: str
    digest: str
    key_label: str
    signer_name: str
    signer_position: str
    signer_authority: tuple[str, ...]
    agency_name: str
    place: str
    seal_diameter_mm: float
    number: str
    symbol: str
    issued_on: date | None
    attachments: tuple[DocumentFile, ...]
    leader: Placement | None
    signature_digest: str | None
    seal_digest: str | None
    signature_picture: bytes | None = None
    seal_picture: bytes | None = None

    @property
    def plan(self) -> RoutePlan:
        return RoutePlan(
            signer_name=self.signer_name,
            signer_position=self.signer_position,
            seal_diameter_mm=self.seal_diameter_mm,
            leader=self.leader,
        )

    @property
    def person_stamp(self) -> PersonStamp:
        return PersonStamp(
            name=self.signer_name,
            position=self.signer_position,
            authority=self.signer_authority,
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
    def seal_stamp(self) -> SealStamp:
        return SealStamp(
            image=self.seal_picture, diameter_mm=self.seal_diameter_mm, agency=self.agency_name
        )


async def make_signature(job: Job) -> None:
    """Sign as the leader, or number and seal as the agency; then complete."""
    signing_id = UUID(job.event.data["signing_id"])
    async with job.platform.database.session() as session:
        signing = await session.get_one(Signing, signing_id)
        if signing.state is not SigningState.STARTED:
            return
        task = await read_task(session, signing, now=job.now)
    try:
        task = await with_pictures(job, task)
        signed = await _sign(job, task)
        beside = await _sign_beside(job, task)
    except PASSING:
        raise
    except (SigningError, BlobMissing, BlobCorrupt) as error:
        raise GiveUp(f"{type(error).__name__}: {error}") from error
    stored = await job.platform.blobs.put(signed)
    async with job.completing() as session:
        signing, document = await lock_signing(session, signing_id)
        enter_sealed(session, document, beside, now=job.now)
        await finish_signature(
            session,
            signing=signing,
            document=document,
            digest=stored.digest,
            size=stored.size,
            now=job.now,
        )


async def abort_signing(job: Job, reason: str) -> None:
    async with job.platform.database.session() as session:
        signing, document = await lock_signing(session, UUID(job.event.data["signing_id"]))
        if signing.state is SigningState.STARTED:
            await abort_signature(
                session, signing=signing, document=document, problem=reason, now=job.now
            )
        await session.commit()


async def with_pictures(job: Job, task: SigningTask) -> SigningTask:
    """Fetch the office's own pictures, where it has stored some."""
    blobs, signature, seal = job.platform.blobs, task.signature_digest, task.seal_digest
    return replace(
        task,
        signature_picture=await blobs.get(signature) if signature else None,
        seal_picture=await blobs.get(seal) if seal else None,
    )


async def read_task(session: AsyncSession, signing: Signing, *, now: datetime) -> SigningTask:
    document = await session.get_one(Document, signing.document_id)
    agency = await session.get_one(Agency, document.agency_id)
    credential = await session.get_one(Credential, signing.credential_id)
    main = await find_main_file(session, document.id)
    if main is None or main.digest is None:
        raise GiveUp("the document has no PDF")
    found = await session.exec(
        select(Appointment, Person.full_name)
        .join(Person, col(Person.id) == Appointment.person_id)
        .where(Appointment.id == document.signer_appointment_id)
    )
    signer, signer_name = found.one()
    # The seal's field was made with the leader's signature, for the seal of that day.
    day = vietnam_day(document.signed_at or now)
    seal = await find_seal_picture(session, agency.id, day=day)
    signature = await find_signature_picture(session, signer.person_id, day=day)
    return SigningTask(
        purpose=signing.purpose,
        type_code=document.type_code,
        digest=main.digest,
        key_label=credential.key_name,
        signer_name=signer_name,
        signer_position=signer.position,
        signer_authority=lines_above(signer.authority, signer.position),
        agency_name=agency.name,
        place=agency.place,
        seal_diameter_mm=(seal and seal.diameter_mm) or agency.seal_diameter_mm,
        number=f"{document.number:02d}" if document.number else "",
        symbol=document.symbol,
        issued_on=document.issued_on,
        attachments=tuple(await list_attachments(session, document.id)),
        leader=placement_of(PlaceChoice.model_validate(signing.place)) if signing.place else None,
        signature_digest=signature.digest if signature else None,
        seal_digest=seal.digest if seal else None,
    )


async def _sign(job: Job, task: SigningTask) -> bytes:
    signing = job.platform.signing
    level = signing.settings.level_of(task.type_code)
    pdf = await job.platform.blobs.get(task.digest)
    if task.purpose is SigningPurpose.PERSON:
        pdf = await signing.prepare(pdf, task.plan)
        return await signing.sign_person(
            pdf, key=task.key_label, stamp=task.person_stamp, now=job.now, level=level
        )
    return await signing.number_and_seal(
        pdf,
        key=task.key_label,
        number=task.number_stamp,
        seal=task.seal_stamp,
        now=job.now,
        level=level,
    )


async def _sign_beside(job: Job, task: SigningTask) -> list[SealedAttachment]:
    """The leader signs the document alone; the agency every file that goes with it."""
    if task.purpose is SigningPurpose.PERSON:
        return []
    stamp = AttachmentStamp(number=task.number, symbol=task.symbol)
    return await seal_attachments(job, task.attachments, key_label=task.key_label, stamp=stamp)


async def deliver(job: Job) -> None:
    """Sent and arrived for every receiver on this system."""
    async with job.completing() as session:
        document = await session.get_one(Document, job.event.subject)
        await deliver_all(session, document=document, now=job.now)


async def verify_file(job: Job) -> None:
    """Examine what was signed, and what arrived before anybody may accept it (Decision 28, 9.1)."""
    digest: str = job.event.data["digest"]
    async with job.platform.database.session() as session:
        seals = await seals_of_sender(session, digest)
    found = require_seal_of(await verdict_of(job, digest), seals)
    async with job.completing() as session:
        await keep_verdict(session, digest=digest, facts=found, now=job.now)
        await enter_verdict(session, digest=digest, outcome=found["outcome"], now=job.now)


CONSUMERS = {
    "document.file_uploaded": [
        Consumer("documents.convert_upload", convert_upload, give_up=fail_conversion)
    ],
    "document.secret_found": [Consumer("documents.forget_secret", forget_secret)],
    "document.signing_started": [
        Consumer("documents.make_signature", make_signature, give_up=abort_signing)
    ],
    "document.signed": [Consumer("documents.verify_signed", verify_file)],
    # In this order: the receivers get the file with everything in it that proves it.
    "document.issued": [
        Consumer("documents.archive", archive_document),
        Consumer("documents.deliver", deliver),
    ],
    "document.arrived": [Consumer("documents.verify_arrival", verify_file)],
    "document.attachment_arrived": [Consumer("documents.verify_attachment", verify_attachment)],
}
