"""A verification as an answer: JSON, or a report for other programs by the Accept header."""

import base64
from datetime import datetime
from enum import StrEnum
from typing import Any

from fastapi import Response
from fastapi.responses import JSONResponse

from services.signatures.service import Findings
from signing.facts import plain_facts
from signing.models import Comparison
from signing.reports.etsi import etsi_report


class Kind(StrEnum):
    JSON = "application/json"
    XML = "application/xml"


DESCRIBED: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "the verdict with its separate facts; as XML by ETSI TS 119 102-2",
        "content": {
            Kind.JSON: {"schema": {"type": "object"}},
            Kind.XML: {"schema": {"type": "string"}},
        },
    }
}


def kind_of(accept: str) -> Kind:
    """The first of our kinds that the client names (RFC 9110, 12.5.1); JSON where it names none."""
    named = [part.partition(";")[0].strip().lower() for part in accept.split(",")]
    return next((Kind(one) for one in named if one in set(Kind)), Kind.JSON)


def answer(found: Findings, pdf: bytes, *, kind: Kind, now: datetime) -> Response:
    headers = {"Cache-Control": "no-store", "Vary": "Accept"}
    if kind is Kind.XML:
        report = etsi_report(found.verdict, pdf, now=now)
        return Response(report, media_type=Kind.XML, headers=headers)
    shown = _pictures(found.comparison) if found.comparison else None
    return JSONResponse({**plain_facts(found.verdict), "comparison": shown}, headers=headers)


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
