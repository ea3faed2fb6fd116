"""Whether a Janus may be used as it is set up, and what to know of it."""

import ipaddress
import logging
from collections.abc import Iterator
from urllib.parse import urlsplit

from meetings.media.errors import MediaMisconfigured
from meetings.media.janus.server import JanusRefused, JanusServer
from meetings.media.settings import MediaSettings

#: Of 20 April 2026: memory faults that packets and requests could cause (pull requests 3636, 3637).
MENDED = 1401
_INVALID_ELEMENT = 430
_UNAUTHORIZED = 403
log = logging.getLogger(__name__)


def require_settings(settings: MediaSettings) -> None:
    """In production secrets are needed, and go to another machine in TLS only."""
    if not settings.is_production:
        return
    if settings.janus_api_secret is None:
        raise MediaMisconfigured("CONGVU_MEDIA_JANUS_API_SECRET is not set")
    if settings.janus_admin_key is None:
        raise MediaMisconfigured("CONGVU_MEDIA_JANUS_ADMIN_KEY is not set")
    for url in settings.janus_urls:
        if url.startswith("ws://") and not _is_this_machine(url):
            raise MediaMisconfigured(f"{url} would carry secrets in the clear: use wss://")


def _is_this_machine(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


async def start(server: JanusServer, settings: MediaSettings) -> None:
    """Open a session at a Janus that may be used; raises as `require_fit`."""
    try:
        await server.start()
    except JanusRefused as error:
        if error.code == _UNAUTHORIZED:
            wrong = f"CONGVU_MEDIA_JANUS_API_SECRET is not that of {server.url}"
            raise MediaMisconfigured(wrong) from error
        raise
    await require_fit(server, settings)
    for line in warnings(server):
        log.warning("%s", line)


async def require_fit(server: JanusServer, settings: MediaSettings) -> None:
    """Ask Janus itself; raises `MediaMisconfigured`, or `MediaUnavailable`."""
    if settings.is_production and not server.info.get("api_secret"):
        raise MediaMisconfigured(f"{server.url} asks for no api_secret")
    handle = await server.attach(lambda _: None)
    try:
        await server.say(handle, {"request": "exists", "room": "a name"})
    except JanusRefused as error:
        if error.code == _INVALID_ELEMENT:
            raise MediaMisconfigured(f"{server.url} needs string_ids = true") from error
        raise
    finally:
        await server.detach(handle)


def warnings(server: JanusServer) -> Iterator[str]:
    """What does not keep it from being used."""
    version = server.info.get("version_string", "?")
    if int(server.info.get("version", 0)) < MENDED:
        yield f"Janus {version} has known security faults, mended in 1.4.1"
    if not server.info.get("api_secret"):
        yield f"{server.url} asks for no api_secret"
