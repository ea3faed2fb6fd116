"""Verify any PDF: the verdict with its separate facts, kept nowhere.

A file that is marked secret is refused here as everywhere: this machine is on a network.
"""

from typing import Any

from fastapi import APIRouter, Request

from services.deps import ActorDep, NowDep, PlatformDep, SessionDep
from services.platform import Platform
from services.secrecy import state_secret
from services.uploads import receive_upload
from signing.errors import UnreadablePdf
from signing.facts import plain_facts

router = APIRouter(tags=["signatures"])


@router.post("/verifications")
async def verify(
    request: Request, platform: PlatformDep, session: SessionDep, actor: ActorDep, now: NowDep
) -> dict[str, Any]:
    pdf = await receive_upload(request, session, platform.settings.upload_limit)
    mark = await _secrecy_mark(platform, pdf)
    if mark:
        raise state_secret(actor, mark, noun="verification", now=now)
    return plain_facts(await platform.signing.verify(pdf, now=now))


async def _secrecy_mark(platform: Platform, pdf: bytes) -> str | None:
    """None as well where no page can be shown: what is wrong with the file is for the verdict."""
    try:
        return (await platform.signing.inspect(pdf)).secrecy_mark
    except UnreadablePdf:
        return None
