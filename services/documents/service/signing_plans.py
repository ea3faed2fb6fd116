"""What a session signs, in order: the list is made when it begins and must hold when it ends."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.documents.models.copy import DocumentCopy
from services.documents.models.document import Document
from services.documents.models.signing_session import SigningStep
from services.documents.models.states import SigningPurpose, StepPurpose
from services.documents.repository.attachments import list_attachments
from services.documents.repository.documents import find_main_file
from services.errors import FileAbsent
from signing.models import LEADER_FIELD, NUMBER_FIELD, SEAL_FIELD, SECRETARY_FIELD

#: The fields that are made before the first signature of a document. Those on blank paper, of
#: attachments and copies, are made as their step is prepared, under a name that is free.
ROUTE = {
    StepPurpose.SECRETARY: SECRETARY_FIELD,
    StepPurpose.PERSON: LEADER_FIELD,
    StepPurpose.NUMBER: NUMBER_FIELD,
    StepPurpose.SEAL: SEAL_FIELD,
}
_MAIN = {
    SigningPurpose.SECRETARY: (StepPurpose.SECRETARY,),
    SigningPurpose.PERSON: (StepPurpose.PERSON,),
    SigningPurpose.NUMBER_AND_SEAL: (StepPurpose.NUMBER, StepPurpose.SEAL),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedStep:
    """One signature: on which file as it is now, and what for."""

    purpose: StepPurpose
    filename: str
    digest: str
    attachment_id: UUID | None = None


def next_purpose(subject: Document | DocumentCopy) -> SigningPurpose:
    """What the next signature is for."""
    if isinstance(subject, DocumentCopy):
        return SigningPurpose.COPY
    if subject.next_signer is not None:
        is_secretary = subject.next_signer == subject.secretary_appointment_id
        return SigningPurpose.SECRETARY if is_secretary else SigningPurpose.PERSON
    return SigningPurpose.NUMBER_AND_SEAL


async def plan_steps(
    session: AsyncSession, subject: Document | DocumentCopy, purpose: SigningPurpose
) -> list[PlannedStep]:
    """An official's signature; number, seal, every attachment; or a copy's. Raises `FileAbsent`."""
    if isinstance(subject, DocumentCopy):
        name = subject.number_and_symbol.replace("/", "-") + ".pdf"
        copied = subject.source_digest
        return [PlannedStep(purpose=StepPurpose.COPY, filename=name, digest=copied)]
    main = await find_main_file(session, subject.id)
    if main is None or main.digest is None:
        raise FileAbsent("there is no file here yet")
    steps = [
        PlannedStep(purpose=one, filename=main.filename, digest=main.digest)
        for one in _MAIN[purpose]
    ]
    if purpose is SigningPurpose.NUMBER_AND_SEAL:
        steps += await _plan_beside(session, subject)
    return steps


async def _plan_beside(session: AsyncSession, document: Document) -> list[PlannedStep]:
    return [
        PlannedStep(
            purpose=StepPurpose.ATTACHMENT,
            filename=file.filename,
            digest=file.digest or "",
            attachment_id=file.id,
        )
        for file in await list_attachments(session, document.id)
    ]


def new_steps(signing_id: UUID, plan: Sequence[PlannedStep]) -> list[SigningStep]:
    return [
        SigningStep(
            signing_id=signing_id,
            position=position,
            purpose=one.purpose,
            attachment_id=one.attachment_id,
            filename=one.filename,
            base_digest=one.digest,
            field=ROUTE.get(one.purpose),
        )
        for position, one in enumerate(plan, start=1)
    ]


def is_as_planned(steps: Sequence[SigningStep], plan: Sequence[PlannedStep]) -> bool:
    """Whether a session that began with these steps would begin with the same ones now."""
    begun = [(one.purpose, one.attachment_id, one.base_digest) for one in steps]
    return begun == [(one.purpose, one.attachment_id, one.digest) for one in plan]
