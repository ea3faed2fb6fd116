"""A verification as an answer: JSON, or a report for programs or people by the Accept header."""

import asyncio
import base64
import logging
from datetime import datetime
from enum import StrEnum
from typing import Any

from fastapi import Response
from fastapi.responses import JSONResponse

from services.signatures.report import typeset_report
from services.signatures.service import Findings
from signing.errors import KeyMissing, KeyRefused
from signing.facts import plain_facts
from signing.models import Comparison
from signing.reports.etsi import etsi_report
from signing.service import Signing

log = logging.getLogger(__name__)


class Kind(StrEnum):
    JSON = "application/json"
    XML = "application/xml"
    PDF = "application/pdf"


DESCRIBED: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "the verdict with its separate facts; XML is by ETSI TS 119 102-2",
        "content": {
            Kind.JSON: {"schema": {"type": "object"}},
            Kind.XML: {"schema": {"type": "string"}},
            Kind.PDF: {"schema": {"type": "string", "format": "binary"}},
        },
    }
}


def kind_of(accept: str) -> Kind:
    """The first of our kinds that the client names (RFC 9110, 12.5.1); JSON where it names none."""
    named = [part.partition(";")[0].strip().lower() for part in accept.split(",")]
    return next((Kind(one) for one in named if one in set(Kind)), Kind.JSON)


async def answer(
    signing: Signing, found: Findings, pdf: bytes, *, kind: Kind, now: datetime
) -> Response:
    headers = {"Cache-Control": "no-store", "Vary": "Accept"}
    if kind is Kind.XML:
        report = etsi_report(found.verdict, pdf, now=now)
        return Response(report, media_type=Kind.XML, headers=headers)
    if kind is Kind.PDF:
        report = await _signed_report(signing, found, pdf, now=now)
        return Response(report, media_type=Kind.PDF, headers=headers)
    shown = _pictures(found.comparison) if found.comparison else None
    return JSONResponse({**plain_facts(found.verdict), "comparison": shown}, headers=headers)


async def _signed_report(signing: Signing, found: Findings, pdf: bytes, *, now: datetime) -> bytes:
    """Signed with the system's key; where it has none the report stays unsigned."""
    report = await asyncio.to_thread(typeset_report, found.verdict, pdf, now=now)
    try:
        return await signing.seal_report(report, now=now)
    except (KeyMissing, KeyRefused) as error:
        log.warning("verification report without a signature: %r", error)
        return report


def _pictures(comparison: Comparison) -> dict[str, Any]:
    """Pages are counted from 1; pictures are PNG in base64, empty where a revision has none."""
    return {
        "signed_pages": comparison.signed_pages,
        "final_pages": comparison.final_pages,
        "changed_pages": [page + 1 for page in comparison.changed],
        "pairs": [
            {
                "page": pair.page + 1,
                "signed": base64.b64encode(pair.signed).decode(),
                "final": base64.b64encode(pair.final).decode(),
            }
            for pair in comparison.pairs
        ],
    }
