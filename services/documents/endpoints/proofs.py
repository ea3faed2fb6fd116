"""The proof of an act in a history, for whoever may read the history."""

from uuid import UUID

from fastapi import APIRouter

from services.deps import ActorDep, PlatformDep, SessionDep
from services.documents.access import access_document, access_incoming
from services.proving import ProofRead, find_line, prove_line

router = APIRouter(tags=["journal"])


@router.get("/documents/{document_id}/history/{entry_id}/proof")
async def read_document_proof(
    document_id: UUID,
    entry_id: UUID,
    platform: PlatformDep,
    session: SessionDep,
    actor: ActorDep,
) -> ProofRead:
    document = await access_document(session, actor, document_id)
    placed = await find_line(session, "document", document.id, entry_id)
    await session.commit()  # what follows reads the store and needs no transaction
    return await prove_line(platform.blobs, platform.journal, placed)


@router.get("/incoming/{incoming_id}/history/{entry_id}/proof")
async def read_incoming_proof(
    incoming_id: UUID,
    entry_id: UUID,
    platform: PlatformDep,
    session: SessionDep,
    actor: ActorDep,
) -> ProofRead:
    incoming = await access_incoming(session, actor, incoming_id)
    placed = await find_line(session, "incoming_document", incoming.id, entry_id)
    await session.commit()  # as above
    return await prove_line(platform.blobs, platform.journal, placed)
