"""The pages as one application, mounted beside the API or served alone."""

from fastapi import FastAPI
from starlette.routing import Match, Mount
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Scope

from services.web import live
from services.web.client import open_http
from services.web.guard import Guard
from services.web.pages import (
    agency_reports,
    attachments,
    audit,
    bulletins,
    cases,
    certificates,
    comparing,
    copies,
    desk,
    document_acts,
    documents,
    drafts,
    figure_evidence,
    figure_prints,
    figures,
    incoming,
    incoming_acts,
    inspections,
    meeting_acts,
    meeting_outcomes,
    meeting_plans,
    meeting_records,
    meeting_rooms,
    meetings,
    operations,
    password,
    placing,
    printed,
    proofs,
    reporting,
    request_acts,
    search,
    session,
    signing,
    signing_batches,
    staff,
    stamp_pictures,
    verification,
    work_files,
)
from services.web.pages.refusals import Refusals, install_refusals
from services.web.rendering import STATIC, load_pages

_API = "/api/"
_SERVED = frozenset({"http", "websocket"})
# More than the API's own limit, so that a file that is too large is refused by the API, in words.
BODY_LIMIT = 80 * 1024 * 1024


def create_web(*, api_app: ASGIApp | None, api_url: str, body_limit: int = BODY_LIMIT) -> FastAPI:
    """The pages, as a client of the API in `api_app` or at `api_url`.

    Its connection to the API is `state.http`: close it (`aclose`) when the process ends.
    """
    web = FastAPI(title="Congvu pages", openapi_url=None, docs_url=None, redoc_url=None)
    web.state.http = open_http(api_app=api_app, api_url=api_url)
    web.state.api_app, web.state.api_url = None if api_url else api_app, api_url
    web.state.pages = load_pages()
    web.add_middleware(Guard, refused=Refusals(web), body_limit=body_limit)
    install_refusals(web)
    # drafts before documents: /documents/new is no document's address; so with meetings
    # and indicators.
    for page in (
        session, desk, drafts, documents, document_acts, attachments, placing, signing,
        signing_batches, incoming, incoming_acts, request_acts, copies, work_files, search,
        verification, printed, proofs, operations, certificates, stamp_pictures, staff, password,
        audit, cases, bulletins, comparing, figure_prints, figures, figure_evidence,
        reporting, agency_reports, meeting_plans, meeting_rooms, meetings, meeting_acts,
        meeting_outcomes, meeting_records, inspections,
    ):  # fmt: skip
        web.include_router(page.router)
    web.include_router(live.router)
    web.mount("/static", StaticFiles(directory=STATIC), name="static")
    return web


class _BesideTheApi(Mount):
    """Everything but the API's addresses, whose 404 and 405 stay the API's own."""

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        if scope["type"] not in _SERVED or scope["path"].startswith(_API):
            return Match.NONE, {}
        return super().matches(scope)


def mount_web(app: FastAPI, web: FastAPI) -> None:
    """Put the pages at the root of `app`, after every other route."""
    app.router.routes.append(_BesideTheApi("/", app=web, name="web"))
