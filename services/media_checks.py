"""What `congvu doctor` says of the engine that carries sound and pictures."""

import os

from meetings.media.errors import MediaMisconfigured, MediaUnavailable
from meetings.media.janus.engine import JanusMedia
from meetings.media.janus.fitness import warnings
from meetings.media.settings import EngineName, MediaSettings


async def look_at_media(settings: MediaSettings) -> tuple[str, list[str]]:
    """Return what there is, and what is wrong with it."""
    if settings.engine is EngineName.NONE:
        wrong = ["production needs an engine"] if settings.is_production else []
        return "none: meetings have neither sound nor pictures", wrong
    if settings.engine is EngineName.FORWARDING:
        return f"our own engine, processes: {settings.processes}", []
    engine = JanusMedia(settings)
    addresses = ", ".join(settings.janus_urls)
    try:
        await engine.start()
    except MediaMisconfigured as error:
        return f"Janus at {addresses}", [str(error)]
    except MediaUnavailable as error:
        return f"Janus at {addresses}", [f"no usable answer: {error}"]
    found = [f"Janus {one.info.get('version_string')} at {one.url}" for one in engine.servers]
    wrong = [line for server in engine.servers for line in warnings(server)]
    await engine.aclose()
    if settings.janus_recordings is None:
        found.append("no recordings: CONGVU_MEDIA_JANUS_RECORDINGS is not set")
    elif not os.access(settings.janus_recordings, os.R_OK | os.W_OK | os.X_OK):
        wrong.append(f"{settings.janus_recordings} cannot be read and emptied")
    return "; ".join(found), wrong
