"""What the communes of the demonstration make of what they get, and the files they keep."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from auth.actor import Actor
from auth.service import vietnam_day
from services.demonstration.acting import Stage
from services.demonstration.handling import assign, complete, find_arrival, register
from services.documents.models.states import Medium, Urgency
from services.documents.schemas.incoming import PaperCreate
from services.documents.schemas.work_file import ItemCreate, StepCreate, WorkFileCreate
from services.documents.service import (
    reading,
    reading_incoming,
    registering,
    work_files,
)
from services.platform import Platform

HANDLING = timedelta(hours=1, minutes=15)
DUE_AFTER = timedelta(days=10)


async def receive(
    platform: Platform, communes: tuple[str, ...], document_id: UUID, *, now: datetime
) -> None:
    """Register, present and assign in the communes named; the first of them also completes."""
    stage = Stage(platform, now + HANDLING)
    for commune in communes:
        clerk, official = f"vanthu.{commune}", f"canbo.{commune}"
        incoming_id = await find_arrival(stage, clerk, document_id)
        if incoming_id is None:
            continue
        await register(stage, clerk, incoming_id)
        await assign(
            stage,
            f"chutich.{commune}",
            official,
            incoming_id,
            deadline=vietnam_day(stage.now) + DUE_AFTER,
            instruction="Nghiên cứu, tham mưu triển khai thực hiện; báo cáo kết quả đúng hạn.",
        )
        if commune == communes[0]:
            text = "Đã triển khai đến các ấp và đơn vị có liên quan."
            await complete(stage, official, incoming_id, text=text)


@dataclass(frozen=True, slots=True)
class File:
    """A closed work file: who kept it, how long ago it was closed, and whether a step was paper."""

    keeper: str
    title: str
    days_ago: int
    paper: bool = False


FILES = (
    File("chuyenvien.huyen", "Xây dựng kế hoạch chuyển đổi số năm 2024", 80),
    File("chuyenvien.huyen", "Kiểm tra an toàn thông tin các cơ quan", 70),
    File("chuyenvien.huyen", "Cử cán bộ tập huấn kỹ năng số", 62),
    File("chuyenvien.huyen", "Xếp loại thi đua quý I năm 2024", 9, paper=True),
    File("chuyenvien.huyen", "Rà soát đường truyền họp trực tuyến", 33),
    File("chuyenvien.huyen", "Số hóa hồ sơ lưu trữ giai đoạn 2020 - 2023", 16),
    File("canbo.myhoa", "Thực hiện chuyển đổi số trên địa bàn xã", 75),
    File("canbo.myhoa", "Phòng, chống thiên tai năm 2024", 30, paper=True),
    File("canbo.thanhmy", "Thực hiện chuyển đổi số trên địa bàn xã", 68),
    File("canbo.mydong", "Xây dựng tổ công nghệ số cộng đồng", 30),
    File("canbo.thitran", "Chỉnh trang đô thị thị trấn Mỹ An", 21, paper=True),
    File("canbo.langbien", "Tuyên truyền dịch vụ công trực tuyến", 17),
)


async def keep_files(platform: Platform, *, now: datetime) -> None:
    """Open and close the work files above, and enter a document that came on paper."""
    for number, file in enumerate(FILES, start=1):
        stage = Stage(platform, now - timedelta(days=file.days_ago))
        async with stage.acting(file.keeper) as (session, keeper):
            opened = await work_files.open_work_file(
                session=session,
                actor=keeper,
                opening=WorkFileCreate(
                    symbol=f"{number:02d}.{'TH' if file.paper else 'CĐS'}",
                    title=file.title,
                    retention_years=10,
                ),
                now=stage.now,
            )
            await session.flush()  # the steps refer to the file
            await _put_document_in(session, keeper, opened.id, now=stage.now)
            for description, medium in _steps(file):
                await work_files.add_step(
                    session=session,
                    actor=keeper,
                    work_file_id=opened.id,
                    step=StepCreate(
                        description=description, medium=medium, done_on=vietnam_day(stage.now)
                    ),
                    now=stage.now,
                )
            await work_files.close_work_file(
                session=session,
                actor=keeper,
                work_file_id=opened.id,
                expected_version=None,
                now=stage.now,
            )
    await _register_paper(Stage(platform, now - timedelta(days=4)))


async def _put_document_in(
    session: AsyncSession, keeper: Actor, work_file_id: UUID, *, now: datetime
) -> None:
    """The newest document that the keeper had by then, their own or one assigned to them."""
    own = await reading.list_register(
        session=session, actor=keeper, state=None, query="", after=None, limit=50
    )
    given = await reading_incoming.list_register(
        session=session, actor=keeper, state=None, query="", after=None, limit=50
    )
    document = next((row.id for row in own if row.changed_at <= now), None)
    incoming = next((row.id for row in given if row.arrived_at <= now), None)
    if document or incoming:
        item = ItemCreate(document_id=document, incoming_id=None if document else incoming)
        await work_files.add_item(
            session=session, actor=keeper, work_file_id=work_file_id, item=item, now=now
        )


def _steps(file: File) -> list[tuple[str, Medium]]:
    last = Medium.PAPER if file.paper else Medium.ELECTRONIC
    return [
        ("Lập phiếu trình và dự thảo trên hệ thống", Medium.ELECTRONIC),
        ("Lấy ý kiến các đơn vị phối hợp", last),
        ("Tổng hợp, báo cáo kết quả", Medium.ELECTRONIC),
    ]


async def _register_paper(stage: Stage) -> None:
    async with stage.acting("vanthu.huyen") as (session, clerk):
        await registering.register_paper(
            session=session,
            actor=clerk,
            paper=PaperCreate(
                sender_name="Ngân hàng Chính sách xã hội huyện Tháp Mười",
                number_and_symbol="112/CV-NHCS",
                issued_on=vietnam_day(stage.now) - timedelta(days=3),
                type_code="CV",
                abstract="Phối hợp rà soát hộ vay vốn học sinh, sinh viên",
                urgency=Urgency.NORMAL,
            ),
            now=stage.now,
        )
