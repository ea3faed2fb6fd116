"""What goes beside a document of the demonstration: an attachment, and a copy made of it."""

import asyncio
from uuid import UUID

from services.demonstration.acting import Stage
from services.documents.administrative import typeset_administrative
from services.documents.models.states import CopyKind
from services.documents.samples import sample_documents
from services.documents.schemas.copy import CopyCreate
from services.documents.service import attaching, copying

#: The quarter's report, whose figures go with a letter.
ATTACHED = 3


async def attach_figures(stage: Stage, drafter: str, document_id: UUID) -> None:
    """Put the quarter's report beside the draft."""
    sample = sample_documents()[ATTACHED]
    pdf = await asyncio.to_thread(typeset_administrative, sample.document, now=stage.now)
    async with stage.acting(drafter) as (session, actor):
        upload = await attaching.take_in(
            blobs=stage.platform.blobs,
            signing=stage.platform.signing,
            actor=actor,
            data=pdf,
            filename="phu-luc-so-lieu-quy.pdf",
            now=stage.now,
        )
        await attaching.add_attachment(
            session=session,
            actor=actor,
            document_id=document_id,
            upload=upload,
            expected_version=None,
            now=stage.now,
        )


async def make_extract(stage: Stage, clerk: str, document_id: UUID) -> None:
    """Copy page one of what was issued, and let the agency sign the copy."""
    wanted = CopyCreate(
        kind=CopyKind.EXTRACT, pages="1", purpose="Gửi Phòng Văn hóa và Thông tin theo dõi."
    )
    async with stage.acting(clerk) as (session, actor):
        await copying.copy_document(
            session=session, actor=actor, document_id=document_id, wanted=wanted, now=stage.now
        )
    await stage.work()
