"""Opening records of one's agency to an auditor for a case, adding to it, withdrawing it."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from auth.actor import Actor, record_act
from auth.acts import Act
from auth.cases import AuditCase, AuditCaseRecord, CaseNoun
from auth.roles import Permission
from auth.service import vietnam_day
from services.documents import access
from services.documents.errors import FieldRefused, MoveRefused
from services.documents.repository import cases as rows
from services.documents.schemas.case import CaseCreate, CaseRecord
from services.reasons import ReasonGiven

LONGEST = timedelta(days=366)


async def grant_case(
    *, session: AsyncSession, actor: Actor, wanted: CaseCreate, now: datetime
) -> AuditCase:
    """Open records of the actor's agency to an auditor, until a day within a year."""
    actor.require(Permission.GRANT_CONTENT)
    today = vietnam_day(now)
    if not today <= wanted.until <= today + LONGEST:
        raise FieldRefused("until", "from today on, and within a year")
    auditors = {found for found, _ in await rows.list_auditors(session, day=today)}
    if wanted.auditor_appointment_id not in auditors:
        raise FieldRefused("auditor_appointment_id", "not an auditor in office")
    case = AuditCase(
        agency_id=actor.agency_id,
        auditor_id=wanted.auditor_appointment_id,
        granted_by_id=actor.appointment_id,
        basis=wanted.basis,
        reason=wanted.reason,
        granted_at=now,
        until=wanted.until,
    )
    session.add(case)
    await session.flush()  # its records name it
    details = {"auditor": str(case.auditor_id), "basis": case.basis, "reason": case.reason,
               "until": case.until.isoformat()}  # fmt: skip
    record_act(
        session, actor=actor, act=Act.CASE_GRANT, subject=("audit_case", case.id), now=now,
        details=details,
    )  # fmt: skip
    await _open(session, actor, case, wanted.records, now=now)
    return case


async def add_records(
    *,
    session: AsyncSession,
    actor: Actor,
    case_id: UUID,
    records: Sequence[CaseRecord],
    now: datetime,
) -> AuditCase:
    """Open more for the same case. Raises `MoveRefused` for one that is over."""
    case = await _access_own(session, actor, case_id)
    if not case.is_open(vietnam_day(now)):
        raise MoveRefused("audit_case", "over", "open")
    known = {(row.noun, row.record_id) for row in await rows.list_records(session, case.id)}
    fresh = [one for one in records if (one.noun, one.record_id) not in known]
    await _open(session, actor, case, fresh, now=now)
    return case


async def withdraw_case(
    *, session: AsyncSession, actor: Actor, case_id: UUID, given: ReasonGiven, now: datetime
) -> AuditCase:
    """End it at once: the auditor's next look finds nothing."""
    case = await _access_own(session, actor, case_id)
    if not case.is_open(vietnam_day(now)):
        raise MoveRefused("audit_case", "over", "withdrawn")
    case.withdrawn_at, case.withdrawn_by_id = now, actor.appointment_id
    case.withdraw_reason = given.reason
    record_act(
        session, actor=actor, act=Act.CASE_WITHDRAW, subject=("audit_case", case.id), now=now,
        details={"reason": given.reason},
    )  # fmt: skip
    return case


async def _access_own(session: AsyncSession, actor: Actor, case_id: UUID) -> AuditCase:
    """A case of the actor's agency, locked for its change."""
    case = await access.access_case(session, actor, case_id, for_change=True)
    actor.require(Permission.GRANT_CONTENT)
    return case


async def _open(
    session: AsyncSession,
    actor: Actor,
    case: AuditCase,
    records: Sequence[CaseRecord],
    *,
    now: datetime,
) -> None:
    """Only what belongs to the agency itself, each journalled at the record."""
    for noun, record_id in dict.fromkeys((one.noun, one.record_id) for one in records):
        if await _owner_of(session, actor, noun, record_id) not in actor.agencies:
            raise FieldRefused("records", "not of this agency")
        session.add(AuditCaseRecord(case_id=case.id, noun=noun, record_id=record_id))
        record_act(
            session, actor=actor, act=Act.CASE_ADD, subject=(noun, record_id), now=now,
            details={"case": str(case.id)},
        )  # fmt: skip


async def _owner_of(session: AsyncSession, actor: Actor, noun: CaseNoun, record_id: UUID) -> UUID:
    """The agency whose record it is. Raises `NotVisible`."""
    if noun is CaseNoun.DOCUMENT:
        return (await access.access_document(session, actor, record_id)).agency_id
    if noun is CaseNoun.INCOMING:
        return (await access.access_incoming(session, actor, record_id)).agency_id
    return (await access.access_work_file(session, actor, record_id)).agency_id
