"""The application: every service in one process, or one service each."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext

from fastapi import APIRouter, FastAPI

from services.documents import main as documents
from services.identities import main as identities
from services.inspections import main as inspections
from services.journal import main as journal
from services.limits import InFlightLimit
from services.operations import main as operations
from services.platform import Platform
from services.problems import PROBLEM_RESPONSES, install_problems
from services.reporting import main as reporting
from services.reporting.figures import Figures
from services.rooms import main as rooms
from services.rooms.live.hub import close_hub
from services.settings import ServiceSettings
from services.signatures import main as signatures
from services.statistics import main as statistics
from services.web import main as web
from services.worker import merge_consumers

API_PREFIX = "/api/v1"

# What `congvu serve NAME` can run on its own.
API_SERVICES: dict[str, APIRouter] = {
    "documents": documents.router,
    "identities": identities.router,
    "inspections": inspections.router,
    "journal": journal.router,
    "operations": operations.router,
    "reporting": reporting.router,
    "rooms": rooms.router,
    "signatures": signatures.router,
    "statistics": statistics.router,
}
SERVICES = (*API_SERVICES, "web")

CONSUMERS = merge_consumers(documents.CONSUMERS, reporting.CONSUMERS, rooms.CONSUMERS)
# What reporting asks of the statistics; the two do not know each other.
PLAN_FIGURES: Figures = statistics.PlanFigures()


def create_app(
    platform: Platform,
    *,
    services: tuple[str, ...] = SERVICES,
    background: Callable[[Platform], AbstractAsyncContextManager[object]] | None = None,
) -> FastAPI:
    """An application of the named services around an open platform."""

    @asynccontextmanager
    async def lifespan(served: FastAPI) -> AsyncIterator[None]:
        async with background(platform) if background else nullcontext():
            yield
        await close_web(served)
        await close_hub(served)

    app = FastAPI(
        title="Congvu",
        version="1",
        summary="Documents, their signatures and routes, and the share of paperless work.",
        openapi_url=f"{API_PREFIX}/openapi.json",
        docs_url=None,
        redoc_url=None,
        responses=PROBLEM_RESPONSES,
        lifespan=lifespan,
    )
    app.state.platform = platform
    app.state.figures = PLAN_FIGURES
    for name in services:
        if name in API_SERVICES:
            app.include_router(API_SERVICES[name], prefix=API_PREFIX)
    install_problems(app)
    add_limits(app, platform.settings)
    if "web" in services:
        api_url = platform.settings.api_url
        app.state.web = web.create_web(api_app=None if api_url else app, api_url=api_url)
        web.mount_web(app, app.state.web)
    return app


async def close_web(app: FastAPI) -> None:
    """Close the pages' connection to the API."""
    if hasattr(app.state, "web"):
        await app.state.web.state.http.aclose()


def add_limits(app: FastAPI, settings: ServiceSettings) -> None:
    app.add_middleware(InFlightLimit, in_flight=settings.in_flight, waiting=settings.waiting)
