"""Open data, for everybody and for programs: addresses that stay, and an ETag each."""

import hashlib
from typing import Annotated

from fastapi import APIRouter, Header, Response

from services.deps import JournalVisit, PlatformDep, SessionDep
from services.statistics.service import open_data
from services.statistics.service.open_data import Publisher

router = APIRouter(tags=["open data"], prefix="/public/open-data", dependencies=[JournalVisit])

IfNoneMatch = Annotated[str, Header()]


@router.get("", response_class=Response)
async def show_catalogue(
    session: SessionDep, platform: PlatformDep, if_none_match: IfNoneMatch = ""
) -> Response:
    """The catalogue (DCAT 3, JSON-LD)."""
    rows = await open_data.read_rows(session)
    content = open_data.write_catalogue(_publisher(platform), rows)
    return _answer(content, "application/ld+json", if_none_match)


@router.get("/figures.csv", response_class=Response)
async def show_csv(session: SessionDep, if_none_match: IfNoneMatch = "") -> Response:
    """Every published figure in its newest version, with SDMX-CSV's column names."""
    content = open_data.write_csv(await open_data.read_rows(session))
    # Where its metadata is (Model for Tabular Data, section 5.2).
    described = '<figures.csv-metadata.json>; rel="describedby"; type="application/csvm+json"'
    return _answer(content, "text/csv; charset=utf-8", if_none_match, {"Link": described})


@router.get("/figures.csv-metadata.json", response_class=Response)
async def show_metadata(platform: PlatformDep, if_none_match: IfNoneMatch = "") -> Response:
    """What the columns mean (CSVW)."""
    content = open_data.write_metadata(_publisher(platform))
    return _answer(content, "application/csvm+json", if_none_match)


@router.get("/figures.json", response_class=Response)
async def show_json(session: SessionDep, if_none_match: IfNoneMatch = "") -> Response:
    """The same as JSON."""
    content = open_data.write_json(await open_data.read_rows(session))
    return _answer(content, "application/json", if_none_match)


def _publisher(platform: PlatformDep) -> Publisher:
    settings = platform.settings
    return Publisher(
        origin=settings.origin,
        name=settings.open_data_publisher,
        contact=settings.open_data_contact,
        licence=settings.open_data_licence,
    )


def _answer(
    content: bytes, media_type: str, if_none_match: str, more: dict[str, str] | None = None
) -> Response:
    """The content, or 304 where who asks has it (RFC 9110, 13.1.2)."""
    etag = f'"{hashlib.sha256(content).hexdigest()}"'
    headers = {"ETag": etag, "Cache-Control": "public, no-cache", **(more or {})}
    known = {tag.strip().removeprefix("W/") for tag in if_none_match.split(",")}
    if known & {etag, "*"}:
        return Response(status_code=304, headers=headers)
    return Response(content, media_type=media_type, headers=headers)
