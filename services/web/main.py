"""The pages as one application, mounted beside the API or served alone."""

from fastapi import FastAPI
from starlette.routing import Match, Mount
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Scope

from services.web.client import open_http
from services.web.guard import Guard
from services.web.pages import (
    attachments,
    copies,
    desk,
    document_acts,
    documents,
    drafts,
    figures,
    incoming,
    incoming_acts,
    operations,
    placing,
    printed,
    search,
    session,
    signing,
    signing_batches,
    verification,
    work_files,
)
from services.web.pages.refusals import Refusals, install_refusals
from services.web.rendering import STATIC, load_pages

_API = "/api/"
# More than the API's own limit, so that a file that is too large is refused by the API, in words.
BODY_LIMIT = 80 * 1024 * 1024


def create_web(*, api_app: ASGIApp | None, api_url: str, body_limit: int = BODY_LIMIT) -> FastAPI:
    """The pages, as a client of the API in `api_app` or at `api_url`.

    Its connection to the API is `state.http`: close it (`aclose`) when the process ends.
    """
    web = FastAPI(title="Congvu pages", openapi_url=None, docs_url=None, redoc_url=None)
    web.state.http = open_http(api_app=api_app, api_url=api_url)
    web.state.pages = load_pages()
    web.add_middleware(Guard, refused=Refusals(web), body_limit=body_limit)
    install_refusals(web)
    # drafts before documents: /documents/new is no document's address.
    for page in (
        session, desk, drafts, documents, document_acts, attachments, placing, signing,
        signing_batches, incoming, incoming_acts, copies, work_files, figures, search,
        verification, printed, operations,
    ):  # fmt: skip
        web.include_router(page.router)
    web.mount("/static", StaticFiles(directory=STATIC), name="static")
    return web


class _BesideTheApi(Mount):
    """Everything but the API's addresses, whose 404 and 405 stay the API's own."""

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        if scope["type"] != "http" or scope["path"].startswith(_API):
            return Match.NONE, {}
        return super().matches(scope)


def mount_web(app: FastAPI, web: FastAPI) -> None:
    """Put the pages at the root of `app`, after every other route."""
    app.router.routes.append(_BesideTheApi("/", app=web, name="web"))
