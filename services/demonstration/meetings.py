"""The meetings of the demonstration: held, still to be announced, and one to come.

Those of the past were held before this system had a room for them and are entered by the clerk,
as an office would enter them; the one to come is invited by a document that is really issued.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from auth.actor import Actor
from auth.service import VIETNAM, vietnam_day
from meetings.calendar import move_working_days
from meetings.models.meeting import Meeting
from meetings.models.seat import Seat
from meetings.models.states import ItemKind, MeetingForm, MeetingKind
from meetings.outcome_shapes import ConclusionPlan, NoticePlan
from meetings.repository.papers import list_papers
from meetings.repository.seats import list_seats
from meetings.service import (
    agenda,
    answering,
    concluding,
    inviting,
    places,
    planning,
    registering,
    seating,
)
from meetings.shapes import (
    Attendance,
    InvitationPlan,
    ItemPlan,
    MeetingPlan,
    PlacePlan,
    Registration,
    SeatChoice,
)
from services.demonstration.acting import Stage, agency_ids
from services.demonstration.flow import (
    CLERK,
    DRAFTER,
    REVIEWER,
    approve,
    issue,
    office_time,
    sign,
    submit,
)
from services.platform import Platform

CHAIR = "phochutich.huyen"
ALL_COMMUNES = tuple(f"H20.90.{n:02d}" for n in range(1, 14))
ROOM = "Phòng họp trực tuyến, trụ sở Ủy ban nhân dân huyện"
REPORT = "Báo cáo kết quả thực hiện và những việc còn chậm"


@dataclass(frozen=True, slots=True)
class Held:
    """A meeting of the past: how long ago, in which form, how many communes did not come."""

    title: str
    kind: MeetingKind
    form: MeetingForm
    days_ago: int
    absent: int = 0
    announced: bool = True


HELD = (
    Held(
        "Triển khai kế hoạch chuyển đổi số năm 2024",
        MeetingKind.TRAINING,
        MeetingForm.ONLINE,
        days_ago=83,
    ),
    Held(
        "Giao ban tháng về gửi, nhận văn bản điện tử",
        MeetingKind.BRIEFING,
        MeetingForm.ONLINE,
        days_ago=61,
        absent=1,
    ),
    Held(
        "Kiểm tra việc lập hồ sơ công việc tại các xã",
        MeetingKind.PROFESSIONAL,
        MeetingForm.IN_PERSON,
        days_ago=45,
        absent=2,
    ),
    Held(
        "Giao ban tháng về dịch vụ công trực tuyến",
        MeetingKind.BRIEFING,
        MeetingForm.ONLINE,
        days_ago=31,
    ),
    Held(
        "Sơ kết công tác chuyển đổi số quý I",
        MeetingKind.REVIEW,
        MeetingForm.HYBRID,
        days_ago=17,
        absent=1,
    ),
    Held(
        "Giải quyết vướng mắc đường truyền họp trực tuyến",
        MeetingKind.WORK_SOLVING,
        MeetingForm.ONLINE,
        days_ago=3,
        announced=False,
    ),
)


async def hold_meetings(platform: Platform, *, now: datetime) -> None:
    """Enter the meetings of the past, and invite to the next one."""
    first = Stage(platform, now - timedelta(days=HELD[0].days_ago + 6))
    room = await _open_room(first)
    for held in HELD:
        await _enter(platform, held, room, now=now)
    await _invite_to_next(platform, room, now=now)


async def _open_room(stage: Stage) -> UUID:
    async with stage.acting(CLERK) as (session, clerk):
        plan = PlacePlan(name=ROOM, capacity=40, equipment="Màn hình, 02 camera, micro hội nghị")
        place = await places.add_place(session=session, actor=clerk, plan=plan, now=stage.now)
        return place.id


async def _enter(platform: Platform, held: Held, room: UUID, *, now: datetime) -> None:
    starts_at = office_time(now, days_ago=held.days_ago, at=time(8, 0))
    stage = Stage(platform, starts_at + timedelta(hours=4))
    async with stage.acting(DRAFTER) as (session, drafter):
        meeting = await _plan(stage, session, drafter, held, room, starts_at=starts_at)
        seats = await list_seats(session, meeting.id)
        there = seats[: len(seats) - held.absent]
        await registering.register_held(
            session=session,
            actor=drafter,
            meeting_id=meeting.id,
            registration=Registration(
                opened_at=starts_at + timedelta(minutes=5),
                closed_at=starts_at + timedelta(hours=2, minutes=40),
                attendance=[Attendance(seat_id=seat.id) for seat in there],
            ),
            expected_version=None,
            now=stage.now,
        )
        await _conclude(stage, session, drafter, meeting, there, announced=held.announced)
    await stage.work()


async def _plan(
    stage: Stage,
    session: AsyncSession,
    drafter: Actor,
    held: Held,
    room: UUID,
    *,
    starts_at: datetime,
) -> Meeting:
    async with stage.acting(CHAIR) as (_, chair), stage.acting(REVIEWER) as (_, secretary):
        plan = MeetingPlan(
            title=held.title,
            kind=held.kind,
            form=held.form,
            starts_at=starts_at,
            ends_at=starts_at + timedelta(hours=3),
            chair_appointment_id=chair.appointment_id,
            secretary_appointment_id=secretary.appointment_id,
            place_id=room,
            requirements="Chuẩn bị số liệu của cơ quan, đơn vị đến ngày họp.",
        )
    meeting = await planning.plan_meeting(session=session, actor=drafter, plan=plan, now=stage.now)
    online = held.form is not MeetingForm.IN_PERSON
    choices = [
        SeatChoice(agency_id=agency, joins_online=online)
        for agency in sorted(await agency_ids(session, ALL_COMMUNES))
    ]
    await seating.add_seats(
        session=session, actor=drafter, meeting_id=meeting.id, choices=choices, now=stage.now
    )
    for title, kind, minutes in (
        (REPORT, ItemKind.REPORT, 30),
        ("Các xã, thị trấn phát biểu", ItemKind.DISCUSSION, 90),
    ):
        item = ItemPlan(title=title, kind=kind, minutes_planned=minutes)
        await agenda.add_item(
            session=session, actor=drafter, meeting_id=meeting.id, plan=item, now=stage.now
        )
        await session.flush()  # the next item stands after this one
    return meeting


async def _conclude(
    stage: Stage,
    session: AsyncSession,
    drafter: Actor,
    meeting: Meeting,
    there: Sequence[Seat],
    *,
    announced: bool,
) -> None:
    """The newest one is still to be announced: its notice lies drafted, and the days count."""
    communes = [seat.agency_id for seat in there if seat.agency_id]
    due = vietnam_day(stage.now) + timedelta(days=20)
    await concluding.enter_conclusions(
        session=session,
        actor=drafter,
        meeting_id=meeting.id,
        plans=[
            ConclusionPlan(text="Thống nhất nội dung báo cáo của Phòng Văn hóa và Thông tin"),
            *(
                ConclusionPlan(
                    text="Khắc phục đường truyền tại điểm cầu, báo cáo kết quả",
                    agency_id=commune,
                    deadline=due,
                )
                for commune in communes[:2]
            ),
        ],
        now=stage.now,
    )
    if announced:
        await concluding.conclude_without_notice(
            session=session,
            actor=drafter,
            meeting_id=meeting.id,
            reason="Thông báo kết luận đã ban hành bằng văn bản giấy.",
            now=stage.now,
        )
        return
    await concluding.want_notice(
        session=session, actor=drafter, meeting_id=meeting.id, plan=NoticePlan(), now=stage.now
    )


async def _invite_to_next(platform: Platform, room: UUID, *, now: datetime) -> None:
    """In five working days, invited yesterday; two communes have answered."""
    day = move_working_days(vietnam_day(now), 5)
    starts_at = datetime.combine(day, time(8, 0), VIETNAM).astimezone(UTC)

    def stage_at(at: time) -> Stage:
        return Stage(platform, office_time(now, days_ago=1, at=at))

    planned = stage_at(time(10, 0))
    coming = Held(
        "Giao ban tháng về chuyển đổi số", MeetingKind.BRIEFING, MeetingForm.ONLINE, days_ago=0
    )
    async with planned.acting(DRAFTER) as (session, drafter):
        meeting = await _plan(planned, session, drafter, coming, room, starts_at=starts_at)
        await inviting.want_invitation(
            session=session,
            actor=drafter,
            meeting_id=meeting.id,
            plan=InvitationPlan(),
            expected_version=None,
            now=planned.now,
        )
        meeting_id = meeting.id
    await planned.work()
    async with planned.acting(DRAFTER) as (session, _):
        document_id = (await list_papers(session, meeting_id))[0].document_id
    async with planned.acting(REVIEWER) as (_, reviewer):
        reviewer_id = reviewer.appointment_id
    if document_id is None:
        raise LookupError("the invitation was not drafted")
    await submit(stage_at(time(10, 20)), document_id, reviewer_id)
    await approve(stage_at(time(10, 40)), document_id)
    await sign(stage_at(time(11, 0)), CHAIR, document_id)
    await issue(stage_at(time(11, 15)), document_id)
    await _answer(stage_at(time(14, 0)), meeting_id)


async def _answer(stage: Stage, meeting_id: UUID) -> None:
    async with stage.acting("vanthu.myhoa") as (session, clerk):
        seat = await _seat_of(session, meeting_id, clerk)
        await answering.confirm(
            session=session, actor=clerk, meeting_id=meeting_id, seat_id=seat, now=stage.now
        )
    async with stage.acting("vanthu.langbien") as (session, clerk):
        seat = await _seat_of(session, meeting_id, clerk)
        await answering.decline(
            session=session,
            actor=clerk,
            meeting_id=meeting_id,
            seat_id=seat,
            reason="Trùng lịch tiếp công dân định kỳ của Chủ tịch xã.",
            now=stage.now,
        )


async def _seat_of(session: AsyncSession, meeting_id: UUID, actor: Actor) -> UUID:
    seats = await list_seats(session, meeting_id)
    return next(seat.id for seat in seats if seat.agency_id == actor.agency_id)
