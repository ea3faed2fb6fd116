"""Registering a certificate, checking it again, ending it. None is ever deleted."""

from datetime import date, datetime, time
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from auth.actor import Actor, record_act
from auth.acts import Act
from auth.models import Credential, KeyStoreName
from auth.service import VIETNAM, vietnam_day
from services.identities.credentials import repository
from services.identities.credentials.holders import (
    Holder,
    access_credential,
    access_holder,
    compare,
    require_own_key,
)
from services.identities.credentials.reading import (
    IN_FORCE,
    TO_COME,
    read_credential,
)
from services.identities.credentials.schemas import (
    CredentialEnd,
    CredentialExamined,
    CredentialRead,
    CredentialWanted,
)
from services.identities.credentials.trial import check_again, label_of, try_certificate
from services.identities.errors import AlreadyEnded, CertificateInUse, FieldRefused
from signing.models import PresentedCertificate
from signing.service import Signing
from storage.ids import new_id


async def examine(
    *,
    session: AsyncSession,
    actor: Actor,
    signing: Signing,
    agency_id: UUID,
    wanted: CredentialWanted,
    now: datetime,
) -> CredentialExamined:
    """Everything that registering would check, for the administrator to look at first."""
    holder = await access_holder(session, actor, agency_id, wanted.appointment_id)
    await session.commit()  # the trial takes a while and needs no transaction
    shown = await try_certificate(signing, wanted, now=now)
    _begins(wanted.valid_from, shown, now=now)
    await require_own_key(session, actor, holder, shown, wanted.key_store)
    await _require_free(session, wanted, shown, holder)
    return CredentialExamined(
        subject=shown.subject,
        issuer=shown.issuer,
        serial=shown.serial,
        fingerprint=shown.fingerprint,
        key_kind=shown.key_kind,
        valid_from=shown.valid_from,
        valid_to=shown.valid_to,
        key_tried=wanted.key_store is not KeyStoreName.CLIENT,
        compared=compare(shown, holder),
        findings=list(shown.findings),
    )


async def register(
    *,
    session: AsyncSession,
    actor: Actor,
    signing: Signing,
    agency_id: UUID,
    wanted: CredentialWanted,
    now: datetime,
) -> CredentialRead:
    """From its day on the holder signs with this certificate; the older ones stay on record."""
    await access_holder(session, actor, agency_id, wanted.appointment_id)
    await session.commit()  # the trial takes a while and needs no transaction
    shown = await try_certificate(signing, wanted, now=now)
    begins = _begins(wanted.valid_from, shown, now=now)
    holder = await access_holder(session, actor, agency_id, wanted.appointment_id)
    await require_own_key(session, actor, holder, shown, wanted.key_store)
    await repository.hold_registrations(session)
    await _require_free(session, wanted, shown, holder)
    row = Credential(
        id=new_id(),
        appointment_id=holder.appointment_id,
        agency_id=None if holder.appointment_id else holder.agency.id,
        key_store=wanted.key_store,
        key_label=label_of(wanted, shown.fingerprint),
        subject=shown.subject,
        serial=shown.serial,
        fingerprint=shown.fingerprint,
        valid_from=begins,
        valid_to=shown.valid_to,
    )
    _note(row, shown, list(shown.findings), now=now)
    session.add(row)
    _record(session, actor, Act.CREDENTIAL_REGISTER, row, holder, now=now)
    return read_credential(row, TO_COME if begins > now else IN_FORCE, warns=True, now=now)


async def check(
    *, session: AsyncSession, actor: Actor, signing: Signing, credential_id: UUID, now: datetime
) -> CredentialRead:
    """Look at the certificate and its key again, and keep what was found."""
    known, _ = await access_credential(session, actor, credential_id)
    await session.commit()  # as above
    shown, findings = await check_again(signing, known, now=now)
    row, holder = await access_credential(session, actor, credential_id)
    await session.refresh(row, with_for_update=True)
    if row.revoked_at is not None:
        raise AlreadyEnded
    _note(row, shown, findings, now=now)
    _record(session, actor, Act.CREDENTIAL_CHECK, row, holder, now=now)
    return read_credential(row, TO_COME if row.valid_from > now else IN_FORCE, warns=True, now=now)


async def end(
    *, session: AsyncSession, actor: Actor, credential_id: UUID, given: CredentialEnd, now: datetime
) -> None:
    """From now on nothing is signed with it; what was signed stays what it is."""
    row, holder = await access_credential(session, actor, credential_id)
    await session.refresh(row, with_for_update=True)
    if row.revoked_at is not None:
        raise AlreadyEnded
    row.revoked_at = now
    row.end_reason = given.reason
    _record(session, actor, Act.CREDENTIAL_END, row, holder, now=now)


def _begins(wanted: date | None, shown: PresentedCertificate, *, now: datetime) -> datetime:
    """The instant from which it counts: at once, or the first of a later day."""
    today = vietnam_day(now)
    if wanted is None or wanted == today:
        return now
    if wanted < today:
        raise FieldRefused("valid_from", "lies in the past")
    begins = datetime.combine(wanted, time.min, tzinfo=VIETNAM)
    if begins >= shown.valid_to:
        raise FieldRefused("valid_from", "lies after the end of the certificate")
    return begins


async def _require_free(
    session: AsyncSession, wanted: CredentialWanted, shown: PresentedCertificate, holder: Holder
) -> None:
    """One person may use a key in several appointments; nobody else may (Decree 68/2024, 10)."""
    label = label_of(wanted, shown.fingerprint)
    rivals = await repository.list_rivals(
        session,
        fingerprint=shown.fingerprint,
        key_digest=shown.key_digest,
        store=wanted.key_store,
        label=label,
    )
    for rival, person_id in rivals:
        same_agency = rival.agency_id is not None and rival.agency_id == holder.agency.id
        if person_id != holder.person_id or not (person_id or same_agency):
            raise CertificateInUse("other_holder")
        if rival.appointment_id != holder.appointment_id:
            continue
        if rival.fingerprint == shown.fingerprint:
            raise CertificateInUse("registered_already")
        if (rival.key_store, rival.key_label) == (wanted.key_store, label):
            raise CertificateInUse("label_in_use")


def _note(
    row: Credential, shown: PresentedCertificate | None, findings: list[str], *, now: datetime
) -> None:
    if shown is not None:
        row.certificate = shown.der
        row.issuer = shown.issuer
        row.key_kind = shown.key_kind
        row.key_digest = shown.key_digest
    row.findings = findings
    row.checked_at = now


def _record(
    session: AsyncSession, actor: Actor, act: Act, row: Credential, holder: Holder, *, now: datetime
) -> None:
    details = {
        "serial": row.serial,
        "holder": holder.name,
        "store": str(row.key_store),
        "label": row.key_label,
        "valid_from": row.valid_from.isoformat(),
        "findings": row.findings,
    }
    record_act(
        session,
        actor=actor,
        act=act,
        subject=("credential", row.id),
        now=now,
        digest=row.fingerprint,
        agency_id=holder.agency.id,
        details=details | ({"reason": row.end_reason} if row.end_reason else {}),
    )
