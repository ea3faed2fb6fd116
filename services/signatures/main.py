"""Verify any PDF: the verdict with its separate facts, kept nowhere."""

from typing import Any

from fastapi import APIRouter, Request

from services.deps import NowDep, PlatformDep, SessionDep, SignedIn
from services.uploads import receive_upload
from signing.facts import plain_facts

router = APIRouter(tags=["signatures"])


@router.post("/verifications", dependencies=[SignedIn])
async def verify(
    request: Request, platform: PlatformDep, session: SessionDep, now: NowDep
) -> dict[str, Any]:
    pdf = await receive_upload(request, session, platform.settings.upload_limit)
    return plain_facts(await platform.signing.verify(pdf, now=now))
