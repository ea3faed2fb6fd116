"""Văn bản đi: the register and a document's page."""

import asyncio
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response

from services.web import files
from services.web.client import ApiProblem
from services.web.forms import Typed
from services.web.guard import policy_with
from services.web.pages.registers import CursorQuery, Register, SearchQuery, StateQuery
from services.web.shapes.copy import Copy
from services.web.shapes.document import DocumentRead, DocumentRow
from services.web.shapes.identity import Staff
from services.web.shapes.shape import Listed
from services.web.shapes.shared import HistoryLine
from services.web.shapes.signing import Signing, SigningKey, SigningSession
from services.web.visit import SignedInDep, Visit
from services.web.words.signing import SAID_BY_SCRIPT
from services.web.words.states import WORDS

router = APIRouter()


@router.get("/documents")
async def list_documents(
    visit: SignedInDep, state: StateQuery = "", q: SearchQuery = "", cursor: CursorQuery = ""
) -> Response:
    register = Register("/documents", state=state, query=q, cursor=cursor)
    rows, counts = await asyncio.gather(
        visit.api.get(Listed[DocumentRow], "/documents", register.params),
        visit.api.get(dict[str, int], "/documents/counts"),
    )
    return visit.page(
        "documents.html",
        register=register,
        filters=register.filters(counts, list(WORDS["document"])),
        rows=rows.items,
        more=register.next_link(rows.next_cursor),
    )


@router.get("/documents/{document_id}")
async def show(visit: SignedInDep, document_id: UUID) -> Response:
    return await show_document(visit, document_id)


async def show_document(
    visit: Visit,
    document_id: UUID,
    *,
    problem: ApiProblem | None = None,
    typed: Typed | None = None,
) -> Response:
    """The page; after a refused act with the problem on top and what was typed still there."""
    document, history, copies = await asyncio.gather(
        visit.api.get(DocumentRead, f"/documents/{document_id}"),
        visit.api.get(list[HistoryLine], f"/documents/{document_id}/history"),
        visit.api.get(Listed[Copy], "/copies", {"document_id": str(document_id)}),
    )
    reviewers: list[Staff] = []
    if "submit" in document.actions:
        reviewers = await visit.api.get(list[Staff], "/staff", {"permission": "review"})
    staff: list[Staff] = []
    if any(one.may_assign for one in document.requests):
        staff = await visit.api.get(list[Staff], "/staff", {"permission": "process"})
    key = await key_at_machine(visit, document)
    begun = await own_session(visit, document.signing)
    answer = visit.page(
        "document.html",
        document=document,
        key=key,
        begun=begun,
        history=history,
        copies=copies.items,
        reviewers=reviewers,
        staff=staff,
        said_by_script=SAID_BY_SCRIPT,
        typed=typed or Typed(),
        problem=problem,
    )
    return let_speak(answer, key)


async def key_at_machine(visit: Visit, document: DocumentRead) -> SigningKey | None:
    """How the visitor's own key is reached, where the next signature is to be made with it."""
    under_way = document.signing is not None and document.signing.agent is not None
    if not under_way and not {"sign", "issue"} & set(document.actions):
        return None
    key = await visit.api.get(SigningKey, f"/documents/{document.id}/signing-key")
    return key if key.place == "client" else None


async def own_session(visit: Visit, signing: Signing | None) -> SigningSession | None:
    """The session under way, if it is the visitor's to go on with."""
    if signing is None or signing.state != "started" or signing.agent is None:
        return None
    try:
        return await visit.api.get(SigningSession, f"/signing-sessions/{signing.id}")
    except ApiProblem as problem:
        if problem.status != 404:  # noqa: PLR2004 - somebody else's
            raise
        return None


def let_speak(answer: Response, key: SigningKey | None) -> Response:
    """Let the page's script speak to the signing service on the visitor's machine, if used."""
    if key and "sign_service" in key.agents:
        answer.headers["Content-Security-Policy"] = policy_with(key.sign_service_url)
    return answer


@router.get("/documents/{document_id}/file")
async def document_pdf(visit: SignedInDep, document_id: UUID) -> Response:
    return await files.pdf(visit, "documents", document_id)


@router.get("/documents/{document_id}/evidence")
async def document_evidence(visit: SignedInDep, document_id: UUID) -> Response:
    return await files.relay(visit, f"/documents/{document_id}/evidence")


@router.get("/documents/{document_id}/print")
async def document_copy(visit: SignedInDep, document_id: UUID) -> Response:
    return await files.relay(visit, f"/documents/{document_id}/print")


@router.get("/documents/{document_id}/pages/{number}")
async def document_page(visit: SignedInDep, document_id: UUID, number: int) -> Response:
    return await files.page_picture(visit, "documents", document_id, number)
