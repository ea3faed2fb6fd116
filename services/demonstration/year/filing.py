"""The work files of the year, kept as they should be or not."""

from datetime import date, timedelta
from uuid import UUID

from auth.service import vietnam_day
from services.demonstration import handling
from services.demonstration.acting import Stage
from services.demonstration.year.corresponding import assign_official
from services.demonstration.year.offices import Office, texts, topic_of
from services.demonstration.year.planning.files import FileFault, KeptFile
from services.documents.models.states import Medium
from services.documents.schemas.incoming import PaperCreate
from services.documents.schemas.work_file import ItemCreate, StepCreate, WorkFileCreate
from services.documents.service import registering, work_files

_STEPS = ("Lập dự thảo trên hệ thống", "Lấy ý kiến phối hợp", "Tổng hợp, trình lãnh đạo")


async def keep_file(
    stage: Stage, office: Office, file: KeptFile, *, document_id: UUID, paper_id: UUID | None
) -> None:
    """Open it, put in what belongs to it, enter its steps and close it."""
    titles: list[str] = texts()["files"]
    async with stage.acting(office.official) as (session, keeper):
        opened = await work_files.open_work_file(
            session=session,
            actor=keeper,
            opening=WorkFileCreate(
                symbol=f"{file.number + 1:03d}.TH",
                title=titles[file.topic % len(titles)].format(topic=topic_of(file.topic)),
                retention_years=10,
            ),
            now=stage.now,
        )
        await session.flush()  # what it holds refers to the file
        items = [ItemCreate(document_id=document_id)]
        if file.fault is FileFault.NO_DOCUMENT:
            items.clear()
        if paper_id:
            items.append(ItemCreate(incoming_id=paper_id))
        for item in items:
            await work_files.add_item(
                session=session, actor=keeper, work_file_id=opened.id, item=item, now=stage.now
            )
        for number, description in enumerate(_STEPS):
            on_paper = file.fault is FileFault.PAPER_STEP and number == 1
            step = StepCreate(
                description=description,
                medium=Medium.PAPER if on_paper else Medium.ELECTRONIC,
                done_on=vietnam_day(stage.now),
            )
            await work_files.add_step(
                session=session, actor=keeper, work_file_id=opened.id, step=step, now=stage.now
            )
        await work_files.close_work_file(
            session=session,
            actor=keeper,
            work_file_id=opened.id,
            expected_version=None,
            now=stage.now,
        )


async def take_in_paper(stage: Stage, office: Office, *, deadline: date) -> UUID:
    """A document that came on paper: registered, assigned to the keeper and done with."""
    async with stage.acting(office.clerk) as (session, clerk):
        incoming = await registering.register_paper(
            session=session,
            actor=clerk,
            paper=PaperCreate(
                sender_name="Ngân hàng Chính sách xã hội huyện Tháp Mười",
                number_and_symbol="112/CV-NHCS",
                issued_on=vietnam_day(stage.now) - timedelta(days=3),
                type_code="CV",
                abstract="Phối hợp rà soát hộ vay vốn học sinh, sinh viên",
            ),
            now=stage.now,
        )
        incoming_id = incoming.id
    await assign_official(stage, office, incoming_id, deadline=deadline)
    await handling.complete(stage, office.official, incoming_id, text=texts()["done"])
    return incoming_id
