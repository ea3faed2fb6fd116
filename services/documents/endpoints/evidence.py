"""What proves a document, for whoever may read it: the evidence package."""

from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import StreamingResponse

from services.deps import ActorDep, NowDep, PlatformDep, SessionDep
from services.documents.access import access_document
from services.documents.service.evidence import collect_evidence, pack_evidence
from services.evidence.packing import packed
from services.idempotency import IdempotentRoute
from storage.blobs.disposition import content_disposition

router = APIRouter(tags=["documents"], route_class=IdempotentRoute)


@router.get("/documents/{document_id}/evidence", response_class=StreamingResponse)
async def read_evidence(
    document_id: UUID, platform: PlatformDep, session: SessionDep, actor: ActorDep, now: NowDep
) -> StreamingResponse:
    """A zip with the document, its signatures, receipts and reports, to be verified offline."""
    document = await access_document(session, actor, document_id)
    collected = await collect_evidence(session=session, actor=actor, document=document, now=now)
    number = (document.number_and_symbol or str(document.id)).replace("/", "-")
    await session.commit()  # what follows takes a while and needs no transaction
    files = await pack_evidence(
        platform.blobs,
        platform.signing,
        collected,
        witnesses=tuple(platform.journal.witness_keys.values()),
        now=now,
    )
    headers = {"Content-Disposition": content_disposition(f"{number}.zip", inline=False)}
    return StreamingResponse(packed(files, now=now), media_type="application/zip", headers=headers)
