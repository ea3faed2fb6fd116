"""Batches over HTTP: many signatures with one confirmation."""

from uuid import UUID

from fastapi import APIRouter

from services.deps import ActorDep, NowDep, SessionDep
from services.documents.schemas.signing_batch import (
    DocumentsToSign,
    SigningBatchCreate,
    SigningBatchRead,
)
from services.documents.service import signing_batches
from services.idempotency import IdempotencyDep, IdempotentRoute

router = APIRouter(tags=["signing batches"], route_class=IdempotentRoute)


@router.get("/documents-to-sign")
async def list_documents_to_sign(session: SessionDep, actor: ActorDep) -> DocumentsToSign:
    return await signing_batches.list_documents_to_sign(session=session, actor=actor)


@router.post("/signing-batches", status_code=202, dependencies=[IdempotencyDep])
async def confirm_signing_batch(
    confirmed: SigningBatchCreate, session: SessionDep, actor: ActorDep, now: NowDep
) -> SigningBatchRead:
    return await signing_batches.confirm_signing_batch(
        session=session, actor=actor, documents=confirmed.documents, now=now
    )


@router.get("/signing-batches/{batch_id}")
async def read_signing_batch(
    batch_id: UUID, session: SessionDep, actor: ActorDep
) -> SigningBatchRead:
    return await signing_batches.read_signing_batch(session=session, actor=actor, batch_id=batch_id)
