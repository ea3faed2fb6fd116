"""The meetings of the year, held elsewhere and entered by the office afterwards."""

from datetime import time, timedelta
from uuid import UUID

from meetings.models.states import ItemKind, MeetingForm, MeetingKind
from meetings.repository.seats import list_seats
from meetings.service import agenda, concluding, planning, registering, seating
from meetings.shapes import Attendance, ItemPlan, MeetingPlan, Registration, SeatChoice
from services.demonstration.acting import Stage, agency_ids
from services.demonstration.flow import DRAFTER, REVIEWER
from services.demonstration.year.offices import at, office_of, texts, topic_of
from services.demonstration.year.planning.letters import DISTRICT, PROVINCE
from services.demonstration.year.planning.meetings import HeldMeeting, MeetingFault

_CHAIR = office_of(DISTRICT).leader
_BEGAN, _ENDED = time(8, 5), time(10, 30)
#: Chair and secretary have a seat each before those of the agencies.
_OWN_SEATS = 2


async def plan_meeting(meeting: HeldMeeting, stage: Stage) -> UUID:
    """Planned, with its seats and its item; its id."""
    titles: list[str] = texts()["meetings"]
    topic = topic_of(meeting.topic)
    async with stage.acting(_CHAIR) as (_, chair), stage.acting(REVIEWER) as (_, secretary):
        plan = MeetingPlan(
            title=titles[meeting.number % len(titles)].format(topic=topic, month=meeting.day.month),
            kind=MeetingKind.BRIEFING,
            form=meeting.form,
            starts_at=at(meeting.day, _BEGAN),
            ends_at=at(meeting.day, _ENDED) + timedelta(hours=1),
            chair_appointment_id=chair.appointment_id,
            secretary_appointment_id=secretary.appointment_id,
            place_text="Phòng họp số 1, trụ sở Ủy ban nhân dân huyện",
        )
    async with stage.acting(DRAFTER) as (session, drafter):
        made = await planning.plan_meeting(session=session, actor=drafter, plan=plan, now=stage.now)
        await seating.add_seats(
            session=session,
            actor=drafter,
            meeting_id=made.id,
            choices=[
                SeatChoice(agency_id=agency, joins_online=online)
                for code, online in _invited(meeting)
                for agency in await agency_ids(session, (code,))
            ],
            now=stage.now,
        )
        item = ItemPlan(title=f"Kết quả {topic}", kind=ItemKind.REPORT, minutes_planned=60)
        await agenda.add_item(
            session=session, actor=drafter, meeting_id=made.id, plan=item, now=stage.now
        )
    return made.id


async def enter_meeting(meeting: HeldMeeting, meeting_id: UUID, stage: Stage) -> None:
    """Held elsewhere: who was there is entered afterwards."""
    async with stage.acting(DRAFTER) as (session, drafter):
        seats = await list_seats(session, meeting_id)
        if meeting.fault is MeetingFault.ONE_SITE:
            seats = seats[_OWN_SEATS : _OWN_SEATS + 1]
        await registering.register_held(
            session=session,
            actor=drafter,
            meeting_id=meeting_id,
            registration=Registration(
                opened_at=at(meeting.day, _BEGAN),
                closed_at=at(meeting.day, _ENDED),
                attendance=[Attendance(seat_id=seat.id) for seat in seats],
            ),
            expected_version=None,
            now=stage.now,
        )
        await concluding.conclude_without_notice(
            session=session,
            actor=drafter,
            meeting_id=meeting_id,
            reason="Kết luận đã ghi trong biên bản.",
            now=stage.now,
        )


def _invited(meeting: HeldMeeting) -> list[tuple[str, bool]]:
    """Agencies with whether they join over the line; of a hybrid meeting only the first does."""
    if meeting.fault is MeetingFault.NO_COMMUNE_ONLINE:
        return [(PROVINCE, True), *((code, False) for code in meeting.communes)]
    online = {MeetingForm.ONLINE: meeting.communes, MeetingForm.HYBRID: meeting.communes[:1]}
    return [(code, code in online.get(meeting.form, ())) for code in meeting.communes]
