"""Bằng chứng: what proves that an act in a history was journalled and not changed since."""

from typing import Literal
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response

from services.web.files import text_file
from services.web.shapes.journal import ActFacts, Proof
from services.web.visit import SignedInDep, Visit

router = APIRouter()

Noun = Literal[
    "documents", "incoming", "work-files", "copies", "meetings", "agency-reports", "inspections",
    "people",
]  # fmt: skip
# Where a person has a page of their own: among the staff.
_PAGES = {"people": "/operations/staff"}


@router.get("/{noun}/{subject_id}/history/{entry_id}")
async def show_proof(
    visit: SignedInDep, noun: Noun, subject_id: UUID, entry_id: UUID, agency: UUID | None = None
) -> Response:
    """`agency`: among whose staff the person's page is."""
    proof = await _read(visit, noun, subject_id, entry_id)
    facts = ActFacts.model_validate_json(proof.entry)
    return visit.page(
        "proof.html",
        proof=proof,
        facts=facts,
        base=f"/{noun}/{subject_id}",
        page=f"{_PAGES.get(noun, f'/{noun}')}/{subject_id}{f'?agency={agency}' if agency else ''}",
    )


@router.get("/{noun}/{subject_id}/history/{entry_id}/tlog-proof")
async def download_proof(
    visit: SignedInDep, noun: Noun, subject_id: UUID, entry_id: UUID
) -> Response:
    """C2SP tlog-proof: index, path, checkpoint."""
    proof = await _read(visit, noun, subject_id, entry_id)
    return text_file(proof.proof or "", f"{entry_id}.tlog-proof", "text/plain; charset=utf-8")


@router.get("/{noun}/{subject_id}/history/{entry_id}/entry")
async def download_entry(
    visit: SignedInDep, noun: Noun, subject_id: UUID, entry_id: UUID
) -> Response:
    """The act as the leaf has it, byte for byte."""
    proof = await _read(visit, noun, subject_id, entry_id)
    return text_file(proof.entry, f"{entry_id}.json", "application/json")


async def _read(visit: Visit, noun: Noun, subject_id: UUID, entry_id: UUID) -> Proof:
    return await visit.api.get(Proof, f"/{noun}/{subject_id}/history/{entry_id}/proof")
