"""Cases as they are shown: to the agency whose records they open, and to their auditor."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from auth.actor import Actor
from auth.cases import AuditCase, CaseNoun
from auth.roles import Permission
from auth.service import vietnam_day
from services.documents import access
from services.documents.repository import cases as rows
from services.documents.schemas.case import AuditorRead, CaseRead, CaseRecordRead, CaseRow
from services.people import agencies, officers


async def list_cases(
    *,
    session: AsyncSession,
    actor: Actor,
    after: tuple[datetime, UUID] | None,
    limit: int,
    now: datetime,
) -> list[CaseRow]:
    """Newest first; one row more than `limit` where there is a next page."""
    found = await rows.list_cases(
        session, access.visible_cases(actor), after=after, limit=limit + 1
    )
    return await _rows(session, actor, found, now=now)


async def read_case(
    *, session: AsyncSession, actor: Actor, case: AuditCase, now: datetime
) -> CaseRead:
    """Call it after the door (access.py)."""
    (row,) = await _rows(session, actor, [case], now=now)
    found = await rows.list_records(session, case.id)
    names = {
        noun: await rows.name_records(
            session, noun, [one.record_id for one in found if one.noun is noun]
        )
        for noun in CaseNoun
    }
    records = [
        CaseRecordRead(
            noun=one.noun,
            record_id=one.record_id,
            name=names[one.noun].get(one.record_id, str(one.record_id)),
        )
        for one in found
    ]
    return CaseRead(**row.model_dump(), records=records)


async def read_auditors(*, session: AsyncSession, actor: Actor, now: datetime) -> list[AuditorRead]:
    actor.require(Permission.GRANT_CONTENT)
    found = await rows.list_auditors(session, day=vietnam_day(now))
    people = await officers(session, [appointment_id for appointment_id, _ in found])
    return [
        AuditorRead(**people[appointment_id].model_dump(), agency_name=agency)
        for appointment_id, agency in found
    ]


async def _rows(
    session: AsyncSession, actor: Actor, cases: Sequence[AuditCase], *, now: datetime
) -> list[CaseRow]:
    people = await officers(
        session, [one for case in cases for one in (case.auditor_id, case.granted_by_id)]
    )
    owners = await agencies(session, [case.agency_id for case in cases])
    day = vietnam_day(now)
    return [
        CaseRow(
            **case.model_dump(include=_SHOWN),
            agency=owners[case.agency_id],
            auditor=people[case.auditor_id],
            granted_by=people[case.granted_by_id],
            is_open=case.is_open(day),
            may_change=case.is_open(day)
            and case.agency_id in actor.agencies
            and actor.can(Permission.GRANT_CONTENT),
        )
        for case in cases
    ]


_SHOWN = {"id", "basis", "reason", "granted_at", "until", "withdrawn_at", "withdraw_reason"}
